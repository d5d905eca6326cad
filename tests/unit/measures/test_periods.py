from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.measures.domain.periods import MonthState, period_on_page, state_of_month
from app.measures.domain.reporting import Expected, Rate, rate

DUE = dt.datetime(2026, 11, 11, 6, tzinfo=dt.UTC)
LOCKS = dt.datetime(2026, 11, 26, 6, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)


def state(now: dt.datetime, *, required: int = 2, required_sent: int = 0, sent: int = 0, begun: int = 0) -> MonthState:  # fmt: skip
    return state_of_month(
        now=now,
        due_at=DUE,
        locks_at=LOCKS,
        required=required,
        required_sent=required_sent,
        sent=sent,
        begun=begun,
    )


# which period a page asks for


@pytest.mark.parametrize(
    ("month", "asked"), [(1, None), (2, None), (3, 1), (6, 4), (9, 7), (12, 10)]
)
def test_a_quarter_is_asked_for_on_the_page_of_its_last_month(
    month: int, asked: int | None
) -> None:
    found = period_on_page(dt.date(2026, month, 1), 3)
    assert found == (dt.date(2026, asked, 1) if asked else None)


def test_a_month_is_asked_for_on_its_own_page() -> None:
    assert period_on_page(dt.date(2026, 2, 1), 1) == dt.date(2026, 2, 1)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_each_quarter_has_exactly_one_page(day: dt.date) -> None:
    pages = [dt.date(day.year, month, 1) for month in range(1, 13)]
    asked = [period_on_page(page, 3) for page in pages]
    assert [p.month for p in asked if p] == [1, 4, 7, 10]


# where a month stands


@pytest.mark.parametrize(
    ("now", "empty", "begun"),
    [
        (DUE - TICK, MonthState.OPEN, MonthState.IN_PROGRESS),
        (DUE, MonthState.LATE, MonthState.LATE),
        (LOCKS - TICK, MonthState.LATE, MonthState.LATE),
        (LOCKS, MonthState.LOCKED, MonthState.LOCKED),
    ],
)
def test_an_unsent_month_is_open_then_late_then_locked(
    now: dt.datetime, empty: MonthState, begun: MonthState
) -> None:
    assert state(now) is empty
    assert state(now, begun=1) is begun
    assert state(now, begun=1, sent=1, required_sent=1) is begun


@pytest.mark.parametrize("now", [DUE - TICK, DUE, LOCKS])
def test_a_month_with_all_it_requires_is_sent_whatever_the_time(now: dt.datetime) -> None:
    assert state(now, required_sent=2, sent=2, begun=2) is MonthState.SENT


def test_a_month_that_requires_nothing_is_sent_with_the_first_number() -> None:
    assert state(DUE - TICK, required=0) is MonthState.OPEN
    assert state(DUE - TICK, required=0, sent=1, begun=1) is MonthState.SENT


# rates


def expected(first_sent_at: dt.datetime | None) -> Expected:
    return Expected("p1", "m1", dt.date(2026, 10, 1), DUE, first_sent_at)


def test_on_time_ends_with_the_due_day() -> None:
    assert expected(DUE - TICK).is_on_time
    assert not expected(DUE - TICK).is_late
    assert not expected(DUE).is_on_time
    assert expected(DUE).is_late
    assert not expected(None).is_on_time
    assert not expected(None).is_late


def test_rates_say_their_counts() -> None:
    found = rate([expected(DUE - TICK), expected(DUE - TICK), expected(DUE), expected(None)])

    assert (found.expected, found.received, found.on_time) == (4, 3, 2)
    assert (found.missing, found.late) == (1, 1)
    assert found.received_words == "75% (3 of 4)"
    assert found.on_time_words == "50% (2 of 4)"


def test_without_anything_due_there_is_no_rate() -> None:
    assert rate([]) == Rate(0, 0, 0)
    assert rate([]).on_time_words == "nothing due"


@given(st.lists(st.none() | st.datetimes(timezones=st.just(dt.UTC)), max_size=30))
def test_on_time_late_and_missing_are_all_there_is(sent: list[dt.datetime | None]) -> None:
    found = rate(map(expected, sent))
    assert found.on_time + found.late + found.missing == found.expected == len(sent)
    assert min(found.on_time, found.late, found.missing) >= 0
