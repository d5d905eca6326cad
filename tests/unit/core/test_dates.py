from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import moment, month, short_day, short_month, time_of_day
from app.core.days import add_months


def test_months_and_days_are_written_out() -> None:
    assert month(dt.date(2026, 11, 1)) == "November 2026"
    assert short_month(dt.date(2026, 11, 1)) == "Nov 2026"
    assert short_day(dt.date(2026, 11, 18)) == "Nov 18, 2026"


def test_an_instant_names_its_zone() -> None:
    before = dt.datetime(2026, 10, 30, 22, 0, tzinfo=dt.UTC)
    after = dt.datetime(2026, 11, 2, 23, 0, tzinfo=dt.UTC)

    assert moment(before) == "October 30, 2026, 5:00 p.m. Central"
    assert moment(after) == "November 2, 2026, 5:00 p.m. Central"


def test_noon_and_midnight_are_twelve() -> None:
    assert time_of_day(dt.datetime(2026, 7, 1, 17, 5, tzinfo=dt.UTC)) == "12:05 p.m."
    assert time_of_day(dt.datetime(2026, 7, 1, 5, 5, tzinfo=dt.UTC)) == "12:05 a.m."


@given(st.dates(dt.date(2001, 1, 1), dt.date(2098, 1, 1)), st.integers(-600, 600))
def test_adding_months_there_and_back_is_nothing(date: dt.date, count: int) -> None:
    first = date.replace(day=1)

    assert add_months(add_months(first, count), -count) == first
