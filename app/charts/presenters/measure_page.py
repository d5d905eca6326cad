"""Everything that the page of one measure says, ready to be placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from app.charts.domain.decisions import QUESTIONS, SOUND_POINTS, Decision, DecisionKind
from app.charts.domain.figure import Figure, Gap, Meaning, MedianKind
from app.charts.domain.words import (
    Headline,
    headline,
    rules_words,
    signal_sentences,
    summary,
)
from app.charts.presenters.page_chart import letter, page_chart
from app.charts.presenters.table import table
from app.charts.presenters.zoom import zoom_json
from app.core.clock import central
from app.core.dates import short_day


@dataclass(frozen=True, slots=True)
class Test:
    """A PDSA cycle in the list under the chart."""

    number: int
    title: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """A note in the list under the chart."""

    id: int
    sign: str
    month: str
    text: str
    signed: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision in the list, standing or taken back."""

    id: int
    title: str
    reason: str
    signed: str
    details: tuple[str, ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class Before:
    """One line of the comparison of phases."""

    name: str
    months: str
    points: int
    median: str
    change: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next: a sentence and perhaps where to do it."""

    text: str
    target: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """The page of one measure."""

    figure: Figure
    said: Headline
    summary: tuple[str, ...]
    signals: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    title: str
    chart: Markup
    key: Markup
    table: Markup
    zoom: Markup
    tests: tuple[Test, ...]
    notes: tuple[WrittenNote, ...]
    rulings: tuple[Ruling, ...]
    phases: tuple[Before, ...]
    next_steps: tuple[NextStep, ...]
    reading: tuple[tuple[str, str], ...]

    @property
    def has_chart(self) -> bool:
        return bool(self.figure.plotted)


def measure_page(figure: Figure, links: Mapping[int, str]) -> MeasurePage:
    """Say everything about `figure`; `links` leads from cycles to their pages.

    The same figure is put into words and drawn once, then remembered.
    """
    return _measure_page(figure, tuple(sorted(links.items())))


@lru_cache(maxsize=256)
def _measure_page(figure: Figure, linked: tuple[tuple[int, str], ...]) -> MeasurePage:
    links, empty = dict(linked), not figure.plotted
    return MeasurePage(
        figure=figure,
        said=headline(figure),
        summary=summary(figure),
        signals=signal_sentences(figure),
        numbers=tuple(_numbers(figure)),
        title="" if empty else _title(figure),
        chart=Markup("") if empty else page_chart(figure, links),
        key=Markup("") if empty else chart_key(figure),
        table=table(figure),
        zoom=Markup("") if empty else zoom_json(figure),
        tests=tuple(_tests(figure, links)),
        notes=tuple(_notes(figure)),
        rulings=tuple(_ruling(figure, decision) for decision in reversed(figure.decisions)),
        phases=tuple(_before_and_after(figure)),
        next_steps=tuple(_next_steps(figure)),
        reading=rules_words(figure),
    )


def _title(figure: Figure) -> str:
    return f"Run chart, {figure.scale.span(figure.points[0].period, figure.points[-1].period)}"


def _numbers(figure: Figure) -> Iterator[tuple[str, str]]:
    line, latest = figure.current_median, figure.latest
    if start := figure.starting_median:
        yield "Start", figure.scale.shown(start.value)
    if line is not None and line.kind is not MedianKind.START:
        yield "Median", figure.scale.shown(line.value)
    if latest is not None and latest.value is not None:
        yield "Now", figure.scale.shown(latest.value)
    if figure.goal is not None:
        yield "Goal", figure.scale.shown(figure.goal)


_KEY_MARKS = {
    "month": '<circle cx="8" cy="7" r="4.5" class="rc-pt"/>',
    "better": '<path d="M8 1l6 6-6 6-6-6Z" class="rc-pt rc-pt--better"/>',
    "worse": '<path d="M3.500 2.500h9v9h-9Z" class="rc-pt rc-pt--worse"/>',
    "same": '<circle cx="8" cy="7" r="4.5" class="rc-pt rc-pt--same"/>',
    "small": '<circle cx="8" cy="7" r="4.5" class="rc-pt rc-pt--small"/>',
    "estimate": '<path d="M8 1.500 13.500 11h-11Z" class="rc-pt"/>',
    "out": '<circle cx="8" cy="7" r="5" class="rc-pt rc-pt--out"/>'
    '<path d="M4 3l8 8M12 3l-8 8" class="rc-miss"/>',
    "gap": '<path d="M4 3l8 8M12 3l-8 8" class="rc-miss"/>',
}


def chart_key(figure: Figure) -> Markup:
    """What each sign means; only signs that are on the chart."""
    plotted = figure.plotted
    meanings = {point.meaning for point in plotted if not point.is_excluded}
    below = figure.definition.small_below
    shown = (
        ("month", True, figure.scale.period_word.capitalize()),
        ("better", Meaning.BETTER in meanings, "Part of a signal: better"),
        ("worse", Meaning.WORSE in meanings, "Part of a signal: worse"),
        ("same", Meaning.SAME in meanings, "Part of a signal"),
        ("small", any(p.is_small for p in plotted), f"Fewer than {below} counted"),
        ("estimate", any(p.is_estimate for p in plotted), "Estimate"),
        ("out", any(p.is_excluded for p in plotted), "Left out"),
        ("gap", any(p.gap is Gap.MISSING for p in figure.points), "No data"),
        ("gap", any(p.gap is Gap.NONE_ELIGIBLE for p in figure.points), "No one eligible"),
    )
    items = "".join(
        f'<li><svg width="16" height="14" aria-hidden="true" focusable="false">'
        f"{_KEY_MARKS[sign]}</svg>{words}</li>"
        for sign, applies, words in shown
        if applies
    )
    return Markup(  # noqa: S704  # our own words only
        f'<ul class="rc-key" aria-label="Key">{items}</ul>'
    )


_OUTCOMES = {
    "adopt": "adopted",
    "adapt": "adapted",
    "abandon": "abandoned",
    "stopped": "stopped",
    "running": "running",
    "studying": "being studied",
}


def _tests(figure: Figure, links: Mapping[int, str]) -> Iterator[Test]:
    for cycle in figure.cycles:
        outcome = _OUTCOMES.get(cycle.outcome, cycle.outcome)
        words = f"Started {short_day(cycle.started_on)}"
        if cycle.ended_on is None:
            words += f", {outcome}"
        else:
            words += f", {outcome} {short_day(cycle.ended_on)}"
        yield Test(cycle.number, cycle.title, links.get(cycle.id, ""), words)


def _notes(figure: Figure) -> Iterator[WrittenNote]:
    for index, note in enumerate(figure.notes):
        where = ", on all charts" if note.everywhere else ""
        signed = f"{note.by}, {short_day(central(note.at).date())}{where}"
        month = figure.scale.period(note.period)
        yield WrittenNote(note.id, letter(index), month, note.text, signed)


def _ruling(figure: Figure, decision: Decision) -> Ruling:
    signed = f"{decision.by}, {short_day(central(decision.at).date())}"
    return Ruling(
        id=decision.id,
        title=_ruling_title(figure, decision),
        reason=decision.reason,
        signed=signed,
        details=tuple(_ruling_details(decision)),
        stands=decision.stands,
    )


def _ruling_title(figure: Figure, decision: Decision) -> str:
    scale = figure.scale
    match decision.kind:
        case DecisionKind.FREEZE:
            span = scale.span(decision.first_period or decision.period, decision.period)
            return f"Starting median frozen from {span}"
        case DecisionKind.REPHASE:
            name = f": {decision.phase_name}" if decision.phase_name else ""
            return f"New phase from {scale.period(decision.period)}{name}"
        case _:
            return f"{scale.period(decision.period)} left out"


def _ruling_details(decision: Decision) -> Iterator[str]:
    if decision.kind is DecisionKind.REPHASE:
        for key, question in QUESTIONS.items():
            yield f"{question} {str(decision.answers.get(key, 'no')).capitalize()}."
        if decision.answers.get("despite"):
            yield f"Why all the same: {decision.answers['despite']}"
    if decision.undone_at is not None:
        day = short_day(central(decision.undone_at).date())
        yield f"Taken back by {decision.undone_by}, {day}: {decision.undo_reason}"


def _before_and_after(figure: Figure) -> Iterator[Before]:
    before: float | None = None
    for phase in figure.phases:
        change = ""
        if before is not None and phase.median is not None:
            word = "up" if phase.median >= before else "down"
            change = f"{word} {figure.scale.gap(phase.median, before)}"
        months = figure.scale.span(
            figure.points[phase.first].period, figure.points[phase.last].period
        )
        median = "" if phase.median is None else figure.scale.shown(phase.median)
        yield Before(phase.name, months, phase.n_points, median, change)
        before = phase.median if phase.median is not None else before


def _next_steps(figure: Figure) -> Iterator[NextStep]:
    """At most three things to do, the most useful first."""
    if figure.meaning is Meaning.FEW:
        yield NextStep("Send the next month. Each one makes the chart easier to read.", "entry",
                       "Enter numbers")  # fmt: skip
    for cycle in figure.cycles:
        if cycle.outcome == "studying":
            yield NextStep(f"Test {cycle.number} is being studied. Decide: adopt, adapt, or stop.",
                           f"cycle:{cycle.id}", cycle.title)  # fmt: skip
    yield _next_test(figure)
    if _could_be_a_new_phase(figure):
        yield NextStep("The change has held for 10 or more points. Ask your coach whether it is"
                       " time for a new starting median.")  # fmt: skip


def _next_test(figure: Figure) -> NextStep:
    if figure.meaning is Meaning.WORSE:
        return NextStep("Talk about what changed, then try one small test.", "test", "Plan a test")
    if figure.is_at_goal:
        return NextStep("You are at your goal. Make the change part of everyday work.")
    if any(cycle.is_open for cycle in figure.cycles):
        return NextStep("A test is open. Keep it going, and note what you see.")
    return NextStep("Choose one small change and test it this week.", "test", "Plan a test")


def _could_be_a_new_phase(figure: Figure) -> bool:
    leading = figure.leading
    return (
        leading is not None
        and leading.meaning is Meaning.BETTER
        and leading.side is not None
        and leading.count >= SOUND_POINTS
    )
