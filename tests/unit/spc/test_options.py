from __future__ import annotations

import pytest

from app.spc import (
    BaselineTooShort,
    InvalidOption,
    Options,
    PhaseTooShort,
    RuleSet,
    UnknownChart,
)


def test_the_ihi_rules_are_the_default() -> None:
    options = Options()

    assert (options.rules, options.shift, options.trend) == (RuleSet.IHI, 6, 5)
    assert options.baseline_span is None


def test_a_baseline_is_a_last_point_or_a_span() -> None:
    assert Options(baseline=12).baseline_span == (1, 12)
    assert Options(baseline=(4, 15)).baseline_span == (4, 15)


def test_lists_and_plain_words_are_taken_as_meant() -> None:
    options = Options(phases=[13], exclude=[3, 3], rules="anhoej")

    assert (options.phases, options.exclude) == ((13,), {3})
    assert options.rules is RuleSet.ANHOEJ
    assert hash(options) == hash(options)


def test_an_unknown_chart_is_refused() -> None:
    with pytest.raises(UnknownChart, match="pie") as problem:
        Options(chart="pie")
    assert problem.value.chart == "pie"


@pytest.mark.parametrize(
    ("given", "option"),
    [
        ({"shift": 1}, "shift and trend"),
        ({"trend": 1}, "shift and trend"),
        ({"min_useful": 0}, "min_useful and min_baseline"),
        ({"min_baseline": 0}, "min_useful and min_baseline"),
        ({"centre": float("nan")}, "centre"),
        ({"baseline": (0, 12)}, "baseline"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(given: dict[str, int], option: str) -> None:
    with pytest.raises(InvalidOption) as problem:
        Options(**given)
    assert problem.value.option == option


@pytest.mark.parametrize(("baseline", "found"), [(2, 2), ((5, 6), 2), ((9, 4), 0)])
def test_a_baseline_spans_at_least_three_points(baseline: int, found: int) -> None:
    with pytest.raises(BaselineTooShort) as problem:
        Options(baseline=baseline)
    assert (problem.value.found, problem.value.needed) == (found, 3)


@pytest.mark.parametrize(
    ("phases", "start", "found"), [([3], 1, 2), ([8, 10], 8, 2), ([8, 5], 8, 0), ([1], 1, 0)]
)
def test_a_phase_spans_at_least_three_points(phases: list[int], start: int, found: int) -> None:
    with pytest.raises(PhaseTooShort) as problem:
        Options(phases=phases)
    assert (problem.value.start, problem.value.found, problem.value.needed) == (start, found, 3)
