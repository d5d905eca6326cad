"""From numbers and decisions to the one figure that everything is drawn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.charts.domain.decisions import (
    FEWEST_POINTS,
    Decision,
    DecisionKind,
    Note,
    standing,
)
from app.charts.domain.figure import (
    Cycle,
    Definition,
    Figure,
    Meaning,
    Median,
    MedianKind,
    Phase,
    Point,
    Signal,
)
from app.charts.domain.scale import Scale
from app.measures.domain.kinds import Direction
from app.spc import (
    Analysis,
    Options,
    Rule,
    RuleSet,
    Series,
    Side,
    Verdict,
    analyse,
    false_signal_rate,
)
from app.spc import Direction as Course
from app.spc import Phase as Judged
from app.spc import Point as JudgedPoint
from app.spc import Signal as Seen

RECENT = 2
"""A signal still speaks for the chart when at most so many later points do not belong to it."""

_COURSE = {
    Direction.HIGHER: Course.UP,
    Direction.LOWER: Course.DOWN,
    Direction.NEITHER: Course.NONE,
}
_MEANING = {True: Meaning.BETTER, False: Meaning.WORSE, None: Meaning.SAME}
_ON_ONE_SIDE = frozenset({Rule.SHIFT, Rule.LONG_RUN})


REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Settings:
    """How the program reads charts: its rules, and how many first points are the baseline."""

    rules: RuleSet = RuleSet.IHI
    baseline_points: int | None = 12


def read(
    definition: Definition,
    scale: Scale,
    points: Sequence[Point],
    settings: Settings,
    *,
    decisions: Sequence[Decision] = (),
    cycles: Sequence[Cycle] = (),
    notes: Sequence[Note] = (),
) -> Figure:
    """Judge the points by the program's rules and the people's decisions.

    `points` are consecutive periods, gaps included. Decisions about months that are not on
    the chart, or that would leave a median with fewer than 3 values, have no effect.
    The same facts are judged once: the figure is remembered by all that it is made of.
    """
    return _read(
        definition=definition,
        scale=scale,
        points=tuple(points),
        settings=settings,
        decisions=tuple(decisions),
        cycles=tuple(cycles),
        notes=tuple(notes),
    )


@lru_cache(maxsize=REMEMBERED)
def _read(
    *,
    definition: Definition,
    scale: Scale,
    points: tuple[Point, ...],
    settings: Settings,
    decisions: tuple[Decision, ...],
    cycles: tuple[Cycle, ...],
    notes: tuple[Note, ...],
) -> Figure:
    figure = Figure(
        definition=definition,
        scale=scale,
        points=points,
        rules=settings.rules,
        cycles=cycles,
        notes=notes,
        decisions=decisions,
    )
    if not figure.plotted:
        return figure
    options = options_for(points, settings, decisions)
    series = Series(
        values=[point.value for point in points], direction=_COURSE[definition.direction]
    )
    return _judged(figure, analyse(series, options), options)


def options_for(
    points: Sequence[Point], settings: Settings, decisions: Sequence[Decision]
) -> Options:
    """Turn settings and standing decisions into what the engine understands."""
    where = {point.period: point.place for point in points}
    left_out = frozenset(
        where[decision.period] + 1
        for decision in standing(decisions, DecisionKind.EXCLUDE)
        if decision.period in where
    )
    counted = [p.place for p in points if p.value is not None and p.place + 1 not in left_out]
    phases = _phase_starts(where, counted, decisions)
    span = _frozen_span(where, decisions) or _first_points(points, settings.baseline_points)
    return Options(
        rules=settings.rules,
        phases=[start + 1 for start in phases],
        exclude=left_out,
        baseline=_baseline(span, counted, phases),
    )


def _phase_starts(
    where: dict[dt.date, int], counted: list[int], decisions: Sequence[Decision]
) -> list[int]:
    """Where new phases begin, leaving at least 3 values on either side of each."""
    phasing = standing(decisions, DecisionKind.REPHASE)
    starts: list[int] = []
    for start in sorted({where[d.period] for d in phasing if d.period in where}):
        before = starts[-1] if starts else 0
        enough_before = sum(before <= place < start for place in counted) >= FEWEST_POINTS
        enough_after = sum(place >= start for place in counted) >= FEWEST_POINTS
        if enough_before and enough_after:
            starts.append(start)
    return starts


def _baseline(
    span: tuple[int, int] | None, counted: list[int], phases: list[int]
) -> tuple[int, int] | None:
    """First and last point number of the frozen baseline, None when all points make the median.

    A person's latest decision wins; else the first points that the program asks for, once
    there are so many. Points that arrive later never move it.
    """
    if span is None:
        return None
    first, last = span
    end = next((start - 1 for start in phases if start > first), last)
    enough = sum(first <= place <= min(last, end) for place in counted) >= FEWEST_POINTS
    return (first + 1, last + 1) if enough else None


def _frozen_span(
    where: dict[dt.date, int], decisions: Sequence[Decision]
) -> tuple[int, int] | None:
    for decision in reversed(standing(decisions, DecisionKind.FREEZE)):
        if decision.period in where:
            first = where.get(decision.first_period, 0) if decision.first_period else 0
            return first, where[decision.period]
    return None


def _first_points(points: Sequence[Point], count: int | None) -> tuple[int, int] | None:
    valued = [point.place for point in points if point.value is not None]
    if count is None or len(valued) < count:
        return None
    return valued[0], valued[count - 1]


def _judged(figure: Figure, found: Analysis, options: Options) -> Figure:
    """Put what the engine found into the words of the figure."""
    signals = tuple(
        _signal(seen, found.phases[seen.phase - 1], found.rules) for seen in found.signals
    )
    current = found.phases[-1]
    points = _marked(figure.points, found, signals)
    judged = replace(
        figure,
        points=points,
        medians=tuple(_medians(found.phases, options)),
        phases=tuple(_phases(figure, found.phases)),
        signals=signals,
        rate=found.false_signal_rate,
        n_useful=current.n_useful,
        min_useful=options.min_useful,
        method=found.method,
        cautions=found.notes,
    )
    if current.verdict is Verdict.TOO_FEW_POINTS:
        return judged
    leading = _leading(signals, current, points)
    return replace(judged, leading=leading, meaning=leading.meaning if leading else Meaning.SAME)


def _signal(seen: Seen, phase: Judged, rules: RuleSet) -> Signal:
    return Signal(
        rule=seen.rule,
        meaning=_MEANING[seen.favourable],
        first=seen.first - 1,
        last=seen.last - 1,
        noticed=seen.noticed - 1,
        places=tuple(number - 1 for number in seen.points),
        side=seen.side,
        course=seen.direction,
        strong=seen.strong and rules is not RuleSet.ANHOEJ,
        in_baseline=seen.in_baseline,
        phase=seen.phase,
        rate=_rate(seen.rule, phase),
        stricter_rate=_rate(RuleSet.ANHOEJ, phase),
    )


def _rate(what: Rule | RuleSet, phase: Judged) -> float | None:
    return false_signal_rate(what, phase.n_useful, frozen=phase.frozen, baseline=phase.n_baseline)


def _leading(signals: Sequence[Signal], current: Judged, points: Sequence[Point]) -> Signal | None:
    """The signal that speaks for the chart now: in the last phase, recent, the clearest first."""
    counted = [p.place for p in points if p.value is not None and not p.is_excluded]
    recent = [
        signal
        for signal in signals
        if signal.phase == current.number
        and not signal.in_baseline
        and sum(place > signal.last for place in counted) <= RECENT
    ]
    return max(recent, key=_clarity, default=None)


def _clarity(signal: Signal) -> tuple[bool, int, bool, int]:
    has_direction = signal.side is not None or signal.course is not None
    return has_direction, signal.last, signal.rule in _ON_ONE_SIDE, signal.count


def _marked(
    points: Sequence[Point], found: Analysis, signals: Sequence[Signal]
) -> tuple[Point, ...]:
    """The points with what the engine knows about each; the clearest signal marks a point."""
    meanings: dict[int, Meaning] = {}
    for signal in sorted(signals, key=_clarity):
        if not signal.in_baseline and (signal.side or signal.course):
            meanings |= dict.fromkeys(signal.places, signal.meaning)
    pairs = zip(points, found.points, strict=True)
    return tuple(_with(point, judged, meanings.get(point.place)) for point, judged in pairs)


def _with(point: Point, judged: JudgedPoint, meaning: Meaning | None) -> Point:
    """The point with what was found out about it; itself when that is nothing (it is quicker)."""
    if judged.phase == 1 and not (judged.excluded or judged.in_baseline or meaning):
        return point
    return replace(
        point,
        is_excluded=judged.excluded,
        in_baseline=judged.in_baseline,
        phase=judged.phase,
        meaning=meaning,
    )


def _medians(phases: Sequence[Judged], options: Options) -> list[Median]:
    """The median lines, each over its own values and, thinner, over what is read by it.

    The starting median goes on through later phases, so that before and after compare.
    """
    end = phases[-1].last - 1
    lines: list[Median] = []
    for phase in phases:
        if phase.centre is None:
            continue
        starts = options.baseline is not None or len(phases) > 1
        kind = MedianKind.ALL if not starts else MedianKind.START
        if phase.number > 1:
            kind = MedianKind.PHASE
        first, last = phase.baseline_first - 1, phase.baseline_last - 1
        lines.append(Median(first, last, phase.centre, kind))
        carried_to = end if kind is MedianKind.START else phase.last - 1
        if first > phase.first - 1:
            lines.insert(-1, Median(phase.first - 1, first - 1, phase.centre, kind, carried=True))
        if last < carried_to:
            lines.insert(-1, Median(last + 1, carried_to, phase.centre, kind, carried=True))
    return lines


def _phases(figure: Figure, phases: Sequence[Judged]) -> list[Phase]:
    if len(phases) == 1:
        return []
    names = {
        decision.period: decision.phase_name
        for decision in standing(figure.decisions, DecisionKind.REPHASE)
    }
    named = []
    for phase in phases:
        start = figure.points[phase.first - 1].period
        name = names.get(start) or f"From {figure.scale.period(start)}"
        named.append(
            Phase(
                phase.first - 1,
                phase.last - 1,
                "Start" if phase.number == 1 else name,
                phase.centre,
                phase.n_points,
            )
        )
    return named


def side_word(signal: Signal) -> str:
    """Above or below, up or down, as the signal lies."""
    if signal.side is not None:
        return "above" if signal.side is Side.ABOVE else "below"
    return "up" if signal.course is Course.UP else "down"
