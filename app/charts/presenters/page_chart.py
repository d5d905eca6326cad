"""The run chart of a page: percent coordinates and SVG attributes, sharp at every width.

No style attributes anywhere (the browser would refuse them) and nothing is stretched: text
is placed in percent and written in pixels; only the data line stretches, with a stroke that
does not. Three columns: values | plot | labels at the ends of lines.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping

import orjson
from markupsafe import Markup

from app.charts.domain.figure import Cycle, Figure, Meaning, MedianKind, Point, Signal
from app.charts.domain.layout import Axis, across, axis, push_apart, rows
from app.charts.domain.words import description, headline, in_a_row, point_words, ribbon
from app.charts.presenters.svg import (
    CROSS,
    DIAMOND,
    SQUARE,
    TRIANGLE,
    at,
    joined,
    level,
    marked,
    safe,
    short,
    stretched_line,
)

HEIGHT = 340
LABEL_GAP = 21 / HEIGHT * 100
NOMINAL_WIDTH = 690
ROW = 36
END_COLUMN = 104
_YEAR_WIDE, _YEAR_NARROW = 9, 24
"""How far apart years stand at least, in percent: some 44 pixels of a plot of 490, and of 186."""
_LETTER = 7.6
_MARK = {Meaning.BETTER: (DIAMOND, "6.2"), Meaning.WORSE: (SQUARE, "4.8"), Meaning.SAME: ("", "")}


def page_chart(
    figure: Figure, links: Mapping[int, str], *, ident: str = "chart", is_brief: bool = False
) -> Markup:
    """Draw `figure`; `links` leads from the id of a PDSA cycle to its page.

    `is_brief`: a run says only how long it is, since words beside the chart say the rest.
    """
    scale = axis(figure)
    steps = [
        {"x": round(across(point.place, len(figure)), 2), "words": point_words(figure, point)}
        for point in figure.points
    ]
    words = safe(orjson.dumps(steps).decode())
    return Markup(  # noqa: S704  # every text inside went through safe()
        f'<div class="rc" id="{ident}" data-testid="chart" data-points="{words}">'
        f'<div class="rc-top"><span></span>{_phase_names(figure)}<span></span></div>'
        f'<div class="rc-mid">{_values(figure, scale)}<div class="rc-area">'
        f"{_plot(figure, scale, ident, is_brief=is_brief)}</div>"
        f"{_ends(figure, scale)}</div>"
        f'<div class="rc-bot"><span></span>{_months(figure)}<span></span></div>'
        f"{_track(figure, links)}</div>"
    )


def _phase_names(figure: Figure) -> str:
    count = len(figure)
    names = joined(
        _box(phase.first / count, (phase.last - phase.first + 1) / count, 44, safe(phase.name))
        for phase in figure.phases
    )
    height = 44 if names else 14
    return _hidden_svg("rc-names", height, names)


def _box(start: float, width: float, height: int, inside: str, y: int = 0) -> str:
    """HTML in the chart, where words must wrap; `start` and `width` are shares of the width."""
    return (
        f'<foreignObject x="{short(start * 100)}%" y="{y}" width="{short(width * 100)}%"'
        f' height="{height}"><div class="rc-box">{inside}</div></foreignObject>'
    )


def _hidden_svg(css: str, height: int | str, inside: str) -> str:
    return (
        f'<svg class="{css}" width="100%" height="{height}" aria-hidden="true"'
        f' focusable="false">{inside}</svg>'
    )


def _values(figure: Figure, scale: Axis) -> str:
    texts = joined(
        f'<text x="100%" dx="-8" y="{short(scale.down(tick))}%" dy=".35em" text-anchor="end">'
        f"{figure.scale.shown(tick)}</text>"
        for tick in scale.ticks
    )
    return _hidden_svg("rc-y", "100%", texts)


def _plot(figure: Figure, scale: Axis, ident: str, *, is_brief: bool) -> str:
    said = f"{safe(figure.definition.name)}: {safe(headline(figure).title)}"
    parts = joined(
        (
            *_bands(figure),
            *(
                level(f"rc-grid{'' if tick else ' rc-grid--base'}", scale.down(tick))
                for tick in scale.ticks
            ),
            *_lines(figure, scale),
            *_ribbons(figure, is_brief=is_brief),
            stretched_line(figure, scale),
            *(_point(figure, scale, point) for point in figure.points),
            '<line class="rc-cursor" x1="0" x2="0" y1="0" y2="100%" visibility="hidden"/>',
        )
    )
    return (
        f'<svg class="rc-svg" width="100%" height="100%" role="img"'
        f' aria-labelledby="{ident}-t {ident}-d"><title id="{ident}-t">{said}</title>'
        f'<desc id="{ident}-d">{safe(description(figure))}</desc>{parts}</svg>'
    )


def _bands(figure: Figure) -> Iterator[str]:
    count = len(figure)
    for number, phase in enumerate(figure.phases):
        start = short(phase.first / count * 100)
        if number % 2:
            width = short((phase.last - phase.first + 1) / count * 100)
            yield f'<rect class="rc-band" x="{start}%" y="0" width="{width}%" height="100%"/>'
        if number:
            yield f'<line class="rc-phase-line" x1="{start}%" x2="{start}%" y1="0" y2="100%"/>'


def _lines(figure: Figure, scale: Axis) -> Iterator[str]:
    count = len(figure)
    if figure.goal is not None:
        yield level("rc-goal", scale.down(figure.goal))
    for line in figure.medians:
        css = "rc-median rc-median--ext" if line.carried else "rc-median"
        start, end = line.first / count * 100, (line.last + 1) / count * 100
        yield level(css, scale.down(line.value), start, end)


def ribboned(figure: Figure) -> list[Signal]:
    """The runs that get a ribbon: shifts first, then trends where nothing lies yet."""
    shown: list[Signal] = []
    runs = [s for s in figure.signals if not s.in_baseline and (s.side or s.course)]
    for signal in sorted(runs, key=lambda s: (s.side is None, s.first)):
        if all(signal.first > other.last or signal.last < other.first for other in shown):
            shown.append(signal)
    return shown


def _ribbons(figure: Figure, *, is_brief: bool) -> Iterator[str]:
    count = len(figure)
    for signal in ribboned(figure):
        start, end = (signal.first + 0.1) / count, (signal.last + 0.9) / count
        kind = signal.meaning.value
        yield (
            f'<rect class="rc-ribbon rc-ribbon--{kind}" x="{short(start * 100)}%" y="0"'
            f' width="{short((end - start) * 100)}%" height="4" rx="2"/>'
        )
        said = in_a_row(signal) if is_brief else ribbon(figure, signal)
        words = f'<em class="rc-run rc-run--{kind}">{safe(said)}</em>'
        room = min(max(end - start, 0.44), 1.0)
        middle = min(max((start + end) / 2, room / 2), 1 - room / 2)
        yield _box(middle - room / 2, room, 72, words, y=7)


def _point(figure: Figure, scale: Axis, point: Point) -> str:
    x = across(point.place, len(figure))
    if point.value is None:
        return at(x, 100, '<path class="rc-miss" d="M-4-12l8 8M4-12l-8 8"/>')
    mark = f'data-i="{point.place}"'
    y = scale.down(point.value)
    soft = " rc-pt--small" if point.is_small else ""
    if point.is_excluded:
        circle = f'<circle class="rc-pt rc-pt--out" {mark} r="5"/>'
        return at(x, y, f'{circle}<path class="rc-miss" d="{CROSS}"/>')
    shape, size = _MARK.get(marked(point) or Meaning.SAME, ("", ""))
    if shape:
        kind = (marked(point) or Meaning.SAME).value
        css = f"rc-pt rc-pt--{kind}{' rc-pt--soft' if soft or point.is_estimate else ''}"
        return at(x, y, f'<path class="{css}" {mark} d="{shape.replace("{q}", size)}"/>')
    if point.is_estimate:
        return at(x, y, f'<path class="rc-pt{soft}" {mark} d="{TRIANGLE}"/>')
    other = " rc-pt--same" if point.meaning else ""
    return f'<circle class="rc-pt{soft}{other}" {mark} cx="{short(x)}%" cy="{short(y)}%" r="4"/>'


def end_labels(figure: Figure, scale: Axis, gap: float) -> list[tuple[float, str, str]]:
    """The labels at the ends of lines: how far down (percent), class and words.

    Pushed apart to at least `gap` percent, so that they never overlap.
    """
    shown, labels = figure.scale.shown, []
    latest = figure.latest
    if latest is not None and latest.value is not None:
        word = "Now" if latest.place == len(figure) - 1 else "Last"
        labels.append((scale.down(latest.value), "now", f"{word} {shown(latest.value)}"))
    if figure.goal is not None:
        labels.append((scale.down(figure.goal), "goal", f"Goal {shown(figure.goal)}"))
    for kind, value in dict.fromkeys(
        (line.kind, line.value) for line in figure.medians if line.last == len(figure) - 1
    ):
        word = "Start" if kind is MedianKind.START else "Median"
        labels.append((scale.down(value), "med", f"{word} {shown(value)}"))
    placed = push_apart([down for down, _, _ in labels], gap)
    return [(down, css, text) for down, (_, css, text) in zip(placed, labels, strict=True)]


def _ends(figure: Figure, scale: Axis) -> str:
    texts = joined(
        f'<text class="rc-l-{css}" x="10" y="{short(down)}%" dy=".35em">{text}</text>'
        for down, css, text in end_labels(figure, scale, LABEL_GAP)
    )
    return _hidden_svg("rc-r", "100%", texts)


def _months(figure: Figure) -> str:
    count = len(figure)
    step = 1 + (count - 1) // 26
    narrow = step * (3 if count <= 18 else 6)
    years = _years(figure, step, narrow)
    return _hidden_svg(
        "rc-x",
        40,
        joined(
            _month(point, across(point.place, count), narrow, years.get(point.place))
            for point in figure.points
            if point.place % step == 0
        ),
    )


def _years(figure: Figure, step: int, narrow: int) -> dict[int, str]:
    """Below which months the year stands, with its class: some only on wide or small screens.

    It stands at the start and at the first month shown of each later year: on wide screens
    every `step` months are shown, on small ones every `narrow`. The first year is left out
    where it would run into the next one.
    """
    wide = _turns(figure, step, _YEAR_WIDE)
    small = _turns(figure, narrow, _YEAR_NARROW)
    only = {place: " rc-xm" for place in wide - small} | {place: " rc-nr" for place in small - wide}
    return {place: f"rc-yr{only.get(place, '')}" for place in wide | small}


def _turns(figure: Figure, step: int, least: float) -> set[int]:
    """The places where another year begins, of every so many; `least` percent apart."""
    shown = figure.points[::step]
    turns = [
        point.place
        for place, point in enumerate(shown)
        if not place or shown[place - 1].period.year != point.period.year
    ]
    too_near = len(turns) > 1 and (turns[1] - turns[0]) / len(figure) * 100 < least
    return set(turns[too_near:])


def _month(point: Point, x: float, narrow: int, year_css: str | None) -> str:
    css = "rc-mo" if point.place % narrow == 0 else "rc-mo rc-xm"
    place = f'x="{short(x)}%" text-anchor="middle"'
    month = f'<text class="{css}" {place} y="18">{calendar.month_abbr[point.period.month]}</text>'
    if year_css is None:
        return month
    return f'{month}<text class="{year_css}" {place} y="35">{point.period.year}</text>'


def _track(figure: Figure, links: Mapping[int, str]) -> str:
    """Tests and notes under the axis; the list below the chart says the same in words."""
    if not figure.cycles and not figure.notes:
        return ""
    notes = joined(_note_flags(figure))
    top = ROW if notes else 0
    spans = [_span(cycle, len(figure)) for cycle in figure.cycles]
    placed = rows(spans)
    tags = joined(
        _tag(cycle, len(figure), top + row * ROW, links.get(cycle.id, ""))
        for cycle, row in zip(figure.cycles, placed, strict=True)
    )
    height = top + ROW * (max(placed) + 1 if placed else 0)
    word = "Tests" if figure.cycles else "Notes"
    return (
        f'<div class="rc-pdsa-row"><span class="rc-pdsa-h" aria-hidden="true">{word}</span>'
        f"{_hidden_svg('rc-track', height, notes + tags)}<span></span></div>"
    )


def _note_flags(figure: Figure) -> Iterator[str]:
    taken: dict[int, int] = {}
    for index, note in enumerate(figure.notes):
        place = figure.place_of(note.period)
        if place is None:
            continue
        nudge = taken.setdefault(place, 0) * 24 - 11
        taken[place] += 1
        yield (
            f'<svg x="{short(across(place, len(figure)))}%" y="4" overflow="visible">'
            f'<rect class="rc-flag" x="{nudge}" width="22" height="22" rx="4"/>'
            f'<text class="rc-flag-t" x="{nudge + 11}" y="16" text-anchor="middle">'
            f"{letter(index)}</text></svg>"
        )


def letter(index: int) -> str:
    """The sign of a note: A to Z, then AA, AB and so on.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    first, last = divmod(index, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _tag_width(cycle: Cycle) -> float:
    return min(230.0, 46 + len(cycle.title) * _LETTER)


def _leans_left(cycle: Cycle, count: int) -> bool:
    """Whether a tag would leave the page on the right, and so reaches to the left."""
    return cycle.first / count * NOMINAL_WIDTH + _tag_width(cycle) > NOMINAL_WIDTH + END_COLUMN


def _span(cycle: Cycle, count: int) -> tuple[float, float]:
    """From where to where a tag and its bar reach, in places, at the narrowest width with names."""
    wide = _tag_width(cycle) / NOMINAL_WIDTH * count
    if _leans_left(cycle, count):
        return cycle.first - wide, max(cycle.last, cycle.first + 1)
    return cycle.first, max(cycle.last, cycle.first + wide) + 0.1


def _tag(cycle: Cycle, count: int, top: int, href: str) -> str:
    start, end = cycle.first / count * 100, cycle.last / count * 100
    state = "now" if cycle.is_open else "abandon" if cycle.is_given_up else "done"
    width = _tag_width(cycle)
    left = 28 - width if _leans_left(cycle, count) else 0.0
    side = " rc-tagbox--end" if left else ""
    return (
        f'<rect class="rc-bar rc-bar--{state}" x="{short(start)}%" y="{top + 30}"'
        f' width="{short(max(0.4, end - start))}%" height="3" rx="1.5"/>'
        f'<svg x="{short(start)}%" y="{top}" overflow="visible"><foreignObject'
        f' x="{short(left)}" y="0" width="{short(width)}" height="30"><div class="rc-tagbox{side}">'
        f'<a class="rc-tag rc-tag--{state}" href="{safe(href)}" tabindex="-1">'
        f'<span class="rc-p-n">{cycle.number}</span>'
        f'<span class="rc-p-t">{safe(cycle.title)}</span></a></div></foreignObject></svg>'
    )
