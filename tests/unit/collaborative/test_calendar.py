from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.collaborative.domain.calendar import due_at, locks_at, owed_periods, period_of
from app.core.days import add_months

JUNE = dt.date(2026, 6, 1)
ENDS = dt.date(2027, 11, 30)
days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


def owed(months: int = 1, **changes: dt.date | None) -> list[str]:
    given: dict[str, dt.date | None] = {
        "joined_on": JUNE,
        "left_on": None,
        "cohort_starts": JUNE,
        "cohort_ends": ENDS,
        "today": dt.date(2026, 9, 15),
    }
    found = owed_periods(months=months, **given | changes)
    return [f"{one:%Y-%m}" for one in found]


def test_the_due_day_ends_at_midnight_in_mississippi_winter_and_summer() -> None:
    assert due_at(dt.date(2026, 10, 1), 1, 10).isoformat() == "2026-11-11T06:00:00+00:00"
    assert due_at(JUNE, 1, 10).isoformat() == "2026-07-11T05:00:00+00:00"


@pytest.mark.parametrize(
    ("period", "lock_days", "locks"),
    [
        (dt.date(2026, 10, 1), 15, "2026-11-26T06:00:00+00:00"),
        (dt.date(2026, 9, 1), 22, "2026-11-02T06:00:00+00:00"),  # over the change of the clocks
        (dt.date(2026, 10, 1), 0, "2026-11-11T06:00:00+00:00"),
    ],
)
def test_a_month_is_locked_some_days_after_it_was_due(
    period: dt.date, lock_days: int, locks: str
) -> None:
    assert locks_at(period, 1, 10, lock_days).isoformat() == locks


def test_a_team_owes_from_its_first_month_to_the_current_one() -> None:
    assert owed() == ["2026-06", "2026-07", "2026-08", "2026-09"]
    assert owed(joined_on=dt.date(2026, 8, 1)) == ["2026-08", "2026-09"]
    assert owed(joined_on=dt.date(2026, 1, 1)) == owed()
    assert owed(today=dt.date(2026, 5, 31)) == []


def test_a_team_owes_its_last_month_and_none_after_it() -> None:
    assert owed(left_on=dt.date(2026, 7, 1)) == ["2026-06", "2026-07"]
    assert owed(today=dt.date(2030, 1, 1))[-1] == "2027-11"
    assert owed(today=dt.date(2030, 1, 1), left_on=dt.date(2029, 1, 1))[-1] == "2027-11"


def test_only_whole_quarters_are_owed() -> None:
    today = dt.date(2027, 12, 31)
    assert owed(3, today=today) == ["2026-07", "2026-10", "2027-01", "2027-04", "2027-07"]
    assert owed(3, joined_on=dt.date(2026, 8, 1))[:1] == []
    assert owed(3, joined_on=dt.date(2026, 7, 1)) == ["2026-07"]
    assert owed(3, today=today, left_on=dt.date(2026, 11, 1)) == ["2026-07"]
    assert owed(3, today=today, left_on=dt.date(2026, 12, 1)) == ["2026-07", "2026-10"]


@given(days, st.sampled_from([1, 3]))
def test_a_day_lies_in_its_period(day: dt.date, months: int) -> None:
    period = period_of(day, months)
    assert period <= day < add_months(period, months)


@given(
    stay=st.tuples(days, st.none() | days),
    starts=days,
    length=st.integers(0, 400),
    today=days,
    months=st.sampled_from([1, 3]),
)
def test_owed_periods_follow_each_other_and_stay_within_the_enrolment(
    stay: tuple[dt.date, dt.date | None], starts: dt.date, length: int, today: dt.date, months: int
) -> None:
    (joined, left), ends = stay, starts + dt.timedelta(days=length)
    found = owed_periods(
        joined_on=joined, left_on=left, cohort_starts=starts, cohort_ends=ends, today=today,
        months=months,
    )  # fmt: skip

    assert all(later == add_months(one, months) for one, later in itertools.pairwise(found))
    for period in found:
        last = add_months(period, months - 1)
        assert period_of(period, months) == period
        assert max(joined, starts).replace(day=1) <= period <= today
        assert last <= min(left or ends, ends)


@given(days, st.integers(1, 28), st.integers(0, 365), st.sampled_from([1, 3]))
def test_nothing_is_due_before_its_period_is_over_nor_locked_before_it_is_due(
    day: dt.date, due_day: int, lock_days: int, months: int
) -> None:
    period = period_of(day, months)
    due = due_at(period, months, due_day)
    over = dt.datetime.combine(add_months(period, months), dt.time(), dt.UTC)
    assert over < due <= locks_at(period, months, due_day, lock_days)
