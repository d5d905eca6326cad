"""Every look at PDSA cycles and their ramps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import Missing
from app.improvement.domain.states import OPEN, CycleState, Decision
from app.improvement.models import Cycle, Ramp


@dataclass(frozen=True, slots=True)
class CycleOnChart:
    """As much of a cycle as a chart, a list or a home page shows."""

    id: int
    practice_id: int
    ramp_id: int
    number: int
    title: str
    state: CycleState
    decision: Decision | None
    started_on: dt.date | None
    ended_on: dt.date | None
    planned_start: dt.date | None
    planned_end: dt.date | None
    measure_id: int | None


_SHOWN = (
    Cycle.id,
    Cycle.practice_id,
    Cycle.ramp_id,
    Cycle.number,
    Cycle.title,
    Cycle.state,
    Cycle.decision,
    Cycle.started_on,
    Cycle.ended_on,
    Cycle.planned_start,
    Cycle.planned_end,
    Cycle.measure_id,
)


# Put together once: that takes as long as asking.
_OF_TEAM = select(*_SHOWN).where(Cycle.practice_id == bindparam("practice_id")).order_by(Cycle.id)
_ON_CHARTS = (
    select(*_SHOWN)
    .where(
        Cycle.practice_id.in_(bindparam("practice_ids", expanding=True)),
        Cycle.started_on.is_not(None),
    )
    .order_by(Cycle.started_on, Cycle.id)
)
_ON_ONE_CHART = _ON_CHARTS.where(Cycle.measure_id == bindparam("measure_id"))


def on_charts(practice_id: int, measure_id: int | None = None) -> tuple[CycleOnChart, ...]:
    """The cycles of a team that were started, by start; of one measure when given.

    One statement.
    """
    return on_charts_of([practice_id], measure_id)[practice_id]


def on_charts_of(
    practice_ids: Collection[int], measure_id: int | None = None
) -> defaultdict[int, tuple[CycleOnChart, ...]]:
    """The same for several teams, by practice. One statement."""
    if measure_id is None:
        return _by_practice(_ON_CHARTS, practice_ids=list(practice_ids))
    return _by_practice(_ON_ONE_CHART, practice_ids=list(practice_ids), measure_id=measure_id)


def open_cycles(
    practice_ids: Collection[int],
) -> defaultdict[int, tuple[CycleOnChart, ...]]:
    """The cycles that still wait for something, by practice, the oldest first. One statement."""
    return _by_practice(
        select(*_SHOWN)
        .where(Cycle.practice_id.in_(practice_ids), Cycle.state.in_(OPEN))
        .order_by(func.coalesce(Cycle.started_on, Cycle.planned_start), Cycle.id)
    )


def _by_practice(
    statement: Select[*tuple[Any, ...]], **given: Any
) -> defaultdict[int, tuple[CycleOnChart, ...]]:
    found: defaultdict[int, tuple[CycleOnChart, ...]] = defaultdict(tuple)
    for row in db.session.execute(statement, given):
        cycle = CycleOnChart(*row)
        found[cycle.practice_id] += (cycle,)
    return found


def cycle(practice_id: int, cycle_id: int) -> Cycle:
    """A cycle of that team with its ramp and predictions; raises `Missing`. Two statements."""
    row = db.session.scalar(
        select(Cycle)
        .where(Cycle.id == cycle_id, Cycle.practice_id == practice_id)
        .options(joinedload(Cycle.ramp), selectinload(Cycle.predictions))
    )
    if row is None:
        raise Missing(cycle_id)
    return row


def ramp(practice_id: int, ramp_id: int) -> Ramp:
    """A ramp of that team; raises `Missing`."""
    row = db.session.scalar(select(Ramp).where(Ramp.id == ramp_id, Ramp.practice_id == practice_id))
    if row is None:
        raise Missing(ramp_id)
    return row


def cycles_of_ramp(ramp_id: int) -> tuple[Cycle, ...]:
    """The cycles of a ramp in order, with their predictions. Two statements."""
    return tuple(
        db.session.scalars(
            select(Cycle)
            .where(Cycle.ramp_id == ramp_id)
            .options(selectinload(Cycle.predictions))
            .order_by(Cycle.number)
        )
    )


def before(cycle: Cycle) -> Cycle | None:
    """The cycle that `cycle` follows in its ramp, whose learning it starts from."""
    return db.session.scalar(
        select(Cycle)
        .where(Cycle.ramp_id == cycle.ramp_id, Cycle.number < cycle.number)
        .order_by(Cycle.number.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class RampWithCycles:
    """A ramp and its cycles in order."""

    ramp: Ramp
    cycles: tuple[Cycle, ...]


def ramps(
    practice_id: int, *, measure_id: int | None = None, state: CycleState | None = None
) -> tuple[RampWithCycles, ...]:
    """The ramps of a team, the latest first, each with those of its cycles that fit. One statement.

    A ramp without a fitting cycle is left out.
    """
    statement = (
        select(Ramp, Cycle)
        .join(Cycle, Cycle.ramp_id == Ramp.id)
        .where(Ramp.practice_id == practice_id)
        .order_by(Ramp.id.desc(), Cycle.number)
    )
    if measure_id is not None:
        statement = statement.where(Cycle.measure_id == measure_id)
    if state is not None:
        statement = statement.where(Cycle.state == state)
    found: dict[Ramp, list[Cycle]] = {}
    for of_ramp, one in db.session.execute(statement):
        found.setdefault(of_ramp, []).append(one)
    return tuple(RampWithCycles(ramp, tuple(cycles)) for ramp, cycles in found.items())


def next_number(ramp_id: int) -> int:
    """The number of the ramp's next cycle."""
    last = db.session.scalar(select(func.max(Cycle.number)).where(Cycle.ramp_id == ramp_id))
    return (last or 0) + 1


def of_team(practice_id: int) -> tuple[CycleOnChart, ...]:
    """Every cycle of a team, the oldest first. One statement."""
    return _by_practice(_OF_TEAM, practice_id=practice_id)[practice_id]


def has_finished(practice_ids: Collection[int]) -> bool:
    """Whether one of these teams studied a cycle to its end."""
    return bool(
        db.session.scalar(
            select(Cycle.id)
            .where(Cycle.practice_id.in_(practice_ids), Cycle.state == CycleState.DONE)
            .limit(1)
        )
    )
