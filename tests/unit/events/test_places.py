"""Places, the line for them, and giving a place back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import NotPossibleNow, Refused
from app.events.domain.kinds import Presence
from app.events.domain.line import free, is_full
from app.events.queries import events, registrations
from app.events.services import places
from tests.support import build
from tests.unit.events.hall import (
    AT,
    DAY,
    HOUR,
    START,
    actor,
    change,
    come,
    entry,
    leave,
    mails,
    method,
    out,
    states,
    told,
)
from tests.unit.events.noting import check_in, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.accounts.models import Person
    from app.events.models import Event

pytestmark = pytest.mark.usefixtures("app")


def test_who_registers_gets_one_mail_with_the_time_in_central_and_the_entry() -> None:
    ben = build.person(name="Ben", email="ben@example.org")
    of = out()

    come(of, ben)
    come(of, ben)

    (mail,) = mails()
    assert "Wednesday, July 15, 2026, 12:00 p.m. to 1:00 p.m. Central" in mail.body
    assert "https://call.example.org" not in mail.body + str(mail.calendar)
    assert mail.link == "http://localhost/events/office-hours-registries"
    assert method(mail) == "REQUEST"
    assert entry(mail)["DTSTART"].to_ical() == b"20260715T170000Z"
    assert entry(mail)["SEQUENCE"] == 0
    assert entry(mail)["UID"] == of.uid
    assert entry(mail)["ATTENDEE"] == "mailto:ben@example.org"


def test_a_full_event_makes_a_line_and_says_the_place_in_it() -> None:
    people = [build.person() for _ in range(4)]
    of = out(capacity=2)

    rows = come(of, *people)

    assert states(of) == ["registered", "registered", "waiting", "waiting"]
    assert [registrations.place_in_line(row) for row in rows[2:]] == [1, 2]
    first, second = mails("event line")
    assert "You are number 1 in line" in first.body
    assert "You are number 2 in line" in second.body
    assert first.calendar is None


def test_the_first_in_line_gets_the_place_of_who_leaves_and_hears_of_it() -> None:
    ana, ben, cam, dev = (build.person() for _ in range(4))
    of = out(capacity=1)
    come(of, ana, ben, cam, dev)

    leave(of, ana)

    assert states(of) == ["cancelled", "registered", "waiting", "waiting"]
    (mail,) = [one for one in mails("event place") if one.recipient == ben.email]
    assert "you were first in line" in mail.body
    assert method(mail) == "REQUEST"
    (gone,) = mails("event place given back")
    assert (gone.recipient, method(gone), entry(gone)["STATUS"]) == (
        ana.email,
        "CANCEL",
        "CANCELLED",
    )


def test_who_leaves_the_line_takes_no_place_along() -> None:
    ana, ben, cam = (build.person() for _ in range(3))
    of = out(capacity=1)
    come(of, ana, ben, cam)

    leave(of, ben)
    leave(of, ben)

    assert states(of) == ["registered", "cancelled", "waiting"]
    assert told("event place given back") == []


def test_who_comes_back_stands_at_the_end_and_gets_a_mail_again() -> None:
    ana, ben = build.person(), build.person()
    of = out(capacity=1)
    come(of, ana, ben)
    leave(of, ana)
    leave(of, ben, AT + 2 * HOUR)

    come(of, ben, ana, at=AT + 3 * HOUR)

    assert states(of) == ["waiting", "registered"]
    assert told("event place") == [ana.email, ben.email, ben.email]


def test_more_places_go_to_the_first_in_line() -> None:
    people = [build.person() for _ in range(4)]
    of = out(capacity=1)
    come(of, *people)

    assert change(of, capacity=3) == ()
    assert states(of) == ["registered"] * 3 + ["waiting"]
    change(of, capacity=None)
    assert states(of) == ["registered"] * 4
    assert told("event place") == [one.email for one in people]


def test_fewer_places_than_are_taken_are_refused_and_send_nobody_away() -> None:
    people = [build.person() for _ in range(3)]
    of = out(capacity=3)
    come(of, *people)

    with pytest.raises(Refused, match="3 people have a place") as refused:
        change(of, capacity=2)
    assert refused.value.field == "capacity"
    leave(of, people[0])
    change(of, capacity=2)
    come(of, people[0], at=AT + DAY)

    assert states(of) == ["waiting", "registered", "registered"]


def test_a_closed_account_leaves_the_line() -> None:
    ana, ben, cam = (build.person() for _ in range(3))
    of = out(capacity=1)
    come(of, ana, ben, cam)
    ben.closed_at = AT
    db.session.commit()

    leave(of, ana)

    assert states(of) == ["cancelled", "cancelled", "registered"]


def test_who_checks_in_while_in_line_waits_no_longer() -> None:
    ana, ben, cam = (build.person() for _ in range(3))
    of = out(capacity=1)
    come(of, ana, ben, cam)
    check_in(of, ana)
    check_in(of, ben)
    assert states(of) == ["registered", "cancelled", "waiting"]
    change(of, capacity=2, at=START)
    assert states(of) == ["registered", "cancelled", "registered"]
    assert told("event place") == [ana.email, cam.email]


def test_whom_staff_note_as_there_waits_no_longer_and_nobody_else_leaves_the_line() -> None:
    ana, ben, cam, dev = (build.person() for _ in range(4))
    of = out(capacity=1)
    come(of, ana, ben, cam, dev)
    mark(of, ana, Presence.ATTENDED)
    mark(of, ben, Presence.ATTENDED)
    mark(of, cam, Presence.EXCUSED, reason="Clinic day")
    assert states(of) == ["registered", "cancelled", "waiting", "waiting"]
    mark(of, ben, Presence.ABSENT)
    assert states(of) == ["registered", "cancelled", "waiting", "waiting"]


def test_a_free_place_passes_by_those_who_were_noted_as_there() -> None:
    ana, ben, cam = (build.person() for _ in range(3))
    of = out(capacity=1)
    mark(of, ben, Presence.ATTENDED)
    come(of, ana, ben, cam, at=START)
    assert states(of) == ["registered", "waiting", "waiting"]
    change(of, capacity=2, at=START)
    assert states(of) == ["registered", "cancelled", "registered"]
    change(of, capacity=3, at=START)
    come(of, ben, at=START)
    assert states(of) == ["registered", "registered", "registered"]


def test_registration_closes_and_a_place_of_an_event_that_began_is_kept() -> None:
    ana, ben = build.person(), build.person()
    of = out(registration_closes_at=START - DAY)
    come(of, ana)

    with pytest.raises(NotPossibleNow):
        come(of, ben, at=START - DAY)
    with pytest.raises(NotPossibleNow):
        leave(of, ana, START)
    assert states(of) == ["registered"]


def test_after_the_end_nobody_moves_up() -> None:
    ana, ben = build.person(), build.person()
    of = out(capacity=1)
    come(of, ana, ben)

    with transaction():
        fresh = events.event(of.key, locked=True)
        fresh.capacity = 5
        places.fill(fresh, at=START + 2 * HOUR)

    assert states(of) == ["registered", "waiting"]


def test_every_step_is_in_the_trail() -> None:
    ana, of = build.person(name="Ana"), out()
    come(of, ana)
    leave(of, ana)
    verbs = [one.verb for one in db.session.query(AuditEvent).filter_by(actor_name="Ana")]
    assert verbs == ["registered for an event", "gave back a place at an event"]


@given(st.none() | st.integers(1, 50), st.integers(0, 60))
def test_free_places_are_never_less_than_none(capacity: int | None, taken: int) -> None:
    left = free(capacity, taken)
    assert (left is None) == (capacity is None)
    assert left is None or 0 <= left <= (capacity or 0)
    assert is_full(capacity, taken) == (left == 0)


# ------------------------------------------------------------------ at the same moment


def together(app: Flask, deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do everything at once, each on a connection of its own."""
    db.session.commit()
    start = threading.Barrier(len(deeds))
    found: list[Any] = [None] * len(deeds)

    def run(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    found[place] = deeds[place]()
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.expire_all()
    return found


def registering(of: Event, person: Person) -> Callable[[], Any]:
    by, key = actor(person), of.key
    return lambda: places.register(events.event(key, locked=True), by=by, at=AT).state.value


def test_two_people_at_the_same_moment_never_get_the_last_place_both(app: Flask) -> None:
    people = [build.person() for _ in range(4)]
    of = out(capacity=1)

    found = together(app, [registering(of, one) for one in people])

    assert sorted(found) == ["registered", "waiting", "waiting", "waiting"]
    assert sorted(states(of)) == sorted(found)
    assert len(told("event place")) == 1
    assert sorted(mail.body.split("number ")[1][0] for mail in mails("event line")) == [
        "1",
        "2",
        "3",
    ]


def test_one_person_in_two_tabs_has_one_place_and_one_mail(app: Flask) -> None:
    ben, of = build.person(), out()
    found = together(app, [registering(of, ben)] * 3)
    assert found == ["registered"] * 3
    assert states(of) == ["registered"]
    assert told("event place") == [ben.email]


def test_a_place_that_becomes_free_twice_at_once_goes_to_two_people(app: Flask) -> None:
    """Somebody leaves while staff adds a place: both go to the line, each to somebody else."""
    ana, ben, cam, dev = (build.person() for _ in range(4))
    of = out(capacity=1)
    come(of, ana, ben, cam, dev)
    gone, key = actor(ana), of.key

    def back() -> None:
        places.give_back(events.event(key, locked=True), by=gone, at=AT + HOUR)

    def more() -> None:
        fresh = events.event(key, locked=True)
        fresh.capacity = 2
        db.session.flush()
        places.fill(fresh, at=AT + HOUR)

    together(app, [back, more])

    assert states(of) == ["cancelled", "registered", "registered", "waiting"]
    assert told("event place") == [ana.email, ben.email, cam.email]
