"""How long the statistics engine needs for one chart of 24 points.

Run with `python -m benchmarks.bench_spc`; it ends with status 1 when a goal is missed.
"""

from __future__ import annotations

import random
import sys
from statistics import median
from time import perf_counter_ns

from app.spc import Options, RuleSet, Series, analyse

GOALS = (
    ("300 µs", 300.0),
    ("1/50 of qicharts2's 17 ms = 340 µs", 340.0),
)
CHARTS = 400
POINTS = 24


def charts(seed: int = 1) -> list[tuple[list[int], list[int]]]:
    """Return made-up monthly counts, no two charts alike."""
    noise = random.Random(seed)  # noqa: S311  # made-up numbers, nothing secret
    denominators = [[noise.randint(40, 70) for _ in range(POINTS)] for _ in range(CHARTS)]
    return [([noise.randint(5, n - 10) for n in chart], chart) for chart in denominators]


def median_microseconds(options: Options, *, with_series: bool) -> float:
    """Time each chart once and return the median of all."""
    taken = []
    for numerators, denominators in charts():
        start = perf_counter_ns()
        series = Series(numerators=numerators, denominators=denominators)
        if not with_series:
            start = perf_counter_ns()
        analyse(series, options)
        taken.append((perf_counter_ns() - start) / 1000)
    return median(taken)


def run() -> list[tuple[str, float, str]]:
    """Return one row per way of judging: name, figure, unit."""
    ways = (
        ("spc: analyse 24 points, IHI and Anhøj", Options(), False),
        ("spc: check and analyse 24 points", Options(), True),
        ("spc: baseline of 12 frozen", Options(baseline=12), False),
        ("spc: two phases", Options(phases=(13,)), False),
        ("spc: Anhøj pair alone", Options(rules=RuleSet.ANHOEJ), False),
    )
    return [
        (name, median_microseconds(options, with_series=with_series), "µs")
        for name, options, with_series in ways
    ]


def main() -> int:
    """Print every row, then the first against the goals."""
    rows = run()
    for name, figure, unit in rows:
        print(f"{name:45} {figure:8.1f} {unit}")
    slowest = rows[1][1]
    for goal, limit in GOALS:
        print(f"{'met   ' if slowest < limit else 'MISSED'} {goal}")
    return int(any(slowest >= limit for _, limit in GOALS))


if __name__ == "__main__":
    sys.exit(main())
