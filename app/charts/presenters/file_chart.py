"""The chart as a file of its own: for a download, a picture, a slide or a printed page.

It carries its title, clinic, definition, goal and source, and needs no style sheet.
"""

from __future__ import annotations

import calendar
import datetime as dt
import textwrap
from collections.abc import Iterator

from app.charts.domain.figure import Figure, Meaning, Point
from app.charts.domain.layout import axis
from app.charts.domain.words import headline, ribbon
from app.charts.presenters.page_chart import end_labels, letter, ribboned
from app.charts.presenters.svg import (
    CROSS,
    DIAMOND,
    SQUARE,
    TRIANGLE,
    joined,
    marked,
    safe,
    short,
    stretches,
)
from app.core.dates import short_day

WIDTH = 960
LEFT, RIGHT, TOP, PLOT = 62, 138, 138, 320
BOTTOM = TOP + PLOT
INK, INK_2, LEAF, GRID = "#1a2626", "#465252", "#0f6460", "#e6e6e2"
LINE, BETTER, WORSE = "#565c65", "#005ea2", "#c05600"
_FONT = "Public Sans, Segoe UI, Arial, sans-serif"
_COLOURS = {Meaning.BETTER: BETTER, Meaning.WORSE: WORSE}
_PER_LINE = 128


def file_chart(figure: Figure, *, made_on: dt.date) -> str:
    """Draw `figure` with fixed colours and sizes; safe to open anywhere."""
    drawing = _Drawing(figure)
    foot = list(_foot(figure, made_on))
    height = BOTTOM + 62 + 19 * len(foot)
    body = joined(
        (
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            *_head(figure),
            *drawing.plot(),
            *(
                text(30, BOTTOM + 66 + 19 * row, line, size=12, fill=INK_2)
                for row, line in enumerate(foot)
            ),
        )
    )
    title = safe(f"{figure.definition.name}, {figure.definition.place}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" font-family="{_FONT}" font-size="13">'
        f"<title>{title}</title>{body}</svg>"
    )


def text(x: float, y: float, words: str, *, fill: str = INK, size: int = 13, **more: str) -> str:
    """A line of text; `anchor` and `weight` as SVG knows them."""
    anchor = f' text-anchor="{more["anchor"]}"' if "anchor" in more else ""
    weight = f' font-weight="{more["weight"]}"' if "weight" in more else ""
    return (
        f'<text x="{short(x)}" y="{short(y)}" fill="{fill}" font-size="{size}"{anchor}{weight}>'
        f"{safe(words)}</text>"
    )


def _head(figure: Figure) -> Iterator[str]:
    name = figure.definition.name
    if figure.points:
        name += f", {figure.scale.span(figure.points[0].period, figure.points[-1].period)}"
    yield text(30, 36, name, size=20, fill="#123131", weight="700")
    yield text(30, 58, figure.definition.place, size=14, fill=INK_2)
    for row, line in enumerate(_wrapped(figure.definition.asks, 2)):
        yield text(30, 78 + 16 * row, line, size=12, fill=INK_2)


def _wrapped(words: str, most: int) -> list[str]:
    return textwrap.wrap(words, _PER_LINE, max_lines=most, placeholder=" …")


def _foot(figure: Figure, made_on: dt.date) -> Iterator[str]:
    said = headline(figure)
    yield from _wrapped(f"{said.title}. {said.text}", 3)
    if figure.cycles:
        tests = "; ".join(f"{cycle.number} {cycle.title}" for cycle in figure.cycles)
        yield from _wrapped(f"Tests: {tests}", 2)
    if figure.notes:
        notes = "; ".join(f"{letter(n)} {note.text}" for n, note in enumerate(figure.notes))
        yield from _wrapped(f"Notes: {notes}", 2)
    goal = f"Goal {figure.scale.shown(figure.goal)}. " if figure.goal is not None else ""
    source = f"Source: {figure.definition.source}. " if figure.definition.source else ""
    yield from _wrapped(f"{goal}{source}{figure.method}", 3)
    yield (
        "CYSHCN Cares 2, Mississippi State Department of Health."
        f" Made from the portal on {short_day(made_on)}."
    )


class _Drawing:
    """The plot area, in pixels."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.axis = axis(figure)
        self.step = (WIDTH - LEFT - RIGHT) / max(1, len(figure))

    def x(self, place: float) -> float:
        return LEFT + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        return TOP + self.axis.down(value) / 100 * PLOT

    def plot(self) -> Iterator[str]:
        yield from self._phases()
        yield from self._grid()
        yield from self._lines()
        yield from self._ribbons()
        for stretch in stretches(self.figure):
            path = "L".join(
                f"{short(self.x(p.place))} {short(self.y(p.value or 0.0))}" for p in stretch
            )
            yield f'<path d="M{path}" fill="none" stroke="{LINE}" stroke-width="2"/>'
        yield from (self._point(point) for point in self.figure.points)
        yield from self._ends()
        yield from self._below()

    def _phases(self) -> Iterator[str]:
        for number, phase in enumerate(self.figure.phases):
            start, end = self.x(phase.first - 0.5), self.x(phase.last + 0.5)
            if number % 2:
                yield (
                    f'<rect x="{short(start)}" y="{TOP}" width="{short(end - start)}"'
                    f' height="{PLOT}" fill="#f6f6f2"/>'
                )
            if number:
                yield self._line(start, start, TOP - 18, BOTTOM, "#929285", dash="1 3")
            middle = (start + end) / 2
            yield text(middle, TOP - 10, phase.name, size=12, anchor="middle", weight="600")

    def _line(  # two points and how the line looks
        self, x1: float, x2: float, y1: float, y2: float, stroke: str, *, dash: str = "",
        width: float = 1,
    ) -> str:  # fmt: skip
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<line x1="{short(x1)}" x2="{short(x2)}" y1="{short(y1)}" y2="{short(y2)}"'
            f' stroke="{stroke}" stroke-width="{short(width)}"{dashes}/>'
        )

    def _grid(self) -> Iterator[str]:
        for tick in self.axis.ticks:
            y = self.y(tick)
            yield self._line(LEFT, WIDTH - RIGHT, y, y, GRID)
            shown = self.figure.scale.shown(tick)
            yield text(LEFT - 8, y + 4, shown, fill=INK_2, anchor="end")

    def _lines(self) -> Iterator[str]:
        if self.figure.goal is not None:
            y = self.y(self.figure.goal)
            yield self._line(LEFT, WIDTH - RIGHT, y, y, LEAF, dash="2 5", width=2)
        for line in self.figure.medians:
            start, end = self.x(line.first - 0.5), self.x(line.last + 0.5)
            y, width = self.y(line.value), 1.0 if line.carried else 2.0
            yield self._line(start, end, y, y, INK, dash="4 4" if line.carried else "9 5",
                             width=width)  # fmt: skip

    def _ribbons(self) -> Iterator[str]:
        for signal in ribboned(self.figure):
            start, end = self.x(signal.first - 0.4), self.x(signal.last + 0.4)
            colour = _COLOURS.get(signal.meaning, LINE)
            yield (
                f'<rect x="{short(start)}" y="{TOP}" width="{short(end - start)}" height="4"'
                f' rx="2" fill="{colour}"/>'
            )
            words = ribbon(self.figure, signal)
            yield text((start + end) / 2, TOP + 20, words, fill=colour, anchor="middle",
                       weight="600")  # fmt: skip

    def _point(self, point: Point) -> str:
        x = short(self.x(point.place))
        if point.value is None:
            place = f'transform="translate({x} {BOTTOM - 8})"'
            return f'<path {place} d="{CROSS}" stroke="{INK_2}" stroke-width="1.8" fill="none"/>'
        move = f'<g transform="translate({x} {short(self.y(point.value))})">'
        return f"{move}{_marker(point)}</g>"

    def _ends(self) -> Iterator[str]:
        look = {"now": (INK, "700"), "goal": (LEAF, "600"), "med": (INK, "400")}
        for down, kind, words in end_labels(self.figure, self.axis, 20 / PLOT * 100):
            fill, weight = look[kind]
            y = TOP + down / 100 * PLOT + 4
            yield text(WIDTH - RIGHT + 10, y, words, fill=fill, weight=weight)

    def _below(self) -> Iterator[str]:
        every = 1 + max(0, len(self.figure) - 1) // 16
        for point in self.figure.points[::every]:
            month = f"{calendar.month_abbr[point.period.month]} {point.period.year % 100:02}"
            yield text(self.x(point.place), BOTTOM + 18, month, size=12, fill=INK_2,
                       anchor="middle")  # fmt: skip
        for cycle in self.figure.cycles:
            x = self.x(cycle.first - 0.5)
            yield f'<circle cx="{short(x)}" cy="{BOTTOM + 36}" r="9" fill="{LEAF}"/>'
            yield text(x, BOTTOM + 40, str(cycle.number), fill="#fff", size=12,
                       anchor="middle", weight="700")  # fmt: skip
        for index, note in enumerate(self.figure.notes):
            place = self.figure.place_of(note.period)
            if place is not None:
                yield text(self.x(place), BOTTOM + 41, letter(index), anchor="middle",
                           weight="700")  # fmt: skip


def _marker(point: Point) -> str:
    meaning = marked(point)
    outline = f'fill="#fff" stroke="{LINE}" stroke-width="2"'
    soft = ' stroke-dasharray="2 2"' if point.is_small else ""
    if point.is_excluded:
        cross = f'<path d="{CROSS}" stroke="{INK_2}" stroke-width="1.8"/>'
        return f'<circle r="5.5" fill="#fff" stroke="{LINE}"/>{cross}'
    if meaning in _COLOURS:
        shape, size = (DIAMOND, "7") if meaning is Meaning.BETTER else (SQUARE, "5.5")
        filled = f'fill="{_COLOURS[meaning]}" stroke="#fff"'
        hollow = f'fill="#fff" stroke="{_COLOURS[meaning]}" stroke-width="2"{soft}'
        look = hollow if soft or point.is_estimate else filled
        return f'<path d="{shape.replace("{q}", size)}" {look}/>'
    if point.is_estimate:
        return f'<path d="{TRIANGLE}" {outline}{soft}/>'
    return f'<circle r="4.5" {outline}{soft}/>'
