from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.improvement import queries, services
from app.improvement.domain.completeness import Asked
from app.improvement.domain.purposes import Purpose
from app.improvement.domain.states import CycleState, Decision
from app.improvement.models import Cycle
from app.improvement.services import Incomplete
from app.policy import Actor
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

AT = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 18)
PLAN = {"title": "Pre-visit form", "objective": "Fewer gaps", "planned_start": DAY}
ASKED = [Asked("How many?", "3 of 5 families")]


@pytest.fixture
def by(app: Flask) -> Actor:
    person = build.person()
    return Actor(person_id=person.id, name=person.name)


@pytest.fixture
def draft(app: Flask, by: Actor) -> Cycle:
    ramp = services.start_ramp(
        practice_id=build.practice().id, title="Forms", measure_id=None, by=by, at=AT
    )
    return services.plan_cycle(ramp, plan=PLAN, asked=ASKED, by=by, at=AT)


def _events() -> int:
    db.session.flush()
    return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def _run(cycle: Cycle, by: Actor) -> Cycle:
    services.run(cycle, seen_version=cycle.version, by=by, at=AT)
    return cycle


def _study(cycle: Cycle, by: Actor) -> Cycle:
    did = {"as_planned": True, "observations": "They liked it", "started_on": cycle.started_on}
    services.save_do(cycle, did=did, seen_version=cycle.version, by=by, at=AT)
    services.study(cycle, seen_version=cycle.version, by=by, at=AT)
    return cycle


def _finish(cycle: Cycle, by: Actor, decision: Decision = Decision.ADAPT) -> Cycle:
    services.save_study(
        cycle,
        results=[("4 of 5", True)],
        learned="It works",
        seen_version=cycle.version,
        by=by,
        at=AT,
    )
    services.decide(
        cycle,
        decision=decision,
        next_steps="Try with 20",
        ended_on=None,
        seen_version=cycle.version,
        by=by,
        at=AT,
    )
    return cycle


def test_a_cycle_walks_from_plan_to_decision(draft: Cycle, by: Actor) -> None:
    done = _finish(_study(_run(draft, by), by), by)

    assert done.state is CycleState.DONE
    assert done.decision is Decision.ADAPT
    assert done.started_on == DAY
    assert done.ended_on == dt.date(2026, 11, 20)
    assert done.predictions[0].result == "4 of 5"


def test_a_draft_is_saved_however_little_it_says(draft: Cycle, by: Actor) -> None:
    services.save_plan(
        draft,
        plan={"title": "Form", "objective": ""},
        asked=[],
        seen_version=draft.version,
        by=by,
        at=AT,
    )

    assert draft.title == "Form"
    assert draft.predictions == []


def test_a_test_without_a_prediction_does_not_run(draft: Cycle, by: Actor) -> None:
    services.save_plan(
        draft, plan=PLAN, asked=[Asked("How many?")], seen_version=draft.version, by=by, at=AT
    )

    with pytest.raises(Incomplete, match="prediction"):
        _run(draft, by)
    assert draft.state is CycleState.DRAFT


def test_a_test_does_not_start_in_the_future(draft: Cycle, by: Actor) -> None:
    with pytest.raises(Incomplete, match="after today"):
        services.run(
            draft,
            started_on=dt.date(2027, 1, 1),
            seen_version=draft.version,
            by=by,
            at=AT,
        )


def test_a_running_prediction_changes_only_with_a_note(draft: Cycle, by: Actor) -> None:
    _run(draft, by)
    later = [Asked("How many?", "5 of 5 families"), Asked("How long?", "2 minutes")]

    with pytest.raises(Refused, match="say why"):
        services.save_plan(draft, plan=PLAN, asked=later, seen_version=draft.version, by=by, at=AT)
    services.save_plan(
        draft,
        plan=PLAN,
        asked=later,
        note="We misread the form",
        seen_version=draft.version,
        by=by,
        at=AT,
    )

    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.reason == "We misread the form"
    assert event.before == {"predictions": [["How many?", "3 of 5 families"]]}
    assert [one.predicted for one in draft.predictions] == ["5 of 5 families", "2 minutes"]


def test_what_stays_the_same_leaves_no_trace(draft: Cycle, by: Actor) -> None:
    before, version = _events(), draft.version

    services.save_plan(draft, plan=PLAN, asked=ASKED, seen_version=version, by=by, at=AT)
    services.save_do(draft, did={}, seen_version=version, by=by, at=AT)
    services.save_study(draft, results=[("", None)], learned="", seen_version=version, by=by, at=AT)

    assert _events() == before
    assert draft.version == version


def test_every_change_is_in_the_trail_and_counts_the_version_up(draft: Cycle, by: Actor) -> None:
    seen = [(_events(), draft.version)]
    for step in (
        _run,
        lambda c, b: services.stop(c, reason="Printer broke", seen_version=c.version, by=b, at=AT),
    ):
        step(draft, by)
        seen.append((_events(), draft.version))

    assert all(later[0] == one[0] + 1 for one, later in pairwise(seen))
    assert all(later[1] == one[1] + 1 for one, later in pairwise(seen))


def _save_plan(cycle: Cycle, version: int, by: Actor) -> None:
    services.save_plan(cycle, plan=PLAN, asked=ASKED, seen_version=version, by=by, at=AT)


def test_a_stale_writer_overwrites_nothing(draft: Cycle, by: Actor) -> None:
    with pytest.raises(Conflict, match="Nothing was overwritten"):
        _save_plan(draft, draft.version - 1, by)


def test_a_finished_cycle_stays_as_it_is(draft: Cycle, by: Actor) -> None:
    done = _finish(_study(_run(draft, by), by), by)

    with pytest.raises(NotPossibleNow, match="finished"):
        _save_plan(done, done.version, by)


def test_studying_waits_for_what_was_seen(draft: Cycle, by: Actor) -> None:
    _run(draft, by)

    with pytest.raises(Incomplete) as lacking:
        services.study(draft, seen_version=draft.version, by=by, at=AT)
    assert [need.field for need in lacking.value.needs] == ["as_planned", "observations"]


@pytest.mark.parametrize(
    "move",
    [
        lambda c, b: services.study(c, seen_version=c.version, by=b, at=AT),
        _finish,
    ],
)
def test_steps_are_not_skipped(draft: Cycle, by: Actor, move: Any) -> None:
    with pytest.raises(NotPossibleNow):
        move(draft, by)
    assert draft.state is CycleState.DRAFT


def test_stopping_asks_why(draft: Cycle, by: Actor) -> None:
    with pytest.raises(Refused, match="Say why"):
        services.stop(draft, reason="", seen_version=draft.version, by=by, at=AT)


def test_the_next_cycle_carries_the_learning_over(draft: Cycle, by: Actor) -> None:
    done = _finish(_study(_run(draft, by), by), by)
    following = services.next_cycle(done, by=by, at=AT)

    assert (following.ramp_id, following.number) == (done.ramp_id, 2)
    assert following.what == "Try with 20"
    assert following.state is CycleState.DRAFT
    assert [(one.question, one.predicted) for one in following.predictions] == [("How many?", "")]


def test_an_abandoned_idea_without_next_steps_keeps_its_plan(draft: Cycle, by: Actor) -> None:
    draft.what = "Hand out the form"
    done = _finish(_study(_run(draft, by), by), by, Decision.ABANDON)
    done.next_steps = ""

    assert services.next_cycle(done, by=by, at=AT).what == "Hand out the form"


def test_a_cycle_that_goes_on_has_no_next_one_yet(draft: Cycle, by: Actor) -> None:
    with pytest.raises(NotPossibleNow, match="Finish this cycle"):
        services.next_cycle(draft, by=by, at=AT)


def test_a_quick_log_says_in_its_own_words_what_is_missing(draft: Cycle, by: Actor) -> None:
    with pytest.raises(Incomplete) as lacking:
        services.refuse_unless_told(draft, Decision.ADOPT, "")

    assert [need.field for need in lacking.value.needs] == ["result", "learned", "next_steps"]


def test_cycles_are_found_by_what_a_page_asks(draft: Cycle, by: Actor) -> None:
    practice_id = draft.practice_id
    draft.purpose = Purpose.LEARN

    assert [one.id for one in queries.open_cycles([practice_id])[practice_id]] == [draft.id]
    assert queries.on_charts(practice_id) == ()
    _run(draft, by)
    assert [one.id for one in queries.on_charts(practice_id)] == [draft.id]
    assert queries.on_charts(practice_id, measure_id=99) == ()
    assert [one.id for one in queries.of_team(practice_id)] == [draft.id]
    assert queries.next_number(draft.ramp_id) == 2
