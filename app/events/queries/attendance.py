"""Reading who was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.core.clock import central
from app.core.db import db
from app.events.domain.kinds import EventKind, Presence
from app.events.models import Attendance, Event


@dataclass(frozen=True, slots=True)
class Attended:
    """An event that somebody came to, with the minutes that count."""

    title: str
    kind: EventKind
    on: dt.date
    minutes: int


def attended(person_id: int) -> frozenset[str]:
    """The keys of the events that somebody came to."""
    return frozenset(
        db.session.scalars(
            select(Event.key)
            .join(Attendance, Attendance.event_id == Event.id)
            .where(Attendance.person_id == person_id, Attendance.presence == Presence.ATTENDED)
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
        Attended(of.title, of.kind, central(of.starts_at).date(), _minutes(of, counted))
        for of, counted in rows
    ]


def _minutes(of: Event, counted: int | None) -> int:
    length = (of.ends_at - of.starts_at) // dt.timedelta(minutes=1)
    return next(minutes for minutes in (counted, of.credit_minutes, length) if minutes is not None)
