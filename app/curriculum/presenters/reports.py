"""Trained people as a reportable count, with what it means in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.domain.names import role_words
from app.core.dates import short_day
from app.curriculum.domain import trained as rules
from app.curriculum.domain.assigning import LEARNERS
from app.curriculum.domain.trained import SMALL, Count, Trained
from app.curriculum.presenters.learn_words import listed
from app.curriculum.queries.oversight import Column
from app.practices.domain.kinds import PracticeKind

NOTE = (
    f"Numbers from 1 to {SMALL - 1} may point at single people. Their lines are marked with a "
    "star, in the total too, and so are lines from which such a number could be worked out. Do "
    "not publish them."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A role or a kind of practice with its counts; a line that stays inside has a star."""

    name: str
    one: int
    all: int
    stays_inside: bool


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TrainedPage:
    """The counts with their headings and definitions."""

    one_words: str
    all_words: str
    total: Line
    tables: tuple[Table, ...]
    definitions: tuple[str, ...]


def page(
    found: Trained,
    columns: Sequence[Column],
    module: Column | None,
    days: tuple[dt.date | None, dt.date | None],
) -> TrainedPage:
    """The counts by role and by practice, roles and kinds without anybody too."""
    one_words = f"Completed {module.name}" if module else "Completed a module"
    return TrainedPage(
        one_words,
        "Completed all required modules",
        _lines({"People, each once": found.total})[0],
        (
            Table("By role", _roles(found)),
            Table("By type of practice", _kinds(found)),
        ),
        (*_definitions(columns, module, days), NOTE),
    )


def _roles(found: Trained) -> tuple[Line, ...]:
    rows = {role_words(role): found.by_role.get(role) for role in LEARNERS}
    return _lines(rows | _rest("No role at that time", found.by_role.get(None)))


def _kinds(found: Trained) -> tuple[Line, ...]:
    rows = {kind.label: found.by_kind.get(kind.value) for kind in PracticeKind}
    return _lines(rows | _rest("No practice", found.by_kind.get("")))


def _rest(name: str, count: Count | None) -> dict[str, Count | None]:
    return {} if count is None else {name: count}


def _lines(rows: Mapping[str, Count | None]) -> tuple[Line, ...]:
    counts = [count or Count() for count in rows.values()]
    inside = rules.not_to_publish([count.one for count in counts]) | rules.not_to_publish(
        [count.all for count in counts]
    )
    return tuple(
        Line(name, count.one, count.all, place in inside)
        for place, (name, count) in enumerate(zip(rows, counts, strict=True))
    )


def _definitions(
    columns: Sequence[Column],
    module: Column | None,
    days: tuple[dt.date | None, dt.date | None],
) -> tuple[str, ...]:
    required = [one.title for one in columns if one.is_required]
    what = f"“{module.name}”" if module else "at least one module"
    return (
        f"Days: {_span(*days)}, both included, in Central time.",
        f"“Completed a module”: people who completed {what} in these days. A module counts on "
        "the day when somebody completed it for the first time, in any version.",
        f"“Completed all required modules”: people whose last missing required module was "
        f"completed in these days. Required now: {listed(iter(required))}. Days in the past ask "
        "for the same modules: one that is required no more, or not out now, is left out."
        if required
        else "“Completed all required modules”: no module is required now, so nobody counts.",
        "Roles and practices are those that people had on that day. Whoever had two counts in "
        "both, so lines may add up to more than the people.",
    )


def _span(since: dt.date | None, until: dt.date | None) -> str:
    begin = short_day(since) if since else "the beginning"
    return f"from {begin} to {short_day(until) if until else 'today'}"
