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
from app.events.domain.rosters import Roster
from app.events.models import Attendance, EventRoster
from app.events.queries import rosters as queries
from app.events.services import attendance
from app.measures.services import spreadsheets

if TYPE_CHECKING:
    from app.events.models import Event
    from app.events.queries.rosters import Meant
    from app.policy import Actor

KEEP_UNCONFIRMED = dt.timedelta(hours=24)
FIELD = spreadsheets.FIELD
EMPTY = "This file is empty. Download the list of attendees again and upload that."
NO_ROSTER = (
    "We found no list of people in this file. One row must name the columns: Name or Email, then"
    " Join Time and Leave Time, or Minutes."
)
NOBODY = "This list names nobody. Download it again after the event and upload that."
TWICE = "This list was taken over before. Nothing was written twice."


@dataclass(frozen=True, slots=True)
class Taken:
    """How many people a roster noted, and how many rows wait for a person."""

    noted: int
    unknown: int


def bring(of: Event, filename: str, content: bytes, *, by: Actor, at: dt.datetime) -> EventRoster:
    """Read the file of a webinar tool and keep whom it names; nothing is noted yet.

    Raises `Refused` with one sentence when it cannot be read or names nobody.
    """
    assert by.person_id is not None  # noqa: S101  # only people who are signed in get here
    attendance.refuse_too_early(of, Presence.ATTENDED, at)
    found = _read(of, content)
    for old in queries.forgotten(at - KEEP_UNCONFIRMED):
        db.session.delete(old)
    row = EventRoster(
        event_id=of.id,
        filename=filename[:200],
        digest=hashlib.sha256(content).hexdigest(),
        said=found.as_dict(),
        brought_at=at,
        brought_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _read(of: Event, content: bytes) -> Roster:
    try:
        sheets = spreadsheets.read(content, what="list", with_times=True)
    except Refused as refusal:
        is_empty = refusal.message == spreadsheets.EMPTY
        raise Refused(EMPTY if is_empty else refusal.message, field=FIELD) from refusal
    found = layout.read(sheets, on=central(of.starts_at).date())
    if found is None:
        raise Refused(NO_ROSTER, field=FIELD)
    if not found.people and not found.problems:
        raise Refused(NOBODY, field=FIELD)
    return found


def meant(of: Event, row: EventRoster) -> tuple[Meant, ...]:
    """Whom the roster means at this moment."""
    return queries.meant(of, Roster.from_dict(row.said))


def confirm(of: Event, row: EventRoster, *, by: Actor, at: dt.datetime) -> Taken:
    """Note everybody of the roster; who fits no account is kept to be given to somebody later.

    What looks like a number of a patient is never written, however it came into the roster.
    Bringing the same file again changes nothing. Raises `NotPossibleNow` the second time.
    """
    if row.confirmed_at is not None:
        raise NotPossibleNow(TWICE)
    attendance.refuse_too_early(of, Presence.ATTENDED, at)
    written: dict[int, Attendance] = {}
    unknown = 0
    for one in meant(of, row):
        if any(map(looks_like, (one.person.name, one.person.email))):
            continue
        noted = _note(of, one, written.get(one.person_id or 0) or one.row, by=by, at=at)
        if noted.person_id is None:
            unknown += 1
        else:
            written[noted.person_id] = noted
    row.confirmed_at, row.confirmed_by_id, row.said = at, by.person_id, {}
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
