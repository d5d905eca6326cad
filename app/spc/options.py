"""How a series is to be judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any

from .errors import BaselineTooShort, InvalidOption, PhaseTooShort, UnknownChart
from .words import Chart, RuleSet, RunsTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices of the program and the team; point numbers are 1-based.

    rules         rule set whose signals count: `RuleSet.IHI` or `RuleSet.ANHOEJ`
    baseline      last point of the frozen baseline, or its first and last; None: all points
    phases        first point of every phase but the first, in order
    exclude       points kept on the chart but left out of every calculation
    centre        given centre line for the whole chart, in the units of the values
    min_useful    below this many useful points in a phase no rule is applied
    min_baseline  fewest points that a baseline or a phase may span
    shift, trend  fewest counted points (IHI: 6 and 5; other schools use 7 to 9)
    runs_table    where the limits for the number of runs come from
    small_denominator  denominators below this are noted
    tolerance     |y - centre| <= tolerance * max(1, |centre|) is on the centre line

    Raises `UnknownChart`, `InvalidOption`, `BaselineTooShort` and `PhaseTooShort`.

    >>> Options(baseline=2)
    Traceback (most recent call last):
    ...
    app.spc.errors.BaselineTooShort: The baseline has 2 points; it needs at least 3.
    """

    chart: Chart = Chart.RUN
    rules: RuleSet = RuleSet.IHI
    baseline: int | tuple[int, int] | None = None
    phases: Sequence[int] = ()
    exclude: Collection[int] = frozenset()
    centre: float | None = None
    min_useful: int = 10
    min_baseline: int = 3
    shift: int = 6
    trend: int = 5
    runs_table: RunsTable = RunsTable.EXACT
    small_denominator: float = 10
    tolerance: float = 1e-9

    def __post_init__(self) -> None:
        self._check_chart()
        self._set("rules", RuleSet(self.rules))
        self._set("runs_table", RunsTable(self.runs_table))
        self._set("phases", tuple(self.phases))
        self._set("exclude", frozenset(self.exclude))
        self._check_lengths()
        self._check_baseline()
        self._check_phases()

    @property
    def baseline_span(self) -> tuple[int, int] | None:
        """First and last point of the baseline, or None when it is not frozen."""
        if isinstance(self.baseline, int):
            return 1, self.baseline
        return self.baseline

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _check_chart(self) -> None:
        if self.chart not in list(Chart):
            raise UnknownChart(self.chart)
        self._set("chart", Chart(self.chart))

    def _check_lengths(self) -> None:
        if self.shift < 2 or self.trend < 2:
            raise InvalidOption("shift and trend", "use a length of at least 2")
        if self.min_useful < 1 or self.min_baseline < 1:
            raise InvalidOption("min_useful and min_baseline", "use at least 1")
        if self.centre is not None and not isfinite(self.centre):
            raise InvalidOption("centre", "use a number")

    def _check_baseline(self) -> None:
        if (span := self.baseline_span) is None:
            return
        first, last = span
        if first < 1:
            raise InvalidOption("baseline", "point numbers start at 1")
        if last - first + 1 < self.min_baseline:
            raise BaselineTooShort(max(0, last - first + 1), self.min_baseline)

    def _check_phases(self) -> None:
        starts = (1, *self.phases)
        for start, following in pairwise(starts):
            if following - start < self.min_baseline:
                raise PhaseTooShort(start, max(0, following - start), self.min_baseline)
