"""The rules of a run chart: each takes what it needs and returns what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .runs import (
    RUNS_MIN_USEFUL,
    Run,
    crossings_min,
    limits_from,
    longest_run_max,
)
from .words import Direction, Rule, RunsTable, Side

Useful = Sequence[tuple[int, Side]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule fired on `points`, and could have been noticed at point `noticed`."""

    rule: Rule
    points: tuple[int, ...]
    noticed: int
    side: Side | None = None
    direction: Direction | None = None


def shifts(runs: Iterable[Run], length: int = 6) -> list[Finding]:
    """Find every run of at least `length` useful points on one side.

    Six by the IHI rules (Perla, Provost & Murray 2011); noticed at the sixth.

    >>> from app.spc.runs import runs_of, useful_points
    >>> values = [3, 3, 2, 3, None, 3, 3, 3]
    >>> [f.points for f in shifts(runs_of(useful_points(enumerate(values, 1), 2)))]
    [(1, 2, 4, 6, 7, 8)]
    """
    return [
        Finding(Rule.SHIFT, run.points, run.points[length - 1], side=run.side)
        for run in runs
        if len(run.points) >= length
    ]


def trends(
    values: Iterable[tuple[int, float | None]], length: int = 5, *, tolerance: float = 1e-9
) -> list[Finding]:
    """Find every stretch of at least `length` points that all rise or all fall.

    The starting point counts; a value equal to the one before is ignored; missing values
    are skipped; a turning point belongs to both stretches; the centre line plays no part
    (Perla, Provost & Murray 2011; NAHQ run-chart rules). Five by the IHI rules.

    >>> [f.points for f in trends(enumerate([9, 3, 4, 4, 5, None, 6, 7, 2], 1))]
    [(2, 3, 5, 7, 8)]
    """
    found: list[Finding] = []
    points: list[int] = []
    last, rising = 0.0, True
    for number, value in values:
        if value is None:
            continue
        if points:
            if abs(value - last) <= tolerance * max(1.0, abs(last)):
                continue
            if len(points) > 1 and (value > last) != rising:
                _keep_trend(found, points, length, rising)
                points = points[-1:]
            rising = value > last
        points.append(number)
        last = value
    _keep_trend(found, points, length, rising)
    return found


def _keep_trend(found: list[Finding], points: list[int], length: int, rising: bool) -> None:
    if len(points) >= length:
        direction = Direction.UP if rising else Direction.DOWN
        found.append(Finding(Rule.TREND, tuple(points), points[length - 1], direction=direction))


def number_of_runs(
    useful: Useful, runs: Sequence[Run], table: RunsTable = RunsTable.EXACT
) -> list[Finding]:
    """Find too few or too many runs; never below 10 useful points.

    Limits from Swed & Eisenhart 1943, as a run-chart rule from Perla 2011.

    >>> from app.spc.runs import runs_of, useful_points
    >>> useful = useful_points(enumerate([1] * 12 + [3] * 12, 1), 2)
    >>> [(f.rule.value, f.noticed) for f in number_of_runs(useful, runs_of(useful))]
    [('too_few_runs', 14)]
    """
    above = sum(len(run.points) for run in runs if run.side is Side.ABOVE)
    rule = _outside(above, len(useful) - above, len(runs), table)
    if rule is None:
        return []

    def fires(above: int, below: int, count: int) -> bool:
        return _outside(above, below, count, table) is rule

    return [Finding(rule, tuple(number for number, _ in useful), standing_since(useful, fires))]


def _outside(above: int, below: int, runs: int, table: RunsTable) -> Rule | None:
    limits = limits_from(table, above, below)
    if limits is None or limits.lower <= runs <= limits.upper:
        return None
    return Rule.TOO_FEW_RUNS if runs < limits.lower else Rule.TOO_MANY_RUNS


def long_runs(n_useful: int, runs: Iterable[Run]) -> list[Finding]:
    """Find every run longer than chance allows for this many useful points.

    First half of the Anhøj pair (Anhøj & Olesen 2014, doi 10.1371/journal.pone.0113825).

    >>> [f.noticed for f in long_runs(24, [Run(Side.ABOVE, tuple(range(1, 11)))])]
    [9]
    """
    longest = longest_run_max(n_useful)
    return [
        Finding(Rule.LONG_RUN, run.points, run.points[longest], side=run.side)
        for run in runs
        if len(run.points) > longest
    ]


def few_crossings(useful: Useful, runs: Sequence[Run]) -> list[Finding]:
    """Find too few crossings of the centre line; too many never signal.

    Second half of the Anhøj pair (Anhøj & Olesen 2014; Chen 2010).

    >>> from app.spc.runs import runs_of, useful_points
    >>> useful = useful_points(enumerate([1] * 6 + [3] * 6, 1), 2)
    >>> [f.noticed for f in few_crossings(useful, runs_of(useful))]
    [10]
    """

    def fires(above: int, below: int, count: int) -> bool:
        enough = above + below >= RUNS_MIN_USEFUL or above + below == len(useful)
        return enough and count - 1 < crossings_min(above + below)

    if not fires(len(useful), 0, len(runs)):
        return []
    points = tuple(number for number, _ in useful)
    return [Finding(Rule.FEW_CROSSINGS, points, standing_since(useful, fires))]


def standing_since(useful: Useful, fires: Callable[[int, int, int], bool]) -> int:
    """Return the point since which a rule has fired without a break until now.

    `fires` takes the number of points above, below, and of runs so far. Looked at with
    today's centre line, point after point; it must fire on all of them together.

    >>> points = [(1, Side.ABOVE), (2, Side.BELOW), (3, Side.ABOVE)]
    >>> standing_since(points, lambda above, below, runs: runs >= 2)
    2
    """
    since = above = below = runs = 0
    before: Side | None = None
    for number, side in useful:
        runs += side is not before
        before = side
        above += side is Side.ABOVE
        below += side is Side.BELOW
        if not fires(above, below, runs):
            since = 0
        elif not since:
            since = number
    return since
