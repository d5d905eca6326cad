"""Which cells a month's page has, and where a month stands."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from app.collaborative.domain.calendar import period_of
from app.core.days import add_months


class MonthState(StrEnum):
    """Where a month stands for a team; computed from what was sent and the clock."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    SENT = "sent"
    LATE = "late"
    LOCKED = "locked"


def period_on_page(month: dt.date, months: int) -> dt.date | None:
    """The period that the page of `month` asks for, for a measure of `months` months.

    A quarter is asked for on the page of its last month, when it can be counted.

    >>> period_on_page(dt.date(2026, 12, 1), 3)
    datetime.date(2026, 10, 1)
    >>> period_on_page(dt.date(2026, 11, 1), 3) is None
    True
    """
    period = period_of(month, months)
    return period if add_months(period, months - 1) == month else None


def state_of_month(
    *,
    now: dt.datetime,
    due_at: dt.datetime,
    locks_at: dt.datetime,
    required: int,
    required_sent: int,
    sent: int,
    begun: int,
) -> MonthState:
    """Where a month stands. `begun` counts cells that say anything, `sent` those sent.

    A month without required measures is sent as soon as anything in it was sent.
    """
    if sent and required_sent >= required:
        return MonthState.SENT
    if now >= locks_at:
        return MonthState.LOCKED
    if now >= due_at:
        return MonthState.LATE
    return MonthState.IN_PROGRESS if begun else MonthState.OPEN
