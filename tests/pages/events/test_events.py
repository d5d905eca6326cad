"""Events as people meet them: the lists, one event, registering and giving a place back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import vobject
from icalendar import Calendar

from app.core.db import db
from app.events.domain.audience import INVITED
from app.events.domain.kinds import Noted, Presence, RegistrationState
from app.events.models import Attendance, Registration
from app.policy import Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from app.events.models import Event
    from tests.support.page import Page, PageClient

START = dt.datetime(2026, 11, 9, 18, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
LINK = "https://call.example.org/secret"


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(build.NOON)
    return build.team()


@pytest.fixture
def ben(team: Any, client: PageClient) -> Person:
    person = build.person(name="Ben", role=Role.LEAD, at=team.practice)
    client.sign_in(person)
    return person


def registered(of: Event, person: Person, state: RegistrationState = RegistrationState.REGISTERED) -> Registration:  # fmt: skip
    return build.saved(
        Registration(
            event_id=of.id,
            person_id=person.id,
            state=state,
            asked_at=build.NOON,
            placed_at=build.NOON,
            cancelled_at=build.NOON if state is RegistrationState.CANCELLED else None,
        )
    )


def keys(page: Page) -> list[str]:
    return [row.attrs["data-key"] for row in page.all("event")]


def set_clock(app: Flask, at: dt.datetime) -> None:
    app.extensions["clock"].set(at)


# ------------------------------------------------------------------ lists


@pytest.mark.parametrize("role", Role)
def test_whoever_may_learn_opens_the_events(client: PageClient, team: Any, role: Role) -> None:
    of = build.learning_event()
    client.sign_in(build.person(role=role))
    for path in ("/events", f"/events/{of.key}", "/events/calendar", f"/events/{of.key}/event.ics"):
        assert client.get(path).status_code == (200 if role in INVITED else 403)


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit("/events", status=302).location.startswith("/sign-in")


def test_the_lists_hold_what_lies_ahead_what_is_mine_and_what_is_over(
    app: Flask, client: PageClient, ben: Person, team: Any
) -> None:
    day = dt.timedelta(days=1)
    later = build.learning_event(starts_at=START + 5 * day, title="Later")
    sooner = build.learning_event(title="Sooner")
    over = build.learning_event(starts_at=build.NOON - 3 * day, title="Over")
    draft = build.learning_event(published_at=None, published_by_id=None)
    other = build.learning_event(cohort_id=build.cohort().id)
    sponsors = build.learning_event(cohort_id=team.cohort.id, roles=["sponsor"])
    registered(sooner, ben)
    kept = build.learning_event(cohort_id=build.cohort().id, title="Kept")
    registered(kept, ben)

    assert keys(client.visit("/events")) == [sooner.key, kept.key, later.key]
    assert keys(client.visit("/events?show=mine")) == [sooner.key, kept.key]
    assert keys(client.visit("/events?show=past")) == [over.key]
    assert keys(client.visit("/events?show=nonsense")) == [sooner.key, kept.key, later.key]
    for hidden in (draft, other, sponsors):
        for path in ("", "/event.ics", "/leave"):
            client.visit(f"/events/{hidden.key}{path}", status=404)
    client.visit("/events/nothing", status=404)


def test_what_one_came_to_from_the_line_stays_among_ones_own(
    app: Flask, client: PageClient, ben: Person
) -> None:
    of, other = build.learning_event(), build.learning_event()
    hidden = build.learning_event(cohort_id=build.cohort().id)
    registered(of, ben, RegistrationState.CANCELLED)
    registered(other, ben, RegistrationState.CANCELLED)
    for one in (of, hidden):
        build.saved(
            Attendance(
                event_id=one.id,
                person_id=ben.id,
                presence=Presence.ATTENDED,
                how=Noted.CODE,
                noted_at=START,
            )
        )
    set_clock(app, START)
    client.sign_in(ben)
    page = client.visit("/events?show=mine")
    assert keys(page) == [of.key]
    assert page.one("status").text == "You were there"
    for one, status in ((of, "CONFIRMED"), (other, "TENTATIVE")):
        text = client.get(f"/events/{one.key}/event.ics").text
        assert str(Calendar.from_ical(text).walk("VEVENT")[0]["STATUS"]) == status


def test_empty_lists_say_what_comes_here(client: PageClient, ben: Person) -> None:
    assert "No events ahead" in client.visit("/events").text
    assert "not registered for any event" in client.visit("/events?show=mine").text
    assert "No past events" in client.visit("/events?show=past").text


@pytest.mark.parametrize("show", ["upcoming", "mine", "past"])
def test_a_long_list_asks_no_more_than_a_short_one(
    client: PageClient, ben: Person, show: str
) -> None:
    def asked() -> int:
        with statements() as sent:
            client.visit(f"/events?show={show}")
        return len(sent)

    def add() -> None:
        gap = dt.timedelta(days=-20 if show == "past" else 1)
        registered(build.learning_event(starts_at=START + gap), ben)

    add()
    one = asked()
    add()
    add()
    assert asked() == one <= 8


def test_the_list_says_how_each_event_stands(client: PageClient, ben: Person) -> None:
    mine, full, waits = (build.learning_event(capacity=1) for _ in range(3))
    registered(mine, ben)
    registered(full, build.person())
    registered(waits, build.person())
    registered(waits, ben, RegistrationState.WAITING)
    build.learning_event(registration_closes_at=build.NOON)
    build.learning_event()
    gone = build.learning_event(title="Gone")
    gone.cancelled_at, gone.cancelled_by_id, gone.cancelled_reason = build.NOON, ben.id, "Ice"
    db.session.commit()

    said = [tag.text for tag in client.visit("/events").all("status")]

    assert said == ["You are registered", "Full, you can wait in line", "You are in line", "Registration is closed", "Open", "Cancelled"]  # fmt: skip


# ------------------------------------------------------------------ one event


def test_somebody_registers_and_gives_the_place_back(client: PageClient, ben: Person) -> None:
    of = build.learning_event(capacity=5, summary="First line\n\nSecond line")
    path = f"/events/{of.key}"

    page = client.visit(path)
    assert "Monday, November 9, 2026, 12:00 p.m. to 1:00 p.m. Central" in page.text
    assert "5 of 5 free" in page.text
    assert "in 7 days" in page.text
    client.fill_in(f"{path}/register", at=path)
    page = client.visit(path)
    assert page.one("status").text == "You are registered"
    assert "4 of 5 free" in page.text
    asked = client.visit(f"{path}/leave")
    assert "Give your place back?" in asked.headings
    client.send(asked.form(f"{path}/leave"))
    assert client.visit(path).one("status").text == "Open"


def test_a_full_event_says_the_place_in_the_line(client: PageClient, ben: Person) -> None:
    of = build.learning_event(capacity=1, link=LINK)
    registered(of, build.person())
    registered(of, build.person(), RegistrationState.WAITING)
    path = f"/events/{of.key}"

    page = client.visit(path)
    assert page.one("status").text == "Full, 1 in line"
    assert "Join the line" in page.text
    assert "Register to see the link" not in page.text
    client.fill_in(f"{path}/register", at=path)

    page = client.visit(path)
    assert page.one("line").text == "2nd"
    assert "0 of 1 free, 2 in line" in page.text
    assert "Leave the line?" in client.visit(f"{path}/leave").headings


def test_a_closed_registration_offers_nothing_and_refuses(client: PageClient, ben: Person) -> None:
    of = build.learning_event(link=LINK)
    form = client.visit(f"/events/{of.key}").form(f"/events/{of.key}/register")
    of.registration_closes_at = build.NOON
    db.session.commit()

    closed = client.visit(f"/events/{of.key}").text
    assert "Registration is closed" in closed
    assert "Register to see the link" not in closed
    page = client.send(form, status=409)
    assert "Registration for this event is closed." in page.text


def test_the_link_of_the_call_shows_to_registered_people_near_the_start(
    app: Flask, client: PageClient, ben: Person
) -> None:
    of = build.learning_event(link=LINK, link_minutes=30)
    path = f"/events/{of.key}"
    assert "Register to see the link" in client.visit(path).text
    registered(of, ben)

    seen = []
    for gap in (-31, -30, 0, 59, 89, 90):
        set_clock(app, START + dt.timedelta(minutes=gap))
        client.sign_in(ben)
        seen.append(LINK in client.get(path).text)
    assert seen == [False, True, True, True, True, False]
    set_clock(app, START - HOUR)
    client.sign_in(ben)
    assert "shows here from Monday, November 9, 2026, 11:30 a.m. Central" in client.visit(path).text
    set_clock(app, START)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert LINK not in client.get(path).text
    assert LINK not in client.get(f"{path}/event.ics").text


def test_the_file_for_calendars_knows_how_sure_it_is(client: PageClient, ben: Person) -> None:
    of = build.learning_event(title="A, b; c\\d 😀 " + "ü" * 150)
    path = f"/events/{of.key}/event.ics"

    def status() -> str:
        reply = client.get(path)
        assert reply.mimetype == "text/calendar"
        (one,) = Calendar.from_ical(reply.text).walk("VEVENT")
        other = vobject.readOne(reply.text).vevent
        assert one["SUMMARY"] == other.summary.value == of.title
        assert other.uid.value == of.uid
        return str(one["STATUS"])

    assert status() == "TENTATIVE"
    registered(of, ben)
    assert status() == "CONFIRMED"
    of.cancelled_at, of.cancelled_by_id, of.cancelled_reason = build.NOON, ben.id, "Ice"
    db.session.commit()
    assert status() == "CANCELLED"
    page = client.visit(f"/events/{of.key}")
    assert "This event is cancelled" in page.text
    assert "Ice" in page.text


def test_what_is_over_says_so(app: Flask, client: PageClient, ben: Person) -> None:
    of, other = build.learning_event(), build.learning_event(link=LINK)
    registered(of, ben)
    set_clock(app, START + 2 * HOUR)
    client.sign_in(ben)
    assert client.visit(f"/events/{of.key}").one("status").text == "You were registered"
    assert client.visit(f"/events/{other.key}").one("status").text == "Over"


def test_nobody_waits_for_a_place_at_what_is_over(
    app: Flask, client: PageClient, ben: Person
) -> None:
    of = build.learning_event(capacity=1, link=LINK)
    registered(of, build.person())
    registered(of, ben, RegistrationState.WAITING)
    page = client.visit(f"/events/{of.key}")
    assert page.one("line").text == "1st"
    assert "Once you have a place, the link of the call shows here" in page.text
    assert "Register to see" not in page.text

    set_clock(app, START + 2 * HOUR)
    client.sign_in(ben)
    page = client.visit(f"/events/{of.key}")
    assert page.one("status").text == "Over"
    assert page.all("line") == []
    assert "Once you have a place" not in page.text


def test_who_checks_in_while_in_line_reads_one_thing(
    app: Flask, client: PageClient, ben: Person
) -> None:
    waits = RegistrationState.WAITING
    of, noted = (build.learning_event(capacity=1, link=LINK) for _ in range(2))
    for event in (of, noted):
        registered(event, build.person())
        registered(event, ben, waits)
    about = {"presence": Presence.ATTENDED, "how": Noted.STAFF, "noted_at": START}
    build.saved(Attendance(event_id=noted.id, person_id=ben.id, **about))
    set_clock(app, START)
    client.sign_in(ben)
    client.fill_in(f"/events/{of.key}/check-in", code="PINE42")
    for event in (of, noted):
        page = client.visit(f"/events/{event.key}")
        assert page.one("status").text == "You were there"
        assert page.one("checkin").text == "Attended 60 minutes count."
        assert page.all("line") == []
        assert "the link of the call" not in page.text
        assert "Leave the line" not in page.text
        assert "Join the line" not in page.text


def test_whoever_gives_a_place_back_reads_that(client: PageClient, ben: Person) -> None:
    of = build.learning_event()
    registered(of, ben)
    path = f"/events/{of.key}/leave"
    assert "You gave your place back." in client.follow(client.fill_in(path)).text


def test_whoever_leaves_the_line_reads_that_they_left_the_line(
    client: PageClient, ben: Person
) -> None:
    of = build.learning_event(capacity=1)
    registered(of, build.person())
    registered(of, ben, RegistrationState.WAITING)
    path = f"/events/{of.key}/leave"
    assert "You left the line." in client.follow(client.fill_in(path)).text


def test_a_place_is_offered_back_only_while_it_can_be(
    app: Flask, client: PageClient, ben: Person
) -> None:
    mine, other = build.learning_event(), build.learning_event()
    registered(mine, ben)
    assert client.visit(f"/events/{other.key}/leave", status=302).location == f"/events/{other.key}"
    client.visit(f"/events/{mine.key}/leave")
    set_clock(app, START)
    client.sign_in(ben)
    assert client.visit(f"/events/{mine.key}/leave", status=302).location == f"/events/{mine.key}"


def test_past_events_say_where_one_was(app: Flask, client: PageClient, ben: Person) -> None:
    of = build.learning_event()
    registered(of, ben)
    build.saved(
        Attendance(
            event_id=of.id,
            person_id=ben.id,
            presence=Presence.ATTENDED,
            how=Noted.ROSTER,
            noted_at=START,
        )
    )
    set_clock(app, START + 2 * HOUR)
    client.sign_in(ben)
    assert client.visit("/events?show=past").one("status").text == "You were there"


def test_whoever_checked_in_neither_registers_nor_leaves(client: PageClient, ben: Person) -> None:
    of = build.learning_event()
    path = f"/events/{of.key}"
    build.saved(
        Attendance(
            event_id=of.id,
            person_id=ben.id,
            presence=Presence.ATTENDED,
            how=Noted.ROSTER,
            noted_at=START,
        )
    )
    assert f"{path}/register" not in [one.action for one in client.visit(path).forms]
    registered(of, ben)
    assert "Give my place back" not in client.visit(path).links


def test_nobody_counts_places_at_what_is_cancelled(client: PageClient, ben: Person) -> None:
    of = build.learning_event(capacity=2)
    assert "2 of 2 free" in client.visit(f"/events/{of.key}").text
    of.cancelled_at, of.cancelled_by_id, of.cancelled_reason = build.NOON, ben.id, "Ice"
    db.session.commit()
    assert "of 2 free" not in client.visit(f"/events/{of.key}").text
