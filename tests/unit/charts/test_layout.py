from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.domain.layout import axis, push_apart, round_step, rows
from app.measures.domain.kinds import MeasureKind
from tests.unit.charts.make import figure

PLACES = st.lists(st.floats(-20, 120, allow_nan=False), max_size=8)


@given(PLACES, st.floats(0.5, 12))
def test_labels_never_overlap_and_stay_on_the_chart(wanted: list[float], gap: float) -> None:
    placed = sorted(push_apart(wanted, gap))

    assert all(after - before >= gap - 1e-9 for before, after in pairwise(placed))
    assert all(0 - 1e-9 <= place <= 100 + 1e-9 for place in placed)


@given(PLACES, st.floats(0.5, 12))
def test_labels_keep_their_order(wanted: list[float], gap: float) -> None:
    placed = push_apart(wanted, gap)
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))

    assert [placed[index] for index in order] == sorted(placed)


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0.1, 5)), max_size=12))
def test_tags_in_one_row_never_touch(given_spans: list[tuple[float, float]]) -> None:
    spans = sorted((start, start + length) for start, length in given_spans)
    placed = rows(spans)

    for row in set(placed):
        mine = [span for span, own in zip(spans, placed, strict=True) if own == row]
        assert all(before[1] <= after[0] for before, after in pairwise(mine))


@given(st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=12))
def test_every_value_lies_on_its_axis(values: list[float]) -> None:
    read = figure(values, kind=MeasureKind.COUNT, unit="visits", goal=None)
    scale = axis(read)

    assert scale.ticks[0] == 0
    assert scale.ticks[-1] == pytest.approx(scale.top)
    assert all(-1e-6 <= scale.down(value) <= 100 for value in values)
    assert 1 <= len(scale.ticks) - 1 <= 5


def test_every_percentage_has_the_whole_axis() -> None:
    assert axis(figure([3.0, 4.0])).top == 100


def test_a_chart_of_zeros_still_has_an_axis() -> None:
    assert axis(figure([0.0], kind=MeasureKind.COUNT, goal=None)).top > 0
    assert round_step(0) == 1
