"""Words leave the entry for a calendar that went along with a mail, however its lines break."""

from __future__ import annotations

import datetime as dt

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import select

from app.core.db import db, transaction
from app.events.domain import calendar
from app.events.domain.calendar import Entry, Method
from app.outbox import services as outbox
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from app.removals import services
from app.removals.domain.words import MARK
from app.removals.queries import texts
from tests.support import build

AT = build.NOON
MRN = "MRN 00458217"


@pytest.fixture
def staff(app: object) -> Actor:
    someone = build.person(role=Role.PROGRAM_STAFF, name="Stella Staff")
    return Actor(person_id=someone.id, name=someone.name)


def invited(*, title: str = "Call", description: str = "", key: str = "event-place:1") -> str:
    """A mail with an entry; gives the entry."""
    text = calendar.invitation(
        Entry("a@portal.test", title, AT, AT + dt.timedelta(hours=1), AT, description=description),
        Method.REQUEST,
        organizer="no-reply@portal.test",
        attendee="ben@example.org",
        at=AT,
    )
    with transaction():
        outbox.queue(
            "event place", key=key, to="ben@example.org", subject="A place", body="Come.", at=AT,
            calendar=text,
        )  # fmt: skip
    return text


def kept() -> str:
    db.session.expire_all()
    text = db.session.scalars(select(OutboxMail.calendar).order_by(OutboxMail.id)).first()
    return str(text)


def take_out(words: str, by: Actor) -> list[str]:
    found = texts.standing([words]).found
    with transaction():
        services.remove(
            [one.mark for one in found], [words], reason="A nurse told us", by=by, at=AT
        )
    return [one.part for one in found]


@pytest.mark.parametrize("before", [40, 53, 54, 57, 60, 64, 65])
def test_words_in_two_lines_of_an_entry_leave_it(staff: Actor, before: int) -> None:
    title = f"{'x' * before} {MRN} today"
    assert (MRN in invited(title=title)) is (before not in range(54, 65))

    assert take_out(MRN, staff) == ["calendar"]

    (one,) = Calendar.from_ical(kept()).walk("VEVENT")
    other = vobject.readOne(kept()).vevent
    assert one["SUMMARY"] == other.summary.value == f"{'x' * before} {MARK} today"
    assert one["UID"] == "a@portal.test"
    assert max(len(line) for line in kept().encode().split(b"\r\n")) <= 75
    assert texts.standing([MRN]).found == ()


@pytest.mark.parametrize("words", ["Lee, Ann", "Lee; Ann", "Ann\nLee", "Ann\\Lee", "Zoë Ñúñez"])
def test_words_with_signs_that_an_entry_marks_leave_it(staff: Actor, words: str) -> None:
    invited(description=f"{'é' * 60}We talk about {words}, and more")
    assert take_out(words, staff) == ["calendar"]
    (one,) = Calendar.from_ical(kept()).walk("VEVENT")
    assert one["DESCRIPTION"] == f"{'é' * 60}We talk about {MARK}, and more"


def test_what_looks_like_an_identifier_is_found_in_two_lines(staff: Actor) -> None:
    invited(title=f"{'x' * 60} {MRN}")
    assert MRN not in kept()
    (found,) = (one for one in texts.suspicious_texts().found if one.part == "calendar")
    assert found.words == (MRN,)


def test_words_that_programs_need_stay(staff: Actor) -> None:
    invited(title="Event: REQUEST, CONFIRMED")
    assert take_out("REQUEST", staff) == ["calendar"]
    whole = Calendar.from_ical(kept())
    assert whole["METHOD"] == "REQUEST"
    (one,) = whole.walk("VEVENT")
    assert one["SUMMARY"] == f"Event: {MARK}, CONFIRMED"


def test_a_mail_that_is_emptied_keeps_no_entry(staff: Actor) -> None:
    invited()
    with transaction():
        assert outbox.empty(["event-place"]) == 1
    assert db.session.scalars(select(OutboxMail.calendar)).all() == [None]
