"""The task list and the sections of an application, as its team writes them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db, transaction
from app.policy import Role
from app.rfa.domain.answers import LONGEST_TEXT
from app.rfa.models import SectionDraft
from app.rfa.queries import applications as queries
from app.rfa.services import applications, steering
from tests.support import build
from tests.support.sql import statements
from tests.unit.rfa.desk import AT, Desk, minutes

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient


@pytest.fixture
def desk(app: Flask) -> Desk:
    app.extensions["clock"].set(AT)
    return Desk()


def stored(section: str = "plan") -> dict[str, Any]:
    db.session.expire_all()
    answers: dict[str, Any] = (
        db.session.query(SectionDraft).filter_by(section=section).one().answers
    )
    db.session.rollback()
    return answers


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


# ------------------------------------------------------------------ the task list


def test_the_task_list_says_what_is_done_and_until_when(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ana.person_id)
    page = client.visit(desk.at)

    rows = [row.text for row in page.all("section-row")]
    assert rows[0] == "Practice profile Not started"
    assert "Cannot start yet" in rows[3]
    assert page.one("status").text == "Draft"
    assert "0 of 4 sections completed" in page.text
    assert "Tuesday, December 1, 2026" in page.one("deadline").text
    assert page.one("signature-state").text == "not signed"
    assert "The authorized signer is Carla Simms." in page.text


def test_sections_that_staff_ask_for_are_marked_until_they_are_changed(
    client: PageClient, desk: Desk
) -> None:
    desk.send()
    desk.ask("plan", at=minutes(1))
    client.sign_in(desk.ben.person_id)
    page = client.visit(desk.at)
    assert page.all("section-row")[1].text.endswith("Changes requested")
    assert "aim lacks a date" in page.text
    desk.write("plan", "P1", "60% by May", at=minutes(2))

    assert client.visit(desk.at).all("section-row")[1].text.endswith("Changed since submission")


@pytest.mark.parametrize("extended", [True, False])
def test_ones_own_time_is_named_as_such(client: PageClient, desk: Desk, extended: bool) -> None:
    until = desk.round.closes_at + dt.timedelta(days=1)
    if extended:
        desk.steer(steering.extend, until=until, reason="tornado")
    client.sign_in(desk.ana.person_id)
    page = client.visit(desk.at)

    assert ("you were given an extension" in page.text) is extended
    assert ("Wednesday, December 2" in page.one("deadline").text) is extended


def test_one_application_opens_at_once_and_several_are_listed(
    client: PageClient, desk: Desk
) -> None:
    client.sign_in(desk.ana.person_id)
    assert client.visit("/applications", status=302).location == desk.at
    later = build.rfa_round()
    title = later.title
    build.application(practice_id=desk.practice.id, round_id=later.id)
    page = client.visit("/applications")

    assert [row.text for row in page.all("application-row")] == [
        f"Delta Pines {name} Draft" for name in (title, "RFA 2026")
    ]


def test_nobody_without_an_application_sees_one(client: PageClient, desk: Desk) -> None:
    client.sign_in(build.person(role=Role.APPLICATION_EDITOR))

    assert client.visit("/applications").all("application-row") == []


def test_more_applications_take_no_more_statements(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ana.person_id)
    counts = []
    for _ in range(3):
        build.application(practice_id=desk.practice.id)
        with statements() as sent:
            client.get("/applications")
        counts.append(len(sent))

    assert counts[0] == counts[2], counts


def test_more_versions_and_people_take_no_more_statements(client: PageClient, desk: Desk) -> None:
    desk.send()
    client.sign_in(desk.ana.person_id)
    counts = []
    for number in range(3):
        with statements() as sent:
            assert len(client.visit(desk.at).one("version-list").inside) >= 1
        counts.append(len(sent))
        build.person(name=f"More {number}", role=Role.APPLICATION_VIEWER, at=desk.practice)
        desk.ask("plan", at=minutes(number * 10 + 1))
        desk.write("plan", "P1", f"version {number}", at=minutes(number * 10 + 2))
        desk.sign(at=minutes(number * 10 + 3))
        desk.submit(at=minutes(number * 10 + 4))

    assert counts[0] == counts[2], counts


# ------------------------------------------------------------------ sections


def test_a_section_is_saved_incomplete_and_wrong(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/profile"
    page = client.fill_in(at, Q1="private", **{"Q2-phone": "abc"})

    assert page.location == desk.at
    assert stored("profile") == {"Q1": {"value": "private"}, "Q2": {"phone": "abc"}}
    page = client.visit(at)
    assert errors(page) == ["Enter a phone number with 10 digits, such as 601-555-0143"]
    assert page.control("Q2-phone").attrs["aria-invalid"] == "true"
    assert client.visit(desk.at).all("section-row")[0].text.endswith("In progress")


def test_after_saving_one_goes_on_or_back_to_what_is_wrong(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/profile"

    def go(**fields: Any) -> str:
        return client.fill_in(at, go="next", **fields).location

    assert go(Q1="private", **{"Q2-phone": "abc"}) == at
    assert go(**{"Q2-phone": ""}) == f"{desk.at}/section/plan"
    last = f"{desk.at}/section/signature"
    assert client.fill_in(last, go="next").location == desk.at


def test_nothing_is_marked_before_anything_was_saved(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ben.person_id)

    assert client.visit(f"{desk.at}/section/profile").all("error-summary") == []
    shown = errors(client.visit(f"{desk.at}/section/profile?show=all"))
    assert shown[0] == "Choose an answer to Q1"


def test_a_new_file_is_said_to_replace_the_one_that_is_there(
    client: PageClient, desk: Desk
) -> None:
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/papers"
    words = "A new file replaces the one that is there."
    assert words not in client.visit(at).text
    desk.attach()

    assert words in client.visit(at).text


def test_a_viewer_reads_and_cannot_write(client: PageClient, desk: Desk) -> None:
    at = f"{desk.at}/section/plan"
    client.sign_in(desk.viewer().person_id)
    page = client.visit(at)
    assert "Save and continue" not in page.buttons
    assert "readonly" in page.control("P1").attrs
    assert "ask its lead for the role of editor" in page.text
    token = page.forms[-1].fields["csrf_token"]
    sent = {"csrf_token": token, "P1": "Mine", "_asked": "P1", "seen_version": "1"}

    assert client.post(at, data=sent).status_code == 403
    put = client.put(at, json={"version": 1}, headers={"X-CSRF-Token": token})
    assert put.status_code == 403
    assert stored() == {}


def test_a_signer_reads_and_cannot_write(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.carla.person_id)

    assert "Save and continue" not in client.visit(f"{desk.at}/section/plan").buttons


def test_a_section_that_is_not_there_is_not_found(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ana.person_id)

    client.visit(f"{desk.at}/section/nonsense", status=404)
    client.visit("/applications/999999", status=404)


def test_a_text_without_end_is_not_saved_and_stays_on_the_page(
    client: PageClient, desk: Desk
) -> None:
    client.sign_in(desk.ben.person_id)
    at = f"{desk.at}/section/plan"
    endless = "x" * (LONGEST_TEXT + 5)
    page = client.fill_in(at, status=422, P1=endless, P2="Habits")

    assert errors(page)[0] == "This is not saved: it is 5 characters too long. The most is 20,000"
    assert page.control("P1").text == endless
    assert stored() == {"P2": {"value": "Habits"}}


# ------------------------------------------------------------------ closed


@pytest.mark.parametrize("closed", ["submitted", "withdrawn", "deadline", "other section", "changes due"])  # fmt: skip
def test_a_closed_section_gives_the_text_back(
    app: Flask, client: PageClient, desk: Desk, closed: str
) -> None:
    """Editing after the deadline or after sending, by a page that was opened before."""
    at = f"{desk.at}/section/plan"
    desk.complete()
    client.sign_in(desk.ben.person_id)
    form = client.visit(at).form(at)
    words = close(app, desk, closed)
    client.sign_in(desk.ben.person_id)
    form.fields["csrf_token"] = token(client, desk)
    page = client.send(form, P1="Typed too late", status=409)

    assert "Typed too late" in page.text
    assert words in page.text
    assert stored()["P1"] == {"value": "improve plans"}
    shown = client.visit(at)
    assert "Save and continue" not in shown.buttons
    assert words in shown.text


def token(client: PageClient, desk: Desk) -> str:
    """Proof that a page of ours asked, from any page of this session."""
    meta = next(
        e for e in client.visit(desk.at).root.walk("meta") if e.attrs.get("name") == "csrf-token"
    )
    return meta.attrs["content"]


def close(app: Flask, desk: Desk, how: str) -> str:
    """Close the plan in one of several ways; the words that say so."""
    clock = app.extensions["clock"]
    if how == "deadline":
        clock.set(desk.round.closes_at + dt.timedelta(seconds=1))
        return "The deadline passed today at 5:00 p.m."
    if how == "withdrawn":
        with transaction():
            of = queries.application(desk.id, locked=True)
            applications.withdraw(of, reason="Moved", by=desk.ana, at=AT)
        return "This application was withdrawn."
    desk.sign()
    desk.submit()
    if how == "submitted":
        return "It stays as it is unless staff ask for changes."
    desk.ask("profile" if how == "other section" else "plan", at=minutes(1))
    if how == "other section":
        return "Staff asked for changes in other sections only."
    clock.set(minutes(1) + dt.timedelta(days=4, seconds=1))
    return "The changes were due"
