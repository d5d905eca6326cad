"""Reading brought rosters, and whom they mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.queries.contacts import contacts_of, people_with
from app.core.db import db
from app.core.errors import Missing
from app.events.domain.audience import is_for
from app.events.domain.rosters import Person, Roster
from app.events.models import Attendance, EventRoster
from app.events.queries import attendance, registrations
from app.events.queries.readers import readers

if TYPE_CHECKING:
    from app.accounts.queries.contacts import Contact
    from app.events.models import Event


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody of a roster, who that is in the portal, and what is noted about them so far."""

    person: Person
    person_id: int | None
    contact: Contact | None
    is_registered: bool
    row: Attendance | None


def roster(event_id: int, roster_id: int, *, locked: bool = False) -> EventRoster:
    """A roster that was brought for that event; raises `Missing`."""
    statement = select(EventRoster).where(
        EventRoster.id == roster_id, EventRoster.event_id == event_id
    )
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise Missing(roster_id)
    return found


def forgotten(before: dt.datetime) -> tuple[EventRoster, ...]:
    """Rosters that were brought before `before` and never confirmed."""
    return tuple(
        db.session.scalars(
            select(EventRoster).where(
                EventRoster.confirmed_at.is_(None), EventRoster.brought_at < before
            )
        )
    )


def confirmed(event_id: int, since: dt.datetime) -> tuple[EventRoster, ...]:
    """Rosters of that event that were confirmed since then, the newest first."""
    return tuple(
        db.session.scalars(
            select(EventRoster)
            .where(EventRoster.event_id == event_id, EventRoster.confirmed_at > since)
            .order_by(EventRoster.confirmed_at.desc(), EventRoster.id.desc())
        )
    )


def meant(of: Event, brought: Roster) -> tuple[Meant, ...]:
    """Whom the roster means, in its order; six statements for any number of people.

    Only an address that belongs to somebody who registered or may come counts: a name is no
    proof. A row that staff once gave to somebody is known again by its name and address.
    """
    noted = attendance.rows(of.id)
    by_id = {row.person_id: row for row in noted if row.person_id is not None}
    by_words = {_words(row.name, row.email): row for row in noted if row.name or row.email}
    placed = {row.person_id for row in registrations.placed([of.id])}
    found = people_with([one.email for one in brought.people if one.email])
    invited = {
        person_id
        for person_id, who in readers(frozenset(found.values())).items()
        if person_id in placed or is_for(of.cohort_id, of.roles, who)
    }
    known = {one: _person_id(one, found, invited, by_words) for one in brought.people}
    contacts = contacts_of([number for number in known.values() if number is not None])
    return tuple(
        Meant(
            one,
            number,
            contacts.get(number or 0),
            number in placed,
            by_id.get(number or 0) or by_words.get(_words(one.name, one.email)),
        )
        for one, number in known.items()
    )


def _person_id(
    one: Person,
    found: dict[str, int],
    invited: set[int],
    by_words: dict[tuple[str, str], Attendance],
) -> int | None:
    number = found.get(one.email)
    if number in invited:
        return number
    before = by_words.get(_words(one.name, one.email))
    return before.person_id if before is not None else None


def _words(name: str, email: str) -> tuple[str, str]:
    return name.casefold(), email
