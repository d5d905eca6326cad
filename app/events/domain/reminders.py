"""Which reminder of an event is due: 7 days, 1 day or 1 hour before. Pure."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class Lead(StrEnum):
    """How long before the start a reminder goes out."""

    WEEK = "7d"
    DAY = "1d"
    HOUR = "1h"

    @property
    def before(self) -> dt.timedelta:
        return _BEFORE[self]


_BEFORE = {
    Lead.WEEK: dt.timedelta(days=7),
    Lead.DAY: dt.timedelta(days=1),
    Lead.HOUR: dt.timedelta(hours=1),
}
LONGEST = _BEFORE[Lead.WEEK]


def due(starts_at: dt.datetime, *, told_at: dt.datetime, at: dt.datetime) -> Lead | None:
    """The reminder that somebody should have by `at`; None when there is none.

    `told_at` is when the person last got a mail with this very time: with the place, or when
    the event was moved. Only reminders whose moment came after it are due, and of those the
    latest: after a pause of the worker nobody gets two at once.

    >>> start = dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
    >>> long_ago = start - dt.timedelta(days=30)
    >>> due(start, told_at=long_ago, at=start - dt.timedelta(days=1))
    <Lead.DAY: '1d'>
    >>> due(start, told_at=start - dt.timedelta(hours=20), at=start - dt.timedelta(hours=19))
    """
    if at >= starts_at:
        return None
    come = [lead for lead in Lead if starts_at - lead.before <= at]
    if not come or starts_at - come[-1].before < told_at:
        return None
    return come[-1]
