"""From what a team has sent, tested, noted and decided to the figure of one measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.charts.domain.decisions import Decision, Note
from app.charts.domain.figure import Cycle, Definition, Figure, Gap, Meaning, Point
from app.charts.domain.reading import Settings, read
from app.charts.domain.scale import Scale
from app.collaborative.domain.calendar import due_at
from app.measures.domain.kinds import Answer, Direction, MeasureKind
from app.spc import RuleSet

if TYPE_CHECKING:
    from app.collaborative.models import Cohort
    from app.collaborative.queries import Team
    from app.improvement.queries import CycleOnChart
    from app.measures.models import MeasureVersion
    from app.measures.queries import MeasureSeries, SentPoint

_BETTER = {
    Direction.HIGHER: "Higher is better.",
    Direction.LOWER: "Lower is better.",
    Direction.NEITHER: "Neither higher nor lower is better.",
}
_URGENCY = (Meaning.WORSE, Meaning.SAME, Meaning.FEW, Meaning.BETTER)


def figure_of(
    team: Team,
    series: MeasureSeries,
    *,
    today: dt.date,
    decisions: Sequence[Decision] = (),
    notes: Sequence[Note] = (),
    cycles: Sequence[CycleOnChart] = (),
) -> Figure:
    """The figure of one measure of one team, by the rules of its cohort."""
    version = series.version
    scale = Scale(version.kind, version.unit, version.frequency.months)
    points = _points(series, scale, team)
    return read(
        _definition(team, series),
        scale,
        points,
        _settings(team.cohort, series),
        decisions=decisions,
        notes=notes,
        cycles=tuple(_cycles(points, scale, cycles, today)),
    )


def needs_help_first(figure: Figure) -> tuple[int, bool]:
    """The order of a team's charts: worse, no change, too early, better; at goal later."""
    return _URGENCY.index(figure.meaning), figure.is_at_goal


def _settings(cohort: Cohort | None, series: MeasureSeries) -> Settings:
    default = Settings()
    if cohort is None:
        return Settings(default.rules, series.baseline_points or default.baseline_points)
    return Settings(
        RuleSet(cohort.rule_set.value), series.baseline_points or cohort.baseline_points
    )


def _definition(team: Team, series: MeasureSeries) -> Definition:
    version = series.version
    return Definition(
        key=series.key,
        name=version.name,
        short_name=version.short_name,
        place=team.name,
        asks=_asks(version),
        numerator=version.numerator,
        denominator=version.denominator,
        has_denominator=version.kind.has_denominator,
        source=version.source,
        direction=version.direction,
        goal=version.goal,
        small_below=version.min_denominator,
    )


def _asks(version: MeasureVersion) -> str:
    """What is measured, in one or two sentences."""
    counted = version.numerator.rstrip(". ")
    if version.kind.has_denominator and version.denominator:
        counted += f"; out of: {version.denominator.rstrip('. ')}"
    unit = "" if version.kind is MeasureKind.PERCENT else f" Unit: {version.unit}."
    return f"{counted}.{unit} {_BETTER[version.direction]}"


@dataclass(frozen=True, slots=True)
class _Terms:
    """What turns a sent number into a point, besides the number: measure, cohort, joining."""

    months: int
    has_denominator: bool
    min_denominator: int
    version_numbers: tuple[tuple[int, int], ...]
    due_day: int | None
    joined_on: dt.date | None


def _points(series: MeasureSeries, scale: Scale, team: Team) -> tuple[Point, ...]:
    """One point per period, gaps included."""
    version = series.version
    terms = _Terms(
        scale.months,
        version.kind.has_denominator,
        version.min_denominator,
        tuple(series.version_numbers.items()),
        team.cohort.due_day if team.cohort else None,
        team.enrolment.joined_on if team.enrolment else None,
    )
    return _built(series.points, series.periods, terms)


@lru_cache(maxsize=1024)
def _built(
    sent: tuple[SentPoint, ...], periods: tuple[dt.date, ...], terms: _Terms
) -> tuple[Point, ...]:
    """The points, remembered by all that they are made of."""
    by_period = {point.period: point for point in sent}
    numbers = dict(terms.version_numbers)
    points: list[Point] = []
    before: int | None = None
    for place, period in enumerate(periods):
        given = by_period.get(period)
        if given is None:
            points.append(Point(place=place, period=period, gap=Gap.MISSING))
            continue
        version = numbers.get(given.version_id, 1)
        changed = before not in {None, version}
        points.append(_point(place, given, terms, version=version, new_version=changed))
        before = version
    return tuple(points)


def _point(place: int, given: SentPoint, terms: _Terms, **facts: Any) -> Point:
    """One number that was sent; `facts` are those that take more than the number to know."""
    counted = given.answer is Answer.COUNTED and given.value is not None
    few = terms.has_denominator and (given.denominator or 0) < terms.min_denominator
    return Point(
        place=place,
        period=given.period,
        value=given.value if counted else None,
        gap=None if counted else Gap.NONE_ELIGIBLE,
        numerator=given.numerator,
        denominator=given.denominator if terms.has_denominator else None,
        source=given.source,
        sample_size=given.sample_size,
        note=given.note or "",
        is_revised=given.is_revised,
        is_small=counted and few,
        is_late=_is_late(given, terms),
        **facts,
    )


def _is_late(given: SentPoint, terms: _Terms) -> bool:
    """Whether it came after its due day; what a team brings from before it joined never does."""
    if terms.due_day is None or terms.joined_on is None or given.period < terms.joined_on:
        return False
    return given.first_sent_at >= due_at(given.period, terms.months, terms.due_day)


def _cycles(
    points: Sequence[Point], scale: Scale, cycles: Sequence[CycleOnChart], today: dt.date
) -> Iterator[Cycle]:
    """The cycles that have started, numbered by their start, cut to the width of the chart."""
    if not points:
        return
    begun = [(cycle.started_on, cycle) for cycle in cycles if cycle.started_on is not None]
    begun.sort(key=lambda pair: (pair[0], pair[1].id))
    start, count = points[0].period, len(points)
    for number, (started, cycle) in enumerate(begun, 1):
        until = cycle.ended_on or max(started, cycle.planned_end or today)
        first = min(max(scale.place(started, start), 0.0), count - 0.3)
        last = min(max(scale.place(until, start), first + 0.1), float(count))
        yield Cycle(
            number=number,
            id=cycle.id,
            title=cycle.title,
            first=first,
            last=last,
            started_on=started,
            ended_on=cycle.ended_on,
            outcome=(cycle.decision or cycle.state).value,
        )
