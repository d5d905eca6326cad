"""Rounds in words for staff: states, settings, what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import day, moment, short_day
from app.rfa.domain.deadlines import RoundState, Window, remaining
from app.rfa.queries.rounds import state_of

if TYPE_CHECKING:
    from app.rfa.models import Extension, Round

STATE_TAGS = {
    RoundState.DRAFT: ("grey", "Draft, seen by staff only"),
    RoundState.SCHEDULED: ("info", "Announced, not open yet"),
    RoundState.OPEN: ("ok", "Open"),
    RoundState.CLOSED: ("due", "Closed"),
    RoundState.ARCHIVED: ("grey", "Archived"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One round in the list."""

    key: str
    title: str
    tag: str
    state: str
    opens: str
    closes: str
    applications: int
    waiting: int


@dataclass(frozen=True, slots=True)
class MoreTime:
    """One extension of a whole round."""

    id: int
    until: str
    reason: str
    given: str
    ended: str


def when(instant: dt.datetime) -> str:
    """An instant with its weekday, as deadlines are told.

    >>> when(dt.datetime(2026, 3, 13, 22, tzinfo=dt.UTC))
    'Friday, March 13, 2026, 5:00 p.m. Central'
    """
    local = central(instant)
    return f"{local:%A}, {moment(instant)}"


def rows(
    found: Iterable[Round],
    windows: Mapping[int, Window],
    applications: Mapping[int, int],
    waiting: Mapping[int, int],
    at: dt.datetime,
) -> tuple[Row, ...]:
    """The list of rounds."""
    return tuple(
        Row(
            one.key,
            one.title,
            *STATE_TAGS[state_of(one, at, windows[one.id])],
            short_day(central(one.opens_at).date()),
            when(windows[one.id].closes_at),
            applications.get(one.id, 0),
            waiting.get(one.id, 0),
        )
        for one in found
    )


def dates(of: Round, window: Window, at: dt.datetime) -> list[tuple[str, str]]:
    """The dates of a round as (what, when) pairs; what has no date is left out."""
    deadline = when(window.closes_at)
    if of.published_at is not None and window.opens_at <= at:
        deadline = f"{deadline}. {remaining(window.closes_at, at)}."
    moved = "" if window.closes_at == of.closes_at else when(of.closes_at)
    found = [
        ("Opens", when(window.opens_at)),
        ("Deadline", deadline),
        ("Deadline before the extension", moved),
        ("Questions are taken until", when(of.questions_until) if of.questions_until else ""),
        ("Call for applicants", when(of.call_at) if of.call_at else ""),
        ("Decision", _day(of.decision_on)),
        ("First day of the program", _day(of.starts_on)),
    ]
    return [pair for pair in found if pair[1]]


def settings(of: Round) -> list[tuple[str, str]]:
    """The other settings of a round as (what, words) pairs."""
    counties = of.only_counties
    return [
        ("Practices to award", str(of.awards)),
        ("Most dollars for one practice", f"${of.cap:,}" if of.cap else "The round does not pay"),
        ("Fewest patients under 21", f"{of.patients_least:,}"),
        ("Counties", ", ".join(counties) if counties else "All 82"),
        ("Reviewers for each application", str(of.reviewers_each)),
        ("Grace after the deadline", f"{of.grace_minutes} minutes" if of.grace_minutes else "None"),
        ("Who writes may also sign", "Yes" if of.drafter_may_sign else "No"),
        ("Sealed until the deadline", "Yes" if of.is_sealed else "No"),
    ]


def more_times(found: Iterable[Extension], names: Mapping[int, str]) -> tuple[MoreTime, ...]:
    """The extensions of a round, with who gave and ended them."""
    return tuple(
        MoreTime(
            one.id,
            when(one.closes_at),
            one.reason,
            _deed(one.given_at, one.given_by_id, names),
            _deed(one.ended_at, one.ended_by_id, names),
        )
        for one in found
    )


def _deed(at: dt.datetime | None, by: int | None, names: Mapping[int, str]) -> str:
    return "" if at is None else f"{moment(at)}, by {names.get(by or 0, 'staff')}"


def _day(date: dt.date | None) -> str:
    return "" if date is None else day(date, this_year=0)
