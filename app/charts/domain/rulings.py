"""What must be true before a person freezes, re-phases, or leaves a point out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.charts.domain.decisions import (
    FEWEST_POINTS,
    SOUND_POINTS,
    DecisionKind,
    all_yes,
    standing,
)
from app.charts.domain.figure import Figure


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a decision cannot stand, in a sentence, and the field to change."""

    message: str
    field: str


def against_freezing(
    figure: Figure, first: dt.date, last: dt.date, *, anyway: bool
) -> Objection | None:
    """Why the months from `first` to `last` cannot be the starting median, None when they can."""
    if first > last:
        return Objection("The first month must come before the last.", "first_period")
    count = _counted(figure, first, last)
    return _too_few(figure, count, "period", anyway=anyway)


def against_rephasing(
    figure: Figure, period: dt.date, answers: Mapping[str, object], *, anyway: bool
) -> Objection | None:
    """Why no new phase can begin with `period`, None when it can."""
    starts = [d.period for d in standing(figure.decisions, DecisionKind.REPHASE)]
    if period in starts:
        return Objection("A phase already begins with that month. Choose another.", "period")
    before = max((start for start in starts if start < period), default=dt.date.min)
    after = min((start for start in starts if start > period), default=dt.date.max)
    if _counted(figure, before, period - dt.timedelta(days=1)) < FEWEST_POINTS:
        return Objection(
            f"Choose a later month: the phase before it needs {FEWEST_POINTS} values.", "period"
        )
    if not all_yes(answers) and not str(answers.get("despite") or "").strip():
        return Objection(
            "Not every answer is yes. Say why a new median is right all the same.", "despite"
        )
    count = _counted(figure, period, after - dt.timedelta(days=1))
    return _too_few(figure, count, "period", anyway=anyway)


def against_excluding(figure: Figure, period: dt.date) -> Objection | None:
    """Why `period` cannot be left out of median and rules, None when it can."""
    place = figure.place_of(period)
    point = None if place is None else figure.points[place]
    if point is None or point.value is None:
        return Objection("Choose a month that has a value.", "period")
    if point.is_excluded:
        return Objection("That month is left out already.", "period")
    beside = [
        other
        for other in figure.plotted
        if other.phase == point.phase and not other.is_excluded and other.place != point.place
        if other.in_baseline or not point.in_baseline
    ]
    if len(beside) < FEWEST_POINTS:
        return Objection(f"Keep at least {FEWEST_POINTS} values for the median.", "period")
    return None


def _counted(figure: Figure, first: dt.date, last: dt.date) -> int:
    return sum(first <= p.period <= last and not p.is_excluded for p in figure.plotted)


def _too_few(figure: Figure, count: int, field: str, *, anyway: bool) -> Objection | None:
    if count < FEWEST_POINTS:
        return Objection(
            f"A median needs at least {FEWEST_POINTS} values; this has {count}.", field
        )
    if count < SOUND_POINTS and not anyway:
        return Objection(
            f"This median would rest on {figure.scale.periods(count)}; {SOUND_POINTS} or more are"
            " better. Wait, or confirm that you go on anyway.",
            "anyway",
        )
    return None
