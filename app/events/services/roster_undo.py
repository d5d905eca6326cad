"""Taking a list of attendees back: people are noted as before it, unless that moved on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow
from app.events.domain.kinds import Noted, Presence
from app.events.models import Attendance
from app.events.queries import attendance, rosters

if TYPE_CHECKING:
    from app.core.model import Json
    from app.events.models import Event, EventRoster
    from app.policy import Actor

UNDO = dt.timedelta(hours=24)
TOO_LATE = "A list can be undone once, within 24 hours. Change who was there one by one."
NEWER_FIRST = "Undo the newer list first"
"""Lists of an event lie on each other: taking out a lower one would leave what nothing undoes."""

Touched = tuple[Attendance, "Json | None"]
"""A row that a list wrote, and how it was before; None: it was not there."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How many rows are as before, and how many stay because they changed since."""

    back: int
    left: int


def state(row: Attendance) -> Json:
    """What a list may change in a row; no name is in it."""
    return {
        "person_id": row.person_id,
        "presence": row.presence.value,
        "how": row.how.value,
        "minutes": row.minutes,
        "noted_at": row.noted_at.isoformat(),
        "noted_by_id": row.noted_by_id,
    }


def remembered(touched: Iterable[Touched]) -> Json:
    """What to keep with a list that has just written these rows, in this order."""
    first: dict[int, Touched] = {}
    for row, was in touched:
        first.setdefault(row.id, (row, was))
    return {
        "before": [
            {"row": row.id, "was": was, "wrote": state(row)}
            for row, was in first.values()
            if was != state(row)
        ]
    }


def may_be_undone(row: EventRoster, at: dt.datetime) -> bool:
    """Whether the list was confirmed less than 24 hours ago, and not undone since."""
    if row.confirmed_at is None or "before" not in row.said:
        return False
    return at < row.confirmed_at + UNDO


def open_lists(of: Event, at: dt.datetime) -> tuple[EventRoster, ...]:
    """The lists of the event that are not undone and not too old for it, the newest first."""
    return tuple(row for row in rosters.confirmed(of.id, at - UNDO) if may_be_undone(row, at))


def undo(of: Event, row: EventRoster, *, by: Actor, at: dt.datetime) -> Undone:
    """Take back what the list noted; rows that somebody changed since stay.

    Raises `NotPossibleNow` later than 24 hours after the list, when it is undone already, or
    while a newer list is not.
    """
    still, left = _rows(of, row, at)
    for there, was in still:
        _put_back(there, was)
    row.said = {}
    db.session.flush()
    audit.record(
        "undid the roster of an event",
        of,
        by=by,
        at=at,
        name=of.title,
        after={"put back": len(still), "left": left, "sha256": row.digest},
    )
    return Undone(len(still), left)


def would_undo(of: Event, row: EventRoster, at: dt.datetime) -> Undone:
    """What `undo` would do at this moment; raises as it does."""
    still, left = _rows(of, row, at)
    return Undone(len(still), left)


def _rows(of: Event, row: EventRoster, at: dt.datetime) -> tuple[list[Touched], int]:
    """The rows that stand as the list wrote them, and how many do not."""
    if not may_be_undone(row, at):
        raise NotPossibleNow(TOO_LATE)
    if open_lists(of, at)[0].id != row.id:
        raise NotPossibleNow(f"{NEWER_FIRST}.")
    written = row.said["before"]
    there = {one.id: one for one in attendance.rows(of.id)}
    still = [
        (there[entry["row"]], entry["was"])
        for entry in written
        if entry["row"] in there and state(there[entry["row"]]) == entry["wrote"]
    ]
    return still, len(written) - len(still)


def _put_back(row: Attendance, was: Json | None) -> None:
    if was is None:
        db.session.delete(row)
        return
    row.person_id, row.minutes = was["person_id"], was["minutes"]
    row.presence, row.how = Presence(was["presence"]), Noted(was["how"])
    row.noted_at = dt.datetime.fromisoformat(was["noted_at"])
    row.noted_by_id = was["noted_by_id"]
