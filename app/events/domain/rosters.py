"""Read who was there from the file of a webinar tool, one line for each time they joined. Pure.

The heads of Zoom, Teams, Webex and GoTo are known, and plain tables. Of somebody who joined
several times, times that overlap count once. A line with what looks like a number of a patient is
not read at all: none of its words is kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.core.identifiers import warning
from app.events.domain.minutes import LONGEST
from app.events.domain.spans import NotATime, duration, in_minutes, moment, total
from app.measures.domain.layouts import Line, plain

NAME, FIRST, LAST, EMAIL = "name", "first", "last", "email"
JOIN, LEAVE, MINUTES = "join", "leave", "minutes"
HEADS: Mapping[str, frozenset[str]] = {
    NAME: frozenset(
        (
            "name",
            "participant",
            "participant name",
            "attendee",
            "attendee name",
            "full name",
            "display name",
            "user name",
            "name original name",
            "person",
        )
    ),
    FIRST: frozenset({"first name", "given name"}),
    LAST: frozenset({"last name", "surname", "family name"}),
    EMAIL: frozenset(
        (
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "user email",
            "attendee email",
            "participant email",
            "registration email",
        )
    ),
    JOIN: frozenset(
        (
            "join time",
            "joined",
            "joined at",
            "join",
            "first join",
            "first join time",
            "time joined",
            "session join time",
        )
    ),
    LEAVE: frozenset(
        (
            "leave time",
            "left",
            "left at",
            "leave",
            "last leave",
            "last leave time",
            "time left",
            "session leave time",
        )
    ),
    MINUTES: frozenset(
        (
            "minutes",
            "duration",
            "duration minutes",
            "total duration minutes",
            "time in session minutes",
            "time in session",
            "in meeting duration",
            "attendance duration",
            "attendance duration minutes",
            "minutes attended",
            "attended minutes",
            "total duration",
        )
    ),
}
HEAD_ROWS = 60
LONGEST_NAME, LONGEST_EMAIL = 160, 254
_SECTION = re.compile(r"\d+\.\s*\S")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a roster; `minutes` None when the file says nothing about it."""

    name: str
    email: str
    minutes: int | None
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that cannot be read, and why."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Roster:
    """Who a file names, in its order, and the lines to correct."""

    people: tuple[Person, ...]
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` reads it again."""
        return asdict(self)

    @staticmethod
    def from_dict(kept: Mapping[str, Any]) -> Roster:
        """What `as_dict` gave."""
        people = (Person(**one | {"lines": tuple(one["lines"])}) for one in kept.get("people", ()))
        problems = (Problem(**one) for one in kept.get("problems", ()))
        return Roster(tuple(people), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: who, from when to when, and the minutes that it says."""

    line: int
    name: str
    email: str
    join: dt.datetime | None
    leave: dt.datetime | None
    seconds: int | None


def read(sheets: Sequence[Sequence[Line]], *, on: dt.date) -> Roster | None:
    """The first roster of these sheets; None when no row names its columns.

    `on` is the day of the event, for times without a day.
    """
    for rows in sheets:
        for at, (_, heads) in enumerate(rows[:HEAD_ROWS]):
            columns = _columns(heads)
            if _is_head(columns):
                return _roster(rows[at + 1 :], columns, on)
    return None


def _columns(heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, head in enumerate(heads):
        part = next((part for part, names in HEADS.items() if plain(head) in names), None)
        if part is not None:
            found.setdefault(part, number)
    return found


def _is_head(columns: Collection[str]) -> bool:
    """Whether a row names enough columns: who, and how long or where to write to."""
    who = {NAME, FIRST, EMAIL} & set(columns)
    return bool(who) and (MINUTES in columns or {JOIN, LEAVE} <= set(columns) or len(who) > 1)


def _roster(rows: Iterable[Line], columns: Mapping[str, int], on: dt.date) -> Roster:
    kept: dict[str, list[_Row]] = {}
    problems = []
    for line, cells in rows:
        if _is_head(_columns(cells)) or _is_section(cells):
            break
        try:
            row = _row(line, {part: _cell(cells, n) for part, n in columns.items()}, on)
        except NotATime as problem:
            problems.append(Problem(line, str(problem)))
            continue
        if row.email or row.name:
            kept.setdefault(row.email or f"name {plain(row.name) or row.name}", []).append(row)
    return Roster(tuple(_person(rows) for rows in kept.values()), tuple(problems))


def _is_section(cells: Sequence[str]) -> bool:
    """Whether a row only says what comes next, such as "3. In-Meeting Activities"."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and _SECTION.match(filled[0]) is not None


def _row(line: int, said: Mapping[str, str], on: dt.date) -> _Row:
    name = said.get(NAME) or f"{said.get(FIRST, '')} {said.get(LAST, '')}".strip()
    for cell in (name, *said.values()):
        if about_a_patient := warning(cell):
            raise NotATime(about_a_patient)
    join, leave = (moment(said.get(part, ""), on=on) for part in (JOIN, LEAVE))
    if join and leave and leave < join:
        raise NotATime("The leave time is before the join time.")
    seconds = duration(said.get(MINUTES, ""))
    longest = max(seconds or 0, (leave - join).total_seconds() if join and leave else 0)
    if longest > LONGEST * 60:
        raise NotATime("This is longer than a day.")
    return _Row(line, name[:LONGEST_NAME], _email(said.get(EMAIL, "")), join, leave, seconds)


def _email(text: str) -> str:
    """The address in a cell, in small letters; "" for anything else, such as "N/A"."""
    found = _EMAIL.fullmatch(text.strip().lower())
    return found[0][:LONGEST_EMAIL] if found else ""


def _cell(cells: Sequence[str], number: int) -> str:
    return cells[number].strip() if number < len(cells) else ""


def _person(rows: Sequence[_Row]) -> Person:
    """Somebody's lines as one: never more than the file says, and what overlaps only once."""
    spans = [(row.join, row.leave) for row in rows if row.join and row.leave]
    said = [row.seconds for row in rows if row.seconds is not None]
    alone = [row.seconds for row in rows if row.seconds is not None and not _has_span(row)]
    seconds = [total(spans) + sum(alone)] if spans or alone else []
    if len(said) == len(rows):
        seconds.append(sum(said))
    return Person(
        next((row.name for row in rows if row.name), ""),
        rows[0].email,
        min(in_minutes(min(seconds)), LONGEST) if seconds else None,
        tuple(row.line for row in rows),
    )


def _has_span(row: _Row) -> bool:
    return row.join is not None and row.leave is not None
