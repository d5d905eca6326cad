"""Every change to PDSA cycles and ramps, with its trail. Callers authorise first, commit last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.core.clock import central
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.improvement import queries
from app.improvement.domain import completeness
from app.improvement.domain.completeness import Asked, Need
from app.improvement.domain.states import (
    CycleState,
    Decision,
    Event,
    IllegalTransition,
    after,
)
from app.improvement.models import Cycle, Prediction, Ramp

if TYPE_CHECKING:
    from app.policy import Actor

PLAN = (
    "title",
    "purpose",
    "measure_id",
    "objective",
    "what",
    "who",
    "location",
    "scale",
    "scale_patients",
    "planned_start",
    "planned_end",
    "collection",
)
DO = ("started_on", "as_planned", "observations", "collected")
COPIED = ("purpose", "measure_id", "objective", "what", "who", "location", "scale", "collection")


class Incomplete(Refused):
    """The cycle lacks what the next step needs; `needs` says what, field by field."""

    def __init__(self, needs: Sequence[Need]) -> None:
        super().__init__(needs[0].message, field=needs[0].field)
        self.needs = tuple(needs)


# ------------------------------------------------------------------ beginning


def start_ramp(
    *, practice_id: int, title: str, measure_id: int | None, by: Actor, at: dt.datetime
) -> Ramp:
    """Begin a ramp: cycles that build on each other."""
    ramp = Ramp(
        practice_id=practice_id,
        title=title,
        measure_id=measure_id,
        created_at=at,
        created_by_id=by.signed_in_id,
    )
    db.session.add(ramp)
    db.session.flush()
    audit.record("started a ramp", ramp, by=by, at=at, name=title, practice_id=practice_id)
    return ramp


def plan_cycle(
    ramp: Ramp,
    *,
    plan: Mapping[str, Any],
    asked: Sequence[Asked],
    by: Actor,
    at: dt.datetime,
) -> Cycle:
    """Add a cycle to a ramp, as a draft that may still lack anything but a title."""
    cycle = Cycle(
        ramp_id=ramp.id,
        practice_id=ramp.practice_id,
        number=queries.next_number(ramp.id),
        state=CycleState.DRAFT,
        created_at=at,
        created_by_id=by.signed_in_id,
        changed_at=at,
        changed_by_id=by.signed_in_id,
        **{name: plan[name] for name in PLAN if name in plan},
    )
    cycle.ramp = ramp
    cycle.predictions = [
        Prediction(position=place, question=one.question, predicted=one.predicted)
        for place, one in enumerate(asked)
    ]
    db.session.add(cycle)
    db.session.flush()
    _record("planned a cycle", cycle, by=by, at=at, after={"title": cycle.title})
    return cycle


def next_cycle(cycle: Cycle, *, by: Actor, at: dt.datetime) -> Cycle:
    """Plan the cycle that follows a finished one: same ramp, its plan and learning carried over.

    Raises `NotPossibleNow` while the cycle is not finished.
    """
    if cycle.state is not CycleState.DONE:
        raise NotPossibleNow("Finish this cycle before you plan the next one.")
    plan = {name: getattr(cycle, name) for name in COPIED}
    plan["title"] = cycle.title
    if cycle.next_steps:
        plan["what"] = cycle.next_steps
    asked = [Asked(one.question) for one in cycle.predictions]
    return plan_cycle(cycle.ramp, plan=plan, asked=asked, by=by, at=at)


# ------------------------------------------------------------------ writing the parts


def save_plan(
    cycle: Cycle,
    *,
    plan: Mapping[str, Any],
    asked: Sequence[Asked],
    seen_version: int,
    by: Actor,
    at: dt.datetime,
    note: str = "",
) -> None:
    """Save the plan, complete or not.

    Once the test runs, a prediction changes only with a `note` that says why; the old
    one stays in the trail. Raises `Conflict`, `NotPossibleNow` and `Refused`.
    """
    _check(cycle, seen_version)
    before = [(one.question, one.predicted) for one in cycle.predictions]
    wanted = [(one.question, one.predicted) for one in asked]
    if cycle.state is not CycleState.DRAFT and before != wanted and not note:
        raise Refused(
            "The test is running. To change a prediction now, say why in the note.",
            field="prediction_note",
        )
    changed_before, changed_after = audit.changes(cycle, _only(plan, PLAN))
    if before != wanted:
        changed_before["predictions"], changed_after["predictions"] = before, wanted
        _set_questions(cycle, asked)
    if not changed_after:
        return
    _set(cycle, _only(plan, PLAN), by=by, at=at)
    _record(
        "changed the plan",
        cycle,
        by=by,
        at=at,
        before=changed_before,
        after=changed_after,
        reason=note or None,
    )


def save_do(
    cycle: Cycle, *, did: Mapping[str, Any], seen_version: int, by: Actor, at: dt.datetime
) -> None:
    """Save what was done and seen, complete or not."""
    _check(cycle, seen_version)
    _refuse(completeness.dates(did.get("started_on"), cycle.ended_on, at_day(at)))
    _save(cycle, _only(did, DO), "recorded what was done", by=by, at=at)


def save_study(
    cycle: Cycle,
    *,
    results: Sequence[tuple[str, bool | None]],
    learned: str,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Save what came out against each prediction, in their order, and what was learned."""
    _check(cycle, seen_version)
    before = [(one.result, one.matched) for one in cycle.predictions]
    if before != list(results):
        for prediction, (result, matched) in zip(cycle.predictions, results, strict=True):
            prediction.result, prediction.matched = result, matched
    elif cycle.learned == learned:
        return
    after_words = {"learned": learned, "results": [result for result, _ in results]}
    _set(cycle, {"learned": learned}, by=by, at=at)
    _record("studied the test", cycle, by=by, at=at, after=after_words)


# ------------------------------------------------------------------ moving on


def run(
    cycle: Cycle,
    *,
    started_on: dt.date | None = None,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Start the test. Raises `Incomplete` without objective, prediction or start day."""
    _check(cycle, seen_version)
    state = _after(cycle, Event.RUN)
    start = started_on or cycle.planned_start
    _refuse(completeness.to_run(cycle.objective, _asked(cycle), start))
    _refuse(completeness.dates(start, None, at_day(at)))
    _move(cycle, state, {"started_on": start}, by=by, at=at)


def study(cycle: Cycle, *, seen_version: int, by: Actor, at: dt.datetime) -> None:
    """The test is over: study it. Raises `Incomplete` without what was done and seen."""
    _check(cycle, seen_version)
    state = _after(cycle, Event.STUDY)
    _refuse(completeness.to_study(cycle.as_planned, cycle.observations))
    _move(cycle, state, {}, by=by, at=at)


def decide(
    cycle: Cycle,
    *,
    decision: Decision | None,
    next_steps: str,
    ended_on: dt.date | None,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Finish the cycle with adopt, adapt or abandon.

    Raises `Incomplete` without results, learning, decision or what follows from it.
    """
    _check(cycle, seen_version)
    state = _after(cycle, Event.DECIDE)
    end = ended_on or at_day(at)
    _refuse(completeness.to_decide(_asked(cycle), cycle.learned, decision, next_steps))
    _refuse(completeness.dates(cycle.started_on, end, at_day(at)))
    wanted = {"decision": decision, "next_steps": next_steps, "ended_on": end}
    _move(cycle, state, wanted, by=by, at=at)


def refuse_unless_told(cycle: Cycle, decision: Decision, next_steps: str) -> None:
    """Raise `Incomplete` for what a finished test lacks, in the words of the quick page."""
    needs = completeness.to_decide(_asked(cycle), cycle.learned, decision, next_steps)
    _refuse([Need(need.field.replace("results-0-", ""), need.message) for need in needs])


def stop(cycle: Cycle, *, reason: str, seen_version: int, by: Actor, at: dt.datetime) -> None:
    """Give the cycle up before it is finished; what was learned from that stays."""
    _check(cycle, seen_version)
    state = _after(cycle, Event.STOP)
    if not reason:
        raise Refused("Say why you stop this test.", field="stop_reason")
    end = max(at_day(at), cycle.started_on or at_day(at))
    _move(cycle, state, {"stop_reason": reason, "ended_on": end}, by=by, at=at)


# ------------------------------------------------------------------ inside


def at_day(at: dt.datetime) -> dt.date:
    """The calendar day of an instant in Mississippi."""

    return central(at).date()


def _asked(cycle: Cycle) -> list[Asked]:
    return [Asked(one.question, one.predicted, one.result) for one in cycle.predictions]


def _only(given: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def _check(cycle: Cycle, seen_version: int) -> None:
    """Refuse to change a cycle that somebody else changed meanwhile, or that is over."""
    if cycle.version != seen_version:
        raise Conflict("Someone else changed this cycle. Nothing was overwritten.")
    if cycle.state in {CycleState.DONE, CycleState.STOPPED}:
        raise NotPossibleNow("This cycle is finished. Plan the next one instead.")


def _after(cycle: Cycle, event: Event) -> CycleState:
    try:
        return after(cycle.state, event)
    except IllegalTransition as problem:
        raise NotPossibleNow(str(problem)) from problem


def _refuse(needs: Sequence[Need]) -> None:
    if needs:
        raise Incomplete(needs)


def _set_questions(cycle: Cycle, asked: Sequence[Asked]) -> None:
    """Write the questions in their order; results of a kept place stay."""
    kept = list(cycle.predictions)
    for place, one in enumerate(asked):
        if place < len(kept):
            kept[place].question, kept[place].predicted = one.question, one.predicted
        else:
            cycle.predictions.append(
                Prediction(position=place, question=one.question, predicted=one.predicted)
            )
    for surplus in kept[len(asked) :]:
        cycle.predictions.remove(surplus)


def _set(cycle: Cycle, wanted: Mapping[str, Any], *, by: Actor, at: dt.datetime) -> None:
    for name, value in wanted.items():
        setattr(cycle, name, value)
    cycle.changed_at, cycle.changed_by_id = at, by.signed_in_id
    db.session.flush()


def _save(
    cycle: Cycle, wanted: Mapping[str, Any], verb: str, *, by: Actor, at: dt.datetime
) -> None:
    before, changed = audit.changes(cycle, dict(wanted))
    if changed:
        _set(cycle, wanted, by=by, at=at)
        _record(verb, cycle, by=by, at=at, before=before, after=changed)


def _move(
    cycle: Cycle,
    state: CycleState,
    wanted: Mapping[str, Any],
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    before, changed = audit.changes(cycle, {"state": state, **wanted})
    _set(cycle, {"state": state, **wanted}, by=by, at=at)
    _record(f"moved a cycle to {state}", cycle, by=by, at=at, before=before, after=changed)


def _record(
    verb: str,
    cycle: Cycle,
    *,
    by: Actor,
    at: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    audit.record(
        verb,
        cycle,
        by=by,
        at=at,
        name=f"Cycle {cycle.number}: {cycle.title}",
        practice_id=cycle.practice_id,
        before=dict(before) if before else None,
        after=dict(after) if after else None,
        reason=reason,
    )
