"""Staff give time, ask for changes, edit on behalf and undo withdrawals, each on its page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db, transaction
from app.policy import Role
from app.rfa.models import AnswerChange, ChangeRequest, Extension, Submission
from app.rfa.queries import applications as queries
from app.rfa.services import applications
from tests.pages.rfa.test_draft import errors, stored
from tests.support import build
from tests.unit.rfa.desk import AT, Desk, mails, minutes

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

PAGES = ("extend", "changes", "changes/cancel", "reinstate", "behalf", "behalf/plan")
UNTIL = {"day": "2026-12-02", "time": "12:00", "reason": "tornado warning"}


@pytest.fixture
def desk(app: Flask, client: PageClient) -> Desk:
    app.extensions["clock"].set(AT)
    app.config["SECOND_FACTOR_ROLES"] = ()
    desk = Desk()
    client.sign_in(desk.mona.person_id)
    return desk


def at(desk: Desk, page: str) -> str:
    return f"/staff/applications/{desk.id}/{page}"


def withdraw(desk: Desk) -> None:
    with transaction():
        of = queries.application(desk.id, locked=True)
        applications.withdraw(of, reason="We moved", by=desk.ana, at=AT)


# ------------------------------------------------------------------ more time


def test_one_practice_gets_more_time(client: PageClient, desk: Desk) -> None:
    page = client.fill_in(at(desk, "extend"), **UNTIL)

    assert page.location == f"/staff/applications/{desk.id}"
    given = db.session.query(Extension).one()
    assert given.closes_at == dt.datetime(2026, 12, 2, 18, tzinfo=dt.UTC)
    assert (given.reason, given.application_id) == ("tornado warning", desk.id)
    client.sign_in(desk.ana.person_id)
    assert "Wednesday, December 2, 2026 12:00 p.m. Central" in client.visit(desk.at).text
    assert len(mails("more time")) == 3


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": ""}, "Say why. The applicant reads it"),
        ({"day": ""}, "Enter the last day, such as 2026-03-14"),
        ({"day": "soon"}, "Enter the last day, such as 2026-03-14"),
        ({"time": "noon"}, "Enter the time, such as 17:00"),
        ({"day": "2026-12-01", "time": "17:00"}, "Choose a time after December 1, 2026, 5:00 p.m. Central."),
        ({"day": "2027-03-14", "time": "02:30"}, "That time does not exist: clocks go forward that night. Choose another time."),
        ({"day": "2027-11-07", "time": "01:30"}, "That time comes twice: clocks go back that night. Choose another time."),
        ({"day": "9999-12-31", "time": "23:59"}, "Enter a day of the years 2000 to 2099"),
        ({"reason": "x" * 1001}, "Shorten this to 1,000 characters or fewer"),
    ],
)  # fmt: skip
def test_more_time_is_a_real_later_time_with_a_reason(
    client: PageClient, desk: Desk, wrong: dict[str, str], sentence: str
) -> None:
    page = client.fill_in(at(desk, "extend"), status=422, **UNTIL | wrong)

    assert errors(page) == [sentence]
    assert page.control("reason").text == (UNTIL | wrong)["reason"]
    assert db.session.query(Extension).count() == 0


def test_what_was_sent_needs_no_more_time(client: PageClient, desk: Desk) -> None:
    form = client.visit(at(desk, "extend")).form(at(desk, "extend"))
    desk.send()

    assert "Only a draft can get more time." in client.send(form, status=409, **UNTIL).text


# ------------------------------------------------------------------ changes


CHANGES = {"sections": ["plan"], "reason": "aim lacks a date", "day": "2026-11-06", "time": "17:00"}


def test_changes_open_the_named_section_alone(client: PageClient, desk: Desk) -> None:
    desk.send()
    client.fill_in(at(desk, "changes"), **CHANGES)

    request = db.session.query(ChangeRequest).one()
    assert request.section_keys == ("plan",)
    assert request.due_at == dt.datetime(2026, 11, 6, 23, tzinfo=dt.UTC)
    client.sign_in(desk.ana.person_id)
    assert client.visit(desk.at).one("status").text == "Changes requested"
    plan, profile = (client.visit(f"{desk.at}/section/{key}") for key in ("plan", "profile"))
    assert "Save and continue" in plan.buttons
    assert "aim lacks a date" in plan.text
    assert "Save and continue" not in profile.buttons
    fields = plan.form(f"{desk.at}/section/plan").fields.to_dict() | {"_asked": "Q1", "Q1": "fqhc"}
    assert client.post(f"{desk.at}/section/profile", data=fields).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"sections": None}, "Choose at least one section"),
        ({"reason": ""}, "Say why. The applicant reads it"),
        ({"day": "2026-11-01"}, "Choose a time in the future."),
    ],
)
def test_a_request_for_changes_is_whole(
    client: PageClient, desk: Desk, wrong: dict[str, Any], sentence: str
) -> None:
    desk.send()
    page = client.fill_in(at(desk, "changes"), status=422, **CHANGES | wrong)

    assert errors(page) == [sentence]
    assert desk.state == "submitted"


def test_a_draft_is_not_asked_for_changes(client: PageClient, desk: Desk) -> None:
    assert "in what was sent" in client.fill_in(at(desk, "changes"), status=409, **CHANGES).text


def test_sections_that_are_not_in_the_form_are_refused(client: PageClient, desk: Desk) -> None:
    desk.send()
    page = client.fill_in(at(desk, "changes"), status=422, **CHANGES | {"sections": ["nonsense"]})

    assert len(errors(page)) == 1


def test_a_request_is_taken_back(client: PageClient, desk: Desk) -> None:
    desk.send()
    desk.ask("plan", at=minutes(1))
    path = at(desk, "changes/cancel")
    assert errors(client.fill_in(path, status=422)) == ["Say why. The applicant reads it"]
    form = client.visit(path).form(path)
    client.send(form, reason="By mistake")

    assert desk.state == "submitted"
    assert "No changes are asked for." in client.send(form, status=409, reason="Again").text


# ------------------------------------------------------------------ on behalf


def test_staff_edits_one_section_with_a_reason(client: PageClient, desk: Desk) -> None:
    desk.send()
    shown = client.visit(at(desk, "behalf"))
    assert "2. Plan and aim" in shown.text
    client.fill_in(at(desk, "behalf/plan"), P1="By staff", reason="Asked by phone")

    assert stored()["P1"] == {"value": "By staff"}
    change = db.session.query(AnswerChange).order_by(AnswerChange.id.desc()).first()
    assert (change.by_staff, change.note) == (True, "Edited by staff: Asked by phone")
    assert db.session.query(Submission).count() == 2
    assert "Asked by phone" in mails("edited by staff")[0].body
    client.sign_in(desk.ana.person_id)
    assert "changed by staff: Asked by phone" in client.visit(desk.at).one("version-list").text


def test_an_edit_without_a_reason_is_refused_and_stays_on_the_page(
    client: PageClient, desk: Desk
) -> None:
    page = client.fill_in(at(desk, "behalf/plan"), status=422, P1="By staff")

    assert errors(page) == ["Say why. The applicant reads it"]
    assert page.control("P1").text == "By staff"
    assert stored() == {}


def test_staff_overwrites_nobody_unseen(client: PageClient, desk: Desk) -> None:
    path = at(desk, "behalf/plan")
    form = client.visit(path).form(path)
    desk.write("plan", "P1", "By Ben")
    page = client.send(form, status=409, P1="By staff", reason="x")

    assert "By staff" in page.text
    assert stored()["P1"] == {"value": "By Ben"}


def test_a_text_without_end_is_refused(client: PageClient, desk: Desk) -> None:
    page = client.fill_in(
        at(desk, "behalf/plan"), status=422, P1="x" * 20_001, reason="Asked by phone"
    )

    assert "This is not saved: it is 1 characters too long" in page.text
    assert stored() == {}


def test_what_was_withdrawn_is_not_edited(client: PageClient, desk: Desk) -> None:
    path = at(desk, "behalf/plan")
    form = client.visit(path).form(path)
    withdraw(desk)

    assert client.get(at(desk, "behalf")).status_code == 409
    assert client.send(form, status=409, P1="x", reason="x").status == 409
    client.visit(at(desk, "behalf/nonsense"), status=404)


# ------------------------------------------------------------------ undo


def test_a_withdrawal_is_undone_until_the_deadline(
    app: Flask, client: PageClient, desk: Desk
) -> None:
    withdraw(desk)
    path = at(desk, "reinstate")
    assert "We moved" in client.visit(path).text
    client.fill_in(path)
    assert desk.state == "draft"

    withdraw(desk)
    app.extensions["clock"].set(desk.round.closes_at + dt.timedelta(seconds=1))
    client.sign_in(desk.mona.person_id)
    assert "a withdrawal cannot be undone any more" in client.fill_in(path, status=409).text
    assert desk.state == "withdrawn"


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("page", PAGES)
def test_only_program_staff_steers(client: PageClient, desk: Desk, page: str) -> None:
    client.sign_in(build.person(role=Role.DIRECTOR))
    assert client.get(at(desk, page)).status_code == 200
    for role in (Role.ADMINISTRATOR, Role.COACH, Role.REVIEWER, Role.APPLICATION_LEAD):
        client.sign_in(build.person(role=role))
        reply = client.get(at(desk, page))
        assert reply.status_code in {403, 404}, role
        assert "Delta Pines" not in reply.text or role is Role.ADMINISTRATOR
    client.sign_in(desk.ana.person_id)
    assert client.get(at(desk, page)).status_code in {403, 404}


@pytest.mark.parametrize("page", PAGES)
def test_applications_that_are_not_there_are_not_found(
    client: PageClient, desk: Desk, page: str
) -> None:
    client.visit(f"/staff/applications/999999/{page}", status=404)


# ------------------------------------------------------------------ taking time back


def test_time_given_by_mistake_is_taken_back(client: PageClient, desk: Desk) -> None:
    client.fill_in(at(desk, "extend"), **UNTIL)
    page = client.visit(at(desk, "extend"))
    link = next(href for words, href in page.links.items() if words.startswith("Take it back"))
    client.fill_in(link, reason="", status=422)
    client.fill_in(link, reason="The wrong practice")

    assert db.session.query(Extension).one().ended_by_id == desk.mona.person_id
    assert "Take it back" not in client.visit(at(desk, "extend")).text
    assert len(mails("less time")) == 3
    client.visit(at(desk, "extensions/999/end"), status=404)
    client.sign_in(build.person(role=Role.ADMINISTRATOR))
    client.visit(link, status=403)
    client.sign_in(desk.ana.person_id)
    client.visit(link, status=404)


def test_an_edit_that_changes_nothing_says_so(client: PageClient, desk: Desk) -> None:
    desk.complete()
    page = client.fill_in(at(desk, "behalf/plan"), reason="Asked by phone")

    assert "Nothing was different" in client.follow(page).text
    assert mails("edited by staff") == []
