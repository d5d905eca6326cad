"""When a round is open, for whom, and how that is said. All instants are aware and in UTC.

A deadline is an instant, kept in UTC, so that neither the server's zone nor the browser's
can move it. Something is in time when the portal received it at or before that instant:
inclusive, plus the grace minutes of the round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class RoundState(StrEnum):
    """Where a round is."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Window:
    """When applications of a round are taken. `grace` is granted silently at the end."""

    opens_at: dt.datetime
    closes_at: dt.datetime
    grace: dt.timedelta = dt.timedelta()

    def is_open(self, at: dt.datetime) -> bool:
        """Whether something that arrives at `at` is in time."""
        return self.opens_at <= at <= self.closes_at + self.grace


def round_state(
    window: Window, *, is_published: bool, is_archived: bool, at: dt.datetime
) -> RoundState:
    """The state of a round at `at`, from its dates and what staff did to it."""
    if is_archived:
        return RoundState.ARCHIVED
    if not is_published:
        return RoundState.DRAFT
    if at < window.opens_at:
        return RoundState.SCHEDULED
    return RoundState.OPEN if window.is_open(at) else RoundState.CLOSED


def extended(window: Window, extensions: Iterable[dt.datetime]) -> Window:
    """The window of one applicant, whose extensions run until the given instants.

    The latest counts, and only when it is later than the round's own end; an extension is
    exact: grace is not added to it.
    """
    latest = max(extensions, default=window.closes_at)
    if latest <= window.closes_at + window.grace:
        return window
    return Window(window.opens_at, latest)


def is_under_extension(window: Window, at: dt.datetime) -> bool:
    """Whether something that came at `at` came after the round's own end."""
    return at > window.closes_at + window.grace


def remaining(closes_at: dt.datetime, at: dt.datetime) -> str:
    """How long is left, in words: whole days, else hours, else minutes, rounded down.

    >>> noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    >>> remaining(noon + dt.timedelta(days=21, hours=3), noon)
    '21 days remain'
    >>> remaining(noon + dt.timedelta(hours=1, minutes=5), noon)
    '1 hour remains'
    >>> remaining(noon - dt.timedelta(seconds=1), noon)
    'The deadline has passed'
    """
    left = closes_at - at
    if left < dt.timedelta():
        return "The deadline has passed"
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(left.total_seconds() // size)
        if count:
            return f"{count} {unit} remains" if count == 1 else f"{count} {unit}s remain"
    return "Less than a minute remains"


REMINDER_DAYS = (7, 3, 1)


def reminder_due(closes_at: dt.datetime, at: dt.datetime) -> int | None:
    """Which reminder is due at `at`: the one of 7, 3 or 1 days before `closes_at`, or none.

    Whoever was not reminded in time gets the latest one only.

    >>> noon = dt.datetime(2026, 3, 13, 12, tzinfo=dt.UTC)
    >>> [reminder_due(noon, noon - dt.timedelta(days=days)) for days in (8, 7, 5, 2, 0.5, -1)]
    [None, 7, 7, 3, 1, None]
    """
    if at > closes_at:
        return None
    reached = [days for days in REMINDER_DAYS if at >= closes_at - dt.timedelta(days=days)]
    return min(reached, default=None)
