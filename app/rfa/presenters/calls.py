"""A round as visitors read it: its state, its dates with weekday, time and zone, what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.dates import day, time_of_day
from app.rfa.domain.deadlines import RoundState, Window, remaining
from app.rfa.queries import rounds

if TYPE_CHECKING:
    from app.rfa.models import Round

WORDS = {
    RoundState.DRAFT: "Not published",
    RoundState.SCHEDULED: "Opens soon",
    RoundState.OPEN: "Open now",
    RoundState.CLOSED: "Closed",
    RoundState.ARCHIVED: "Closed",
}


@dataclass(frozen=True, slots=True)
class KeyDate:
    """One date of a round. `more` says what is left, `earlier` what it was before."""

    key: str
    term: str
    day: str
    time: str = ""
    more: str = ""
    earlier: str = ""

    @property
    def words(self) -> str:
        """Day and time in one line."""
        return f"{self.day}, {self.time}" if self.time else self.day


@dataclass(frozen=True, slots=True)
class Call:
    """One round as pages show it."""

    key: str
    title: str
    state: RoundState
    dates: tuple[KeyDate, ...]
    closes_at: dt.datetime
    is_extended: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody may apply now."""
        return self.state is RoundState.OPEN

    @property
    def is_scheduled(self) -> bool:
        return self.state is RoundState.SCHEDULED

    @property
    def is_over(self) -> bool:
        return not self.is_open and not self.is_scheduled

    @property
    def state_words(self) -> str:
        return WORDS[self.state]

    def date(self, key: str) -> KeyDate | None:
        """The date with that key: opens, questions, call, deadline, decision or start."""
        return next((one for one in self.dates if one.key == key), None)

    @property
    def opens(self) -> KeyDate:
        return self.dates[0]

    @property
    def deadline(self) -> KeyDate:
        return next(one for one in self.dates if one.key == "deadline")

    @property
    def headline_dates(self) -> tuple[KeyDate, ...]:
        """At most four dates for a narrow strip: the deadline always among them."""
        wanted = ("opens", "call" if self.date("call") else "questions", "deadline", "decision")
        return tuple(one for one in self.dates if one.key in wanted)


def long_day(date: dt.date) -> str:
    """A day with its weekday and its year.

    >>> long_day(dt.date(2026, 3, 13))
    'Friday, March 13, 2026'
    """
    return day(date, this_year=0)


def clock_time(instant: dt.datetime) -> str:
    """A time of day with its zone.

    >>> clock_time(dt.datetime(2026, 3, 13, 22, tzinfo=dt.UTC))
    '5:00 PM Central'
    """
    return f"{time_of_day(instant).upper().replace('.', '')} Central"


def full_moment(instant: dt.datetime) -> str:
    """An instant with weekday, date, time and zone.

    >>> full_moment(dt.datetime(2026, 3, 13, 22, tzinfo=dt.UTC))
    'Friday, March 13, 2026, 5:00 PM Central'
    """
    return f"{long_day(central(instant).date())}, {clock_time(instant)}"


def calls(found: Iterable[Round], windows: Mapping[int, Window], at: dt.datetime) -> list[Call]:
    """Rounds as pages show them, in their order."""
    return [call(one, windows[one.id], at) for one in found]


def call(of: Round, window: Window, at: dt.datetime) -> Call:
    """One round as pages show it at `at`; `window` holds the extensions for everybody."""
    state = rounds.state_of(of, at, window)
    return Call(
        key=of.key,
        title=of.title,
        state=state,
        dates=tuple(_dates(of, window, state, at)),
        closes_at=window.closes_at,
        is_extended=window.closes_at > of.closes_at,
    )


def _dates(of: Round, window: Window, state: RoundState, at: dt.datetime) -> Iterable[KeyDate]:
    yield _moment("opens", "Applications open", of.opens_at)
    if of.call_at is not None:
        yield _moment("call", "Questions call", of.call_at)
    if of.questions_until is not None:
        yield _moment("questions", "Last day for questions", of.questions_until)
    is_open = state is RoundState.OPEN
    yield _moment(
        "deadline",
        "Applications due",
        window.closes_at,
        more=remaining(window.closes_at, at) if is_open else "",
        earlier=full_moment(of.closes_at) if window.closes_at > of.closes_at else "",
    )
    if of.decision_on is not None:
        yield KeyDate("decision", "Clinics hear back by", long_day(of.decision_on))
    if of.starts_on is not None:
        yield KeyDate("start", "The program year starts", long_day(of.starts_on))


def _moment(
    key: str, term: str, instant: dt.datetime, *, more: str = "", earlier: str = ""
) -> KeyDate:
    return KeyDate(key, term, long_day(central(instant).date()), clock_time(instant), more, earlier)


def county_words(only: tuple[str, ...]) -> str:
    """Which counties may apply, in words; "" when all may.

    >>> county_words(("Hinds",)), county_words(("Hinds", "Lee", "Jones"))
    ('Hinds County', 'Hinds, Lee and Jones Counties')
    """
    if not only:
        return ""
    if len(only) == 1:
        return f"{only[0]} County"
    return f"{', '.join(only[:-1])} and {only[-1]} Counties"


def by_interest(one: Call) -> tuple[int, float]:
    """A key that puts open rounds first (the next deadline on top), then what comes, then past."""
    if one.is_open:
        return 0, one.closes_at.timestamp()
    if one.is_scheduled:
        return 1, one.closes_at.timestamp()
    return 2, -one.closes_at.timestamp()
