from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spc import (
    Options,
    Rule,
    RuleSet,
    any_of,
    expected_false_signals,
    false_signal_rate,
)
from app.spc.false_signal_table import (
    BASELINES,
    FROZEN,
    GIVEN,
    POINTS_AFTER,
    WHOLE,
    WHOLE_POINTS,
)
from app.spc.simulation import ALL_ROWS, noise_rates

EVERYTHING = [*Rule, *RuleSet]
GROWING = [Rule.SHIFT, Rule.TREND, RuleSet.IHI]


@pytest.mark.parametrize(
    ("what", "percent"),
    [(Rule.SHIFT, 15.9), (Rule.TREND, 25.2), (RuleSet.IHI, 37.1), (RuleSet.ANHOEJ, 3.1)],
)
def test_24_points_about_their_own_median(what: Rule | RuleSet, percent: float) -> None:
    rate = false_signal_rate(what, 24)

    assert rate is not None
    assert 100 * rate == pytest.approx(percent, abs=0.05)


@pytest.mark.parametrize(
    ("what", "percent"),
    [(Rule.SHIFT, 26.1), (Rule.TREND, 16.2), (RuleSet.IHI, 38.1), (RuleSet.ANHOEJ, 7.8)],
)
def test_24_points_with_a_baseline_of_12(what: Rule | RuleSet, percent: float) -> None:
    rate = false_signal_rate(what, 24, frozen=True)

    assert rate is not None
    assert 100 * rate == pytest.approx(percent, abs=0.05)


def test_the_anhoej_pair_about_a_known_line_is_as_calculated() -> None:
    exact = {12: 4.3, 24: 6.6, 36: 8.5, 48: 6.8}

    for n, percent in exact.items():
        rate = false_signal_rate(RuleSet.ANHOEJ, n, frozen=True, baseline=None)
        assert rate is not None
        assert 100 * rate == pytest.approx(percent, abs=0.3)


@pytest.mark.parametrize("what", EVERYTHING)
def test_below_ten_points_there_is_no_rate(what: Rule | RuleSet) -> None:
    assert false_signal_rate(what, 9) is None
    assert false_signal_rate(what, 10) is not None


def test_other_lengths_have_their_own_rates() -> None:
    six, eight = false_signal_rate(Rule.SHIFT, 24), false_signal_rate(Rule.SHIFT, 24, shift=8)
    five, seven = false_signal_rate(Rule.TREND, 24), false_signal_rate(Rule.TREND, 24, trend=7)

    assert six is not None
    assert eight is not None
    assert five is not None
    assert seven is not None
    assert eight < six
    assert seven < five


def test_what_was_not_simulated_has_no_rate() -> None:
    assert false_signal_rate(Rule.SHIFT, 24, shift=9) is None
    assert false_signal_rate(RuleSet.IHI, 24, shift=8) is None
    assert false_signal_rate(RuleSet.IHI, 24, trend=6) is None


def test_beyond_the_table_the_nearest_rate_stands() -> None:
    assert false_signal_rate(RuleSet.IHI, 500) == false_signal_rate(RuleSet.IHI, 100)
    short = false_signal_rate(RuleSet.ANHOEJ, 30, frozen=True, baseline=6)
    assert false_signal_rate(RuleSet.ANHOEJ, 27, frozen=True, baseline=3) == short


@pytest.mark.parametrize("what", GROWING)
@pytest.mark.parametrize("baseline", [None, *BASELINES])
def test_more_points_mean_more_false_signals(what: Rule | RuleSet, baseline: int | None) -> None:
    for frozen in (False, True):
        first = (baseline or 10) + 1
        rates = [
            false_signal_rate(what, n, frozen=frozen, baseline=baseline)
            for n in range(first, first + 60)
        ]
        # the last digits are those of a simulation
        assert all(a <= b + 0.02 for a, b in pairwise(rate for rate in rates if rate is not None))


def test_a_short_baseline_cries_wolf_more_often() -> None:
    rates = [
        false_signal_rate(RuleSet.ANHOEJ, baseline + 24, frozen=True, baseline=baseline)
        for baseline in BASELINES
    ]

    assert rates == sorted(rates, key=lambda rate: -(rate or 0))


@given(st.sampled_from(EVERYTHING), st.integers(10, 300), st.integers(1, 40), st.booleans())
def test_a_rate_is_a_probability_and_no_rule_beats_its_set(
    what: Rule | RuleSet, n: int, baseline: int, frozen: bool
) -> None:
    rate = false_signal_rate(what, n, frozen=frozen, baseline=baseline)
    sets = (false_signal_rate(rules, n, frozen=frozen, baseline=baseline) for rules in RuleSet)

    assert rate is not None
    assert 0 <= rate < 1
    assert rate <= max(highest for highest in sets if highest is not None) + 0.01


def test_the_tables_are_whole() -> None:
    assert set(WHOLE) == set(GIVEN) == set(FROZEN) == set(ALL_ROWS)
    for row in ALL_ROWS:
        assert len(WHOLE[row]) == len(GIVEN[row]) == len(WHOLE_POINTS)
        assert [len(rates) for rates in FROZEN[row]] == [len(POINTS_AFTER)] * len(BASELINES)


@pytest.mark.parametrize(
    ("options", "table"),
    [
        (Options(), {row: WHOLE[row][WHOLE_POINTS.index(18)] for row in ALL_ROWS}),
        (Options(centre=0.0), {row: GIVEN[row][WHOLE_POINTS.index(18)] for row in ALL_ROWS}),
        (
            Options(baseline=12),
            {row: FROZEN[row][BASELINES.index(12)][POINTS_AFTER.index(6)] for row in ALL_ROWS},
        ),
    ],
    ids=["whole", "given", "frozen"],
)
def test_the_engine_itself_fires_as_often_as_the_table_says(
    options: Options, table: dict[str, float]
) -> None:
    charts = 200
    simulated = noise_rates(18, options, charts, seed=7)

    for row, rate in table.items():
        error = (max(rate, 0.005) * (1 - rate) / charts) ** 0.5
        assert simulated[row] == pytest.approx(rate, abs=4 * error), row


def test_luck_alone_makes_this_many_of_160_charts_signal() -> None:
    rate = false_signal_rate(RuleSet.IHI, 24)

    assert expected_false_signals([rate] * 160) == pytest.approx(59, abs=0.5)
    assert expected_false_signals([None, 0.25, 0.5]) == 0.75


def test_phases_are_chances_of_their_own() -> None:
    assert any_of([0.5, 0.5]) == 0.75
    assert any_of([]) is None
    assert any_of([0.5, None]) is None
