"""Checking, signing and sending an application, and what was sent."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from app.core.db import db
from app.rfa.models import Signature, Submission
from tests.pages.accounts.people import PASSWORD
from tests.support.sql import statements
from tests.unit.rfa.desk import AT, Desk, mails, minutes

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.html import Form
    from tests.support.page import Page, PageClient

SIGNED = {"name": "Carla Simms", "title": "CEO", "agree": "y", "password": PASSWORD}


@pytest.fixture
def desk(app: Flask) -> Desk:
    app.extensions["clock"].set(AT)
    return Desk().complete()


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.query(model).count()


def errors(page: Page) -> dict[str, str]:
    """The sentences of the summary, with where they lead."""
    return {link.text: link.attrs["href"] for link in page.one("error-summary").walk("a")}


def posted(client: PageClient, desk: Desk, path: str, **fields: str) -> Any:
    """Post without a form of that page, as somebody who builds the request by hand."""
    metas = client.visit(desk.at).root.walk("meta")
    token = next(e.attrs["content"] for e in metas if e.attrs.get("name") == "csrf-token")
    return client.post(desk.at + path, data={"csrf_token": token} | fields)


# ------------------------------------------------------------------ checking


def test_everything_that_is_missing_has_a_link_to_its_control(
    client: PageClient, desk: Desk
) -> None:
    desk.save("profile", {"Q1": {}, "Q2": {"name": "Ana", "phone": "abc"}})
    client.sign_in(desk.ben.person_id)
    page = client.visit(f"{desk.at}/check")

    found = errors(page)
    assert list(found) == [
        "Choose an answer to Q1",
        "Fill in “Title” in Q2",
        "Fill in “Email” in Q2",
        "Q2, Phone: Enter a phone number with 10 digits, such as 601-555-0143",
    ]
    section = f"{desk.at}/section/profile?show=all"
    assert found["Choose an answer to Q1"] == f"{section}#Q1-0"
    shown = client.visit(section)
    assert {href.partition("#")[2] for href in found.values()} <= set(shown.ids)


def test_sections_are_checked_in_the_order_of_the_form(client: PageClient, desk: Desk) -> None:
    desk.write("plan", "P1", "")
    desk.save("profile", {"Q1": {}})
    client.sign_in(desk.ben.person_id)
    summary = client.visit(f"{desk.at}/check").one("error-summary")

    assert [heading.text for heading in summary.walk("h3")] == ["Practice profile", "Plan and aim"]


def test_nothing_missing_says_so_and_offers_nothing_to_send_yet(
    client: PageClient, desk: Desk
) -> None:
    client.sign_in(desk.ana.person_id)
    page = client.visit(f"{desk.at}/check")

    assert "Nothing is missing" in page.text
    assert "Send the application" not in page.buttons
    assert page.one("signature-state").text == "not signed"


# ------------------------------------------------------------------ signing


def test_the_signer_signs_with_the_password(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.carla.person_id)
    at = f"{desk.at}/sign"
    page = client.fill_in(at, status=422, **SIGNED | {"password": "wrong"})
    assert "This is not your password. Try again." in page.text
    assert count(Signature) == 0

    page = client.fill_in(at, **SIGNED)
    assert page.location == f"{desk.at}/check"
    shown = client.follow(page).one("signature-state").text
    assert shown.startswith("signed by Carla Simms, November 2, 2026")
    assert "fingerprint" in shown


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ("name", "Type your full name"),
        ("title", "Type your title"),
        ("agree", "Tick the box to agree to the statement"),
        ("password", "Type your password again"),
    ],
)
def test_a_signature_is_whole(client: PageClient, desk: Desk, left_out: str, sentence: str) -> None:
    client.sign_in(desk.carla.person_id)
    given: dict[str, Any] = SIGNED | {left_out: None if left_out == "agree" else ""}
    page = client.fill_in(f"{desk.at}/sign", status=422, **given)

    assert sentence in errors(page)
    assert count(Signature) == 0


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_everybody_else_is_told_who_signs(client: PageClient, desk: Desk, name: str) -> None:
    client.sign_in(getattr(desk, name).person_id)
    page = client.visit(f"{desk.at}/sign")
    assert "The authorized signer is Carla Simms." in page.text
    assert "Sign" not in page.buttons

    assert posted(client, desk, "/sign", **SIGNED).status_code == 403
    assert count(Signature) == 0


def test_what_cannot_be_signed_says_why(app: Flask, client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.carla.person_id)
    form = client.visit(f"{desk.at}/sign").form(f"{desk.at}/sign")
    desk.write("plan", "P1", "")
    assert "1 answer is missing or wrong" in client.visit(f"{desk.at}/sign").text
    page = client.send(form, status=422, **SIGNED)
    assert "Not ready to sign" in page.text
    app.extensions["clock"].set(desk.round.closes_at + dt.timedelta(seconds=1))
    client.sign_in(desk.carla.person_id)

    assert "Nothing can be signed now." in client.visit(f"{desk.at}/sign").text
    assert posted(client, desk, "/sign", **SIGNED).status_code == 409


def test_signing_twice_is_signing_once(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.carla.person_id)
    form = client.visit(f"{desk.at}/sign").form(f"{desk.at}/sign")
    for _ in range(2):
        assert client.send(form, **SIGNED).location == f"{desk.at}/check"

    assert count(Signature) == 1
    assert "It is signed" in client.visit(f"{desk.at}/sign").text


def test_guessing_the_password_is_throttled(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.carla.person_id)
    form = client.visit(f"{desk.at}/sign").form(f"{desk.at}/sign")
    fields = form.fields.to_dict() | SIGNED
    statuses = [
        client.post(form.action, data=fields | {"password": f"guess {n}"}).status_code
        for n in range(12)
    ]

    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert count(Signature) == 0


def test_a_change_voids_the_signature_and_the_way_to_send(client: PageClient, desk: Desk) -> None:
    desk.sign()
    client.sign_in(desk.ana.person_id)
    form = sending(client, desk)
    desk.write("plan", "P1", "improve all plans", at=minutes(1))
    page = client.visit(f"{desk.at}/check")
    assert page.one("signature-state").text == "void: content changed"
    assert "Send the application" not in page.buttons

    page = client.send(form, status=422)
    assert "has to sign before you can send this" in page.one("refusal").text
    assert count(Submission) == 0


# ------------------------------------------------------------------ sending


def sending(client: PageClient, desk: Desk) -> Form:
    return client.visit(f"{desk.at}/check").form(f"{desk.at}/submit")


def test_sending_ends_with_a_receipt(client: PageClient, desk: Desk) -> None:
    desk.sign()
    client.sign_in(desk.ana.person_id)
    page = client.follow(client.send(sending(client, desk)))

    reference = page.one("receipt-ref").text
    assert reference == f"CC2-2026-{desk.id:04}"
    for words in ("November 2, 2026", "Central", "Carla Simms, CEO", "3 people"):
        assert words in page.text
    assert all(reference in mail.subject for mail in mails("receipt"))
    listed = client.visit(desk.at).one("version-list").text
    assert listed.startswith("Version 1 , November 2, 2026")
    assert client.visit(desk.at).one("status").text == "Submitted"


def test_pressing_twice_and_reloading_sends_once(client: PageClient, desk: Desk) -> None:
    """A double click, a reload, two tabs: one version, one receipt each."""
    desk.sign()
    client.sign_in(desk.ana.person_id)
    form = sending(client, desk)
    replies = [client.send(form).location for _ in range(3)]

    assert replies == [f"{desk.at}/sent"] * 3
    assert count(Submission) == 1
    assert len(mails("receipt")) == 3
    assert "Send the application" not in client.visit(f"{desk.at}/check").buttons


def test_what_is_in_flight_at_the_deadline_is_judged_by_the_server(
    app: Flask, client: PageClient, desk: Desk
) -> None:
    """A page opened before the deadline and sent after it, at the server's clock alone."""
    desk.sign()
    clock = app.extensions["clock"]
    clock.set(desk.round.closes_at - dt.timedelta(minutes=10))
    client.sign_in(desk.ana.person_id)
    form = sending(client, desk)
    clock.set(desk.round.closes_at + dt.timedelta(seconds=1))
    page = client.send(form, status=409)

    said = page.one("refusal").text
    assert "The deadline has passed. It was December 1, 2026, 5:00 p.m. Central." in said
    assert client.get(f"{desk.at}/application.pdf").status_code == 200
    assert "Save and continue" not in client.visit(f"{desk.at}/section/plan").buttons
    assert count(Submission) == 0
    clock.set(desk.round.closes_at)
    assert client.send(form).location == f"{desk.at}/sent"


def test_something_missing_stops_sending(client: PageClient, desk: Desk) -> None:
    desk.sign()
    client.sign_in(desk.ana.person_id)
    form = sending(client, desk)
    desk.write("plan", "P1", "")
    page = client.send(form, status=422)

    assert "Something is missing or wrong" in page.one("refusal").text
    assert "Answer P1" in errors(page)


@pytest.mark.parametrize(("name", "status"), [("ana", 302), ("carla", 302), ("ben", 403)])
def test_the_lead_and_the_signer_send(
    client: PageClient, desk: Desk, name: str, status: int
) -> None:
    desk.sign()
    client.sign_in(getattr(desk, name).person_id)

    offered = "Send the application" in client.visit(f"{desk.at}/check").buttons
    assert offered is (status == 302)
    assert posted(client, desk, "/submit").status_code == status


def test_extra_fields_do_not_help_to_send(client: PageClient, desk: Desk) -> None:
    """Skipping steps with fields that nobody asked for."""
    client.sign_in(desk.ana.person_id)
    reply = posted(client, desk, "/submit", state="submitted", signature_id="1", at="2026-01-01")

    assert reply.status_code == 422
    assert desk.state == "draft"


# ------------------------------------------------------------------ what was sent


@pytest.fixture
def twice(desk: Desk) -> Desk:
    """Sent as version 1, changed at staff's wish, and sent as version 2."""
    desk.sign()
    desk.submit()
    desk.ask("plan", at=minutes(1))
    desk.write("plan", "P1", "60% with a plan by May", at=minutes(2))
    desk.sign(at=minutes(3))
    desk.submit(at=minutes(4))
    return desk


def test_every_version_stays_as_it_was_sent(client: PageClient, twice: Desk) -> None:
    client.sign_in(twice.viewer().person_id)
    first, second = (client.visit(f"{twice.at}/versions/{number}").text for number in (1, 2))

    assert "improve plans" in first
    assert "60% with a plan by May" in second
    assert "improve plans" not in second
    assert client.visit(twice.at).one("status").text == "Submitted with changes"


def test_differences_are_shown_by_more_than_colour(client: PageClient, twice: Desk) -> None:
    client.sign_in(twice.ana.person_id)
    page = client.visit(f"{twice.at}/compare/1/2")

    (shown,) = page.all("diff")
    assert shown.attrs["data-key"] == "P1"
    assert [one.text for one in shown.walk("del")] == ["removed: improve plans"]
    assert [one.text for one in shown.walk("ins")] == ["added: 60% with a plan by May"]
    assert "Nothing differs." in client.visit(f"{twice.at}/compare/1/1").text


@pytest.mark.parametrize(
    "path", ["/versions/3", "/versions/0", "/compare/1/3", "/versions/3/application.pdf"]
)
def test_versions_that_are_not_there_are_not_found(
    client: PageClient, twice: Desk, path: str
) -> None:
    client.sign_in(twice.ana.person_id)

    client.visit(twice.at + path, status=404)


def test_papers_hold_everything_and_are_downloads(client: PageClient, twice: Desk) -> None:
    client.sign_in(twice.ana.person_id)
    for path, words in (
        ("/application.pdf", "60% with a plan by May"),
        ("/versions/1/application.pdf", "improve plans"),
    ):
        reply = client.get(twice.at + path)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(reply.data)).pages)
        assert words in " ".join(text.split())
        assert reply.headers["Content-Disposition"].startswith("attachment; filename=application-")
        assert reply.mimetype == "application/pdf"


def test_the_paper_says_who_signed_what_is_there(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ana.person_id)
    said = paper(client, desk)
    assert "Not signed yet" in said
    desk.sign()
    signed = paper(client, desk)
    assert "Not signed yet" not in signed
    assert "Carla Simms" in signed
    desk.write("plan", "P1", "changed afterwards")
    assert "Not signed yet" in paper(client, desk)


def paper(client: PageClient, desk: Desk) -> str:
    """The words of the application as a PDF."""
    reply = client.get(f"{desk.at}/application.pdf")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(reply.data)).pages)


def test_before_anything_was_sent_there_is_no_receipt(client: PageClient, desk: Desk) -> None:
    client.sign_in(desk.ana.person_id)

    assert client.visit(f"{desk.at}/sent", status=302).location == f"{desk.at}/check"


@pytest.mark.parametrize("path", ["/check", "/sent", "/compare/1/2", "/versions/1"])
def test_more_versions_take_no_more_statements(client: PageClient, twice: Desk, path: str) -> None:
    client.sign_in(twice.ana.person_id)
    counts = []
    for number in range(2):
        with statements() as sent:
            client.visit(twice.at + path)
        counts.append(len(sent))
        start = 10 * (number + 1)
        twice.ask("plan", at=minutes(start))
        twice.write("plan", "P1", f"version {number + 3}", at=minutes(start + 1))
        twice.sign(at=minutes(start + 2))
        twice.submit(at=minutes(start + 3))

    assert counts[0] == counts[1], counts
