"""The small chart of a card: line, median, goal, the latest value and what belongs to a signal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup

from app.charts.domain.figure import Figure, Meaning, Point
from app.charts.domain.layout import Axis, across, axis
from app.charts.presenters.svg import (
    DIAMOND,
    SQUARE,
    at,
    joined,
    level,
    marked,
    short,
    stretched_line,
)

HEIGHT = 84
_MARK = {Meaning.BETTER: (DIAMOND, 3.0, 4.4), Meaning.WORSE: (SQUARE, 2.4, 3.4)}


@lru_cache(maxsize=512)
def mini_chart(figure: Figure) -> Markup:
    """Draw `figure` small. All percentages share one scale; the words stand on the card."""
    if not figure.plotted:
        return Markup("")
    scale, count = axis(figure), len(figure)
    medians = (
        level(
            "rc-median",
            scale.down(line.value),
            line.first / count * 100,
            (line.last + 1) / count * 100,
        )
        for line in figure.medians
    )
    goal = level("rc-goal", scale.down(figure.goal)) if figure.goal is not None else ""
    drawn = joined((goal, *medians, stretched_line(figure, scale), *_points(figure, scale)))
    return Markup(  # noqa: S704  # numbers only, no text
        f'<div class="rc-mini"><svg class="rc-svg" width="100%" height="{HEIGHT}"'
        f' aria-hidden="true" focusable="false">{drawn}</svg></div>'
    )


def _points(figure: Figure, scale: Axis) -> Iterator[str]:
    latest = figure.latest
    for point in figure.plotted:
        mark = _MARK.get(marked(point) or Meaning.SAME)
        if mark:
            yield _shaped(figure, scale, point, mark, big=point is latest)
        elif point is latest:
            x, y = across(point.place, len(figure)), scale.down(point.value or 0.0)
            yield f'<circle class="rc-pt" cx="{short(x)}%" cy="{short(y)}%" r="4"/>'


def _shaped(
    figure: Figure, scale: Axis, point: Point, mark: tuple[str, float, float], *, big: bool
) -> str:
    shape, small_size, big_size = mark
    kind = (marked(point) or Meaning.SAME).value
    drawn = shape.replace("{q}", short(big_size if big else small_size))
    x, y = across(point.place, len(figure)), scale.down(point.value or 0.0)
    return at(x, y, f'<path class="rc-pt rc-pt--{kind}" d="{drawn}"/>')
