"""Reading who was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from app.core.clock import central
from app.core.db import db
from app.core.errors import Missing
from app.events.domain.kinds import EventKind, Presence
from app.events.domain.minutes import counting
from app.events.models import Attendance, Event


@dataclass(frozen=True, slots=True)
class Attended:
    """An event that somebody came to, with the minutes that count."""

    title: str
    kind: EventKind
    on: dt.date
    minutes: int


def attended(person_id: int) -> frozenset[int]:
    """The events that somebody came to, registered or not."""
    return frozenset(
        db.session.scalars(
            select(Attendance.event_id).where(
                Attendance.person_id == person_id, Attendance.presence == Presence.ATTENDED
            )
        )
    )


def behind_them(person_id: int, keys: Collection[str]) -> frozenset[str]:
    """The keys of those of these events that somebody came to, or that were cancelled."""
    came = and_(
        Attendance.event_id == Event.id,
        Attendance.person_id == person_id,
        Attendance.presence == Presence.ATTENDED,
    )
    return frozenset(
        db.session.scalars(
            select(Event.key)
            .outerjoin(Attendance, came)
            .where(
                Event.key.in_(keys),
                or_(Attendance.id.is_not(None), Event.cancelled_at.is_not(None)),
            )
        )
    )


def titles(keys: Collection[str]) -> dict[str, str]:
    """What events are called; absent when there is none with that key."""
    rows = db.session.execute(select(Event.key, Event.title).where(Event.key.in_(keys)))
    return {key: title for key, title in rows}


def minutes_of(person_id: int) -> list[Attended]:
    """The events that somebody came to, in the order of time.

    Minutes that nobody counted are those that the event gives, else its whole length.
    """
    rows = db.session.execute(
        select(Event, Attendance.minutes)
        .join(Attendance, Attendance.event_id == Event.id)
        .where(Attendance.person_id == person_id, Attendance.presence == Presence.ATTENDED)
        .order_by(Event.starts_at, Event.id)
    )
    return [
        Attended(of.title, of.kind, central(of.starts_at).date(), counting(of, counted))
        for of, counted in rows
    ]


def of_person(event_id: int, person_id: int) -> Attendance | None:
    """Whether somebody was at an event, as far as anybody noted it; fresh."""
    return db.session.scalar(
        select(Attendance)
        .where(Attendance.event_id == event_id, Attendance.person_id == person_id)
        .execution_options(populate_existing=True)
    )


def came(event_id: int, person_id: int) -> bool:
    """Whether somebody was at an event."""
    row = of_person(event_id, person_id)
    return row is not None and row.presence is Presence.ATTENDED


def rows(event_id: int) -> tuple[Attendance, ...]:
    """Everything noted about who was at an event, also who fits no account: one statement."""
    return tuple(
        db.session.scalars(
            select(Attendance)
            .where(Attendance.event_id == event_id)
            .order_by(Attendance.id)
            .execution_options(populate_existing=True)
        )
    )


def unknown(event_id: int, row_id: int) -> Attendance:
    """A row of a roster that fits no account yet; raises `Missing`."""
    found = db.session.scalar(
        select(Attendance).where(
            Attendance.id == row_id,
            Attendance.event_id == event_id,
            Attendance.person_id.is_(None),
        )
    )
    if found is None:
        raise Missing(row_id)
    return found


def attendees(event_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Who was at these events, by event: one statement."""
    found: dict[int, tuple[int, ...]] = {}
    for event_id, person_id in db.session.execute(
        select(Attendance.event_id, Attendance.person_id)
        .where(
            Attendance.event_id.in_(event_ids),
            Attendance.presence == Presence.ATTENDED,
        )
        .order_by(Attendance.event_id, Attendance.person_id)
    ):
        if person_id is not None:
            found[event_id] = (*found.get(event_id, ()), person_id)
    return found


def noted(event_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who is noted at these events, as there or not, as (event, person): one statement."""
    rows = db.session.execute(
        select(Attendance.event_id, Attendance.person_id).where(Attendance.event_id.in_(event_ids))
    )
    return frozenset((event_id, person) for event_id, person in rows if person is not None)
