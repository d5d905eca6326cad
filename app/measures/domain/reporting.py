"""Reporting rates: what was expected, what came, and what came in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expected:
    """One number that a team owed: a required measure of a period, with when it first came."""

    team: str
    measure: str
    period: dt.date
    due_at: dt.datetime
    first_sent_at: dt.datetime | None

    @property
    def is_on_time(self) -> bool:
        """Decided by the first sending for good; corrections do not count."""
        return self.first_sent_at is not None and self.first_sent_at < self.due_at

    @property
    def is_late(self) -> bool:
        return self.first_sent_at is not None and not self.is_on_time


@dataclass(frozen=True, slots=True)
class Rate:
    """Received, in time, late and missing out of what was expected."""

    expected: int
    received: int
    on_time: int

    @property
    def missing(self) -> int:
        return self.expected - self.received

    @property
    def late(self) -> int:
        return self.received - self.on_time

    @property
    def received_words(self) -> str:
        return self._words(self.received)

    @property
    def on_time_words(self) -> str:
        return self._words(self.on_time)

    def _words(self, count: int) -> str:
        """A share with its counts; without anything expected there is no share."""
        if not self.expected:
            return "nothing due"
        return f"{round(100 * count / self.expected)}% ({count} of {self.expected})"


def rate(owed: Iterable[Expected]) -> Rate:
    """The rates over everything owed (source: expected = teams x required measures x due periods).

    >>> due = dt.datetime(2026, 10, 11, 5, tzinfo=dt.UTC)
    >>> early, after = due - dt.timedelta(days=2), due + dt.timedelta(days=2)
    >>> sent = [early, early, after, None]
    >>> one = rate(Expected(str(n), "m", dt.date(2026, 9, 1), due, at) for n, at in enumerate(sent))
    >>> one.received_words, one.on_time_words
    ('75% (3 of 4)', '50% (2 of 4)')
    """
    every = list(owed)
    return Rate(
        len(every),
        sum(one.first_sent_at is not None for one in every),
        sum(one.is_on_time for one in every),
    )
