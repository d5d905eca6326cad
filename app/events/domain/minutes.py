"""How many minutes of an event count. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from app.core.days import CENTRAL

LONGEST = 24 * 60


class Lasting(Protocol):
    """What decides how many minutes an event gives."""

    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def ends_at(self) -> dt.datetime: ...
    @property
    def credit_minutes(self) -> int | None: ...


def must_be_said(starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    """Whether the length says nothing: an event that ends on a later day has nights in it.

    >>> noon = dt.datetime(2026, 11, 22, 18, tzinfo=dt.UTC)
    >>> [must_be_said(noon, noon + dt.timedelta(hours=hours)) for hours in (3, 12, 23)]
    [False, True, True]
    """
    return ends_at.astimezone(CENTRAL).date() > starts_at.astimezone(CENTRAL).date()


def given(of: Lasting) -> int:
    """The minutes that the event gives to whoever was there: those planned, else its length."""
    if of.credit_minutes is not None:
        return of.credit_minutes
    return min((of.ends_at - of.starts_at) // dt.timedelta(minutes=1), LONGEST)


def counting(of: Lasting, counted: int | None) -> int:
    """The minutes that count for somebody: those counted, else those that the event gives."""
    return given(of) if counted is None else counted


def at_most_given(of: Lasting, measured: int | None) -> int | None:
    """Measured minutes as far as they count: early and late ones give no more than the event."""
    return None if measured is None else min(measured, given(of))
