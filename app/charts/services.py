"""Every decision about a chart and every note on it: signed, with a reason, never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.audit.services import record
from app.charts.domain.decisions import QUESTIONS, DecisionKind
from app.charts.domain.rulings import (
    Objection,
    against_excluding,
    against_freezing,
    against_rephasing,
)
from app.charts.models import Annotation, ChartDecision
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused

if TYPE_CHECKING:
    from app.charts.domain.figure import Figure
    from app.policy import Actor

LONGEST_NOTE = 500
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Chart:
    """One measure of one team, with the figure that the decision is about."""

    practice_id: int
    measure_id: int
    figure: Figure

    @property
    def name(self) -> str:
        return f"{self.figure.definition.place}, {self.figure.definition.name}"


def freeze(  # a decision: which months, why, by whom, when
    chart: Chart,
    *,
    first_period: dt.date,
    period: dt.date,
    reason: str,
    by: Actor,
    at: dt.datetime,
    anyway: bool = False,
) -> ChartDecision:
    """Make the months from `first_period` to `period` the starting median.

    Raises `Refused` when they hold fewer than 3 values, or fewer than 10 without `anyway`.
    """
    _unless(against_freezing(chart.figure, first_period, period, anyway=anyway))
    decision = ChartDecision(kind=DecisionKind.FREEZE, period=period, first_period=first_period)
    return _decide(chart, decision, "froze a baseline", reason, by=by, at=at)


def rephase(  # a decision: from when, the four answers, why, by whom, when
    chart: Chart,
    *,
    period: dt.date,
    answers: Mapping[str, str],
    reason: str,
    by: Actor,
    at: dt.datetime,
    anyway: bool = False,
) -> ChartDecision:
    """Begin a new phase with its own median at `period`.

    `answers` holds yes or no to the four questions, `despite` when not all are yes, and
    perhaps the `name` of the phase. Raises `Refused` when a phase would have fewer than 3
    values, when not all answers are yes and `despite` is empty, or below 10 values
    without `anyway`.
    """
    _unless(against_rephasing(chart.figure, period, answers, anyway=anyway))
    kept = {key: answers[key] for key in (*QUESTIONS, "despite", "name") if answers.get(key)}
    decision = ChartDecision(kind=DecisionKind.REPHASE, period=period, answers=kept)
    return _decide(chart, decision, "began a new phase", reason, by=by, at=at)


def exclude(
    chart: Chart, *, period: dt.date, reason: str, by: Actor, at: dt.datetime
) -> ChartDecision:
    """Leave one point out of median and rules; it stays on the chart, crossed.

    Raises `Refused` when it has no value, is left out already, or the median needs it.
    """
    _unless(against_excluding(chart.figure, period))
    decision = ChartDecision(kind=DecisionKind.EXCLUDE, period=period)
    return _decide(chart, decision, "left a point out", reason, by=by, at=at)


def undo(decision: ChartDecision, *, name: str, reason: str, by: Actor, at: dt.datetime) -> None:
    """Take a decision back; it stays in the books. Raises `NotPossibleNow` the second time."""
    if decision.undone_at is not None:
        raise NotPossibleNow("This decision was already taken back.")
    decision.undone_at = at
    decision.undone_by_id = by.person_id
    decision.undo_reason = _said(reason)
    record(
        "took a chart decision back",
        decision,
        by=by,
        at=at,
        name=name,
        practice_id=decision.practice_id,
        before={"kind": decision.kind, "period": decision.period},
        reason=decision.undo_reason,
    )


def annotate(  # a note: where, what, by whom, when
    chart: Chart,
    *,
    period: dt.date,
    text: str,
    everywhere: bool,
    by: Actor,
    at: dt.datetime,
) -> Annotation:
    """Write a note on one month of this chart, or of all charts of the team."""
    if chart.figure.place_of(period) is None:
        raise Refused("Choose a month that is on the chart.", field="period")
    note = Annotation(
        practice_id=chart.practice_id,
        measure_id=None if everywhere else chart.measure_id,
        period=period,
        text=text,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(note)
    record(
        "wrote a note on a chart",
        note,
        by=by,
        at=at,
        name=chart.name,
        practice_id=chart.practice_id,
        after={"period": period, "text": text, "all charts": everywhere},
    )
    return note


def remove(note: Annotation, *, name: str, by: Actor, at: dt.datetime) -> None:
    """Take a note off the chart; who wrote and who removed it stays known."""
    note.removed_at = at
    note.removed_by_id = by.person_id
    record(
        "removed a note from a chart",
        note,
        by=by,
        at=at,
        name=name,
        practice_id=note.practice_id,
        before={"period": note.period, "text": note.text},
    )


def _unless(objection: Objection | None) -> None:
    if objection is not None:
        raise Refused(objection.message, field=objection.field)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why, so that others can follow it.", field="reason")
    return reason.strip()


def _decide(  # shared end of the three decisions
    chart: Chart,
    decision: ChartDecision,
    verb: str,
    reason: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> ChartDecision:
    decision.practice_id = chart.practice_id
    decision.measure_id = chart.measure_id
    decision.reason = _said(reason)
    decision.made_at = at
    decision.made_by_id = by.signed_in_id
    db.session.add(decision)
    record(
        verb,
        decision,
        by=by,
        at=at,
        name=chart.name,
        practice_id=chart.practice_id,
        after={
            "period": decision.period,
            "first period": decision.first_period,
            "answers": decision.answers,
        },
        reason=decision.reason,
    )
    return decision
