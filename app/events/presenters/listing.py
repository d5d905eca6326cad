"""Events as the rows of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.clock import central
from app.events.domain import doors
from app.events.domain.kinds import EventStatus, RegistrationState
from app.events.domain.line import is_full
from app.events.domain.words import ahead, when
from app.events.queries.registrations import Count

if TYPE_CHECKING:
    from app.events.models import Event, Registration

NOBODY = Count()
WAS_THERE = ("ok", "You were there")
FULL = "Full, you can wait in line"


@dataclass(frozen=True, slots=True)
class Row:
    """One event of a list; `tone` and `words` say how it stands with the reader."""

    key: str
    title: str
    kind: str
    on: dt.date
    when: str
    where: str
    tone: str
    words: str
    ahead: str = ""


def rows(
    events: Iterable[Event],
    own: Mapping[int, Registration],
    counts: Mapping[int, Count],
    came: Collection[str],
    now: dt.datetime,
) -> tuple[Row, ...]:
    """The events for somebody with these registrations, who came to those with the keys `came`."""
    return tuple(
        Row(
            of.key,
            of.title,
            of.kind.capitalize(),
            central(of.starts_at).date(),
            when(of.starts_at, of.ends_at),
            where(of),
            *(
                WAS_THERE
                if of.key in came
                else standing(of, own.get(of.id), counts.get(of.id, NOBODY), now)
            ),
            ahead(of.starts_at, now) if of.cancelled_at is None else "",
        )
        for of in events
    )


def where(of: Event) -> str:
    """The place, or that it is a call."""
    return of.place or ("By video or phone" if of.link else "")


def standing(
    of: Event, row: Registration | None, count: Count, now: dt.datetime
) -> tuple[str, str]:
    """How an event stands with somebody: the tone of a tag, and its words."""
    state = row.state if row is not None else RegistrationState.CANCELLED
    place = doors.status(of, now)
    if place is EventStatus.CANCELLED:
        return "bad", "Cancelled"
    if state is RegistrationState.REGISTERED:
        return "ok", "You were registered" if place is EventStatus.OVER else "You are registered"
    if place is EventStatus.OVER:
        return "grey", "Over"
    if state is RegistrationState.WAITING:
        return "due", "You are in line"
    return _open(of, count, now)


def _open(of: Event, count: Count, now: dt.datetime) -> tuple[str, str]:
    if not doors.may_register(of, now):
        return "grey", "Registration is closed"
    if is_full(of.capacity, count.placed):
        return "info", f"Full, {count.waiting} in line" if count.waiting else FULL
    return "info", "Open"


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One event as those who run it see it."""

    key: str
    title: str
    when: str
    cohort: str
    status: str
    tone: str
    placed: str
    waiting: int


TONES = {
    EventStatus.DRAFT: "due",
    EventStatus.PLANNED: "ok",
    EventStatus.RUNNING: "info",
    EventStatus.OVER: "grey",
    EventStatus.CANCELLED: "bad",
}


def desk_parts(
    events: Iterable[Event],
    counts: Mapping[int, Count],
    cohorts: Mapping[int, str],
    now: dt.datetime,
) -> dict[str, list[DeskRow]]:
    """The events with how many people come and wait, those that are not over before the past."""
    parts: dict[str, list[DeskRow]] = {}
    for of in events:
        row = DeskRow(
            of.key,
            of.title,
            when(of.starts_at, of.ends_at),
            cohort_words(of, cohorts),
            doors.status(of, now).capitalize(),
            TONES[doors.status(of, now)],
            placed_words(of, counts[of.id]),
            counts[of.id].waiting,
        )
        parts.setdefault("Today and ahead" if of.ends_at > now else "Past", []).append(row)
    return parts


def cohort_words(of: Event, cohorts: Mapping[int, str]) -> str:
    return "All cohorts" if of.cohort_id is None else cohorts.get(of.cohort_id, "")


def placed_words(of: Event, count: Count) -> str:
    """How many places are taken, and of how many.

    `count` are those who have a place.
    """
    return str(count.placed) if of.capacity is None else f"{count.placed} of {of.capacity}"
