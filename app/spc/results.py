"""What an analysis hands back: plain frozen records, nothing to look up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .words import Direction, Note, Rule, RuleSet, Side, Verdict


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that a rule saw; point numbers are 1-based.

    `first`, `last` and `points` are counted points; `noticed` is the point at which the
    rule first fired and has stood since, with today's centre line. `favourable` is None
    when the measure or the rule has no direction. `strong`: the Anhøj pair confirms it.
    `in_baseline`: it lies wholly inside a frozen baseline and does not make the verdict.
    """

    rule: Rule
    phase: int
    first: int
    last: int
    noticed: int
    n_points: int
    points: tuple[int, ...]
    side: Side | None
    direction: Direction | None
    favourable: bool | None
    strong: bool
    in_baseline: bool


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch with its own centre line, judged on its own.

    `n_points` counts what is neither missing nor excluded, `n_baseline` what of it makes the
    centre line, `n_useful` what of it lies off the line. `frozen`: the line does not come
    from all of them. What needs a useful point, or ten for the limits of runs, is else None.
    """

    number: int
    first: int
    last: int
    baseline_first: int
    baseline_last: int
    frozen: bool
    centre: float | None
    n_baseline: int
    n_points: int
    n_useful: int
    longest_run: int | None
    longest_run_max: int | None
    n_runs: int
    crossings: int | None
    crossings_min: int | None
    runs_lower: int | None
    runs_upper: int | None
    anhoej_signal: bool
    verdict: Verdict
    false_signal_rate: float | None
    sigma_z: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One point as it is drawn; a run chart has no limits."""

    number: int
    period: dt.date | None
    value: float | None
    n: float | None
    centre: float | None
    phase: int
    in_baseline: bool
    excluded: bool
    on_centre: bool
    signals: tuple[Rule, ...]
    lcl: float | None = None
    lcl2: float | None = None
    ucl2: float | None = None
    ucl: float | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the rules say about a series.

    `false_signal_rate` is the chance that a chart like this signals when nothing changes.
    """

    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]
    verdict: Verdict
    rules: RuleSet
    false_signal_rate: float | None
    method: str
    notes: tuple[Note, ...]

    @property
    def strong(self) -> bool:
        """Whether a signal that makes the verdict is confirmed by the Anhøj pair."""
        return any(signal.strong and not signal.in_baseline for signal in self.signals)
