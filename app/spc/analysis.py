"""From a series and options to everything that a chart, a table or a sentence needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import BaselineTooShort
from .false_signals import any_of, false_signal_rate
from .median import median
from .method import method_text
from .notes import notes
from .options import Options
from .phases import Stretch, stretches
from .results import Analysis, Phase, Point, Signal
from .rules import Finding, few_crossings, long_runs, number_of_runs, shifts, trends
from .runs import Run, crossings_min, limits_from, longest_run_max, runs_of, useful_points
from .series import Series
from .words import Direction, Rule, RuleSet, Side, Verdict

Numbered = list[tuple[int, float | None]]


@dataclass(frozen=True, slots=True)
class _Judged:
    """One phase on its way: its values, its centre line and what lies about it."""

    stretch: Stretch
    values: Numbered
    n_baseline: int
    centre: float | None
    useful: list[tuple[int, Side]]
    runs: list[Run]


def analyse(series: Series, options: Options | None = None) -> Analysis:
    """Judge `series` by `options` (the defaults when None). Pure and deterministic.

    Every phase has its own centre line and its own rules; a baseline freezes the centre
    line of the phase in which it starts. Raises `PhaseTooShort` when a phase starts too
    close to the end, `BaselineTooShort` when later points would be judged about a baseline
    with too few values.

    >>> series = Series(values=[4, 6, 5, 4, 6, 5, 7, 8, 9, 10, 11, 12])
    >>> found = analyse(series, Options(baseline=6))
    >>> [(signal.rule.value, signal.first, signal.noticed) for signal in found.signals]
    [('shift', 5, 11), ('trend', 6, 10)]
    """
    options = options or Options()
    parts = stretches(len(series), options)
    judged = [_judge(part, series, options) for part in parts]
    phases = tuple(phase for phase, _ in judged)
    signals = tuple(signal for _, found in judged for signal in found)
    points = _points(series, options, phases, signals)
    return Analysis(
        points=points,
        phases=phases,
        signals=signals,
        verdict=_most_telling(phase.verdict for phase in phases),
        rules=options.rules,
        false_signal_rate=_chart_rate(phases),
        method=method_text(options, phases),
        notes=notes(options, parts, points, phases, signals),
    )


def _judge(stretch: Stretch, series: Series, options: Options) -> tuple[Phase, tuple[Signal, ...]]:
    """Find the centre line of one phase, then apply the rules about it."""
    judged = _lay_out(stretch, series, options)
    anhoej: list[Finding] = []
    findings: list[Finding] = []
    if len(judged.useful) >= options.min_useful:
        anhoej = [*long_runs(len(judged.useful), judged.runs)]
        anhoej += few_crossings(judged.useful, judged.runs)
        findings = _ihi(judged, options) if options.rules is RuleSet.IHI else anhoej
    strong = bool(anhoej)
    signals = tuple(_signal(found, stretch, series.direction, strong) for found in findings)
    return _phase(judged, options, signals, strong), signals


def _lay_out(stretch: Stretch, series: Series, options: Options) -> _Judged:
    values = _included(stretch, series, options)
    baseline = _baseline(values, stretch, options)
    centre = median(baseline) if options.centre is None else options.centre
    if centre is None:
        return _Judged(stretch, values, 0, None, [], [])
    useful = useful_points(values, centre, tolerance=options.tolerance)
    return _Judged(stretch, values, len(baseline), centre, useful, runs_of(useful))


def _included(stretch: Stretch, series: Series, options: Options) -> Numbered:
    """Return the numbered values of a phase; an excluded point is as good as missing."""
    plotted = series.plotted[stretch.first - 1 : stretch.last]
    numbered = enumerate(plotted, stretch.first)
    if not options.exclude:
        return list(numbered)
    return [(number, None if number in options.exclude else value) for number, value in numbered]


def _baseline(values: Numbered, stretch: Stretch, options: Options) -> list[float]:
    """Return the values that make the centre line."""
    start, end = stretch.baseline_first - stretch.first, stretch.baseline_last - stretch.first + 1
    present = [value for _, value in values[start:end] if value is not None]
    if stretch.frozen and len(present) < options.min_baseline:
        raise BaselineTooShort(len(present), options.min_baseline)
    return present


def _ihi(judged: _Judged, options: Options) -> list[Finding]:
    return [
        *shifts(judged.runs, options.shift),
        *trends(judged.values, options.trend, tolerance=options.tolerance),
        *number_of_runs(judged.useful, judged.runs, options.runs_table),
    ]


def _signal(found: Finding, stretch: Stretch, wanted: Direction, confirmed: bool) -> Signal:
    first, last = found.points[0], found.points[-1]
    in_baseline = stretch.baseline_first <= first and last <= stretch.baseline_last
    return Signal(
        rule=found.rule,
        phase=stretch.number,
        first=first,
        last=last,
        noticed=found.noticed,
        n_points=len(found.points),
        points=found.points,
        side=found.side,
        direction=found.direction,
        favourable=_favourable(found, wanted),
        strong=confirmed and found.rule is not Rule.TOO_MANY_RUNS,
        in_baseline=stretch.frozen and in_baseline,
    )


def _favourable(found: Finding, wanted: Direction) -> bool | None:
    if wanted is Direction.NONE or (found.side is None and found.direction is None):
        return None
    upward = found.side is Side.ABOVE or found.direction is Direction.UP
    return upward is (wanted is Direction.UP)


def _phase(
    judged: _Judged, options: Options, signals: tuple[Signal, ...], anhoej_signal: bool
) -> Phase:
    stretch, runs = judged.stretch, judged.runs
    n_useful = len(judged.useful)
    above = sum(len(run.points) for run in runs if run.side is Side.ABOVE)
    lower, upper = limits_from(options.runs_table, above, n_useful - above) or (None, None)
    frozen = stretch.frozen or options.centre is not None
    return Phase(
        number=stretch.number,
        first=stretch.first,
        last=stretch.last,
        baseline_first=stretch.baseline_first,
        baseline_last=stretch.baseline_last,
        frozen=frozen,
        centre=judged.centre,
        n_baseline=judged.n_baseline,
        n_points=sum(value is not None for _, value in judged.values),
        n_useful=n_useful,
        longest_run=max(len(run.points) for run in runs) if runs else None,
        longest_run_max=longest_run_max(n_useful) if runs else None,
        n_runs=len(runs),
        crossings=len(runs) - 1 if runs else None,
        crossings_min=crossings_min(n_useful) if runs else None,
        runs_lower=lower,
        runs_upper=upper,
        anhoej_signal=anhoej_signal,
        verdict=_verdict(n_useful, signals, options),
        false_signal_rate=false_signal_rate(
            options.rules,
            n_useful,
            frozen=frozen,
            baseline=None if options.centre is not None else judged.n_baseline,
            shift=options.shift,
            trend=options.trend,
        ),
    )


def _verdict(n_useful: int, signals: Iterable[Signal], options: Options) -> Verdict:
    if n_useful < options.min_useful:
        return Verdict.TOO_FEW_POINTS
    if all(signal.in_baseline for signal in signals):
        return Verdict.COMMON_CAUSE
    return Verdict.SIGNAL


def _most_telling(verdicts: Iterable[Verdict]) -> Verdict:
    given = set(verdicts)
    for verdict in (Verdict.SIGNAL, Verdict.COMMON_CAUSE):
        if verdict in given:
            return verdict
    return Verdict.TOO_FEW_POINTS


def _chart_rate(phases: Iterable[Phase]) -> float | None:
    judged = (phase for phase in phases if phase.verdict is not Verdict.TOO_FEW_POINTS)
    return any_of(phase.false_signal_rate for phase in judged)


def _points(
    series: Series, options: Options, phases: tuple[Phase, ...], signals: tuple[Signal, ...]
) -> tuple[Point, ...]:
    rules = _rules_by_point(signals)
    return tuple(
        Point(
            number=number,
            period=series.periods[number - 1] if series.periods else None,
            value=(value := series.plotted[number - 1]),
            n=series.denominators[number - 1] if series.denominators else None,
            centre=phase.centre,
            phase=phase.number,
            in_baseline=phase.baseline_first <= number <= phase.baseline_last,
            excluded=number in options.exclude,
            on_centre=_on_centre(value, phase.centre, options.tolerance),
            signals=rules.get(number, ()),
        )
        for phase in phases
        for number in range(phase.first, phase.last + 1)
    )


def _on_centre(value: float | None, centre: float | None, tolerance: float) -> bool:
    if value is None or centre is None:
        return False
    return abs(value - centre) <= tolerance * max(1.0, abs(centre))


def _rules_by_point(signals: Iterable[Signal]) -> dict[int, tuple[Rule, ...]]:
    """Return the rules that each point counts for; the number of runs marks no point."""
    marked: dict[int, tuple[Rule, ...]] = {}
    for signal in signals:
        if signal.side is None and signal.direction is None:
            continue
        for number in signal.points:
            if signal.rule not in marked.get(number, ()):
                marked[number] = (*marked.get(number, ()), signal.rule)
    return marked
