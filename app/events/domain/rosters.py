"""Read who was there from the file of a webinar tool, one line for each time they joined. Pure.

The heads of Zoom, Teams, Webex and GoTo are known, and plain tables. Of several tables in a file
the one with the most people counts. Of somebody who joined several times, times that overlap
count once. A line with what looks like a number of a patient is not read at all: none of its
words is kept.
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
CAME, WAITED = "came", "waited"
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
            "user name original name",
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
    CAME: frozenset({"attended"}),
    WAITED: frozenset({"in waiting room"}),
}
_PARTS = {name: part for part, names in HEADS.items() for name in names}
AROUND = dt.timedelta(hours=12)
"""Tools write times of other zones than that of the event, and people come early."""
OTHER_DAY = (
    "This is not at the time of the event. Correct it, or bring the list of this event instead."
)
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


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when the event lasts, on the clock in Mississippi."""

    start: dt.datetime
    end: dt.datetime

    def fit(self, moment: dt.datetime | None) -> bool:
        """Whether somebody may have joined or left at that moment."""
        return moment is None or self.start - AROUND <= moment <= self.end + AROUND


_Table = tuple[Mapping[str, int], list[Line]]


def read(sheets: Sequence[Sequence[Line]], *, during: Hours) -> Roster | None:
    """The roster of these sheets with the most people; None when no row names its columns.

    A table that says how long people stayed goes before one that does not. `during` is also the
    day of times without a day.
    """
    tables = [table for rows in sheets for table in _tables(rows)]
    read_so = [
        (MINUTES in columns or JOIN in columns, _roster(rows, columns, during))
        for columns, rows in tables
    ]
    found = max(read_so, key=lambda one: (one[0], *_size(one[1])), default=None)
    return found and found[1]


def _size(of: Roster) -> tuple[int, int]:
    return len(of.people), len(of.problems)


def _tables(rows: Iterable[Line]) -> list[_Table]:
    """The parts of a sheet that begin with a row of heads."""
    tables: list[_Table] = []
    is_inside = False
    for line, cells in rows:
        columns = _columns(cells)
        if _is_head(columns):
            tables.append((columns, []))
            is_inside = True
        elif _is_section(cells):
            is_inside = False
        elif is_inside:
            tables[-1][1].append((line, cells))
    return tables


def _columns(heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, head in enumerate(heads):
        part = _PARTS.get(plain(head))
        if part is not None:
            found.setdefault(part, number)
    return found


def _is_head(columns: Collection[str]) -> bool:
    """Whether a row names enough columns: who, and how long or where to write to.

    An address beside a number of minutes is not enough: so Zoom writes who held the meeting.
    """
    stay = {JOIN, LEAVE} <= set(columns)
    if NAME in columns or FIRST in columns:
        return stay or MINUTES in columns or EMAIL in columns
    return stay and EMAIL in columns


def _roster(rows: Iterable[Line], columns: Mapping[str, int], during: Hours) -> Roster:
    kept: dict[str, list[_Row]] = {}
    problems = []
    for line, cells in rows:
        said = {part: _cell(cells, n) for part, n in columns.items()}
        if _was_outside(said):
            continue
        try:
            row = _row(line, said, during)
        except NotATime as problem:
            problems.append(Problem(line, str(problem)))
            continue
        if row.email or row.name:
            kept.setdefault(row.email or f"name {plain(row.name) or row.name}", []).append(row)
    return Roster(tuple(_person(rows) for rows in kept.values()), tuple(problems))


def _was_outside(said: Mapping[str, str]) -> bool:
    """Whether a row is about time in the waiting room, or somebody who only registered."""
    return plain(said.get(WAITED, "")) == "yes" or plain(said.get(CAME, "")) == "no"


def _is_section(cells: Sequence[str]) -> bool:
    """Whether a row only says what comes next, such as "3. In-Meeting Activities"."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and _SECTION.match(filled[0]) is not None


def _row(line: int, said: Mapping[str, str], during: Hours) -> _Row:
    name = said.get(NAME) or f"{said.get(FIRST, '')} {said.get(LAST, '')}".strip()
    for cell in (name, *said.values()):
        if about_a_patient := warning(cell):
            raise NotATime(about_a_patient)
    day = during.start.date()
    join, leave = (moment(said.get(part, ""), on=day) for part in (JOIN, LEAVE))
    if join and leave and leave < join:
        raise NotATime("The leave time is before the join time.")
    seconds = duration(said.get(MINUTES, ""))
    longest = max(seconds or 0, (leave - join).total_seconds() if join and leave else 0)
    if longest > LONGEST * 60:
        raise NotATime("This is longer than a day.")
    if not (during.fit(join) and during.fit(leave)):
        raise NotATime(OTHER_DAY)
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
