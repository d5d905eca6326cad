"""Noise judged by the engine itself: where the false-signal figures come from.

Nothing here runs while a chart is drawn. `python -c "from app.spc.simulation import *;
print(noise_rates(24, Options(baseline=8), 20_000))"` repeats one column of a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from .analysis import analyse
from .options import Options
from .results import Signal
from .series import Series
from .words import Rule, RuleSet

_LENGTHS = {Rule.SHIFT: (6, 7, 8), Rule.TREND: (5, 6, 7)}

ALL_ROWS = (
    *(f"{rule}_{n}" for rule, lengths in _LENGTHS.items() for n in lengths),
    *(str(rule) for rule in Rule if rule not in _LENGTHS),
    *(str(rules) for rules in RuleSet),
)
"""Every row of the tables of `false_signals`."""


def noise_rates(n: int, options: Options, charts: int, seed: int = 1) -> dict[str, float]:
    """Return the share of `charts` of n independent normal values on which each rule signals.

    Rows are named as in `false_signals`: a rule, a rule with its length, or a rule set. A
    signal wholly inside a frozen baseline does not count. Standard error:
    sqrt(p (1 - p) / charts).

    >>> rates = noise_rates(24, Options(), 50)
    >>> rates["shift_8"] <= rates["shift_6"] <= rates["ihi"]
    True
    """
    noise = Random(seed)  # noqa: S311  # a simulation wants a seed, not secrecy
    fired: Counter[str] = Counter()
    for _ in range(charts):
        series = Series(values=[noise.gauss(0.0, 1.0) for _ in range(n)])
        for rules in RuleSet:
            found = analyse(series, replace(options, rules=rules)).signals
            fired.update(set(_rows(rules, found)))
    return {row: fired[row] / charts for row in ALL_ROWS}


def _rows(rules: RuleSet, signals: tuple[Signal, ...]) -> Iterator[str]:
    """Name every row that these signals count in."""
    for signal in signals:
        if signal.in_baseline:
            continue
        yield str(rules)
        lengths = _LENGTHS.get(signal.rule)
        if lengths is None:
            yield str(signal.rule)
        else:
            yield from (f"{signal.rule}_{n}" for n in lengths if signal.n_points >= n)
