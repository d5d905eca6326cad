"""What tests about attendance share: people who check in or are noted, and what is known then."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.accounts.models import Person
from app.core.db import db, transaction
from app.events.domain.kinds import Noted, Presence
from app.events.models import Attendance, Event
from app.events.queries import attendance as queries
from app.events.queries import events
from app.events.services import attendance as services
from app.events.services import check_in as checking
from app.policy import Role
from tests.support import build
from tests.unit.events.hall import START, actor, staff


def lead(**given: Any) -> Person:
    return build.person(role=Role.LEAD, at=build.practice(), **given)


def check_in(of: Event, person: Person, typed: str | None = None, at: dt.datetime = START) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        code = fresh.check_in_code if typed is None else typed
        checking.check_in(fresh, typed=code, by=actor(person), at=at)


def mark(
    of: Event, person: Person, presence: Presence, at: dt.datetime = START, **more: Any
) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        services.mark(fresh, person.id, presence=presence, by=staff(), at=at, **more)


def rows(of: Event) -> list[Attendance]:
    db.session.rollback()
    db.session.expire_all()
    return list(queries.rows(of.id))


def noted(of: Event, person: Person) -> tuple[Presence, Noted, int | None] | None:
    row = next((row for row in rows(of) if row.person_id == person.id), None)
    return row and (row.presence, row.how, row.minutes)
