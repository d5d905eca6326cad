"""The PDSA cycles of the demo cohort: planned, run, studied, decided, each in its time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.improvement import services
from app.improvement.domain.completeness import Asked
from app.improvement.domain.states import CycleState, Decision
from app.operations.demo import people, stories

if TYPE_CHECKING:
    from app.improvement.models import Cycle
    from app.improvement.models import Ramp as RampRow
    from app.operations.demo.stories import Ramp, Test
    from app.operations.demo.world import World
    from app.policy import Actor

FIRST_DAY = 5
PAUSE = dt.timedelta(days=6)
OPEN_SINCE_DAY = 18


@dataclass(frozen=True, slots=True)
class Task:
    """One test that is written down: whose, in which ramp, from when, until which state."""

    ramp: Ramp
    row: RampRow
    test: Test
    start: dt.date
    until: CycleState
    by: Actor

    @property
    def end(self) -> dt.date:
        return self.start + dt.timedelta(days=self.test.days)


def write_all(world: World) -> None:
    """Every ramp of every team."""
    for ramp in stories.RAMPS:
        _write_ramp(world, ramp)


def _write_ramp(world: World, ramp: Ramp) -> None:
    actor = world.actor(people.lead_of(ramp.clinic))
    start = world.month(ramp.begins).replace(day=FIRST_DAY)
    with world.at(world.instant(start - dt.timedelta(days=4))) as at:
        row = services.start_ramp(
            practice_id=world.practice_ids[ramp.clinic],
            title=ramp.topic.title,
            measure_id=world.measure_ids[ramp.topic.measure],
            by=actor,
            at=at,
        )
    for test in ramp.topic.tests:
        is_last = test is ramp.topic.tests[-1]
        until = ramp.still if is_last and ramp.still else CycleState.DONE
        begins = _when(world, ramp, start, until)
        task = Task(ramp, row, test, begins, until, actor)
        _write(world, task)
        start = task.end + PAUSE


def _when(world: World, ramp: Ramp, next_free: dt.date, until: CycleState) -> dt.date:
    """The newest ramps go on into the present; an old one that stands still is overdue."""
    is_new = ramp.begins >= world.newest - 4
    if until is CycleState.RUNNING and is_new:
        return world.month(world.newest).replace(day=OPEN_SINCE_DAY)
    if until is CycleState.DRAFT:
        return world.month(world.newest + 2).replace(day=FIRST_DAY)
    return next_free


def _write(world: World, task: Task) -> None:
    cycle = _plan(world, task)
    if task.until is CycleState.DRAFT:
        return
    with world.at(world.instant(task.start, 8)) as at:
        services.run(cycle, seen_version=cycle.version, by=task.by, at=at)
    if task.until is CycleState.RUNNING:
        return
    _do(world, task, cycle)
    if task.until is CycleState.DONE:
        _study_and_decide(world, task, cycle)


def _plan(world: World, task: Task) -> Cycle:
    test, topic = task.test, task.ramp.topic
    plan = {
        "title": test.title,
        "purpose": test.purpose,
        "measure_id": task.row.measure_id,
        "objective": test.objective,
        "what": test.what,
        "who": people.lead_of(task.ramp.clinic).name.removesuffix(" (demo)"),
        "location": topic.where,
        "scale": test.scale,
        "scale_patients": test.patients,
        "planned_start": task.start,
        "planned_end": task.end,
        "collection": topic.collection,
    }
    asked = [Asked(test.question, test.predicted)]
    with world.at(world.instant(task.start - dt.timedelta(days=2), 15)) as at:
        return services.plan_cycle(task.row, plan=plan, asked=asked, by=task.by, at=at)


def _do(world: World, task: Task, cycle: Cycle) -> None:
    did = {
        "as_planned": task.test.matched,
        "observations": task.test.observed,
        "collected": task.test.result,
    }
    with world.at(world.instant(task.end, 16)) as at:
        services.save_do(cycle, did=did, seen_version=cycle.version, by=task.by, at=at)
        services.study(cycle, seen_version=cycle.version, by=task.by, at=at)


def _study_and_decide(world: World, task: Task, cycle: Cycle) -> None:
    test = task.test
    with world.at(world.instant(task.end + dt.timedelta(days=1), 12)) as at:
        services.save_study(
            cycle,
            results=[(test.result, test.matched)],
            learned=test.learned,
            seen_version=cycle.version,
            by=task.by,
            at=at,
        )
        services.decide(
            cycle,
            decision=Decision(test.decision),
            next_steps=test.next_steps,
            ended_on=task.end,
            seen_version=cycle.version,
            by=task.by,
            at=at,
        )
