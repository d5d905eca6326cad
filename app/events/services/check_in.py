"""Checking in: somebody who is there enters the code that is shown there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.domain.tokens import digest
from app.accounts.services.throttle import Budget, charge
from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.events.domain import checking_in
from app.events.domain.checking_in import Window
from app.events.domain.kinds import Noted, Presence
from app.events.domain.words import moment
from app.events.models import Attendance
from app.events.queries import attendance as queries
from app.events.services import places

if TYPE_CHECKING:
    from app.events.models import Event
    from app.policy import Actor

PER_PERSON = 6
PER_ADDRESS = 200
"""More than a person has, because a room full of people may share one address."""
WRONG = "This is not the code of this event. Look at the screen again, or ask who runs it."
CANCELLED = "This event is cancelled. Nobody can check in."
MARKED_ABSENT = "You were marked as not there. Ask who runs the event to change that."


def count_try(by: Actor, address: str, *, at: dt.datetime) -> tuple[Budget, ...]:
    """Count one try before the code is looked at; give it back when the code was right.

    Counted over all events, so that trying elsewhere gains nothing. Raises `TooManyTries`, and
    then the caller must not commit.
    """
    counted = (
        Budget(_key("address", address), PER_ADDRESS),
        Budget(_key("person", str(by.person_id)), PER_PERSON),
    )
    charge(counted, at=at)
    return counted


def _key(*parts: str) -> str:
    return digest("\n".join(("check-in", *parts))).hex()


def check_in(of: Event, *, typed: str, by: Actor, at: dt.datetime) -> Attendance:
    """Note that whoever is signed in was there; doing it twice changes nothing.

    Who waited for a place waits no longer. `of` is locked. Raises `NotPossibleNow` outside of the
    window and `Refused` for another code.
    """
    _refuse_outside(of, at)
    if not checking_in.fits(typed, of.check_in_code):
        raise Refused(WRONG, field="code")
    row = queries.of_person(of.id, by.signed_in_id)
    if row is not None and row.presence is Presence.ATTENDED:
        return row
    if row is not None and row.presence is Presence.ABSENT:
        raise NotPossibleNow(MARKED_ABSENT)
    before = None if row is None else {"presence": row.presence}
    if row is None:
        row = Attendance(event_id=of.id, person_id=by.signed_in_id)
        db.session.add(row)
    row.presence, row.how, row.reason = Presence.ATTENDED, Noted.CODE, ""
    row.noted_at, row.noted_by_id = at, by.signed_in_id
    places.end_waiting(of, [by.signed_in_id], at=at)
    db.session.flush()
    after = {"presence": row.presence}
    audit.record("checked in", of, by=by, at=at, name=of.title, before=before, after=after)
    return row


def _refuse_outside(of: Event, at: dt.datetime) -> None:
    where = checking_in.window(of, at)
    if where is Window.NONE:
        raise NotPossibleNow(CANCELLED)
    if where is Window.AHEAD:
        opens = moment(checking_in.opens_at(of))
        raise NotPossibleNow(f"Check-in opens {opens}. Enter the code then.")
    if where is Window.OVER:
        closed = moment(checking_in.closes_at(of))
        raise NotPossibleNow(
            f"Check-in closed {closed}. If you were there, write to who runs the event."
        )


def renew(of: Event, *, by: Actor, at: dt.datetime) -> None:
    """Make a new code; the old one counts no more. Who checked in stays checked in."""
    if of.cancelled_at is not None:
        raise NotPossibleNow(CANCELLED)
    of.check_in_code = checking_in.new_code()
    db.session.flush()
    audit.record("renewed the check-in code of an event", of, by=by, at=at, name=of.title)
