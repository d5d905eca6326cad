"""One event as its page shows it, to somebody who may come and to those who run it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.audit.presenters import harmless
from app.events.domain import doors
from app.events.domain.kinds import EventStatus, RegistrationState
from app.events.domain.line import free, is_full, ordinal
from app.events.domain.words import ahead, moment, when
from app.events.presenters.listing import WAS_THERE, placed_words, standing, where

if TYPE_CHECKING:
    from app.accounts.queries.contacts import Contact
    from app.events.models import Event, Registration
    from app.events.queries.registrations import Count

HEADINGS = ("Name", "Email", "State", "Place in line", "Asked at", "Got the place at")


@dataclass(frozen=True, slots=True)
class EventPage:
    """What somebody reads about an event, and what may be done there.

    `call` is the link of the call, for registered people at the right time; `call_words` says
    when it shows. `can` is "register", "line" or "".
    """

    when: str
    ahead: str
    where: str
    tone: str
    words: str
    places: str
    closes: str
    call: str
    call_words: str
    can: str
    has_place: bool
    waits_as: str
    may_leave: bool
    is_cancelled: bool


def page(
    of: Event,
    row: Registration | None,
    count: Count,
    number: int | None,
    now: dt.datetime,
    *,
    came: bool,
) -> EventPage:
    """The event for somebody; `number` is the place in the line of who waits.

    Whoever checked in already (`came`) neither registers nor waits nor gives a place back.
    """
    state = row.state if row is not None else RegistrationState.CANCELLED
    if came and state is RegistrationState.WAITING:
        state = RegistrationState.CANCELLED
    is_planned = doors.status(of, now) is EventStatus.PLANNED
    has_place = state is RegistrationState.REGISTERED
    is_in = state is not RegistrationState.CANCELLED
    shows = has_place and doors.shows_link(of, now)
    tone, words = WAS_THERE if came else standing(of, row, count, now)
    waits = state is RegistrationState.WAITING and doors.is_on(of, now)
    is_open, closes_at = doors.may_register(of, now), of.registration_closes_at
    can = ""
    if is_open and not is_in and not came:
        can = "line" if is_full(of.capacity, count.placed) else "register"
    return EventPage(
        when=when(of.starts_at, of.ends_at),
        ahead=ahead(of.starts_at, now) if is_planned else "",
        where=where(of),
        tone=tone,
        words=words,
        places=_places(of, count),
        closes=moment(closes_at) if is_open and closes_at else "",
        call=of.link if shows else "",
        call_words="" if shows else _call_words(of, state, can, now),
        can=can,
        has_place=has_place,
        waits_as=ordinal(number) if number is not None and waits else "",
        may_leave=is_in and is_planned and not came,
        is_cancelled=of.cancelled_at is not None,
    )


def _places(of: Event, count: Count) -> str:
    left = free(of.capacity, count.placed)
    if left is None or of.cancelled_at is not None:
        return ""
    line = f", {count.waiting} in line" if count.waiting else ""
    return f"{left} of {of.capacity} free{line}"


def _call_words(of: Event, state: RegistrationState, can: str, now: dt.datetime) -> str:
    """Why the link of the call does not show, while it still will."""
    if not of.link or not doors.is_on(of, now):
        return ""
    if state is RegistrationState.WAITING:
        return "Once you have a place, the link of the call shows here shortly before the start."
    if state is RegistrationState.REGISTERED:
        return f"The link of the call shows here from {moment(doors.link_shows_at(of))}."
    if can == "register":
        return "Register to see the link of the call here shortly before the start."
    return ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a place or in the line."""

    name: str
    email: str
    since: str
    number: int


def people(rows: Iterable[Registration], contacts: Mapping[int, Contact]) -> tuple[Person, ...]:
    """Who comes or waits, in order."""
    return tuple(
        Person(
            contacts[row.person_id].name,
            contacts[row.person_id].email,
            moment(row.placed_at or row.asked_at),
            number,
        )
        for number, row in enumerate(rows, 1)
    )


def table(
    placed: Sequence[Registration], line: Sequence[Registration], contacts: Mapping[int, Contact]
) -> list[list[str]]:
    """The same for a spreadsheet, with its headings; no cell can be taken for a formula."""
    found = [list(HEADINGS)]
    for number, row in (*((0, row) for row in placed), *enumerate(line, 1)):
        to = contacts[row.person_id]
        cells = (
            to.name,
            to.email,
            row.state,
            str(number or ""),
            moment(row.asked_at),
            moment(row.placed_at) if row.placed_at else "",
        )
        found.append([harmless(cell) for cell in cells])
    return found


def facts(of: Event, count: Count, cohort: str) -> list[tuple[str, str]]:
    """What those who run it planned."""
    roles = ", ".join(str(role).capitalize() for role in of.roles)
    closes = of.registration_closes_at
    return [
        ("When", when(of.starts_at, of.ends_at)),
        ("Where", of.place),
        ("Link of the call", of.link),
        ("The link shows", f"{of.link_minutes} minutes before the start" if of.link else ""),
        ("For", f"{cohort}; {roles}" if roles else f"{cohort}, every role"),
        ("Places", placed_words(of, count) + " taken"),
        ("Registration closes", moment(closes) if closes else "When the event ends"),
        (
            "Check-in",
            f"{of.check_in_before} minutes before the start to "
            f"{of.check_in_after} minutes after the end",
        ),
        ("Counts as learning", _minutes(of)),
        ("Why it was cancelled", of.cancelled_reason),
    ]


def _minutes(of: Event) -> str:
    return "As long as it lasts" if of.credit_minutes is None else f"{of.credit_minutes} minutes"
