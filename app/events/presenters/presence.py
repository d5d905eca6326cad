"""How somebody stands with an event: checked in, there, excused; and what can still be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.uploads import in_words
from app.events.domain import checking_in
from app.events.domain.checking_in import Window
from app.events.domain.kinds import Presence
from app.events.domain.minutes import counting
from app.events.domain.words import moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.events.models import Attendance, Event, EventMaterial


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The state of the check-in for somebody: a tag, a sentence, and whether they may."""

    tone: str
    tag: str
    words: str
    may: bool


def check_in(of: Event, row: Attendance | None, now: dt.datetime) -> CheckIn:
    """How the check-in stands; the code itself is not in it."""
    where = checking_in.window(of, now)
    if row is not None and row.presence is Presence.ATTENDED:
        return CheckIn("ok", "Attended", _minutes(counting(of, row.minutes)), may=False)
    if row is not None and row.presence is Presence.ABSENT:
        return CheckIn("grey", "Not there", "Were you there? Ask who runs the event.", may=False)
    match where:
        case Window.NONE:
            return CheckIn("bad", "Cancelled", "Nobody can check in to this event.", may=False)
        case Window.AHEAD:
            words = f"Check-in opens {moment(checking_in.opens_at(of))}."
            return _excused_or(row, CheckIn("info", "Not open yet", words, may=False))
        case Window.OPEN:
            words = f"Enter the code that is shown, until {moment(checking_in.closes_at(of))}."
            return _excused_or(row, CheckIn("due", "Open", words, may=True))
        case Window.OVER:
            words = (
                f"Check-in closed {moment(checking_in.closes_at(of))}. "
                "If you were there, write to who runs the event."
            )
            return _excused_or(row, CheckIn("grey", "Closed", words, may=False))


def _excused_or(row: Attendance | None, found: CheckIn) -> CheckIn:
    """Somebody who is excused may come after all."""
    if row is None:
        return found
    return CheckIn("info", "Excused", found.words, may=found.may)


def _minutes(count: int) -> str:
    return "1 minute counts." if count == 1 else f"{count} minutes count."


@dataclass(frozen=True, slots=True)
class Material:
    """A file or link to take along."""

    id: int
    title: str
    words: str
    link: str


def materials(rows: Iterable[EventMaterial]) -> tuple[Material, ...]:
    """What belongs to an event, with the kind and size of files."""
    return tuple(
        Material(
            row.id,
            row.title,
            "" if row.link else f"{row.name.rpartition('.')[2].upper()}, {in_words(row.size)}",
            row.link,
        )
        for row in rows
    )
