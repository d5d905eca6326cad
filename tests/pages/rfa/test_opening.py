"""Staff pages about rounds: opening, more time for everybody, archiving."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.models import Extension, Round
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

LIST = "/staff/rounds"
SETTINGS = f"{LIST}/draft/settings"
CLOSES = dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


@pytest.fixture
def kim(client: PageClient) -> None:
    """Program staff, signed in."""
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


@pytest.fixture
def draft() -> Round:
    row: Round = build.rfa_round(key="draft", title="Draft", published_at=None)
    return row


def found(key: str) -> Round:
    db.session.rollback()
    return db.session.scalars(select(Round).where(Round.key == key)).one()


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


def extension(of: Round, **given: Any) -> Extension:
    defaults = {
        "round_id": of.id,
        "closes_at": CLOSES + DAY,
        "reason": "A storm",
        "given_at": build.NOON,
        "given_by_id": build.person(name="Kim Lott").id,
    }
    row: Extension = build.saved(Extension(**defaults | given))
    return row


# opening and archiving


@pytest.mark.usefixtures("kim", "draft")
def test_a_round_is_opened_after_a_page_that_says_what_freezes(client: PageClient) -> None:
    at = f"{LIST}/draft/open"
    page = client.visit(at)
    assert "4 sections with 6 questions" in page.text
    page = client.follow(client.fill_in(at))
    assert "Its form is frozen." in page.text
    assert found("draft").published_at == build.NOON
    assert client.visit(at, status=302).location.endswith("/staff/rounds/draft")


@pytest.mark.usefixtures("kim")
def test_a_round_that_is_not_ready_says_why_and_has_no_button(client: PageClient) -> None:
    of = build.rfa_round(
        published_at=None, closes_at=build.NOON, form=build.SMALL_FORM | {"criteria": []}
    )
    at = f"{LIST}/{of.key}/open"
    page = client.visit(at)
    assert "Open the round" not in page.buttons
    assert [item.text[:30] for item in page.one("obstacles").walk("li")] == [
        "The deadline has passed. Choos",
        "The points of the rubric add u",
    ]
    page = client.fill_in(at, status=422)
    assert errors(page) == ["The deadline has passed. Choose a later one in the settings."]
    assert "The points of the rubric" in client.visit(f"{LIST}/{of.key}").text


@pytest.mark.usefixtures("kim", "draft")
def test_a_round_that_changed_meanwhile_is_not_opened_unread(client: PageClient) -> None:
    form = client.visit(f"{LIST}/draft/open").form(f"{LIST}/draft/open")
    client.fill_in(SETTINGS, awards="3")
    client.send(form, status=409)
    assert found("draft").published_at is None


@pytest.mark.usefixtures("kim", "draft")
def test_opening_twice_is_refused(client: PageClient) -> None:
    form = client.visit(f"{LIST}/draft/open").form(f"{LIST}/draft/open")
    client.send(form)
    assert "opened already" in client.send(form, status=409).text


@pytest.mark.usefixtures("kim")
def test_a_closed_round_is_archived(client: PageClient) -> None:
    of = build.rfa_round(closes_at=build.NOON - DAY)
    at = f"{LIST}/{of.key}/archive"
    assert "Archive this round" in client.visit(f"{LIST}/{of.key}").links
    client.fill_in(at)
    assert found(of.key).archived_at == build.NOON
    client.fill_in(f"{LIST}/{build.rfa_round().key}/archive", status=409)


# more time


@pytest.mark.usefixtures("kim")
def test_everybody_gets_more_time_with_a_reason(client: PageClient) -> None:
    of = build.rfa_round()
    build.application(round_id=of.id, lead=build.person(email="ann@example.org"))
    at = f"{LIST}/{of.key}/extend"
    assert "the 1 application" in client.visit(at).text
    answers = {"until_on": "2026-12-04", "until_time": "17:00", "reason": "A storm"}
    page = client.follow(client.fill_in(at, **answers))
    assert "Until Friday, December 4, 2026, 5:00 p.m. Central" in page.one("extension").text
    assert "A storm" in page.one("extension").text
    assert "Deadline before the extension" in page.text
    db.session.rollback()
    assert list(db.session.scalars(select(OutboxMail.recipient))) == ["ann@example.org"]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"reason": ""}, "Say why. One short sentence is enough"),
        ({"until_on": ""}, "Enter the day of the new deadline"),
        ({"until_on": "2026-12-01"}, "Choose a time after December 1, 2026, 5:00 p.m. Central."),
        ({"until_on": "2027-03-14", "until_time": "02:10"}, "That time does not exist: clocks go forward that night. Choose another hour."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("kim")
def test_more_time_that_is_none_is_asked_back(
    client: PageClient, answers: dict[str, str], error: str
) -> None:
    given = {"until_on": "2026-12-04", "until_time": "17:00", "reason": "A storm"} | answers
    page = client.fill_in(f"{LIST}/{build.rfa_round().key}/extend", status=422, **given)
    assert error in errors(page)
    assert page.control("until_time").attrs["value"] == given["until_time"]


@pytest.mark.usefixtures("kim")
def test_more_time_does_not_pass_the_decision(client: PageClient) -> None:
    of = build.rfa_round(decision_on=dt.date(2026, 12, 3))
    given = {"until_on": "2026-12-04", "until_time": "17:00", "reason": "A storm"}
    page = client.fill_in(f"{LIST}/{of.key}/extend", status=422, **given)
    assert errors(page) == [
        "The decision is on Thursday, December 3, 2026. Choose an earlier time, "
        "or first change that day in the settings."
    ]


@pytest.mark.usefixtures("kim", "draft")
def test_a_draft_gets_no_more_time(client: PageClient) -> None:
    answers = {"until_on": "2026-12-04", "until_time": "17:00", "reason": "A storm"}
    page = client.fill_in(f"{LIST}/draft/extend", status=409, **answers)
    assert "A storm" in page.text


@pytest.mark.usefixtures("kim")
def test_an_extension_is_ended_with_a_reason(client: PageClient) -> None:
    of = build.rfa_round()
    at = f"{LIST}/{of.key}/extensions/{extension(of).id}/end"
    assert errors(client.fill_in(at, status=422)) == ["Say why. One short sentence is enough"]
    page = client.follow(client.fill_in(at, reason="A mistake"))
    assert "Ended November 2, 2026" in page.one("extension").text
    client.fill_in(at, status=409, reason="Again")


@pytest.mark.usefixtures("kim", "draft")
def test_every_deed_is_in_the_trail(client: PageClient) -> None:
    client.fill_in(SETTINGS, awards="3")
    client.fill_in(f"{LIST}/draft/open")
    db.session.rollback()
    found_events = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))[-2:]
    assert [event.verb for event in found_events] == [
        "changed the settings of a round",
        "opened a round",
    ]
    assert (found_events[0].before, found_events[0].after) == ({"awards": 10}, {"awards": 3})
    assert found_events[0].actor_name == "Kim Lott"
