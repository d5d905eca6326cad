"""How often each rule fires on pure noise, and so how much a signal is worth.

Origin: 100,000 simulated series of independent normal values for each number of points
(standard error at most 0.16 percentage points), each judged about its own median (`WHOLE`)
or about the median of its first 12 points (`FROZEN`, where a shift or trend counts when it
reaches past the baseline). The dynamic programme behind the Anhøj figures agrees with the
R package crossrun (Anhøj & Wentzel-Larsen 2018) to five digits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from .words import Rule, RuleSet

WHOLE_POINTS = (10, 12, 15, 18, 24, 30, 36, 48, 60, 100)
WHOLE: Mapping[str, tuple[float, ...]] = {
    "shift_6": (
        0.00000,
        0.01313,
        0.03384,
        0.08190,
        0.15875,
        0.23276,
        0.30318,
        0.42768,
        0.52920,
        0.76232,
    ),
    "shift_7": (
        0.00000,
        0.00000,
        0.00426,
        0.02119,
        0.05538,
        0.09295,
        0.13324,
        0.20745,
        0.27649,
        0.47773,
    ),
    "shift_8": (
        0.00000,
        0.00000,
        0.00000,
        0.00363,
        0.01649,
        0.03358,
        0.05216,
        0.09051,
        0.12791,
        0.25486,
    ),
    "trend_5": (
        0.08435,
        0.11012,
        0.15134,
        0.18378,
        0.25234,
        0.31277,
        0.37253,
        0.47362,
        0.55535,
        0.75206,
    ),
    "trend_6": (
        0.01194,
        0.01670,
        0.02481,
        0.02978,
        0.04370,
        0.05966,
        0.07271,
        0.09873,
        0.12580,
        0.20448,
    ),
    "trend_7": (
        0.00148,
        0.00234,
        0.00341,
        0.00362,
        0.00618,
        0.00872,
        0.01021,
        0.01477,
        0.01890,
        0.03234,
    ),
    "too_few_runs": (
        0.00777,
        0.01313,
        0.00426,
        0.01194,
        0.00942,
        0.02000,
        0.01403,
        0.01323,
        0.02464,
        0.01708,
    ),
    "too_many_runs": (
        0.00819,
        0.01293,
        0.00424,
        0.01186,
        0.00942,
        0.01960,
        0.01370,
        0.01381,
        0.02500,
        0.01611,
    ),
    "long_run": (
        0.00000,
        0.00000,
        0.00000,
        0.00363,
        0.00433,
        0.01158,
        0.01956,
        0.01448,
        0.02323,
        0.02636,
    ),
    "few_crossings": (
        0.00777,
        0.01313,
        0.02590,
        0.01194,
        0.02989,
        0.02000,
        0.03054,
        0.02810,
        0.02464,
        0.02747,
    ),
    "ihi": (
        0.09877,
        0.13284,
        0.18123,
        0.25747,
        0.37113,
        0.47947,
        0.56203,
        0.69828,
        0.79502,
        0.94002,
    ),
    "anhoej": (
        0.00777,
        0.01313,
        0.02590,
        0.01194,
        0.03090,
        0.02689,
        0.04296,
        0.03844,
        0.04314,
        0.04925,
    ),
}

FROZEN_POINTS = (18, 24, 36, 48)
FROZEN: Mapping[str, tuple[float, ...]] = {
    "shift_6": (0.12548, 0.26107, 0.46476, 0.60308),
    "shift_7": (0.05527, 0.14968, 0.29772, 0.40962),
    "shift_8": (0.02218, 0.08531, 0.18937, 0.27224),
    "trend_5": (0.08706, 0.16234, 0.29384, 0.41048),
    "trend_6": (0.01474, 0.03006, 0.05594, 0.08260),
    "trend_7": (0.00190, 0.00410, 0.00811, 0.01224),
    "too_few_runs": (0.01775, 0.01944, 0.03914, 0.05347),
    "too_many_runs": (0.01059, 0.00739, 0.00850, 0.00840),
    "long_run": (0.02218, 0.04881, 0.12158, 0.11995),
    "few_crossings": (0.01775, 0.04732, 0.07048, 0.08442),
    "ihi": (0.21025, 0.38105, 0.61963, 0.76343),
    "anhoej": (0.03375, 0.07776, 0.14952, 0.15517),
}


def false_signal_rate(
    what: Rule | RuleSet, n: int, *, frozen: bool = False, shift: int = 6, trend: int = 5
) -> float | None:
    """Return the chance that `what` signals on n useful points when nothing changes.

    Between the simulated numbers of points the rate is interpolated; beyond them the
    nearest one stands. `frozen` means a centre line that does not come from all the points
    (a frozen baseline or a given line). None below 10 points, and for lengths that were
    not simulated.

    >>> false_signal_rate(RuleSet.IHI, 24), false_signal_rate(RuleSet.ANHOEJ, 24)
    (0.37113, 0.0309)
    >>> false_signal_rate(Rule.SHIFT, 24, frozen=True)
    0.26107
    >>> round(false_signal_rate(Rule.SHIFT, 27), 4)
    0.1958
    """
    points, table = (FROZEN_POINTS, FROZEN) if frozen else (WHOLE_POINTS, WHOLE)
    rates = table.get(_row(what, shift, trend))
    if rates is None or n < WHOLE_POINTS[0]:
        return None
    return _interpolated(points, rates, n)


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


def _interpolated(points: tuple[int, ...], rates: tuple[float, ...], n: int) -> float:
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
