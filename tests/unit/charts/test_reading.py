from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.domain.figure import Figure, Meaning, MedianKind
from app.charts.domain.reading import Settings
from app.core.days import add_months
from app.measures.domain.kinds import Direction
from app.spc import Rule, RuleSet
from tests.unit.charts.make import (
    NOON,
    OPEN_14,
    counted,
    decision,
    definition,
    figure,
    month,
    points,
)

FIRST_6 = Settings(baseline_points=6)
FLAT = [50.0, 52, 48, 51, 49, 53, 47, 52, 48, 51, 49, 50.5]
VALUES = st.lists(st.one_of(st.none(), st.floats(0, 100, allow_nan=False)), min_size=0, max_size=40)


def medians(read: Figure) -> list[tuple[int, int, float, str, bool]]:
    return [(m.first, m.last, round(m.value, 1), m.kind.value, m.carried) for m in read.medians]


def test_the_baseline_of_the_first_six_names_trend_and_shift_as_in_the_scenario() -> None:
    until_april = figure(counted(OPEN_14[:11]), settings=FIRST_6)
    assert round(until_april.starting_median.value, 1) == 20.5
    assert [s.rule for s in until_april.signals] == [Rule.TREND]
    assert until_april.signals[0].noticed == 9  # March

    with_may = figure(counted(OPEN_14), settings=FIRST_6)
    shift = next(s for s in with_may.signals if s.rule is Rule.SHIFT)
    assert (shift.first, shift.last, shift.count) == (6, 11, 6)
    assert with_may.leading is shift
    assert with_may.meaning is Meaning.BETTER
    assert with_may.starting_median == until_april.starting_median


@given(VALUES, st.sampled_from([None, 3, 6, 12]), st.sampled_from(list(RuleSet)))
def test_a_figure_keeps_every_value_and_makes_no_zero_of_a_gap(
    values: list[float | None], baseline: int | None, rules: RuleSet
) -> None:
    read = figure(values, settings=Settings(rules, baseline))

    assert [point.value for point in read.points] == values
    assert all(0 <= line.first <= line.last < len(values) for line in read.medians)


@given(st.lists(st.floats(0, 100), min_size=6, max_size=20), st.lists(st.floats(0, 100)))
def test_points_that_arrive_later_never_move_the_starting_median(
    first: list[float], later: list[float]
) -> None:
    before = figure(first, settings=FIRST_6).starting_median
    after = figure(first + later, settings=FIRST_6).starting_median

    assert before is not None
    assert after is not None
    assert before.value == after.value
    assert (before.first, before.last) == (after.first, after.last) == (0, 5)


def test_with_too_few_points_for_the_baseline_the_median_is_that_of_all() -> None:
    assert medians(figure([10, 20, 30], settings=FIRST_6)) == [(0, 2, 20.0, "all", False)]


def test_a_figure_without_values_has_nothing_to_say() -> None:
    assert figure([None, None]).medians == ()
    assert figure([]).latest is None


def test_gaps_do_not_count_as_baseline_points() -> None:
    read = figure([10, None, 20, 30, 40, 50, 60, 70], settings=FIRST_6)

    assert medians(read) == [(7, 7, 35.0, "start", True), (0, 6, 35.0, "start", False)]


def test_a_persons_latest_freeze_wins_and_undoing_it_brings_the_earlier_back() -> None:
    early = decision("freeze", 3, first_period=month(0), id=1)
    late = decision("freeze", 7, first_period=month(4), id=2)
    undone = decision("freeze", 9, id=3, undone_at=NOON)
    values = [10.0] * 4 + [20.0] * 4 + [30.0] * 4

    assert medians(figure(values, decisions=[late, early, undone]))[-1] == (
        (4, 7, 20.0, "start", False)
    )
    assert medians(figure(values, decisions=[early]))[-1] == (0, 3, 10.0, "start", False)
    assert (0, 3, 20.0, "start", True) in medians(figure(values, decisions=[late]))


def test_a_freeze_of_months_that_are_not_there_has_no_effect() -> None:
    values = [10.0, 20, 30, 40]

    elsewhere = decision("freeze", 99)
    assert medians(figure(values, decisions=[elsewhere])) == [(0, 3, 25.0, "all", False)]
    from_the_start = decision("freeze", 2)
    assert medians(figure(values, decisions=[from_the_start]))[-1] == (0, 2, 20.0, "start", False)
    too_short = decision("freeze", 1)
    assert medians(figure(values, decisions=[too_short])) == [(0, 3, 25.0, "all", False)]


def test_a_new_phase_has_its_own_median_and_the_first_goes_on_for_comparison() -> None:
    values = [40.0] * 6 + [70.0] * 6
    begun = decision("rephase", 6, answers={"name": "Everyday practice"})

    read = figure(values, decisions=[begun])

    assert medians(read) == [
        (6, 11, 40.0, "start", True),
        (0, 5, 40.0, "start", False),
        (6, 11, 70.0, "phase", False),
    ]
    assert [(p.first, p.last, p.name) for p in read.phases] == [
        (0, 5, "Start"),
        (6, 11, "Everyday practice"),
    ]
    assert figure(values, decisions=[decision("rephase", 6)]).phases[1].name == "From December 2026"


def test_a_phase_that_would_have_under_three_values_is_not_drawn() -> None:
    values = [40.0] * 6 + [70.0] * 6

    for place in (2, 10, 50):
        assert figure(values, decisions=[decision("rephase", place)]).phases == ()
    assert figure([None] * 4 + [1.0] * 4, decisions=[decision("rephase", 4)]).phases == ()


def test_a_baseline_ends_where_the_next_phase_begins() -> None:
    read = figure([10.0] * 4 + [50.0] * 8, settings=FIRST_6, decisions=[decision("rephase", 4)])

    assert [m.value for m in read.medians if not m.carried] == [10.0, 50.0]


def test_a_point_left_out_stays_but_counts_for_nothing() -> None:
    read = figure([10.0, 20, 30, 900], decisions=[decision("exclude", 3), decision("exclude", 77)])

    assert read.points[3].is_excluded
    assert read.points[3].value == 900
    assert read.medians[0].value == 20


def test_below_ten_useful_points_nothing_is_judged() -> None:
    read = figure([10.0, 20, 30, 40, 50, 60, 70, 80, 90])

    assert read.meaning is Meaning.FEW
    assert read.signals == ()


@pytest.mark.parametrize(
    ("direction", "meaning"),
    [
        (Direction.HIGHER, Meaning.BETTER),
        (Direction.LOWER, Meaning.WORSE),
        (Direction.NEITHER, Meaning.SAME),
    ],
)
def test_the_meaning_follows_the_direction_of_good(direction: Direction, meaning: Meaning) -> None:
    read = figure([*FLAT[:6], 80.0, 81, 80, 82, 81, 80], settings=FIRST_6, direction=direction)

    assert read.leading is not None
    assert read.meaning is meaning
    assert read.points[-1].meaning is meaning


def test_an_old_signal_no_longer_speaks_for_the_chart() -> None:
    high = [80.0, 81, 80, 82, 80, 81, 80]
    alternating = [48.0, 53.0, 47.0, 54.0]

    recent = figure(FLAT[:6] + high + [48.0, 53.0], settings=FIRST_6)
    assert recent.meaning is Meaning.BETTER
    old = figure(FLAT[:6] + high + alternating, settings=FIRST_6)
    assert any(s.rule is Rule.SHIFT for s in old.signals)
    assert old.leading is None or old.leading.rule is not Rule.SHIFT


def test_a_signal_inside_the_baseline_marks_no_point() -> None:
    values = [10.0, 11, 12, 13, 14, 15, 12, 13, 12.2, 12.7, 12.4, 12.8]
    read = figure(values, settings=FIRST_6)

    inside = [s for s in read.signals if s.in_baseline]
    assert inside
    assert all(read.points[place].meaning is None for place in inside[0].places[:4])


def test_false_signal_rates_know_how_few_points_made_the_median() -> None:
    of_six = figure(counted(OPEN_14), settings=FIRST_6).leading
    assert of_six is not None
    assert of_six.rate is not None
    assert of_six.rate > 0.10


def test_the_stricter_rule_set_is_not_called_stricter_than_itself() -> None:
    values = [40.0, 41] * 6 + [70.0, 71] * 6
    read = figure(values, settings=Settings(RuleSet.ANHOEJ, 12))

    assert read.signals
    assert not any(signal.strong for signal in read.signals)


def test_at_goal_follows_the_direction() -> None:
    assert figure([60.0]).is_at_goal
    assert not figure([59.0]).is_at_goal
    assert figure([5.0], direction=Direction.LOWER, goal=10.0).is_at_goal
    assert not figure([15.0], direction=Direction.LOWER, goal=10.0).is_at_goal
    assert not figure([60.0], direction=Direction.NEITHER).is_at_goal
    assert not figure([60.0], goal=None).is_at_goal
    assert not figure([]).is_at_goal


def test_a_period_is_found_by_its_month() -> None:
    read = figure([10.0, 20.0])

    assert read.place_of(month(1)) == 1
    assert read.place_of(dt.date(2031, 1, 1)) is None
    assert read.current_median == read.medians[-1]
    assert figure([]).current_median is None
    assert read.starting_median is None
    assert add_months(month(0), 12) == dt.date(2027, 6, 1)
    assert len(points([1.0])) == 1
    assert definition().goal == 60
    assert MedianKind.ALL in {m.kind for m in read.medians}
