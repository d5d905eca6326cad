from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.measures.domain.kinds import Answer, MeasureKind
from app.measures.domain.values import value_of

C = Answer.COUNTED


@pytest.mark.parametrize(
    ("kind", "per", "top", "bottom", "value"),
    [
        (MeasureKind.PERCENT, 100, 1, 3, 100 / 3),
        (MeasureKind.PERCENT, 100, 0, 60, 0.0),
        (MeasureKind.PERCENT, 100, 60, 60, 100.0),
        (MeasureKind.RATE, 1000, 30, 600, 50.0),
        (MeasureKind.MEAN, 1, 126, 42, 3.0),
        (MeasureKind.MEAN, 100, 126, 42, 3.0),
        (MeasureKind.COUNT, 1, 7, None, 7.0),
        (MeasureKind.COUNT, 1, 0, None, 0.0),
        (MeasureKind.TIME_BETWEEN, 1, 21, None, 21.0),
    ],
)
def test_counts_become_the_value_on_the_chart(
    kind: MeasureKind, per: int, top: int, bottom: int | None, value: float
) -> None:
    assert value_of(kind, per, C, top, bottom) == pytest.approx(value)


@pytest.mark.parametrize(
    ("answer", "top", "bottom"),
    [
        (Answer.BLANK, None, None),
        (Answer.NONE_ELIGIBLE, 0, 0),
        (C, None, 60),
        (C, 5, None),
        (C, 0, 0),
    ],
)
def test_what_has_no_value_is_a_gap_and_never_a_zero(
    answer: Answer, top: int | None, bottom: int | None
) -> None:
    assert value_of(MeasureKind.PERCENT, 100, answer, top, bottom) is None


@given(top=st.integers(0, 10**6), bottom=st.integers(1, 10**6))
def test_a_percent_lies_between_zero_and_a_hundred(top: int, bottom: int) -> None:
    value = value_of(MeasureKind.PERCENT, 100, C, min(top, bottom), bottom)
    assert value is not None
    assert 0 <= value <= 100
    assert (value == 0) == (min(top, bottom) == 0)
