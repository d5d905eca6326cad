"""Planning events: write, publish, change, copy and cancel them, and tell those who come.

`changed_at` is when calendars and registered people last had to learn of something new, so
that reminders know who has just been told. Publishing or changing an event works on a locked
one (`queries.events.event(key, locked=True)`).
"""

from __future__ import annotations

import copy as copies
import datetime as dt
import secrets
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from app.accounts.queries.contacts import open_contacts_of
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.settings import setting
from app.core.text import clean_line, key_from
from app.core.twins import SECOND_CLICK
from app.events.domain import doors
from app.events.domain.calendar import host_of
from app.events.domain.checking_in import new_code
from app.events.domain.kinds import EventStatus
from app.events.domain.minutes import must_be_said
from app.events.domain.words import on_another_day
from app.events.models import Event, Registration
from app.events.queries import events as queries
from app.events.queries import registrations
from app.events.services import mails, places

if TYPE_CHECKING:
    from app.policy import Actor

SETTINGS = (
    "kind",
    "title",
    "summary",
    "starts_at",
    "ends_at",
    "place",
    "link",
    "link_minutes",
    "capacity",
    "cohort_id",
    "roles",
    "registration_closes_at",
    "check_in_before",
    "check_in_after",
    "credit_minutes",
)
TOLD = ("title", "starts_at", "ends_at", "place", "link")
"""What people who come or wait, and calendars, learn of when it changes."""
_FIELDS = {"starts_at": "starts_time", "ends_at": "ends_time"}
"""The fields that show these settings, where they are called otherwise."""
_COPIED = ("evaluation", "follow_up", "follow_up_days", "least_answers")
RESERVED = frozenset({"new", "calendar"})
"""Addresses that are pages of their own."""
LONGEST = dt.timedelta(days=14)
CLASH = "Someone else changed this event. Nothing was overwritten."
SAY_MINUTES = (
    "This event ends on a later day. Enter how many minutes count as learning, without the night."
)
CANCELLED = "This event was cancelled. Nothing in it changes any more."
OVER = "This event is over. Its title, time, place and link do not change any more."


def plan(*, settings: Mapping[str, Any], by: Actor, at: dt.datetime) -> Event:
    """Write an event that only those who run events see.

    The very same plan of the same person within a minute is a second click: gives the first.
    """
    _check(settings)
    given = {name: settings[name] for name in SETTINGS if name in settings}
    for twin in queries.planned_by(by.signed_in_id, given["title"], since=at - SECOND_CLICK):
        if all(getattr(twin, name) == value for name, value in given.items()):
            return twin
    of = Event(
        key=_free_key(given["title"]),
        uid=f"{secrets.token_hex(16)}@{host_of(setting('BASE_URL'))}",
        check_in_code=new_code(),
        created_at=at,
        created_by_id=by.signed_in_id,
        changed_at=at,
        **given,
    )
    db.session.add(of)
    db.session.flush()
    audit.record("planned an event", of, by=by, at=at, name=of.title, after=given)
    return of


def settings_of(of: Event) -> dict[str, Any]:
    """All of `SETTINGS` as they stand there, to compare or to copy."""
    return {name: copies.deepcopy(getattr(of, name)) for name in SETTINGS}


def change(
    of: Event, *, settings: Mapping[str, Any], seen_version: int, by: Actor, at: dt.datetime
) -> tuple[str, ...]:
    """Change an event; gives what people were told of, such as ("starts_at",).

    `settings` are all of `SETTINGS`. Of a new time, place, link or title registered people get
    one mail with the same entry in a higher sequence, and people in line one without an entry.
    More places go to the first in line: the mail about the place tells them all. Raises
    `Conflict` when somebody else was faster, `NotPossibleNow` for what was cancelled, and
    `Refused` for what stays once the event is over.
    """
    _check_open(of, seen_version)
    wanted = {name: settings[name] for name in SETTINGS}
    before, after = audit.changes(of, wanted)
    if not after:
        return ()
    told = tuple(name for name in TOLD if name in after)
    if told and doors.status(of, at) is EventStatus.OVER:
        raise Refused(OVER, field=_FIELDS.get(told[0], told[0]))
    _check(wanted)
    _check_known(of, wanted, at)
    for name, value in wanted.items():
        setattr(of, name, value)
    _record("changed an event", of, by=by, at=at, before=before, after=after)
    if of.published_at is None:
        return ()
    if told:
        of.sequence, of.changed_at = of.sequence + 1, at
        db.session.flush()
        _tell(of, registrations.placed([of.id]), told, at=at)
    places.fill(of, at=at)
    if told:
        _tell(of, registrations.line(of.id), told, at=at)
    return told


def _tell(
    of: Event, rows: Collection[Registration], told: tuple[str, ...], *, at: dt.datetime
) -> None:
    """Write one mail about the change to each of these people who come or wait."""
    contacts = open_contacts_of([row.person_id for row in rows])
    for row in rows:
        row.told_sequence = of.sequence
        if row.person_id in contacts:
            mails.tell_change(of, row, contacts[row.person_id], changed=told, at=at)


def publish(of: Event, *, seen_version: int, by: Actor, at: dt.datetime) -> None:
    """Show the event to those whom it is for; registration is open from now on."""
    _check_open(of, seen_version)
    if of.published_at is not None:
        raise NotPossibleNow("This event was published already.")
    if doors.is_past_draft(of, at):
        raise NotPossibleNow("This event is over by now. Change its day first.")
    if not of.place and not of.link:
        raise NotPossibleNow("Say where it is first: a place, or the link of a call.")
    of.published_at, of.published_by_id = at, by.person_id
    of.changed_at = at
    _record("published an event", of, by=by, at=at)


def cancel(of: Event, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Call an event off: everybody with a place or in the line is told why."""
    if of.cancelled_at is not None:
        raise NotPossibleNow("This event was cancelled already.")
    if doors.status(of, at) is EventStatus.OVER:
        raise NotPossibleNow("This event is over. What happened stays.")
    was_out = of.published_at is not None
    of.cancelled_at, of.cancelled_by_id, of.cancelled_reason = at, by.person_id, clean_line(reason)
    of.sequence, of.changed_at = of.sequence + 1, at
    _record("cancelled an event", of, by=by, at=at, reason=of.cancelled_reason)
    if not was_out:
        return
    rows = (*registrations.placed([of.id]), *registrations.line(of.id))
    contacts = open_contacts_of([row.person_id for row in rows])
    for row in rows:
        row.told_sequence = of.sequence
        if row.person_id in contacts:
            mails.tell_cancelled(of, row, contacts[row.person_id], at=at)


def copy(of: Event, *, starts_at: dt.datetime, by: Actor, at: dt.datetime) -> Event:
    """Plan the same event for another time: a draft with an entry and a line of its own."""
    settings = settings_of(of)
    settings["starts_at"] = starts_at
    for name in ("ends_at", "registration_closes_at"):
        if settings[name] is not None:
            settings[name] = on_another_day(
                settings[name], from_start=of.starts_at, to_start=starts_at
            )
    made = plan(settings=settings, by=by, at=at)
    for name in _COPIED:
        setattr(made, name, copies.deepcopy(getattr(of, name)))
    return made


def _check(settings: Mapping[str, Any]) -> None:
    if not key_from(settings["title"]):
        raise Refused("Use at least one letter or number.", field="title")
    starts_at, ends_at = settings["starts_at"], settings["ends_at"]
    if ends_at <= starts_at:
        raise Refused("The end must come after the start.", field="ends_time")
    if ends_at - starts_at > LONGEST:
        raise Refused("An event lasts 14 days at most.", field="ends_on")
    if settings.get("credit_minutes") is None and must_be_said(starts_at, ends_at):
        raise Refused(SAY_MINUTES, field="credit_minutes")
    closes_at = settings.get("registration_closes_at")
    if closes_at is not None and closes_at > ends_at:
        raise Refused("Registration must close before the end of the event.", field="closes_on")


def _check_open(of: Event, seen_version: int) -> None:
    if of.version != seen_version:
        raise Conflict(CLASH)
    if of.cancelled_at is not None:
        raise NotPossibleNow(CANCELLED)


def _check_known(of: Event, wanted: Mapping[str, Any], at: dt.datetime) -> None:
    """Once people know of an event, they know where it is, and it moves to no time gone by."""
    if of.published_at is None:
        return
    if not wanted["place"] and not wanted["link"]:
        raise Refused("Say where it is: a place, or the link of a call.", field="place")
    if wanted["ends_at"] != of.ends_at and wanted["ends_at"] <= at:
        raise Refused("This time is over by now. Choose a later one.", field="starts_on")
    offered, taken = wanted["capacity"], registrations.count(of.id).placed
    if offered != of.capacity and offered is not None and offered < taken:
        raise Refused(
            f"{taken} people have a place. Enter {taken} or more, or leave it empty.",
            field="capacity",
        )


def _free_key(title: str) -> str:
    wanted = key_from(title)[:52].rstrip("-")
    taken = queries.keys_like(wanted) | RESERVED
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)


def _record(verb: str, of: Event, *, by: Actor, at: dt.datetime, **more: Any) -> None:
    db.session.flush()
    audit.record(verb, of, by=by, at=at, name=of.title, **more)
