"""Cycles and ramps in words, with the ring that shows where a cycle is."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from app.core.dates import short_day
from app.improvement.domain.purposes import PURPOSES
from app.improvement.domain.states import CycleState, Decision, wording
from app.measures.domain.values import to_tenths

if TYPE_CHECKING:
    from app.improvement.models import Cycle
    from app.improvement.queries import RampWithCycles
    from app.measures.queries import MeasureSeries

_TAGS = {
    CycleState.DRAFT: ("grey", "edit"),
    CycleState.RUNNING: ("info", "cycle"),
    CycleState.STUDYING: ("due", "clock"),
    CycleState.STOPPED: ("grey", "x"),
}
_DECISION_TAGS = {
    Decision.ADOPT: ("ok", "check"),
    Decision.ADAPT: ("info", "edit"),
    Decision.ABANDON: ("grey", "x"),
}
_REACHED = {
    CycleState.DRAFT: 0,
    CycleState.RUNNING: 1,
    CycleState.STUDYING: 2,
    CycleState.DONE: 4,
    CycleState.STOPPED: 0,
}
PARTS = (("plan", "Plan"), ("do", "Do"), ("study", "Study"), ("act", "Act"))


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four parts, as the ring and its list show it: done, now or todo."""

    key: str
    label: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class MeasureLink:
    """The measure that a cycle should move: its name and latest value."""

    key: str
    name: str
    latest: str


@dataclass(frozen=True, slots=True)
class CycleCard:
    """One cycle in a list or a ramp."""

    id: int
    number: int
    title: str
    scale: str
    state_words: str
    tag: str
    icon: str
    dates: str
    lesson: str
    measure: MeasureLink | None


@dataclass(frozen=True, slots=True)
class RampCard:
    """One ramp with its cycles."""

    id: int
    title: str
    cycles: tuple[CycleCard, ...]


@dataclass(frozen=True, slots=True)
class CyclePage:
    """One cycle, ready for its page."""

    card: CycleCard
    steps: tuple[Step, ...]
    ring: Markup
    purpose: str
    predictions: tuple[tuple[str, str, str, str], ...]
    ramp: RampCard

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)


def measure_links(series: Sequence[MeasureSeries]) -> dict[int, MeasureLink]:
    """The measures of a team by id, each with its latest value in words."""
    links = {}
    for one in series:
        values = [point.value for point in one.points if point.value is not None]
        suffix = "%" if one.version.kind.value == "percent" else ""
        latest = f"{to_tenths(values[-1]):.1f}{suffix}" if values else ""
        links[one.measure_id] = MeasureLink(one.key, one.version.name, latest)
    return links


def cycle_card(cycle: Cycle, measures: Mapping[int, MeasureLink]) -> CycleCard:
    """A cycle at a glance."""
    tag, icon = _DECISION_TAGS[cycle.decision] if cycle.decision else _TAGS[cycle.state]
    return CycleCard(
        id=cycle.id,
        number=cycle.number,
        title=cycle.title,
        scale=cycle.scale,
        state_words=wording(cycle.state, cycle.decision),
        tag=tag,
        icon=icon,
        dates=_dates(cycle.started_on or cycle.planned_start, cycle.ended_on),
        lesson=_first_sentence(cycle.learned or cycle.stop_reason),
        measure=measures.get(cycle.measure_id or 0),
    )


def _dates(start: dt.date | None, end: dt.date | None) -> str:
    if start is None:
        return "No date yet"
    return f"{short_day(start)} to {short_day(end)}" if end else f"From {short_day(start)}"


def _first_sentence(text: str) -> str:
    """The first sentence of a longer text, for a narrow place.

    >>> _first_sentence("Too slow at check-in. Moved the work to a call.")
    'Too slow at check-in.'
    """
    head, stop, _ = text.replace("\n", " ").partition(". ")
    return (head + stop.strip())[:160]


def ramp_card(
    ramp_id: int, title: str, cycles: Sequence[Cycle], measures: Mapping[int, MeasureLink]
) -> RampCard:
    """A ramp with its cycles in order."""
    return RampCard(ramp_id, title, tuple(cycle_card(cycle, measures) for cycle in cycles))


def ramp_cards(
    ramps: Sequence[RampWithCycles], measures: Mapping[int, MeasureLink]
) -> tuple[RampCard, ...]:
    """Several ramps."""
    return tuple(ramp_card(one.ramp.id, one.ramp.title, one.cycles, measures) for one in ramps)


def cycle_page(
    cycle: Cycle, in_ramp: Sequence[Cycle], measures: Mapping[int, MeasureLink]
) -> CyclePage:
    """Everything that the page of one cycle says."""
    steps = _steps(cycle)
    matched = {True: "As predicted", False: "Different", None: ""}
    return CyclePage(
        card=cycle_card(cycle, measures),
        steps=steps,
        ring=_ring(cycle.number, steps),
        purpose=PURPOSES[cycle.purpose][0],
        predictions=tuple(
            (one.question, one.predicted, one.result, matched[one.matched])
            for one in cycle.predictions
        ),
        ramp=ramp_card(cycle.ramp_id, cycle.ramp.title, in_ramp, measures),
    )


def _steps(cycle: Cycle) -> tuple[Step, ...]:
    reached = _REACHED[cycle.state]
    over = cycle.state is CycleState.STOPPED
    words = (
        short_day(cycle.started_on) if cycle.started_on else "",
        "",
        "",
        short_day(cycle.ended_on) if cycle.ended_on and not over else "",
    )
    return tuple(
        Step(key, label, _step_state(place, reached, over), words[place])
        for place, (key, label) in enumerate(PARTS)
    )


def _step_state(place: int, reached: int, over: bool) -> str:
    if place < reached:
        return "done"
    return "now" if place == reached and not over else "todo"


def _ring(number: int, steps: Sequence[Step]) -> Markup:
    """Four arcs of a circle, one a part; decorative, the list beside it says the same."""
    parts = []
    for place, step in enumerate(steps):
        start, end = (math.radians(-90 + (place + k) * 90 + gap) for k, gap in ((0, 5), (1, -5)))
        middle = (start + end) / 2
        parts.append(
            f'<path class="ring__{step.state}" d="M{_x(start)} {_y(start)}A78 78 0 0 1 '
            f'{_x(end)} {_y(end)}"/><text class="ring__letter ring__letter--{step.state}" '
            f'x="{_x(middle)}" y="{_y(middle, 6.5)}">{step.label[0]}</text>'
        )
    done = sum(step.state == "done" for step in steps)
    words = (
        f'<text class="ring__name" x="100" y="97">Cycle {number}</text>'
        f'<text class="ring__count" x="100" y="117">{done} of 4 done</text>'
    )
    return Markup(  # noqa: S704  # made of numbers and our own words only
        '<svg class="ring" viewBox="0 0 200 200" width="208" height="208" aria-hidden="true"'
        f' focusable="false">{"".join(parts)}{words}</svg>'
    )


def _x(angle: float) -> str:
    return f"{100 + 78 * math.cos(angle):.1f}"


def _y(angle: float, down: float = 0) -> str:
    return f"{100 + 78 * math.sin(angle) + down:.1f}"
