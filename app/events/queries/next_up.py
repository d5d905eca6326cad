"""The next event for somebody of a team, and the next ones that somebody runs.

For pages that show no more than that.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, defer

from app.core.db import db
from app.events.domain.audience import Reader, Standing, is_for
from app.events.domain.kinds import Presence, RegistrationState
from app.events.models import Attendance, Event, Registration
from app.events.queries import readers
from app.policy import Action, Place, allows

if TYPE_CHECKING:
    from sqlalchemy import ScalarSelect

    from app.collaborative.queries import Team
    from app.policy import Actor

LOOKED_AT = 20
"""How many of the next events are looked at: those for other roles are passed over."""


@dataclass(frozen=True, slots=True)
class NextUp:
    """An event with the registration of somebody, how many come, and who is checked in."""

    event: Event
    registration: Registration | None
    placed: int
    is_checked_in: bool


@dataclass(frozen=True, slots=True)
class NextToRun:
    """An event that somebody runs, how many come, and how many wait for a place."""

    event: Event
    placed: int
    waiting: int


def next_to_run(actor: Actor, at: dt.datetime, limit: int) -> tuple[NextToRun, ...]:
    """What comes next, or goes on, of what the actor may run. One statement."""
    statement = (
        select(
            Event,
            _count(aliased(Registration), RegistrationState.REGISTERED),
            _count(aliased(Registration), RegistrationState.WAITING),
        )
        .where(Event.published_at.is_not(None), Event.cancelled_at.is_(None), Event.ends_at > at)
        .order_by(Event.starts_at, Event.id)
        .limit(limit)
        .options(defer(Event.record), defer(Event.recording_transcript))
    )
    if not allows(actor, Action.EVENTS_MANAGE, Place()):
        statement = statement.where(Event.cohort_id.in_(actor.cohort_ids))
    return tuple(NextToRun(*row) for row in db.session.execute(statement))


def _count(rows: type[Registration], state: RegistrationState) -> ScalarSelect[int]:
    return (
        select(func.count(rows.id))
        .where(rows.event_id == Event.id, rows.state == state)
        .scalar_subquery()
    )


def next_up(actor: Actor, team: Team, at: dt.datetime) -> NextUp | None:
    """What comes next, or goes on, for somebody as a member of that team. One statement."""
    held = (grant.role for grant in actor.grants if grant.practice_id == team.id)
    cohorts = team.place.cohort_ids
    return _next(Reader(actor.person_id, frozenset(Standing(role, cohorts) for role in held)), at)


def next_for(actor: Actor, at: dt.datetime) -> NextUp | None:
    """What comes next, or goes on, for somebody in any of their roles. Two statements."""
    return _next(readers.reader(actor), at)


def _next(who: Reader, at: dt.datetime) -> NextUp | None:
    taken = _count(aliased(Registration), RegistrationState.REGISTERED)
    own = and_(Registration.event_id == Event.id, Registration.person_id == who.person_id)
    there = and_(
        Attendance.event_id == Event.id,
        Attendance.person_id == who.person_id,
        Attendance.presence == Presence.ATTENDED,
    )
    statement = (
        select(Event, Registration, taken, Attendance.id.is_not(None))
        .outerjoin(Registration, own)
        .outerjoin(Attendance, there)
        .where(
            Event.published_at.is_not(None),
            Event.cancelled_at.is_(None),
            Event.ends_at > at,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(LOOKED_AT)
        .options(defer(Event.record), defer(Event.recording_transcript))
    )
    if not who.sees_all:
        own_cohorts = Event.cohort_id.in_(who.cohort_ids)
        statement = statement.where(or_(Event.cohort_id.is_(None), own_cohorts))
    rows = db.session.execute(statement)
    return next(
        (NextUp(*row) for row in rows if is_for(row[0].cohort_id, row[0].roles, who)),
        None,
    )
