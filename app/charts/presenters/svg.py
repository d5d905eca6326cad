"""Small pieces of SVG. Everything that people wrote goes through `safe`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import escape

from app.charts.domain.figure import Figure, Meaning, Point
from app.charts.domain.layout import Axis, across

DIAMOND = "M0-{q}L{q} 0 0 {q}-{q} 0Z"
SQUARE = "M-{q}-{q}H{q}V{q}H-{q}Z"
TRIANGLE = "M0-5.5 5.5 4H-5.5Z"
CROSS = "M-4-4l8 8M4-4l-8 8"


def safe(text: object) -> str:
    """Text that may stand in an element or an attribute."""
    return str(escape(text))


def short(number: float) -> str:
    """A number with at most three decimals and no empty ones.

    >>> short(12.5), short(100.0), short(1 / 3)
    ('12.5', '100', '0.333')
    """
    return f"{number:.3f}".rstrip("0").rstrip(".")


def stretches(figure: Figure) -> Iterator[list[Point]]:
    """The points between gaps: a line is drawn within each and never across."""
    stretch: list[Point] = []
    for point in figure.points:
        if point.value is not None:
            stretch.append(point)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def line_path(figure: Figure, axis: Axis) -> str:
    """The data line in a square of 1000 by 1000; it breaks at every gap."""
    count = len(figure)
    return "".join(
        f"{'L' if index else 'M'}{short(across(point.place, count) * 10)}"
        f" {short(axis.down(point.value or 0.0) * 10)}"
        for stretch in stretches(figure)
        for index, point in enumerate(stretch)
    )


def stretched_line(figure: Figure, axis: Axis) -> str:
    """The data line, as wide as its place, with a stroke that keeps its width."""
    return (
        '<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%"'
        ' overflow="visible"><path class="rc-line" vector-effect="non-scaling-stroke"'
        f' d="{line_path(figure, axis)}"/></svg>'
    )


def level(css: str, down: float, start: float = 0.0, end: float = 100.0) -> str:
    """A level line between two places of the width; all in percent."""
    y = short(down)
    return f'<line class="{css}" x1="{short(start)}%" x2="{short(end)}%" y1="{y}%" y2="{y}%"/>'


def at(x: float, y: float, inside: str) -> str:
    """Something drawn in pixels about a point given in percent."""
    return f'<svg x="{short(x)}%" y="{short(y)}%" overflow="visible">{inside}</svg>'


def marked(point: Point) -> Meaning | None:
    """The meaning that a marker shows: a point that is left out shows none."""
    return None if point.is_excluded else point.meaning


def joined(parts: Iterable[str]) -> str:
    return "".join(parts)
