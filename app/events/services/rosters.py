"""Rosters of webinar tools: keep what a file says, write it when somebody confirms."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.clock import central
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.identifiers import looks_like
from app.events.domain import rosters as layout
from app.events.domain.kinds import Noted, Presence
from app.events.domain.minutes import at_most_given
from app.events.domain.rosters import OTHER_DAY, Hours, Roster
from app.events.domain.words import day
from app.events.models import Attendance, EventRoster
from app.events.queries import rosters as queries
from app.events.services import attendance, places, roster_undo
from app.measures.services import spreadsheets

if TYPE_CHECKING:
    from app.events.models import Event
    from app.events.queries.rosters import Meant
    from app.policy import Actor

KEEP_UNCONFIRMED = dt.timedelta(hours=24)
FIELD = spreadsheets.FIELD
EMPTY = "This file is empty. Download the list of attendees again and upload that."
NO_ROSTER = (
    "We found no list of people in this file. One row must name the columns: Name, Email, then"
    " Join Time and Leave Time, or Minutes."
)
NOBODY = "This list names nobody. Download it again after the event and upload that."
OTHER_DAYS = (
    "The times in this list are of another day: this event began on {day}. Bring the list of this"
    " event, or look at the day that the event has here."
)
TWICE = "This list was taken over before. Nothing was written twice."


@dataclass(frozen=True, slots=True)
class Taken:
    """How many people a roster noted, and how many rows wait for a person."""

    noted: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was read: its name, its SHA-256, and whom it names."""

    filename: str
    digest: str
    said: Roster


def read(of: Event, filename: str, content: bytes) -> Brought:
    """Read the file of a webinar tool. It may take seconds: call it while no transaction is open.

    Raises `Refused` with one sentence when it cannot be read, names nobody or is of another day.
    """
    try:
        sheets = spreadsheets.read(content, what="list", with_times=True)
    except Refused as refusal:
        is_empty = refusal.message == spreadsheets.EMPTY
        raise Refused(EMPTY if is_empty else refusal.message, field=FIELD) from refusal
    start, end = (central(moment).replace(tzinfo=None) for moment in (of.starts_at, of.ends_at))
    found = layout.read(sheets, during=Hours(start, end))
    if found is None:
        raise Refused(NO_ROSTER, field=FIELD)
    if not found.people and not found.problems:
        raise Refused(NOBODY, field=FIELD)
    if not found.people and all(one.sentence == OTHER_DAY for one in found.problems):
        raise Refused(OTHER_DAYS.format(day=day(start.date())), field=FIELD)
    return Brought(filename[:200], hashlib.sha256(content).hexdigest(), found)


def bring(of: Event, file: Brought, *, by: Actor, at: dt.datetime) -> EventRoster:
    """Keep whom a file names; nothing is noted yet."""
    attendance.refuse_too_early(of, Presence.ATTENDED, at)
    for old in queries.forgotten(at - KEEP_UNCONFIRMED):
        db.session.delete(old)
    row = EventRoster(
        event_id=of.id,
        filename=file.filename,
        digest=file.digest,
        said=file.said.as_dict(),
        brought_at=at,
        brought_by_id=by.signed_in_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def meant(of: Event, row: EventRoster) -> tuple[Meant, ...]:
    """Whom the roster means at this moment."""
    return queries.meant(of, Roster.from_dict(row.said))


def confirm(of: Event, row: EventRoster, *, by: Actor, at: dt.datetime) -> Taken:
    """Note everybody of the roster; who fits no account is kept to be given to somebody later.

    What was noted before stays with the roster, so that it can be undone. Who was there waits for
    no place any more; undoing the roster puts nobody back in line.

    What looks like a number of a patient is never written, however it came into the roster.
    Bringing the same file again changes nothing. Raises `NotPossibleNow` the second time.
    """
    if row.confirmed_at is not None:
        raise NotPossibleNow(TWICE)
    attendance.refuse_too_early(of, Presence.ATTENDED, at)
    written: dict[int, Attendance] = {}
    touched: list[roster_undo.Touched] = []
    unknown = 0
    for one in meant(of, row):
        if any(map(looks_like, (one.person.name, one.person.email))):
            continue
        row_there = written.get(one.person_id or 0) or one.row
        was = None if row_there is None else roster_undo.state(row_there)
        noted = _note(of, one, row_there, by=by, at=at)
        touched.append((noted, was))
        if noted.person_id is None:
            unknown += 1
        else:
            written[noted.person_id] = noted
    came = {key for key, one in written.items() if one.presence is Presence.ATTENDED}
    places.end_waiting(of, came, at=at)
    db.session.flush()
    row.confirmed_at, row.confirmed_by_id = at, by.person_id
    row.said = roster_undo.remembered(touched)
    db.session.flush()
    audit.record(
        "took over the roster of an event",
        of,
        by=by,
        at=at,
        name=of.title,
        after={"people": len(written), "unknown": unknown, "sha256": row.digest},
    )
    return Taken(len(written), unknown)


def _note(
    of: Event, one: Meant, row: Attendance | None, *, by: Actor, at: dt.datetime
) -> Attendance:
    minutes = at_most_given(of, one.person.minutes)
    if row is not None:
        row.person_id = one.person_id if row.person_id is None else row.person_id
        attendance.add_minutes(row, minutes, by=by, at=at)
        return row
    row = Attendance(
        event_id=of.id,
        person_id=one.person_id,
        name=one.person.name,
        email=one.person.email,
        presence=Presence.ATTENDED,
        how=Noted.ROSTER,
        minutes=minutes,
        noted_at=at,
        noted_by_id=by.person_id,
    )
    db.session.add(row)
    return row
