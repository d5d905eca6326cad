"""The run chart of a lesson: judged by our own engine and drawn like the charts of a team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from app.charts.domain.figure import Definition, Figure, Meaning, Point, Signal
from app.charts.domain.reading import Settings, read
from app.charts.domain.scale import Scale
from app.charts.domain.words import RULE_NAMES, finding, summary
from app.charts.presenters.page_chart import page_chart
from app.core.days import add_months
from app.curriculum.domain import specs
from app.measures.domain.kinds import Direction, MeasureKind

REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class LessonChart:
    """A chart ready for the page: picture, words and numbers say the same."""

    title: str
    note: str
    svg: Markup
    words: tuple[str, ...]
    unit: str
    rows: tuple[tuple[str, str], ...]


@lru_cache(maxsize=REMEMBERED)
def lesson_chart(chart: specs.Chart, ident: str) -> LessonChart:
    """Draw `chart`; `ident` is its id on the page."""
    figure = figure_of(chart)
    scale = figure.scale
    return LessonChart(
        title=chart.title,
        note=chart.note,
        svg=page_chart(figure, {}, ident=ident, is_brief=True),
        words=(*_signals(figure), *summary(figure)),
        unit=chart.unit.capitalize(),
        rows=tuple(
            (scale.period(point.period), scale.shown(value))
            for point, value in zip(figure.points, chart.values, strict=True)
        ),
    )


def figure_of(chart: specs.Chart) -> Figure:
    """What the engine sees in the chart. Without a baseline all points make the median."""
    is_percent = chart.unit == specs.PERCENT
    definition = Definition(
        key="lesson",
        name=chart.title,
        short_name=chart.title,
        place="",
        asks=chart.note,
        has_denominator=False,
        direction=Direction(chart.better.value),
        goal=chart.target,
    )
    points = [
        Point(place=place, period=add_months(chart.first, place), value=value)
        for place, value in enumerate(chart.values)
    ]
    scale = Scale(MeasureKind.PERCENT if is_percent else MeasureKind.COUNT, chart.unit)
    return read(definition, scale, points, Settings(baseline_points=chart.baseline))


def _signals(figure: Figure) -> Iterator[str]:
    """What the rules see, without speaking to a team whose chart this would be."""
    seen = [signal for signal in figure.signals if not signal.in_baseline]
    if figure.meaning is Meaning.FEW:
        count = f"{figure.n_useful} point{'' if figure.n_useful == 1 else 's'}"
        yield (
            f"Too early to tell: {count} off the median."
            f" The rules need {figure.min_useful} of them."
        )
    elif not seen:
        yield "No signal: the ups and downs look like the usual ones."
    for signal in seen:
        yield _told(figure, signal)


def _told(figure: Figure, signal: Signal) -> str:
    if signal.side is None and signal.course is None:
        return f"{RULE_NAMES[signal.rule]} about the median."
    first, last = figure.points[signal.first].period, figure.points[signal.last].period
    span = figure.scale.span(first, last)
    return f"{RULE_NAMES[signal.rule]}: {finding(figure, signal)}, {span}."
