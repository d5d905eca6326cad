"""Staff pages about the directory of the public pages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.policy import Role
from app.public import queries
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

LIST = "/staff/contacts"
NEW = f"{LIST}/new"
JACKSON = f"{LIST}/cmp-jackson"
HINDS = {"name": "Hinds County Health Department", "phone": "601-555-0142"}
MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.PUBLISHER)


@pytest.fixture
def kim(client: PageClient, app: Flask) -> None:
    """Program staff, signed in on November 2, 2026."""
    app.extensions["clock"].set(build.NOON)
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


def listed(page: Page) -> dict[str, str]:
    return {tr.attrs["data-key"]: tr.text for tr in page.root.walk("tr") if "data-key" in tr.attrs}


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a")]


def last_event() -> AuditEvent:
    db.session.rollback()
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    return event


@pytest.mark.parametrize("role", Role)
def test_staff_and_publishers_keep_the_directory_and_nobody_else(
    client: PageClient, role: Role
) -> None:
    client.sign_in(build.person(role=role))
    paths = (LIST, NEW, JACKSON, f"{JACKSON}/remove")
    statuses = {client.get(path).status_code for path in paths}
    assert statuses == ({200} if role in MANAGES else {403})


def test_visitors_sign_in_first(client: PageClient) -> None:
    for path in (LIST, NEW, JACKSON, f"{JACKSON}/remove"):
        assert client.visit(path, status=302).location.startswith("/sign-in")


@pytest.mark.usefixtures("kim")
def test_a_contact_that_is_not_there_is_not_found(client: PageClient) -> None:
    for path in (f"{LIST}/nowhere", f"{LIST}/nowhere/remove", f"{LIST}/No_Key"):
        client.visit(path, status=404)
    token = {"csrf_token": client.visit(NEW).form(NEW).fields["csrf_token"]}
    for deed in ("checked", "put-back", "remove"):
        assert client.post(f"{LIST}/nowhere/{deed}", data=token).status_code == 404


@pytest.mark.usefixtures("kim")
def test_a_new_portal_has_the_standard_contacts_and_warns_that_they_are_old(
    client: PageClient,
) -> None:
    page = client.visit(LIST)
    assert list(listed(page)) == ["cmp-toll-free", "cmp-jackson", "department-of-health"]
    assert "3 contacts were not checked for more than 180 days" in page.one("old-contacts").text
    assert "Wednesday, May 11, 2016" in listed(page)["cmp-jackson"]
    assert "Check again" in listed(page)["cmp-jackson"]
    texts = client.visit("/staff/public-pages")
    assert "3 contacts were not checked" in texts.one("old-contacts").text
    assert texts.links["Check the contacts"] == LIST


@pytest.mark.usefixtures("kim")
def test_a_contact_that_was_checked_today_is_old_in_181_days(
    client: PageClient, app: Flask
) -> None:
    for key in list(listed(client.visit(LIST))):
        page = client.follow(client.fill_in(f"{LIST}/{key}/checked", at=LIST))
    assert page.all("old-contacts") == []
    assert client.visit("/staff/public-pages").all("old-contacts") == []
    assert "Monday, November 2 by Kim Lott" in listed(page)["cmp-jackson"]
    assert "Checked on Monday, November 2" in client.visit("/contact").text

    app.extensions["clock"].set(build.NOON + dt.timedelta(days=180))
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert client.visit(LIST).all("old-contacts") == []
    app.extensions["clock"].set(build.NOON + dt.timedelta(days=181))
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    client.fill_in(f"{LIST}/cmp-jackson/checked", at=LIST)
    client.fill_in(f"{LIST}/cmp-toll-free/checked", at=LIST)
    page = client.visit(LIST)
    assert "1 contact was not checked for more than 180 days" in page.one("old-contacts").text


@pytest.mark.usefixtures("kim")
def test_more_contacts_take_no_more_statements(client: PageClient) -> None:
    client.fill_in(NEW, **HINDS)
    client.visit(LIST)
    with statements() as one:
        client.visit(LIST)
    client.fill_in(NEW, **HINDS)
    client.fill_in(NEW, **HINDS)
    with statements() as three:
        client.visit(LIST)
    assert len(one) == len(three) <= 5, three


@pytest.mark.usefixtures("kim")
def test_a_contact_is_added(client: PageClient) -> None:
    given = HINDS | {"what_for": "In person.", "email": "hinds@example.org", "position": "5"}
    page = client.follow(client.fill_in(NEW, **given, address="1 Main Street", hours="Mondays"))
    assert "Hinds County Health Department is in the directory." in page.text
    assert next(iter(listed(page))) == "hinds-county-health-department"
    assert (last_event().verb, last_event().actor_name) == ("added a contact", "Kim Lott")
    assert "Hinds County Health Department" in client.visit("/families").text


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"name": " "}, "Enter the name of the office or person"),
        ({"name": "x" * 121}, "Shorten the name to 120 characters or fewer"),
        ({"what_for": "x" * 301}, "Shorten the text to 300 characters or fewer"),
        ({"phone": ""}, "Enter a phone number, an email address or a street address"),
        ({"phone": "555"}, "Enter a 10-digit phone number, such as 601-555-0142"),
        ({"phone": "6" * 41}, "Shorten the phone number to 40 characters or fewer"),
        ({"email": "nobody"}, "Enter an email address in the form name@example.com"),
        ({"address": "x" * 301}, "Shorten the address to 300 characters or fewer"),
        ({"hours": "x" * 201}, "Shorten the hours to 200 characters or fewer"),
        ({"position": "0"}, "Enter a number from 1 to 999"),
        ({"position": "first"}, "Enter a whole number"),
        ({"position": ""}, "Enter a number from 1 to 999"),
    ],
)
@pytest.mark.usefixtures("kim")
def test_what_is_missing_or_wrong_is_asked_for_and_the_rest_is_kept(
    client: PageClient, answers: dict[str, str], error: str
) -> None:
    page = client.fill_in(NEW, status=422, **HINDS | answers)
    assert errors(page) == [error]
    for name, value in (HINDS | answers).items():
        assert page.form(NEW).fields[name].strip() == value.strip()
    page = client.fill_in(JACKSON, status=422, **HINDS | answers)
    assert errors(page) == [error]


@pytest.mark.usefixtures("kim")
def test_everything_that_is_wrong_is_said_at_once(client: PageClient) -> None:
    wrong = {"phone": "call me", "email": "nobody", "position": "0"}
    assert errors(client.fill_in(NEW, status=422, **HINDS | wrong)) == [
        "Enter a 10-digit phone number, such as 601-555-0142",
        "Enter an email address in the form name@example.com",
        "Enter a number from 1 to 999",
    ]


@pytest.mark.usefixtures("kim")
def test_a_standard_contact_is_changed_and_checked(client: PageClient) -> None:
    page = client.visit(JACKSON)
    assert page.form(JACKSON).fields["phone"] == "601-576-7281"
    page = client.follow(client.fill_in(JACKSON, phone="601-555-0100", is_checked="y"))
    assert "601-555-0100" in listed(page)["cmp-jackson"]
    assert "Monday, November 2 by Kim Lott" in listed(page)["cmp-jackson"]
    assert len(listed(page)) == 3
    client.fill_in(JACKSON, hours="Mondays")
    assert "601-555-0100" in client.visit("/families/call-sheet").text
    event = last_event()
    assert (event.verb, event.before, event.after) == (
        "changed a contact",
        {"hours": ""},
        {"hours": "Mondays"},
    )


@pytest.mark.usefixtures("kim")
def test_a_change_made_on_an_old_page_is_not_written(client: PageClient) -> None:
    old = client.visit(JACKSON).form(JACKSON)
    client.fill_in(JACKSON, hours="Mondays")
    page = client.send(old, status=409, hours="Words of mine")
    assert "Words of mine" in page.text
    assert queries.contact("cmp-jackson").hours == "Mondays"


@pytest.mark.usefixtures("kim")
def test_a_contact_is_removed_and_put_back(client: PageClient) -> None:
    page = client.follow(client.fill_in(f"{JACKSON}/remove"))
    assert "cmp-jackson" not in listed(page)
    assert "601-576-7281" not in client.visit("/contact").text
    gone = page.form(f"{JACKSON}/put-back")
    again = client.fill_in(f"{JACKSON}/remove", status=409)
    assert "not in the directory any more" in again.text
    page = client.follow(client.send(gone))
    assert "cmp-jackson" in listed(page)
    assert page.all("removed") == []
    assert "already" in client.send(gone, status=409).text


@pytest.mark.usefixtures("kim")
def test_an_emptied_directory_says_what_to_do(client: PageClient) -> None:
    for key in listed(client.visit(LIST)):
        client.fill_in(f"{LIST}/{key}/remove")
    assert "No contact" in client.visit(LIST).text
