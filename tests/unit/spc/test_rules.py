from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spc import Direction, Rule, RunsTable, Side
from app.spc.rules import Finding, few_crossings, long_runs, number_of_runs, shifts, trends
from app.spc.runs import runs_of, useful_points

MARKS = st.lists(st.sampled_from([-2, -1, 0, 1, 2]), max_size=40)


def _shifts(*values: float | None, length: int = 6) -> list[Finding]:
    return shifts(runs_of(useful_points(enumerate(values, 1), 0)), length)


def _trends(*values: float | None, length: int = 5) -> list[Finding]:
    return trends(enumerate(values, 1), length)


def _runs(*values: float, table: RunsTable = RunsTable.EXACT) -> list[Finding]:
    useful = useful_points(enumerate(values, 1), 0)
    return number_of_runs(useful, runs_of(useful), table)


def _crossings(*values: float) -> list[Finding]:
    useful = useful_points(enumerate(values, 1), 0)
    return few_crossings(useful, runs_of(useful))


def test_six_on_one_side_are_a_shift_noticed_at_the_sixth() -> None:
    found = _shifts(-1, 1, 2, 1, 3, 1, 1, 1)

    assert [(f.rule, f.side, f.points, f.noticed) for f in found] == [
        (Rule.SHIFT, Side.ABOVE, (2, 3, 4, 5, 6, 7, 8), 7)
    ]


def test_five_on_one_side_are_no_shift() -> None:
    assert _shifts(1, 1, 1, 1, 1, -1) == []


def test_a_point_on_the_line_neither_breaks_nor_lengthens_a_run() -> None:
    assert _shifts(1, 1, 1, 0, 1, 1, 0) == []
    assert _shifts(1, 1, 1, 0, 1, 1, 0, 1)[0].points == (1, 2, 3, 5, 6, 8)


def test_on_the_line_has_a_tolerance() -> None:
    values = [1000, 1000 + 1e-7, 1000 + 2e-6, 1000 - 2e-6]

    assert [number for number, _ in useful_points(enumerate(values, 1), 1000)] == [3, 4]


def test_a_missing_value_neither_breaks_nor_lengthens_a_run() -> None:
    assert _shifts(-1, -1, None, -1, -1, None, -1, -1)[0].noticed == 8


def test_other_schools_use_other_lengths() -> None:
    assert _shifts(1, 1, 1, 1, 1, 1, length=8) == []
    assert _shifts(1, 1, 1, 1, 1, 1, 1, 1, length=8)[0].noticed == 8


def test_five_rising_points_are_a_trend_noticed_at_the_fifth() -> None:
    found = _trends(9, 3, 4, 5, 6, 7, 8, 2)

    assert [(f.direction, f.points, f.noticed) for f in found] == [
        (Direction.UP, (2, 3, 4, 5, 6, 7), 6)
    ]


def test_four_rising_points_are_no_trend() -> None:
    assert _trends(9, 3, 4, 5, 6, 2) == []


def test_falling_counts_as_well() -> None:
    assert _trends(5, 4, 3, 2, 1)[0].direction is Direction.DOWN


def test_a_repeated_value_is_ignored_in_a_trend() -> None:
    assert _trends(1, 2, 3, 4, 4, 4) == []
    assert _trends(1, 1, 2, 3, 4, 4, 5)[0].points == (1, 3, 4, 5, 7)


def test_a_turning_point_belongs_to_both_trends() -> None:
    found = _trends(1, 2, 3, 4, 5, None, 5, 4, 3, 2, 1)

    assert [f.points for f in found] == [(1, 2, 3, 4, 5), (5, 8, 9, 10, 11)]


def test_no_values_make_no_trend() -> None:
    assert _trends() == _trends(None, None) == []


def test_too_few_runs_stand_since_the_count_last_fell_short() -> None:
    (found,) = _runs(*[-1] * 12, *[1] * 12)

    assert (found.rule, found.noticed, len(found.points)) == (Rule.TOO_FEW_RUNS, 14, 24)


def test_alternation_is_too_many_runs() -> None:
    (found,) = _runs(*[-1, 1] * 12)

    assert (found.rule, found.noticed) == (Rule.TOO_MANY_RUNS, 10)


def test_a_count_that_recovered_in_between_is_noticed_anew() -> None:
    recovering = [-1] * 8 + [1] * 4 + [-1, 1] * 4 + [-1] * 12 + [1] * 10

    assert _runs(*recovering[:20]) == []
    assert _runs(*recovering)[0].noticed > 20


def test_below_ten_points_the_number_of_runs_is_not_judged() -> None:
    assert _runs(*[-1] * 4, *[1] * 5) == []


def test_the_printed_table_can_be_asked_for() -> None:
    eleven = [-1, -1, 1, 1, -1, 1, -1, 1, -1, 1, -1]

    assert _runs(*eleven) == []
    uneven = [1] * 3 + [-1] * 8 + [1] * 2 + [-1] * 3 + [1] * 4
    assert _runs(*uneven)[0].rule is Rule.TOO_FEW_RUNS
    assert len(_runs(*uneven, table=RunsTable.PERLA2011)) == 1


def test_eight_of_24_in_a_row_are_chance_and_nine_are_not() -> None:
    eight, nine = (runs_of([(i, Side.ABOVE) for i in range(n)]) for n in (8, 9))

    assert long_runs(24, eight) == []
    assert long_runs(24, nine)[0].noticed == 8


def test_too_few_crossings_signal_and_too_many_never_do() -> None:
    (found,) = _crossings(*[-1] * 6, *[1] * 6)

    assert (found.rule, found.noticed) == (Rule.FEW_CROSSINGS, 10)
    assert _crossings(*[-1, 1] * 12) == []


@given(MARKS, st.integers(0, 40), st.sampled_from([None, 0]))
def test_missing_and_on_median_points_change_no_shift(
    values: list[float | None], place: int, nothing: float | None
) -> None:
    place = min(place, len(values))
    more = [*values[:place], nothing, *values[place:]]

    moved = [[p + (p > place) for p in f.points] for f in _shifts(*values)]
    assert [list(f.points) for f in _shifts(*more)] == moved


@given(MARKS, st.integers(0, 40))
def test_a_missing_value_changes_no_trend(values: list[float | None], place: int) -> None:
    place = min(place, len(values))
    more = [*values[:place], None, *values[place:]]

    moved = [[p + (p > place) for p in f.points] for f in _trends(*values)]
    assert [list(f.points) for f in _trends(*more)] == moved


@given(MARKS)
def test_reading_backwards_mirrors_shifts(values: list[float]) -> None:
    mirrored = [tuple(len(values) + 1 - p for p in f.points[::-1]) for f in _shifts(*values[::-1])]

    assert mirrored[::-1] == [f.points for f in _shifts(*values)]


@given(st.permutations(range(14)))
def test_reading_backwards_turns_trends_round(values: list[int]) -> None:
    backwards = _trends(*values[::-1])[::-1]

    assert [len(f.points) for f in backwards] == [len(f.points) for f in _trends(*values)]
    assert all(
        a.direction is not b.direction for a, b in zip(backwards, _trends(*values), strict=True)
    )


@given(MARKS)
def test_negating_swaps_sides_and_directions(values: list[float]) -> None:
    negated = [-value for value in values]
    swapped = {Side.ABOVE: Side.BELOW, Side.BELOW: Side.ABOVE}
    turned = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}

    for here, there in zip(_shifts(*values), _shifts(*negated), strict=True):
        assert here.side is not None
        assert (swapped[here.side], here.points) == (there.side, there.points)
    for here, there in zip(_trends(*values), _trends(*negated), strict=True):
        assert here.direction is not None
        assert (turned[here.direction], here.points) == (there.direction, there.points)
    for rule in (_runs, _crossings):
        assert [(f.rule, f.noticed) for f in rule(*values)] == [
            (f.rule, f.noticed) for f in rule(*negated)
        ]


@given(MARKS.filter(lambda values: len(values) >= 10))
@pytest.mark.parametrize("rule", [_runs, _crossings])
def test_a_signal_of_counts_is_noticed_at_a_useful_point(rule, values: list[float]) -> None:
    for found in rule(*values):
        assert found.noticed in found.points
