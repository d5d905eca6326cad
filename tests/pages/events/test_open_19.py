"""OPEN-19, its first half: publish, register, move, and remind only those who registered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import select

from app.core.db import db
from app.outbox import worker
from app.outbox.models import OutboxMail
from app.policy import Role
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

PLAN = {
    "kind": "office hours",
    "title": "Office hours: registries",
    "starts_on": "2026-07-15",
    "starts_time": "12:00",
    "ends_time": "13:00",
    "link": "https://call.example.org/registries",
    "capacity": "30",
    "cohort": "all",
}
NOON = "Wednesday, July 15, 2026, 12:00 p.m. to 1:00 p.m. Central"
PAGE = "/events/office-hours-registries"
DESK = f"/staff{PAGE}"


def mails_to(person: Any) -> list[OutboxMail]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(OutboxMail).where(OutboxMail.recipient == person.email).order_by(OutboxMail.id)
        )
    )


def entries(text: str) -> tuple[Any, Any]:
    """The one entry of a file, as two parsers see it."""
    (one,) = Calendar.from_ical(text).walk("VEVENT")
    return one, vobject.readOne(text).vevent


@pytest.fixture
def neil(app: Flask, client: PageClient) -> PageClient:
    """Program staff on 1 July 2026."""
    set_clock(app, dt.datetime(2026, 7, 1, 14, tzinfo=dt.UTC))
    client.sign_in(build.person(name="Neil", role=Role.PROGRAM_STAFF))
    return client


def set_clock(app: Flask, at: dt.datetime) -> None:
    app.extensions["clock"].set(at)


def test_a_webinar_is_planned_registered_for_moved_and_reminded_of(
    app: Flask, neil: PageClient, new_client: Callable[[], PageClient]
) -> None:
    team = build.team()
    ben = build.person(name="Ben", role=Role.LEAD, at=team.practice)
    dev = build.person(name="Dev", role=Role.VIEWER, at=team.practice)
    bens = new_client()
    bens.sign_in(ben)

    neil.fill_in("/staff/events/new", **PLAN)
    bens.visit(PAGE, status=404)
    neil.fill_in(f"{DESK}/publish", at=DESK)
    bens.fill_in(f"{PAGE}/register", at=PAGE)

    page = bens.visit(PAGE)
    (mail,) = mails_to(ben)
    assert NOON in page.text
    assert NOON in mail.body
    link = page.one("event-ics").attrs["href"]
    before, other = entries(bens.get(link).text)
    assert before["DTSTART"].to_ical() == b"20260715T170000Z"
    assert other.dtstart.value == dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
    sent, _ = entries(mail.calendar or "")
    for line in ("UID", "SEQUENCE", "DTSTART"):
        assert sent[line] == before[line]

    neil.fill_in(f"{DESK}/edit", starts_time="13:00", ends_time="14:00")

    _, update = mails_to(ben)
    assert "1:00 p.m. to 2:00 p.m. Central" in update.body
    for after, _ in (entries(update.calendar or ""), entries(bens.get(link).text)):
        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] == before["SEQUENCE"] + 1
        assert after["DTSTART"].to_ical() == b"20260715T180000Z"

    for minutes in (0, 5):
        set_clock(app, dt.datetime(2026, 7, 14, 18, minutes, tzinfo=dt.UTC))
        worker.do_duties()
    assert [mail.kind for mail in mails_to(ben)] == [
        "event place",
        "event change",
        "event reminder",
    ]
    assert mails_to(dev) == []
