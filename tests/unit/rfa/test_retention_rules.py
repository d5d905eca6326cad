"""When something may go: whole months, whole days in Mississippi, and never before."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.core.days import CENTRAL, end_of_day
from app.rfa.domain import retention as rules
from app.rfa.domain.retention import LogKind, Schedule, Standing
from tests.unit.rfa.keeping import LATER

DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
instants = st.integers(0, 16 * 366 * 24 * 60).map(
    lambda minutes: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)


def test_the_last_day_counts_until_midnight_in_mississippi() -> None:
    """Told at 11 p.m. Central, which is the next day in UTC."""
    start = dt.datetime(2027, 1, 1, 5, tzinfo=dt.UTC)
    until = rules.last_day(start, 12)

    assert until == dt.date(2027, 12, 31)
    midnight = dt.datetime(2028, 1, 1, 6, tzinfo=dt.UTC)
    assert not rules.is_due(until, midnight - SECOND)
    assert rules.is_due(until, midnight)


def test_the_end_of_a_short_month_is_the_end() -> None:
    start = dt.datetime(2027, 8, 31, 18, tzinfo=dt.UTC)

    assert rules.last_day(start, 6) == dt.date(2028, 2, 29)


@given(instants, st.integers(1, rules.MOST_MONTHS))
def test_nothing_is_due_before_its_months_are_over(start: dt.datetime, months: int) -> None:
    until = rules.last_day(start, months)
    begun = start.astimezone(CENTRAL).date()

    passed = (until.year - begun.year) * 12 + until.month - begun.month
    assert passed == months
    assert until.day == begun.day or (until + DAY).day == 1
    assert not rules.is_due(until, start)
    assert not rules.is_due(until, end_of_day(until) - SECOND)
    assert rules.is_due(until, end_of_day(until))


@given(st.lists(st.none() | instants, max_size=4), st.none() | instants, instants)
def test_the_clock_starts_with_the_last_that_happened(
    told: list[dt.datetime | None], archived_at: dt.datetime | None, ends_at: dt.datetime
) -> None:
    start = rules.started_at(told, archived_at=archived_at, ends_at=ends_at)
    known = [one for one in told if one is not None]

    if not known and archived_at is None:
        assert start is None
    else:
        assert start is not None
        assert start >= ends_at
        assert all(start >= one for one in known)
        assert known or archived_at is None or start >= archived_at


def test_what_is_held_is_never_due() -> None:
    over = Standing(1, LogKind.DRAFT, dt.date(2027, 1, 1), ())
    held = Standing(1, LogKind.DRAFT, dt.date(2027, 1, 1), ("An open flag: x",))
    unknown = Standing(1, LogKind.DRAFT, None, ())

    assert over.is_due(LATER)
    assert held.is_over(LATER)
    assert not held.is_due(LATER)
    assert not unknown.is_due(LATER)


def test_the_months_hold_by_kind() -> None:
    assert Schedule().months(LogKind.UNAWARDED) == 36
    assert Schedule().months(LogKind.DRAFT) == 12
