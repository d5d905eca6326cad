"""How often each rule fires on pure noise, and so how much a signal is worth."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from .false_signal_table import BASELINES, FROZEN, GIVEN, POINTS_AFTER, WHOLE, WHOLE_POINTS
from .runs import RUNS_MIN_USEFUL
from .words import Rule, RuleSet


def false_signal_rate(
    what: Rule | RuleSet,
    n: int,
    *,
    frozen: bool = False,
    baseline: int | None = 12,
    shift: int = 6,
    trend: int = 5,
) -> float | None:
    """Return the chance that `what` signals on n useful points when nothing changes.

    The centre line is the median of all n points, or with `frozen` the median of the first
    `baseline` of them (None: a line given beforehand); a frozen line makes false signals
    likelier, the more so the fewer points made it. Between the simulated numbers the rate is
    interpolated; beyond them the nearest one stands. None below 10 points, where no rule is
    applied, and for lengths that were not simulated. Origin: `false_signal_table`.

    >>> false_signal_rate(RuleSet.IHI, 24), false_signal_rate(RuleSet.ANHOEJ, 24)
    (0.37113, 0.0309)
    >>> false_signal_rate(Rule.SHIFT, 24, frozen=True)
    0.26107
    >>> round(false_signal_rate(Rule.SHIFT, 27), 4)
    0.1958
    """
    row = _row(what, shift, trend)
    if row not in WHOLE or n < RUNS_MIN_USEFUL:
        return None
    if not frozen:
        return _interpolated(WHOLE_POINTS, WHOLE[row], n)
    if baseline is None:
        return _interpolated(WHOLE_POINTS, GIVEN[row], n)
    by_baseline = [_interpolated(POINTS_AFTER, rates, n - baseline) for rates in FROZEN[row]]
    return _interpolated(BASELINES, by_baseline, baseline)


def any_of(rates: Iterable[float | None]) -> float | None:
    """Return the chance of at least one false signal in phases judged apart.

    >>> any_of([0.5, 0.5])
    0.75
    >>> any_of([0.1, None]) is None
    True
    """
    none_so_far = 1.0
    judged = 0
    for rate in rates:
        if rate is None:
            return None
        none_so_far *= 1.0 - rate
        judged += 1
    return 1.0 - none_so_far if judged else None


def expected_false_signals(rates: Iterable[float | None]) -> float:
    """Return how many of several charts would signal by luck alone; None counts as 0.

    >>> round(expected_false_signals([0.37113] * 160))
    59
    """
    return sum(rate for rate in rates if rate is not None)


def _row(what: Rule | RuleSet, shift: int, trend: int) -> str:
    """Name the row of the tables; lengths make rows of their own."""
    if what == Rule.SHIFT:
        return f"shift_{shift}"
    if what == Rule.TREND:
        return f"trend_{trend}"
    if what == RuleSet.IHI and (shift, trend) != (6, 5):
        return "not simulated"
    return str(what)


def _interpolated(points: Sequence[int], rates: Sequence[float], n: int) -> float:
    if n <= points[0]:
        return rates[0]
    if n >= points[-1]:
        return rates[-1]
    after = bisect_left(points, n)
    if points[after] == n:
        return rates[after]
    before = after - 1
    share = (n - points[before]) / (points[after] - points[before])
    return rates[before] + share * (rates[after] - rates[before])
