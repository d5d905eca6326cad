"""The personal calendar: its page, its secret address, and what programs get there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import text

from app.collaborative import services as collaborative
from app.collaborative.domain.kinds import DateKind
from app.core.db import db
from app.core.model import Model
from app.events.domain.kinds import Noted, Presence, RegistrationState
from app.events.models import Attendance, Registration
from app.operations import logs
from app.policy import SYSTEM, Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

PAGE = "/events/calendar"
START = dt.datetime(2026, 11, 9, 18, tzinfo=dt.UTC)


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(build.NOON)
    return build.team()


@pytest.fixture
def ben(team: Any, client: PageClient) -> Person:
    person = build.person(name="Ben", role=Role.LEAD, at=team.practice)
    client.sign_in(person)
    return person


def address(client: PageClient) -> str:
    """Make a link on the page, and give its path."""
    client.fill_in(PAGE, at=PAGE)
    return urlsplit(client.visit(PAGE).one("feed").text).path


def entries(text: str) -> dict[str, str]:
    """Title and status of every entry, on which both parsers agree."""
    first = Calendar.from_ical(text).walk("VEVENT")
    second = vobject.readOne(text).contents.get("vevent", [])
    found = {str(one["SUMMARY"]): str(one["STATUS"]) for one in first}
    assert found == {one.summary.value: one.status.value for one in second}
    return found


def test_a_calendar_holds_what_one_comes_to_what_is_open_and_the_dates_of_the_cohort(
    client: PageClient, new_client: Callable[[], PageClient], ben: Person, team: Any
) -> None:
    mine = build.learning_event(title="Mine; with, signs\\ 😀")
    gone = build.learning_event(title="Gone")
    waits = build.learning_event(title="Waits")
    for of, state in ((mine, "registered"), (gone, "registered"), (waits, "waiting")):
        build.saved(
            Registration(
                event_id=of.id,
                person_id=ben.id,
                state=RegistrationState(state),
                asked_at=build.NOON,
            )
        )
    gone.cancelled_at, gone.cancelled_by_id, gone.cancelled_reason = build.NOON, ben.id, "Ice"
    build.learning_event(title="Open")
    build.learning_event(title="Hidden", cohort_id=build.cohort().id)
    collaborative.add_date(
        team.cohort, kind=DateKind.CALL, title="Due day", on=dt.date(2026, 12, 10), by=SYSTEM, at=START
    )  # fmt: skip
    db.session.commit()

    reply = new_client().get(address(client))

    assert reply.mimetype == "text/calendar"
    assert entries(reply.text) == {
        "Mine; with, signs\\ 😀": "CONFIRMED",
        "Gone": "CANCELLED",
        "Waits": "TENTATIVE",
        "Open": "TENTATIVE",
        "Due day": "CONFIRMED",
    }


def test_what_one_came_to_from_the_line_is_certain_and_stays(
    app: Flask, client: PageClient, new_client: Callable[[], PageClient], ben: Person
) -> None:
    came = build.learning_event(title="Came")
    elsewhere = build.learning_event(title="Elsewhere", cohort_id=build.cohort().id)
    for of in (came, elsewhere):
        build.saved(
            Attendance(
                event_id=of.id,
                person_id=ben.id,
                presence=Presence.ATTENDED,
                how=Noted.CODE,
                noted_at=START,
            )
        )
    path = address(client)
    assert entries(new_client().get(path).text) == {"Came": "CONFIRMED"}
    app.extensions["clock"].set(START + dt.timedelta(hours=2))
    assert entries(new_client().get(path).text) == {"Came": "CONFIRMED"}


def test_programs_keep_it_pass_nothing_on_and_ask_only_for_what_is_new(
    app: Flask,
    client: PageClient,
    new_client: Callable[[], PageClient],
    ben: Person,
    team: Any,
) -> None:
    of = build.learning_event()
    collaborative.add_date(
        team.cohort, kind=DateKind.CALL, title="Due day", on=dt.date(2026, 12, 10), by=SYSTEM, at=START
    )  # fmt: skip
    db.session.commit()
    path, program = address(client), new_client()

    reply = program.get(path)

    assert reply.headers["Cache-Control"] == "private, max-age=300"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in reply.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in reply.headers
    app.extensions["clock"].set(build.NOON + dt.timedelta(days=1))
    again = program.get(path, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    of.title = "Another title"
    db.session.commit()
    changed = program.get(path, headers={"If-None-Match": reply.headers["ETag"]})
    assert changed.status_code == 200
    assert "Another title" in changed.text


def test_a_calendar_of_many_events_asks_no_more(
    client: PageClient, new_client: Callable[[], PageClient], ben: Person
) -> None:
    path, program = address(client), new_client()

    def asked() -> int:
        with statements() as sent:
            program.get(path)
        return len(sent)

    build.learning_event()
    one = asked()
    build.learning_event()
    build.learning_event()
    assert asked() == one <= 8


def test_every_wrong_address_is_not_found_in_the_same_words(
    client: PageClient, new_client: Callable[[], PageClient], ben: Person
) -> None:
    program = new_client()
    old = address(client)
    new = address(client)
    assert old != new
    closed = build.person(role=Role.LEAD)
    other = new_client()
    other.sign_in(closed)
    shut = address(other)
    closed.closed_at = build.NOON
    db.session.commit()

    wrong = [old, shut, f"/calendar/{'A' * 43}.ics", "/calendar/short.ics", new[:-4], f"{new}x"]
    answers = [program.visit(path, status=404) for path in wrong]

    assert len({one.text for one in answers}) == 1
    assert len({tuple(one.links.items()) for one in answers}) == 1
    with statements() as first:
        program.get(old)
    with statements() as second:
        program.get(f"/calendar/{'A' * 43}.ics")
    assert len(first) == len(second)
    assert program.get(new).status_code == 200


def test_whoever_guesses_is_held_back_and_readers_are_not(
    app: Flask, client: PageClient, new_client: Callable[[], PageClient], ben: Person
) -> None:
    path, guesser = address(client), new_client()
    wrong = [guesser.get(f"/calendar/{'A' * 40}{n:03}.ics").status_code for n in range(61)]
    assert wrong == [404] * 60 + [429]
    held = guesser.get(f"/calendar/{'B' * 43}.ics")
    assert held.status_code == 429
    assert 0 < int(held.headers["Retry-After"]) <= 300
    assert held.headers["Cache-Control"] == "no-store"
    assert guesser.get(path).status_code == 200
    app.extensions["clock"].set(build.NOON + dt.timedelta(minutes=6))
    assert guesser.get(f"/calendar/{'B' * 43}.ics").status_code == 404


def test_no_trail_log_or_stored_row_holds_the_secret(
    app: Flask,
    client: PageClient,
    new_client: Callable[[], PageClient],
    ben: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = address(client)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    with caplog.at_level("INFO"):
        assert new_client().get(path).status_code == 200
        assert new_client().get(f"{path}x").status_code == 404
        client.visit(PAGE)
    said = "\n".join(f"{line.getMessage()} {line.__dict__}" for line in caplog.records)
    assert "/calendar/<token:secret>.ics" in said
    assert secret not in said
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608  # our own names
            assert secret not in repr(tuple(row)), table.name


def test_a_wrong_address_is_kept_by_nobody(new_client: Callable[[], PageClient], team: Any) -> None:
    reply = new_client().get(f"/calendar/{'A' * 43}.ics")
    assert (reply.status_code, reply.headers["Cache-Control"]) == (404, "no-store")


def test_stopping_ends_the_link(
    client: PageClient, new_client: Callable[[], PageClient], ben: Person
) -> None:
    path = address(client)
    client.fill_in(f"{PAGE}/stop", at=PAGE)
    assert new_client().get(path).status_code == 404
    assert "No link yet" in client.visit(PAGE).text


def test_whoever_views_as_somebody_else_does_not_see_the_link(
    client: PageClient, new_client: Callable[[], PageClient], ben: Person
) -> None:
    path = address(client)
    admin = new_client()
    admin.sign_in(build.person(role=Role.ADMINISTRATOR))
    look = f"/staff/people/{ben.id}/view-as"
    admin.fill_in(look, reason="Ben asked for help.")

    page = admin.visit(PAGE)

    assert "Only its owner sees it" in page.text
    assert path.rpartition("/")[2][:-4] not in page.text
    assert admin.get(PAGE).text.count(path) == 0


def test_the_address_is_in_no_line_of_the_log(
    app: Flask, client: PageClient, new_client: Callable[[], PageClient], ben: Person
) -> None:
    path = address(client)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    line = logs.without_private_parts(None, "", {"event": f"unexpected error on {path}"})
    assert line["event"] == "unexpected error on /calendar/….ics"
    assert secret not in str(line)


def test_a_device_can_subscribe_by_itself(client: PageClient, ben: Person) -> None:
    first = client.follow(client.fill_in(PAGE))
    assert "Your calendar link is ready." in first.text
    assert "older one" not in first.text
    page = client.visit(PAGE)
    link = page.one("subscribe").attrs["href"]
    assert link.startswith("webcal://")
    assert urlsplit(link)[1:] == urlsplit(page.one("feed").text)[1:]
    assert "The older one no longer works." in client.follow(client.fill_in(PAGE)).text


def test_a_line_that_led_nowhere_leaves_the_calendar(
    app: Flask, client: PageClient, new_client: Callable[[], PageClient], ben: Person
) -> None:
    of = build.learning_event(title="Full")
    build.saved(
        Registration(
            event_id=of.id,
            person_id=ben.id,
            state=RegistrationState.WAITING,
            asked_at=build.NOON,
        )
    )
    path = address(client)
    assert entries(new_client().get(path).text) == {"Full": "TENTATIVE"}
    app.extensions["clock"].set(START + dt.timedelta(hours=2))
    assert entries(new_client().get(path).text) == {}
