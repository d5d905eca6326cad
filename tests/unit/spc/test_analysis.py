from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.spc import (
    Analysis,
    BaselineTooShort,
    Direction,
    Note,
    Options,
    PhaseTooShort,
    Rule,
    RuleSet,
    RunsTable,
    Series,
    Side,
    Verdict,
    analyse,
)

# a quiet chart, and one that moves up after its twelfth point
QUIET = [5, 7, 8, 4, 3, 7, 8, 5, 4, 7, 5, 8]
STEP = [*QUIET, 13, 11, 12, 14, 13, 12, 11, 14, 13, 11, 12, 14]
PERCENTS = st.lists(st.none() | st.integers(0, 20), min_size=12, max_size=40)


def _analyse(values: list[float | None] | list[int], **options: object) -> Analysis:
    return analyse(Series(values=values), Options(**options))


def _months(count: int) -> list[dt.date]:
    return [dt.date(2026 + month // 12, month % 12 + 1, 1) for month in range(5, 5 + count)]


class TestTheTransitionPlansOfOnePractice:
    """June 2026 to May 2027; the first six months are the baseline."""

    COUNTS = ((12, 60), (13, 62), (12, 58), (11, 61), (14, 60), (12, 59))
    LATER = ((18, 60), (20, 61), (21, 60), (22, 62), (24, 60))
    MAY = (26, 61)

    def _chart(self, *counts: tuple[int, int]) -> Analysis:
        numerators, denominators = zip(*self.COUNTS, *counts, strict=True)
        periods = _months(len(numerators))
        series = Series(
            numerators=numerators,
            denominators=denominators,
            periods=periods,
            direction=Direction.UP,
        )
        return analyse(series, Options(baseline=6))

    def test_until_april_a_rising_trend_is_noticed_first_in_march(self) -> None:
        chart = self._chart(*self.LATER)

        assert chart.phases[0].centre == pytest.approx(0.205, abs=0.0005)
        (trend,) = [s for s in chart.signals if s.rule is Rule.TREND]
        assert chart.points[trend.noticed - 1].period == dt.date(2027, 3, 1)
        assert (trend.direction, trend.favourable, trend.in_baseline) == ("up", True, False)
        assert not [s for s in chart.signals if s.rule is Rule.SHIFT]
        assert chart.verdict is Verdict.SIGNAL
        assert Note.FROZEN_BASELINE_SHORT in chart.notes

    def test_may_makes_a_shift_of_six_from_december(self) -> None:
        chart = self._chart(*self.LATER, self.MAY)

        (shift,) = [s for s in chart.signals if s.rule is Rule.SHIFT]
        months = [chart.points[number - 1].period for number in (shift.first, shift.last)]
        assert months == [dt.date(2026, 12, 1), dt.date(2027, 5, 1)]
        assert (shift.n_points, shift.side, shift.noticed) == (6, Side.ABOVE, 12)
        assert shift.favourable is True

    def test_the_median_stays_when_new_points_arrive(self) -> None:
        before = self._chart(*self.LATER).phases[0].centre

        assert self._chart(*self.LATER, self.MAY).phases[0].centre == before
        assert self._chart().phases[0].centre == before


def test_the_defaults_need_no_options() -> None:
    chart = analyse(Series(values=QUIET))

    assert chart.rules is RuleSet.IHI
    assert chart.verdict is Verdict.COMMON_CAUSE
    assert chart.signals == chart.notes == ()
    assert not chart.strong


def test_a_step_is_a_strong_favourable_signal() -> None:
    chart = analyse(Series(values=STEP, direction=Direction.UP))

    found = {(s.rule, s.side): (s.first, s.last, s.favourable) for s in chart.signals}
    assert found == {
        (Rule.SHIFT, Side.BELOW): (1, 12, False),
        (Rule.SHIFT, Side.ABOVE): (13, 24, True),
        (Rule.TOO_FEW_RUNS, None): (1, 24, None),
    }
    assert chart.strong
    assert all(signal.strong for signal in chart.signals)


def test_a_measure_that_should_fall_turns_favourable_round() -> None:
    chart = analyse(Series(values=STEP, direction=Direction.DOWN), Options(baseline=12))

    shift = next(s for s in chart.signals if s.rule is Rule.SHIFT)
    assert (shift.side, shift.favourable) == (Side.ABOVE, False)


def test_without_a_direction_nothing_is_favourable() -> None:
    assert {signal.favourable for signal in _analyse(STEP).signals} == {None}


def test_six_points_alone_are_a_signal_but_not_a_strong_one() -> None:
    chart = _analyse([5, 7, 4, 8, 7, 7, 8, 7, 8, 4, 5, 4, 7, 5, 4, 8], centre=6)

    assert [signal.rule for signal in chart.signals] == [Rule.SHIFT]
    assert not chart.strong


def test_oscillation_is_never_strong() -> None:
    (signal,) = _analyse([4, 8] * 12).signals

    assert (signal.rule, signal.strong) == (Rule.TOO_MANY_RUNS, False)


def test_the_anhoej_pair_can_be_the_rule_set() -> None:
    chart = _analyse(STEP, rules="anhoej")

    assert [s.rule for s in chart.signals] == [Rule.LONG_RUN, Rule.LONG_RUN, Rule.FEW_CROSSINGS]
    assert chart.strong
    assert _analyse([4, 8] * 12, rules="anhoej").verdict is Verdict.COMMON_CAUSE


def test_points_know_the_rules_that_count_them() -> None:
    chart = _analyse([*QUIET, 9, 10, 11, 12, 13, 14], baseline=12)

    assert chart.points[0].signals == ()
    assert chart.points[-1].signals == (Rule.SHIFT, Rule.TREND)


def test_a_rule_that_fires_twice_on_a_point_is_named_once() -> None:
    chart = _analyse([1, 2, 3, 4, 5, 4, 3, 2, 1, 2, 3, 4, 5])

    assert chart.points[4].signals == (Rule.TREND,)


def test_below_ten_useful_points_it_is_too_early_to_tell() -> None:
    chart = _analyse([1, 2, 3, 4, 5, 6, 7, 8, 9])

    assert chart.verdict is Verdict.TOO_FEW_POINTS
    assert chart.signals == ()
    assert chart.phases[0].centre == 5
    assert chart.false_signal_rate is None


def test_no_points_at_all_are_too_few() -> None:
    chart = _analyse([])

    assert chart.verdict is Verdict.TOO_FEW_POINTS
    assert chart.points == ()
    assert chart.notes == (Note.NO_VALUES,)


def test_missing_values_alone_have_no_centre() -> None:
    chart = _analyse([None] * 12)

    assert chart.phases[0].centre is None
    assert chart.points[0].on_centre is False
    assert chart.notes == (Note.NO_VALUES,)


def test_a_constant_series_never_signals() -> None:
    chart = _analyse([7] * 14)
    phase = chart.phases[0]

    assert (phase.centre, phase.n_points, phase.n_useful, phase.n_runs) == (7, 14, 0, 0)
    assert (phase.longest_run, phase.crossings, phase.crossings_min) == (None, None, None)
    assert chart.points[0].on_centre
    assert chart.notes == (Note.CONSTANT,)
    assert chart.verdict is Verdict.TOO_FEW_POINTS


def test_an_excluded_point_is_drawn_but_counts_nowhere() -> None:
    values = [*QUIET[:6], 90, *QUIET[6:]]
    chart = _analyse(values, exclude=[7])

    assert chart.phases[0].centre == _analyse(QUIET).phases[0].centre
    assert (chart.points[6].value, chart.points[6].excluded) == (90, True)
    assert chart.phases[0].n_points == 12
    assert "Left out of the calculation: point 7." in chart.method


def test_a_given_centre_line_stands() -> None:
    chart = _analyse(QUIET, centre=3.5, baseline=6, phases=[7])

    assert [phase.centre for phase in chart.phases] == [3.5, 3.5]
    assert all(phase.frozen for phase in chart.phases)
    assert "centre line: given, 3.5." in chart.method


def test_a_baseline_can_begin_later() -> None:
    chart = _analyse([50, 60, *QUIET], baseline=(3, 14))

    assert chart.phases[0].centre == 6
    assert [p.in_baseline for p in chart.points[:3]] == [False, False, True]
    assert "the median of points 3 to 14" in chart.method


def test_a_baseline_that_is_still_being_filled_freezes_nothing() -> None:
    chart = _analyse([1, None], baseline=12)

    assert not chart.phases[0].frozen
    assert chart.phases[0].centre == 1


def test_later_points_are_not_judged_about_two_values() -> None:
    with pytest.raises(BaselineTooShort) as problem:
        _analyse([1, None, None, None, 2, None, 5], baseline=6)
    assert problem.value.found == 2


def test_a_signal_inside_the_baseline_does_not_make_the_verdict() -> None:
    restless = [1, 2, 3, 4, 5, 3, 1, 4, 2, 5]
    chart = _analyse([*restless, 2, 4, 2, 4], baseline=10)

    assert [s.in_baseline for s in chart.signals] == [True]
    assert chart.verdict is Verdict.COMMON_CAUSE
    assert Note.SIGNAL_IN_BASELINE in chart.notes
    assert not chart.strong


def test_phases_have_their_own_centre_and_signals() -> None:
    chart = _analyse(STEP, phases=[13])

    assert [phase.centre for phase in chart.phases] == [6, 12.5]
    assert [point.phase for point in chart.points] == [1] * 12 + [2] * 12
    assert chart.verdict is Verdict.COMMON_CAUSE
    assert "a median for each of 2 phases" in chart.method


def test_a_baseline_freezes_the_phase_in_which_it_starts() -> None:
    chart = _analyse([*STEP, *STEP], phases=[25], baseline=12)

    assert [phase.frozen for phase in chart.phases] == [True, False]
    assert chart.phases[0].centre == 6
    assert "2 phases, the median of points 1 to 12." in chart.method


def test_a_baseline_ends_where_the_next_phase_begins() -> None:
    chart = _analyse(STEP, phases=[13], baseline=15)

    assert Note.BASELINE_CUT_BY_PHASE in chart.notes
    assert chart.phases[0].baseline_last == 12


def test_a_phase_too_close_to_the_end_is_refused() -> None:
    with pytest.raises(PhaseTooShort) as problem:
        _analyse(STEP, phases=[13, 23])
    assert (problem.value.start, problem.value.found) == (23, 2)
    with pytest.raises(PhaseTooShort, match="0 points"):
        _analyse(STEP, phases=[30])


def test_a_short_phase_is_noted_and_left_unjudged() -> None:
    chart = _analyse([*QUIET, 9, 8, 9], phases=[13])

    assert chart.notes == (Note.SHORT_PHASE,)
    assert [p.verdict for p in chart.phases] == [Verdict.COMMON_CAUSE, Verdict.TOO_FEW_POINTS]
    assert chart.verdict is Verdict.COMMON_CAUSE


def test_zero_and_small_denominators_are_noted() -> None:
    chart = analyse(Series(numerators=[0, 3, 4], denominators=[0, 9, 20]))

    assert chart.notes == (Note.ZERO_DENOMINATOR, Note.SMALL_DENOMINATORS)
    assert [p.value for p in chart.points] == [None, pytest.approx(1 / 3), 0.2]
    assert [p.n for p in chart.points] == [0, 9, 20]


def test_what_counts_as_small_is_an_option_and_excluded_points_do_not_count() -> None:
    series = Series(numerators=[1, 3, 4], denominators=[5, 9, 20])

    assert analyse(series, Options(small_denominator=9, exclude=[1])).notes == ()


def test_a_sound_baseline_is_not_noted_as_short() -> None:
    assert Note.FROZEN_BASELINE_SHORT not in _analyse(STEP, baseline=12).notes


def test_a_run_chart_has_no_limits() -> None:
    point = _analyse(QUIET).points[0]

    assert (point.lcl, point.lcl2, point.ucl2, point.ucl) == (None, None, None, None)


def test_the_method_names_rules_and_version() -> None:
    printed = _analyse(QUIET, runs_table=RunsTable.PERLA2011).method

    assert "Rules: IHI (shift of 6, trend of 5, " in printed
    assert "table in Perla 2011" in printed
    assert printed.endswith("Engine version 1.")
    assert "Anhøj" in _analyse(QUIET, rules="anhoej").method


def test_phases_add_to_the_chance_of_a_false_signal() -> None:
    one, two = _analyse(QUIET), _analyse([*QUIET, *QUIET], phases=[13])

    assert one.false_signal_rate is not None
    assert two.false_signal_rate == pytest.approx(1 - (1 - one.false_signal_rate) ** 2)


@given(PERCENTS, st.lists(st.integers(0, 20), max_size=12))
def test_a_frozen_centre_is_unmoved_by_later_points(
    values: list[int | None], later: list[int]
) -> None:
    assume(sum(value is not None for value in values[:12]) >= 3)
    before = _analyse(values, baseline=12).phases[0]
    after = _analyse([*values, *later], baseline=12).phases[0]

    assert after.centre == before.centre


@given(PERCENTS, PERCENTS)
def test_phases_are_judged_apart(first: list[int | None], second: list[int | None]) -> None:
    start = len(first) + 1
    together = _analyse([*first, *second], phases=[start])
    alone = _analyse(second)

    moved = [
        (s.rule, s.first - len(first), s.noticed - len(first))
        for s in together.signals
        if s.phase == 2
    ]
    assert moved == [(s.rule, s.first, s.noticed) for s in alone.signals]
    assert replace(together.phases[0]) == _analyse(first).phases[0]


@given(PERCENTS)
def test_negating_keeps_what_is_found_and_swaps_what_is_wished_for(
    values: list[int | None],
) -> None:
    negated = [None if value is None else -value for value in values]
    here = analyse(Series(values=values, direction=Direction.UP))
    there = analyse(Series(values=negated, direction=Direction.DOWN))

    assert [(s.rule, s.points, s.favourable, s.strong) for s in here.signals] == [
        (s.rule, s.points, s.favourable, s.strong) for s in there.signals
    ]
    assert here.verdict == there.verdict


@given(PERCENTS)
def test_every_signal_was_noticed_within_its_points(values: list[int | None]) -> None:
    for rules in RuleSet:
        for signal in _analyse(values, rules=rules).signals:
            assert signal.noticed in signal.points
            assert (signal.first, signal.last) == (signal.points[0], signal.points[-1])
            assert signal.n_points == len(signal.points)


@given(PERCENTS)
def test_the_same_question_has_the_same_answer(values: list[int | None]) -> None:
    assert _analyse(values) == _analyse(values)
