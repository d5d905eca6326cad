"""An event with people, for the tests of places, mails and calendars."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from icalendar import Calendar
from sqlalchemy import select

from app.core.db import db, transaction
from app.events.domain.kinds import EventKind
from app.events.models import Event, Registration
from app.events.queries import events
from app.events.services import places, planning
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from tests.support import build

if TYPE_CHECKING:
    from app.accounts.models import Person

START = dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
AT = START - 20 * DAY


def settings(**given: Any) -> dict[str, Any]:
    """Everything that a plan says: office hours at noon on 15 July 2026."""
    return {
        "kind": EventKind.OFFICE_HOURS,
        "title": "Office hours: registries",
        "summary": "Bring your questions.",
        "starts_at": START,
        "ends_at": START + HOUR,
        "place": "",
        "link": "https://call.example.org/r",
        "link_minutes": 60,
        "capacity": 30,
        "cohort_id": None,
        "roles": [],
        "registration_closes_at": None,
        "check_in_before": 15,
        "check_in_after": 30,
        "credit_minutes": None,
    } | given


def staff() -> Actor:
    """Neil, who runs events."""
    return actor(build.person(name="Neil", role=Role.PROGRAM_STAFF))


def actor(person: Person) -> Actor:
    return Actor(person_id=person.id, name=person.name)


def out(*, by: Actor | None = None, at: dt.datetime = AT, **given: Any) -> Event:
    """A published event."""
    by = by or staff()
    with transaction():
        of = planning.plan(settings=settings(**given), by=by, at=at)
        planning.publish(of, seen_version=of.version, by=by, at=at)
    return of


def change(of: Event, *, by: Actor | None = None, at: dt.datetime = AT, **given: Any) -> Any:
    """Change some of the plan of an event, as the form of its page does."""
    by = by or staff()
    with transaction():
        fresh = events.event(of.key, locked=True)
        kept = {name: getattr(fresh, name) for name in planning.SETTINGS}
        return planning.change(
            fresh, settings=kept | given, seen_version=fresh.version, by=by, at=at
        )


def come(of: Event, *people: Person, at: dt.datetime = AT) -> list[Registration]:
    """Everybody registers, one after the other."""
    found = []
    for number, person in enumerate(people):
        with transaction():
            fresh = events.event(of.key, locked=True)
            moment = at + dt.timedelta(seconds=number)
            found.append(places.register(fresh, by=actor(person), at=moment))
    return found


def leave(of: Event, person: Person, at: dt.datetime = AT + HOUR) -> None:
    with transaction():
        places.give_back(events.event(of.key, locked=True), by=actor(person), at=at)


def mails(kind: str = "") -> list[OutboxMail]:
    """The mails of a kind, oldest first."""
    db.session.rollback()
    statement = select(OutboxMail).order_by(OutboxMail.id)
    return list(db.session.scalars(statement.where(OutboxMail.kind == kind) if kind else statement))


def told(kind: str) -> list[str]:
    """Whom the mails of a kind went to."""
    return [mail.recipient for mail in mails(kind)]


def entry(mail: OutboxMail) -> Any:
    """The entry that came with a mail."""
    assert mail.calendar is not None
    return Calendar.from_ical(mail.calendar).walk("VEVENT")[0]


def method(mail: OutboxMail) -> str:
    assert mail.calendar is not None
    return str(Calendar.from_ical(mail.calendar)["METHOD"])


def states(of: Event) -> list[str]:
    """The state of every registration, in the order in which they were made."""
    db.session.rollback()
    db.session.expire_all()
    rows = select(Registration).where(Registration.event_id == of.id).order_by(Registration.id)
    return [row.state.value for row in db.session.scalars(rows)]
