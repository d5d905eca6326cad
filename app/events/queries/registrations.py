"""Reading who has a place at an event and who waits for one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.core.db import db
from app.events.domain.kinds import RegistrationState
from app.events.models import Registration


@dataclass(frozen=True, slots=True)
class Count:
    """How many people have a place, and how many wait for one."""

    placed: int = 0
    waiting: int = 0


def registration(event_id: int, person_id: int) -> Registration | None:
    """The registration of one person, also one that was taken back; fresh."""
    return db.session.scalar(
        select(Registration)
        .where(Registration.event_id == event_id, Registration.person_id == person_id)
        .execution_options(populate_existing=True)
    )


def of_person(person_id: int, event_ids: Collection[int]) -> dict[int, Registration]:
    """Somebody's registrations for these events, by event: one statement."""
    found = db.session.scalars(
        select(Registration).where(
            Registration.person_id == person_id, Registration.event_id.in_(event_ids)
        )
    )
    return {row.event_id: row for row in found}


def events_of(person_id: int) -> frozenset[int]:
    """The events for which somebody has a place or waits."""
    return frozenset(
        db.session.scalars(
            select(Registration.event_id).where(
                Registration.person_id == person_id,
                Registration.state != RegistrationState.CANCELLED,
            )
        )
    )


def counts(event_ids: Collection[int]) -> dict[int, Count]:
    """How many come to these events and how many wait, by event: one statement."""
    rows = db.session.execute(
        select(Registration.event_id, Registration.state, func.count())
        .where(Registration.event_id.in_(event_ids))
        .group_by(Registration.event_id, Registration.state)
    ).all()
    found = {(event_id, state): number for event_id, state, number in rows}
    return {
        event_id: Count(
            found.get((event_id, RegistrationState.REGISTERED), 0),
            found.get((event_id, RegistrationState.WAITING), 0),
        )
        for event_id in event_ids
    }


def count(event_id: int) -> Count:
    """How many come to one event, and how many wait."""
    return counts([event_id])[event_id]


def placed(event_ids: Collection[int]) -> tuple[Registration, ...]:
    """Everybody with a place at these events, in the order in which they got it."""
    return tuple(
        db.session.scalars(
            select(Registration)
            .where(
                Registration.event_id.in_(event_ids),
                Registration.state == RegistrationState.REGISTERED,
            )
            .order_by(Registration.placed_at, Registration.id)
        )
    )


def line(event_id: int) -> tuple[Registration, ...]:
    """Who waits for a place, the first in line first."""
    return tuple(
        db.session.scalars(
            select(Registration)
            .where(
                Registration.event_id == event_id,
                Registration.state == RegistrationState.WAITING,
            )
            .order_by(Registration.asked_at, Registration.id)
            .execution_options(populate_existing=True)
        )
    )


def place_in_line(of: Registration) -> int:
    """The place of somebody who waits, counted from 1."""
    before = or_(
        Registration.asked_at < of.asked_at,
        (Registration.asked_at == of.asked_at) & (Registration.id < of.id),
    )
    counted = db.session.scalar(
        select(func.count()).where(
            Registration.event_id == of.event_id,
            Registration.state == RegistrationState.WAITING,
            before,
        )
    )
    return (counted or 0) + 1
