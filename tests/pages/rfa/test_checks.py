"""Staff check what was sent: on the page of an application, and in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.policy import Role
from app.rfa.models import Check
from app.rfa.queries import applications
from app.rfa.services import checking, telling
from tests.pages.accounts.viewing import view_as
from tests.support import build
from tests.unit.rfa.desk import Desk
from tests.unit.rfa.oversight_rows import BEFORE, draft, send, sent

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.models import Application
    from tests.support.page import PageClient

LIST = "/staff/applications"


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["clock"].set(BEFORE)


@pytest.fixture
def mona(client: PageClient) -> Any:
    person = build.person(name="Mona Lee", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def at(of: Application, *more: object) -> str:
    return "/".join([LIST, str(of.id), *map(str, more)])


def made() -> list[Check]:
    db.session.expire_all()
    return list(db.session.scalars(select(Check).order_by(Check.id)))


def tick(client: PageClient, of: Application, **given: Any) -> Any:
    return client.fill_in(at(of, "checks"), at=at(of), **given)


@pytest.mark.usefixtures("mona")
def test_a_check_is_made_and_taken_back(client: PageClient) -> None:
    of = sent()
    page = client.visit(at(of))
    assert page.one("check-state").text == "Not checked"
    assert "Whoever checks it does not decide about it" in page.text
    page = client.follow(tick(client, of, check_note="All papers are there"))
    assert "This version is checked." in page.text
    assert page.one("check-state").text == "Checked"
    assert page.one("check").text.startswith("Version 1, November 16, 2026")
    assert "Mona Lee" in page.one("check").text
    assert "All papers are there" in page.one("check").text
    assert "I checked version 1" not in page.buttons
    assert "checked an application" in page.text

    (row,) = made()
    page = client.follow(client.fill_in(at(of, "checks", row.id, "take-back"), at=at(of)))
    assert "The check is taken back." in page.text
    assert page.one("check-state").text == "Not checked"
    assert "Taken back November 16, 2026" in page.one("check").text
    assert "I checked version 1" in page.buttons


@pytest.mark.usefixtures("mona")
def test_a_newer_version_leaves_the_check_out_of_date(client: PageClient) -> None:
    of = sent()
    old = client.visit(at(of)).form(at(of, "checks"))
    build.check(of)
    send(of)
    assert client.visit(at(of)).one("check-state").text == "Check is out of date"

    page = client.send(old, status=422, check_note="Long read")
    assert "A newer version was sent" in page.one("error-summary").text
    assert "Long read" in page.text
    client.send(page.form(at(of, "checks")))
    assert [one.version for one in made()] == [1, 2]


def test_who_edited_for_the_practice_finds_the_reason_and_no_button(client: PageClient) -> None:
    of = Desk()
    person = build.person(role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    address = f"/staff/applications/{of.id}"
    client.fill_in(f"{address}/behalf/plan", reason="By phone", P1="Ours")
    of.send(at=BEFORE)
    page = client.visit(address)
    assert "Somebody else has to check it" in page.text
    assert "I checked version 1" not in page.buttons
    token = page.forms[-1].fields["csrf_token"]
    data = {"csrf_token": token, "seen_version": "1"}
    assert client.post(f"{address}/checks", data=data).status_code == 422
    assert made() == []


@pytest.mark.usefixtures("mona")
def test_what_cannot_be_checked_offers_nothing(client: PageClient) -> None:
    begun = draft()
    assert client.visit(at(begun)).all("check-state") == []
    sealed = sent(round_id=build.rfa_round(is_sealed=True).id)
    assert "I checked version 1" not in client.visit(at(sealed)).buttons
    told = sent()
    check = build.check(told)
    with transaction():
        one = applications.application(told.id, locked=True)
        telling.tell(one, by=Desk().mona, at=BEFORE)
    assert "Take the check back" not in client.visit(at(told)).buttons
    token = client.visit("/account").forms[-1].fields["csrf_token"]
    undo = client.post(at(told, "checks", check.id, "take-back"), data={"csrf_token": token})
    assert undo.status_code == 409


@pytest.mark.usefixtures("mona")
def test_bad_input_is_named_and_what_is_not_there_is_not_found(client: PageClient) -> None:
    of, other = sent(), sent()
    check = build.check(other)
    page = tick(client, of, status=422, check_note="x" * 501)
    assert "Shorten the note" in page.one("error-summary").text
    token = page.forms[-1].fields["csrf_token"]
    for path in (at(of, "checks", check.id, "take-back"), f"{LIST}/999/checks"):
        assert client.post(path, data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_only_those_who_steer_check(client: PageClient, role: Role) -> None:
    of = sent()
    check = build.check(of)
    client.sign_in(build.person(role=role))
    token = client.visit("/account").forms[-1].fields["csrf_token"]
    data = {"csrf_token": token, "seen_version": "1"}
    for path in (at(of, "checks", check.id, "take-back"), at(of, "checks")):
        status = client.post(path, data=data).status_code
        if role in {Role.PROGRAM_STAFF, Role.DIRECTOR}:
            assert status == 302
        else:
            assert status == (403 if role is Role.ADMINISTRATOR else 404)
    if role is Role.ADMINISTRATOR:
        page = client.visit(at(of))
        assert page.one("check-state").text == "Checked"
        assert "Take the check back" not in page.buttons


@pytest.mark.usefixtures("mona")
def test_who_views_as_somebody_of_the_staff_cannot_check(client: PageClient) -> None:
    of = sent()
    staff = build.person(name="Neil Orr", role=Role.PROGRAM_STAFF)
    client.sign_in(build.person(name="Olga", role=Role.ADMINISTRATOR))
    view_as(client, staff)
    page = client.visit(at(of))
    page = client.send(page.form(at(of, "checks")), status=403)
    assert "viewing" in page.text
    assert made() == []


@pytest.mark.usefixtures("mona")
def test_the_list_shows_and_finds_what_is_checked(client: PageClient) -> None:
    of_round = build.rfa_round(key="now")
    rows = {}
    for name in ("Begun", "Checked", "Newer", "Plain", "Undone"):
        clinic = build.practice(key=name.lower(), name=name)
        given = {"round_id": of_round.id, "practice_id": clinic.id}
        rows[name] = draft(**given) if name == "Begun" else sent(**given)
    for name in ("Checked", "Newer", "Undone"):
        build.check(rows[name])
    send(rows["Newer"])
    with transaction():
        one = rows["Undone"]
        by = Desk().mona
        checking.take_back(made()[-1], applications.application(one.id), by=by, at=BEFORE)

    page = client.visit(f"{LIST}?round=now")
    assert [one.text for one in page.all("check-state")] == [
        "",
        "Checked",
        "Check is out of date",
        "Not checked",
        "Not checked",
    ]
    for asked, found in (
        ("checked", ["checked"]),
        ("not+checked", ["newer", "plain", "undone"]),
        ("perhaps", ["begun", "checked", "newer", "plain", "undone"]),
    ):
        page = client.visit(f"{LIST}?round=now&check={asked}")
        assert [row.attrs["data-key"] for row in page.all("application-row")] == found
