"""Which dates of a round contradict each other, and dates a year later: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a round.

    `closes_at` is the deadline that holds, extensions included; `last_day` is its day in
    Mississippi.
    """

    opens_at: dt.datetime
    closes_at: dt.datetime
    last_day: dt.date
    questions_until: dt.datetime | None = None
    call_at: dt.datetime | None = None
    decision_on: dt.date | None = None
    starts_on: dt.date | None = None


def contradictions(dates: Dates) -> Iterator[tuple[str, str]]:
    """What cannot be: the field of the settings to change, and a sentence."""
    opens, closes = dates.opens_at, dates.closes_at
    if closes <= opens:
        yield "closes_on", "The deadline comes after the opening."
    until, call = dates.questions_until, dates.call_at
    if until is not None and until <= opens:
        yield "questions_on", "Questions end after the opening."
    if until is not None and until > closes:
        yield "questions_on", "Questions end by the deadline."
    if call is not None and not opens <= call <= closes:
        yield "call_on", "The call for applicants is between the opening and the deadline."
    decision = dates.decision_on
    if decision is not None and decision < dates.last_day:
        yield "decision_on", "The decision comes after the deadline."
    if dates.starts_on is not None and dates.starts_on < (decision or dates.last_day):
        yield "starts_on", "The program starts after the decision."


def a_year_later(day: dt.date) -> dt.date:
    """The same day of the next year; February 28 for a leap day.

    >>> a_year_later(dt.date(2028, 2, 29))
    datetime.date(2029, 2, 28)
    """
    last = dt.date(day.year + 1, day.month, 28) if (day.month, day.day) == (2, 29) else None
    return last or day.replace(year=day.year + 1)


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a weekend.

    >>> working_day(dt.date(2026, 12, 4)), working_day(dt.date(2026, 12, 6))
    (datetime.date(2026, 12, 4), datetime.date(2026, 12, 7))
    """
    beyond = day.weekday() - _SATURDAY
    return day if beyond < 0 else day + dt.timedelta(days=2 - beyond)
