"""Registering for an event, the line for its places, and giving a place back.

Every deed here works on an event that the caller has locked (`queries.events.event(key,
locked=True)`), so that two people at the same moment never get the same place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import Contact, open_contacts_of
from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow
from app.events.domain import doors
from app.events.domain.kinds import EventStatus, RegistrationState
from app.events.domain.line import free
from app.events.models import Registration
from app.events.queries import attendance
from app.events.queries import registrations as queries
from app.events.services import mails

if TYPE_CHECKING:
    from app.events.models import Event
    from app.policy import Actor

CLOSED = "Registration for this event is closed."
BEGUN = "This event has begun. Your place is yours."


def register(of: Event, *, by: Actor, at: dt.datetime) -> Registration:
    """Give somebody a place, or the last place in the line; whoever has either keeps it."""
    row = queries.registration(of.id, by.signed_in_id)
    if row is not None and row.state is not RegistrationState.CANCELLED:
        return row
    if not doors.may_register(of, at):
        raise NotPossibleNow(CLOSED)
    row = _at_the_end_of_the_line(of, row, by.signed_in_id, at)
    fill(of, at=at, asked_now=row)
    if row.state is RegistrationState.WAITING:
        to = open_contacts_of([by.signed_in_id])[by.signed_in_id]
        mails.tell_line(of, row, to, number=queries.place_in_line(row), at=at)
    after = {"state": row.state}
    audit.record("registered for an event", of, by=by, at=at, name=of.title, after=after)
    return row


def _at_the_end_of_the_line(
    of: Event, row: Registration | None, person_id: int, at: dt.datetime
) -> Registration:
    if row is None:
        row = Registration(event_id=of.id, person_id=person_id)
        db.session.add(row)
    row.state = RegistrationState.WAITING
    row.asked_at, row.placed_at, row.cancelled_at = at, None, None
    db.session.flush()
    return row


def fill(of: Event, *, at: dt.datetime, asked_now: Registration | None = None) -> None:
    """Give the free places to the first in line, and tell them; `asked_now` has not waited.

    Whoever closed their account or was there meanwhile leaves the line.
    """
    if not doors.is_on(of, at):
        return
    line = queries.line(of.id)
    places = free(of.capacity, queries.count(of.id).placed)
    if not line or places == 0:
        return
    contacts = open_contacts_of([row.person_id for row in line])
    came = attendance.attendees([of.id]).get(of.id, ())
    for row in line:
        if places == 0:
            return
        to = contacts.get(row.person_id)
        if to is None or (row.person_id in came and row is not asked_now):
            row.state, row.cancelled_at = RegistrationState.CANCELLED, at
            continue
        _give(of, row, to, waited=row is not asked_now, at=at)
        places = None if places is None else places - 1


def end_waiting(of: Event, people: Collection[int], *, at: dt.datetime) -> None:
    """Take those who are there out of the line; a place stays a place. One statement."""
    for row in queries.line(of.id):
        if row.person_id in people:
            row.state, row.cancelled_at = RegistrationState.CANCELLED, at


def _give(of: Event, row: Registration, to: Contact, *, waited: bool, at: dt.datetime) -> None:
    row.state, row.placed_at = RegistrationState.REGISTERED, at
    row.told_sequence = of.sequence
    db.session.flush()
    mails.tell_place(of, row, to, waited=waited, at=at)


def may_give_back(of: Event, row: Registration | None, at: dt.datetime) -> bool:
    """Whether there is a place, or a place in line, that can still be given back."""
    is_in = row is not None and row.state is not RegistrationState.CANCELLED
    return is_in and doors.status(of, at) is EventStatus.PLANNED


def give_back(of: Event, *, by: Actor, at: dt.datetime) -> None:
    """Take somebody off the event or out of its line; the first in line gets the place.

    Once the event has begun a place stays as it is. Doing it twice does nothing.
    """
    row = queries.registration(of.id, by.signed_in_id)
    if row is None or row.state is RegistrationState.CANCELLED:
        return
    if doors.status(of, at) is not EventStatus.PLANNED:
        raise NotPossibleNow(BEGUN)
    had_place = row.state is RegistrationState.REGISTERED
    row.state, row.cancelled_at = RegistrationState.CANCELLED, at
    db.session.flush()
    if had_place:
        mails.tell_left(of, row, open_contacts_of([row.person_id])[row.person_id], at=at)
        fill(of, at=at)
    audit.record("gave back a place at an event", of, by=by, at=at, name=of.title)
