"""Staff note who was there, excused or absent, and whom a row of a roster means.

Every deed here works on an event that the caller has locked. What staff note stays: neither a
roster nor, once somebody is noted as absent, a code changes it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts.queries.contacts import people_with
from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.events.domain import checking_in
from app.events.domain.audience import is_for
from app.events.domain.checking_in import Window
from app.events.domain.kinds import Noted, Presence, RegistrationState
from app.events.domain.minutes import given
from app.events.models import Attendance
from app.events.queries import attendance as queries
from app.events.queries import registrations
from app.events.queries.readers import readers
from app.events.services import places

if TYPE_CHECKING:
    from app.events.models import Event
    from app.policy import Actor

NOT_OUT = "This event did not take place, so nobody was there."
NOT_YET = "Nobody has come yet. Check-in opens first. You can excuse people now."
TOO_MANY = "This event gives {given} minutes. Enter {given} or fewer, or leave it empty."
NOT_THEIRS = "Nobody with this address registered or may come. Look at how it is spelled."


def mark(
    of: Event,
    person_id: int,
    *,
    presence: Presence,
    minutes: int | None = None,
    reason: str = "",
    by: Actor,
    at: dt.datetime,
) -> Attendance:
    """Note whether somebody was there; `minutes` None: as many as the event gives.

    Excusing needs a reason. Minutes of who was not there are not kept. Nobody gets more minutes
    than the event gives. Who was there waits for no place any more, also when staff change
    their mind later.
    """
    refuse_too_early(of, presence, at)
    if presence is Presence.EXCUSED and not reason:
        raise Refused("Say why. One short sentence is enough.", field="reason")
    if presence is Presence.ATTENDED and minutes is not None and minutes > given(of):
        raise Refused(TOO_MANY.format(given=given(of)), field="minutes")
    row = queries.of_person(of.id, person_id)
    before = None if row is None else _about(row)
    if row is None:
        row = Attendance(event_id=of.id, person_id=person_id)
        db.session.add(row)
    row.presence, row.how, row.reason = presence, Noted.STAFF, reason
    row.minutes = minutes if presence is Presence.ATTENDED else None
    row.noted_at, row.noted_by_id = at, by.person_id
    if presence is Presence.ATTENDED:
        places.end_waiting(of, [person_id], at=at)
    db.session.flush()
    _record("noted who was at an event", of, row, by=by, at=at, before=before)
    return row


def refuse_too_early(of: Event, presence: Presence, at: dt.datetime) -> None:
    """Nobody was at what did not take place, or at what has not begun."""
    where = checking_in.window(of, at)
    if where is Window.NONE:
        raise NotPossibleNow(NOT_OUT)
    if where is Window.AHEAD and presence is not Presence.EXCUSED:
        raise Refused(NOT_YET, field="presence")


def person_at(of: Event, email: str) -> int:
    """Whom an address means at that event; raises `Refused` for anybody it is not for.

    So whoever runs the events of one cohort finds nobody of another.
    """
    person_id = people_with([email]).get(email.lower())
    if person_id is not None:
        row = registrations.registration(of.id, person_id)
        if row is not None and row.state is not RegistrationState.CANCELLED:
            return person_id
        if is_for(of.cohort_id, of.roles, readers([person_id])[person_id]):
            return person_id
    raise Refused(NOT_THEIRS, field="email")


def assign(of: Event, row: Attendance, person_id: int, *, by: Actor, at: dt.datetime) -> Attendance:
    """Say whom a row of a roster means. The name and address of the file stay with it.

    Somebody who is noted already keeps that; the larger number of minutes counts, never both
    together: they may be of the same time.
    """
    there = queries.of_person(of.id, person_id)
    before = None if there is None else _about(there)
    if there is None:
        row.person_id = person_id
        there = row
    else:
        there.name, there.email = row.name, row.email
        add_minutes(there, row.minutes, by=by, at=at)
        db.session.delete(row)
    if there.presence is Presence.ATTENDED:
        places.end_waiting(of, [person_id], at=at)
    db.session.flush()
    _record("said whom a row of a roster means", of, there, by=by, at=at, before=before)
    return there


def keep_as_guest(of: Event, row: Attendance, *, by: Actor, at: dt.datetime) -> None:
    """Say that a row of a roster means nobody of ours: it stays, and waits for nobody."""
    before = _about(row) | {"how": row.how}
    row.how, row.noted_at, row.noted_by_id = Noted.STAFF, at, by.person_id
    db.session.flush()
    after = _about(row) | {"how": row.how}
    verb = "said that a row of a roster is a guest"
    audit.record(verb, of, by=by, at=at, name=of.title, before=before, after=after)


def take_out(of: Event, row: Attendance, *, by: Actor, at: dt.datetime) -> None:
    """Take a row of a roster that fits no account out of the list; its name goes nowhere else."""
    before = _about(row)
    db.session.delete(row)
    db.session.flush()
    verb = "took a row of a roster out of an event"
    audit.record(verb, of, by=by, at=at, name=of.title, before=before)


def add_minutes(row: Attendance, minutes: int | None, *, by: Actor, at: dt.datetime) -> bool:
    """Let a roster say that somebody was there; False when staff have said otherwise before.

    What it says already stays as it is, with who noted it and when.
    """
    if row.how is Noted.STAFF:
        return False
    most = max((one for one in (row.minutes, minutes) if one is not None), default=None)
    said = (Presence.ATTENDED, Noted.ROSTER, most)
    if (row.presence, row.how, row.minutes) == said:
        return True
    row.presence, row.how, row.minutes = said
    row.noted_at, row.noted_by_id = at, by.person_id
    return True


def _about(row: Attendance) -> dict[str, object]:
    return {"presence": row.presence, "minutes": row.minutes, "reason": row.reason}


def _record(
    verb: str,
    of: Event,
    row: Attendance,
    *,
    by: Actor,
    at: dt.datetime,
    before: dict[str, object] | None,
) -> None:
    after = _about(row) | {"person": row.person_id}
    audit.record(verb, of, by=by, at=at, name=of.title, before=before, after=after)
