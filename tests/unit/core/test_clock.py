from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import (
    Clock,
    NoSuchTime,
    TwoSuchTimes,
    central,
    instant_in_mississippi,
    now,
    today,
)
from app.core.days import CENTRAL, end_of_day


def test_the_clock_stands_where_a_test_puts_it(app: Flask) -> None:
    app.extensions["clock"].set(dt.datetime(2026, 11, 2, 4, 30, tzinfo=dt.UTC))

    assert now() == dt.datetime(2026, 11, 2, 4, 30, tzinfo=dt.UTC)
    assert today() == dt.date(2026, 11, 1)


def test_the_clock_takes_only_aware_instants() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock().set(dt.datetime(2026, 11, 2))  # noqa: DTZ001  # the naive one is the point


def test_the_hour_that_spring_skips_is_asked_back() -> None:
    with pytest.raises(NoSuchTime):
        instant_in_mississippi(dt.datetime(2026, 3, 8, 2, 30))  # noqa: DTZ001  # local on purpose


def test_the_hour_that_autumn_repeats_is_asked_back() -> None:
    with pytest.raises(TwoSuchTimes):
        instant_in_mississippi(dt.datetime(2026, 11, 1, 1, 30))  # noqa: DTZ001  # local on purpose


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1)))  # noqa: DTZ001  # naive base
def test_local_times_come_back_from_utc(local: dt.datetime) -> None:
    try:
        instant = instant_in_mississippi(local)
    except (NoSuchTime, TwoSuchTimes):
        return

    assert central(instant).replace(tzinfo=None) == local


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1)))
def test_a_day_ends_at_the_next_midnight_in_mississippi(day: dt.date) -> None:
    end = end_of_day(day)

    assert end.astimezone(CENTRAL).time() == dt.time()
    assert end.astimezone(CENTRAL).date() == day + dt.timedelta(days=1)
