from __future__ import annotations

import datetime as dt

import pytest

from app.spc import (
    DataError,
    Direction,
    DuplicatePeriod,
    InvalidOption,
    LengthMismatch,
    NegativeCount,
    NonFinite,
    NumeratorExceedsDenominator,
    Series,
    Unit,
)

JUNE, JULY, AUGUST = (dt.date(2026, month, 1) for month in (6, 7, 8))


def test_values_are_plotted_as_they_are() -> None:
    series = Series(values=[3, None, 4.5])

    assert series.plotted == (3, None, 4.5)
    assert len(series) == 3


def test_counts_are_plotted_as_proportions() -> None:
    assert Series(numerators=[1, 3], denominators=[4, 4]).plotted == (0.25, 0.75)


def test_what_is_missing_is_none_and_never_zero() -> None:
    series = Series(numerators=[None, 3, 0, 0], denominators=[4, None, 0, 5])

    assert series.plotted == (None, None, None, 0.0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_no_number_is_refused_with_its_point(value: float) -> None:
    with pytest.raises(NonFinite, match="Point 2") as problem:
        Series(values=[1, value])
    assert problem.value.point == 2


def test_a_count_below_zero_is_refused_with_its_point() -> None:
    with pytest.raises(NegativeCount, match="Point 2: -1 is below zero") as problem:
        Series(numerators=[1, -1], denominators=[4, 4])
    assert (problem.value.point, problem.value.value) == (2, -1)


def test_more_counted_than_there_were_is_refused_with_both_numbers() -> None:
    with pytest.raises(NumeratorExceedsDenominator, match="5 counted out of only 4") as problem:
        Series(numerators=[1, 5], denominators=[4, 4])
    error = problem.value
    assert isinstance(error, DataError)
    assert (error.point, error.numerator, error.denominator) == (2, 5, 4)


def test_a_rate_may_count_more_events_than_visits_but_not_out_of_none() -> None:
    assert Series(numerators=[5], denominators=[4], unit=Unit.RATE).plotted == (1.25,)
    with pytest.raises(NumeratorExceedsDenominator):
        Series(numerators=[5], denominators=[0], unit=Unit.RATE)


def test_points_are_put_in_time_order() -> None:
    series = Series(numerators=[3, 1, 2], denominators=[10, 10, 10], periods=[AUGUST, JUNE, JULY])

    assert series.plotted == (0.1, 0.2, 0.3)
    assert series.periods == (JUNE, JULY, AUGUST)
    assert series.numerators == (1, 2, 3)


def test_a_period_may_appear_only_once() -> None:
    with pytest.raises(DuplicatePeriod, match="2026-06-01") as problem:
        Series(values=[1, 2, 3], periods=[JUNE, JULY, JUNE])
    assert problem.value.period == JUNE


def test_lists_that_belong_together_are_equally_long() -> None:
    with pytest.raises(LengthMismatch) as problem:
        Series(numerators=[1, 2], denominators=[3])
    assert (problem.value.first, problem.value.second) == (2, 1)
    with pytest.raises(LengthMismatch):
        Series(values=[1, 2], periods=[JUNE])


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"numerators": [1]},
        {"denominators": [1]},
        {"values": [1], "numerators": [1], "denominators": [1]},
        {"values": [1], "denominators": [1]},
    ],
)
def test_values_or_counts_but_not_both(given: dict[str, list[int]]) -> None:
    with pytest.raises(InvalidOption):
        Series(**given)


def test_plain_words_serve_for_direction_and_unit() -> None:
    series = Series(values=[], direction="up", unit="days")

    assert (series.direction, series.unit) == (Direction.UP, Unit.DAYS)
