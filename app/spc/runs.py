"""Runs about a centre line, and how many of them chance would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby
from math import comb, log2
from operator import itemgetter
from typing import NamedTuple

from .words import RunsTable, Side

RUNS_MIN_USEFUL = 10
"""Below this many useful points the number of runs is not judged (Perla 2011, table)."""

PERLA_2011: dict[int, tuple[int, int]] = {
    10: (3, 9), 11: (3, 10), 12: (3, 11), 13: (4, 11), 14: (4, 12), 15: (5, 12), 16: (5, 13),
    17: (5, 13), 18: (6, 14), 19: (6, 15), 20: (6, 16), 21: (7, 16), 22: (7, 17), 23: (7, 17),
    24: (8, 18), 25: (8, 18), 26: (9, 19), 27: (10, 19), 28: (10, 20), 29: (10, 20),
    30: (11, 21), 31: (11, 22), 32: (11, 23), 33: (12, 23), 34: (12, 24), 35: (12, 24),
    36: (13, 25), 37: (13, 25), 38: (14, 26), 39: (14, 26), 40: (15, 27), 41: (15, 27),
    42: (16, 28), 43: (16, 28), 44: (17, 29), 45: (17, 30), 46: (17, 31), 47: (18, 31),
    48: (18, 32), 49: (19, 32), 50: (19, 33), 51: (20, 33), 52: (20, 34), 53: (21, 34),
    54: (21, 35), 55: (22, 35), 56: (22, 36), 57: (23, 36), 58: (23, 37), 59: (24, 38),
    60: (24, 38),
}  # fmt: skip
"""Acceptable numbers of runs as reprinted from Perla, Provost & Murray 2011 (from Swed &
Eisenhart 1943); offered so that a coach can check by hand, not the default."""


class RunsLimits(NamedTuple):
    """The fewest and the most runs that are still as expected."""

    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Run:
    """Successive useful points on one side of the centre line."""

    side: Side
    points: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.points)


def useful_points(
    values: Iterable[tuple[int, float | None]], centre: float, *, tolerance: float = 1e-9
) -> list[tuple[int, Side]]:
    """Return number and side of each point that is there and not on the centre line.

    A point on the line, or missing, neither breaks nor lengthens a run (Perla 2011).

    >>> useful_points(enumerate([1, 2, None, 3], 1), 2)
    [(1, <Side.BELOW: 'below'>), (4, <Side.ABOVE: 'above'>)]
    """
    width = tolerance * max(1.0, abs(centre))
    above, below = Side.ABOVE, Side.BELOW
    return [
        (number, above if value > centre else below)
        for number, value in values
        if value is not None and abs(value - centre) > width
    ]


def runs_of(useful: Sequence[tuple[int, Side]]) -> list[Run]:
    """Gather useful points into runs, in order.

    >>> [len(run) for run in runs_of(useful_points(enumerate([1, 1, 3, 2, 3, 1], 1), 2))]
    [2, 2, 1]
    """
    return [
        Run(side, tuple(number for number, _ in members))
        for side, members in groupby(useful, key=itemgetter(1))
    ]


def run_counts(n1: int, n2: int) -> dict[int, int]:
    """Return, for each number of runs, how many orders of n1 and n2 points have it.

    All orders are equally likely when nothing changes; they sum to C(n1 + n2, n1)
    (Swed & Eisenhart 1943, Ann Math Stat 14:66).

    >>> run_counts(2, 2)
    {2: 2, 3: 2, 4: 2}
    """
    if not n1 or not n2:
        return {min(1, n1 + n2): 1}
    counts: dict[int, int] = {}
    for runs in range(2, 2 * min(n1, n2) + 2):
        half, odd = divmod(runs, 2)
        if odd:
            count = comb(n1 - 1, half) * comb(n2 - 1, half - 1)
            count += comb(n1 - 1, half - 1) * comb(n2 - 1, half)
        else:
            count = 2 * comb(n1 - 1, half - 1) * comb(n2 - 1, half - 1)
        if count:
            counts[runs] = count
    return counts


@lru_cache(maxsize=8192)
def runs_limits(n1: int, n2: int) -> RunsLimits:
    """Return the limits for the number of runs of n1 points above and n2 below.

    Exact conditional limits, at most 2.5 % in each tail, in whole numbers throughout
    (Swed & Eisenhart 1943). Fewer than `lower` or more than `upper` runs is a signal.

    >>> runs_limits(12, 12)
    RunsLimits(lower=8, upper=18)
    >>> runs_limits(6, 14)
    RunsLimits(lower=6, upper=13)
    """
    counts = run_counts(n1, n2)
    upwards = list(counts)
    return RunsLimits(_first_likely(upwards, counts), _first_likely(upwards[::-1], counts))


def _first_likely(numbers: Sequence[int], counts: Mapping[int, int]) -> int:
    """Return the first number whose tail, itself included, is more than 2.5 %."""
    tails = accumulate(counts[number] for number in numbers)
    total = sum(counts.values())
    return next(number for number, tail in zip(numbers, tails, strict=True) if 40 * tail > total)


def limits_from(table: RunsTable, n1: int, n2: int) -> RunsLimits | None:
    """Return the limits that `table` gives, or None where it gives none.

    >>> limits_from(RunsTable.PERLA2011, 10, 10)
    RunsLimits(lower=6, upper=16)
    >>> limits_from(RunsTable.EXACT, 4, 5) is None
    True
    """
    useful = n1 + n2
    if useful < RUNS_MIN_USEFUL:
        return None
    if table is RunsTable.EXACT:
        return runs_limits(n1, n2)
    if table is RunsTable.PERLA2011 and useful in PERLA_2011:
        return RunsLimits(*PERLA_2011[useful])
    return runs_limits(useful // 2, useful - useful // 2)


def longest_run_max(n: int) -> int:
    """Return the longest run that n useful points may have without a signal.

    round(log2(n)) + 3 (Anhøj & Olesen 2014, doi 10.1371/journal.pone.0113825, after
    Schilling 2012); log2(n) never ends in exactly one half.

    >>> [longest_run_max(n) for n in (10, 12, 24, 48, 100)]
    [6, 7, 8, 9, 10]
    """
    return round(log2(n)) + 3


@lru_cache(maxsize=2048)
def crossings_min(n: int) -> int:
    """Return the fewest crossings that n useful points may have without a signal.

    The smallest c with P(Bin(n - 1, 1/2) <= c) >= 5 % (Anhøj & Olesen 2014, after
    Chen 2010), in whole numbers.

    >>> [crossings_min(n) for n in (10, 12, 24, 48, 100)]
    [2, 3, 8, 18, 41]
    """
    tail, crossings = 1, 0
    while 20 * tail < 2 ** (n - 1):
        crossings += 1
        tail += comb(n - 1, crossings)
    return crossings
