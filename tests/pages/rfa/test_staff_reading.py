"""What staff read of one application: what was sent, behind its seal, its course and trail."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.policy import SYSTEM, Role
from app.rfa.models import (
    ChangeRequest,
    Extension,
)
from app.rfa.queries import applications
from app.rfa.services import trail
from tests.support import build
from tests.unit.rfa.oversight_rows import AFTER, BEFORE, attach, draft, rewrite, send, sent

if TYPE_CHECKING:
    from flask import Flask

    from app.rfa.models import Application
    from tests.support.page import Page, PageClient

LIST = "/staff/applications"
STAFF = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)
STEERS = (Role.PROGRAM_STAFF, Role.DIRECTOR)


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


def steps(page: Page) -> list[str]:
    """What the trail says was done, in order."""
    return [
        next(cell.text for cell in row.walk("td") if cell.attrs.get("data-l") == "What")
        for row in page.all("audit-row")
    ]


# ------------------------------------------------------------------ what was sent


@pytest.mark.usefixtures("mona")
def test_the_page_shows_what_was_sent_last(client: PageClient) -> None:
    lead = build.person(name="Ana Ruiz", email="ana@example.org")
    of = draft("We will write plans", lead=lead)
    file = attach(of)
    send(of)
    rewrite(of, "Not sent yet")
    page = client.visit(at(of))
    for words in (
        "What was sent: version 1",
        "We will write plans",
        "Ana Ruiz",
        "Application lead",
    ):
        assert words in page.text, words
    assert "Not sent yet" not in page.text
    assert page.one("status").text == "Submitted"
    assert [row.attrs["data-key"] for row in page.all("section-row")] == [
        "profile", "plan", "papers", "signature",
    ]  # fmt: skip
    assert page.links["letter.pdf"] == at(of, "files", file.id)
    assert "letter.pdf" in client.visit(at(of, "versions", 1)).text
    assert page.links["Request changes"] == at(of, "changes")


@pytest.mark.usefixtures("mona")
def test_a_draft_is_shown_as_one(client: PageClient, app: Flask) -> None:
    of = draft("Still writing")
    page = client.visit(at(of))
    assert "The draft so far" in page.text
    assert "Still writing" in page.text
    assert "Not sent yet" in page.one("version-list").text


@pytest.mark.usefixtures("mona")
def test_a_file_is_handed_out_as_a_download(client: PageClient) -> None:
    of = draft()
    file = attach(of, content=b"%PDF secret")
    reply = client.get(at(of, "files", file.id))
    assert reply.data == b"%PDF secret"
    assert reply.headers["Content-Disposition"] == "attachment; filename=letter.pdf"
    assert "sandbox" in reply.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("mona")
def test_a_version_is_a_page_and_a_paper(client: PageClient) -> None:
    of = sent("We will write plans", practice_id=build.practice(name="Delta Pines").id)
    page = client.visit(at(of, "versions", 1))
    assert page.headings == ["Version 1"]
    assert "We will write plans" in page.text
    reply = client.get(at(of, "versions", 1, "paper.pdf"))
    assert reply.data.startswith(b"%PDF")
    assert "delta-pines-version-1.pdf" in reply.headers["Content-Disposition"]


@pytest.mark.usefixtures("mona")
def test_differences_are_marked_by_more_than_colour(client: PageClient) -> None:
    of = sent("improve plans for children")
    rewrite(of, "60% with a plan for children")
    send(of)
    page = client.visit(at(of))
    keys = [row.attrs["data-key"] for row in page.one("version-list").walk("li")]
    assert keys == ["2", "1"]
    page = client.send(page.form(at(of, "differences")), status=200)
    diff = page.one("diff")
    assert [e.text for e in diff.walk("del")] == ["removed: improve plans"]
    assert [e.text for e in diff.walk("ins")] == ["added: 60% with a plan"]
    assert "What kind of practice" not in diff.text
    back = client.visit(at(of, "differences?old=2&new=1")).one("diff")
    assert [e.text for e in back.walk("ins")] == ["added: improve plans"]
    same = client.visit(at(of, "differences?old=1&new=1")).one("diff")
    assert "Nothing differs" in same.text


# ------------------------------------------------------------------ seals


def test_nobody_reads_a_sealed_round_before_its_deadline(
    client: PageClient, app: Flask, mona: Any
) -> None:
    sealed = build.rfa_round(is_sealed=True)
    of = draft("canary answer", round_id=sealed.id)
    file = attach(of)
    send(of)
    unsent = draft("canary draft", round_id=sealed.id)
    loose = attach(unsent, "draft.pdf")
    _note_edit(of)
    paths = [
        at(of, "versions", 1), at(of, "versions", 1, "paper.pdf"), at(of, "files", file.id),
        at(of, "differences?old=1&new=1"), f"{LIST}/export",
    ]  # fmt: skip
    page = client.visit(at(of))
    assert "Sealed until the deadline" in page.text
    assert "canary" not in page.text
    assert page.one("status").text == "Submitted"
    assert not [href for href in page.links.values() if "/versions/" in href]
    assert {client.get(path).status_code for path in paths} == {409}
    app.extensions["clock"].set(AFTER)
    client.sign_in(mona)
    assert "canary answer" in client.visit(at(of)).text
    assert {client.get(path).status_code for path in paths} == {200}
    page = client.visit(at(unsent))
    assert "In a sealed round it stays unread" in page.text
    assert "canary" not in page.text
    client.visit(at(unsent, "files", loose.id), status=409)


def test_the_last_extension_keeps_the_seal(client: PageClient, app: Flask, mona: Any) -> None:
    sealed = build.rfa_round(is_sealed=True)
    of = sent("canary answer", round_id=sealed.id)
    late = draft(round_id=sealed.id)
    build.saved(
        Extension(
            round_id=sealed.id,
            application_id=late.id,
            closes_at=AFTER + dt.timedelta(hours=1),
            reason="tornado",
            given_at=BEFORE,
            given_by_id=mona.id,
        )
    )
    app.extensions["clock"].set(AFTER)
    client.sign_in(mona)
    assert "canary" not in client.visit(at(of)).text
    app.extensions["clock"].set(AFTER + dt.timedelta(hours=2))
    client.sign_in(mona)
    assert "canary" in client.visit(at(of)).text


def test_a_broken_seal_opens_everything(client: PageClient) -> None:
    sealed = build.rfa_round(key="sealed", is_sealed=True)
    of = draft("canary draft", round_id=sealed.id)
    file = attach(of)
    client.sign_in(build.person(role=Role.DIRECTOR))
    client.fill_in(f"{LIST}/seal/sealed", reason="An appeal")
    page = client.visit(at(of))
    assert "canary draft" in page.text
    assert "The seal of this round was broken" in page.text
    assert client.get(at(of, "files", file.id)).status_code == 200
    client.visit(f"{LIST}/export")


# ------------------------------------------------------------------ the trail


def _note_edit(of: Application) -> None:
    row = applications.application(of.id)
    trail.note(
        "edited an answer",
        row,
        by=SYSTEM,
        at=BEFORE,
        before={"P1": "canary before"},
        after={"P1": "canary after"},
        reason="A typo",
    )
    db.session.commit()


@pytest.mark.usefixtures("mona")
def test_the_trail_tells_everything_in_order(client: PageClient) -> None:
    of = sent()
    _note_edit(of)
    client.fill_in(at(of, "tags"), at=at(of), tag="rural")
    client.fill_in(at(of, "notes"), at=at(of), note="Called them")
    _note_edit(sent())
    page = client.visit(at(of))
    assert steps(page) == ["edited an answer", "tagged an application", "wrote a note"]
    first = page.all("audit-row")[0].text
    for words in ("The portal", "November 16, 2026", "canary before", "canary after", "A typo"):
        assert words in first


@pytest.mark.usefixtures("mona")
def test_a_long_trail_has_pages(client: PageClient) -> None:
    of = sent()
    for _ in range(51):
        _note_edit(of)
    page = client.visit(at(of))
    assert len(steps(page)) == 50
    assert len(steps(client.visit(page.links["Next"]))) == 1
    assert len(steps(client.visit(at(of) + "?trail=99"))) == 1


@pytest.mark.usefixtures("mona")
def test_the_course_of_an_application_is_told(client: PageClient, mona: Any) -> None:
    of = sent()
    for ending in ({}, {"answered_at": BEFORE}, {"cancelled_at": BEFORE}):
        build.saved(
            ChangeRequest(
                application_id=of.id,
                sections={"keys": ["plan", "gone"]},
                reason="The aim lacks a date",
                due_at=AFTER,
                asked_at=BEFORE,
                asked_by_id=mona.id,
                **ending,
            )
        )
    for ending in ({}, {"ended_at": BEFORE, "ended_by_id": mona.id}):
        build.saved(
            Extension(
                round_id=of.round_id,
                application_id=of.id,
                closes_at=AFTER,
                reason="tornado warning",
                given_at=BEFORE,
                given_by_id=mona.id,
                **ending,
            )
        )
    row = applications.application(of.id)
    row.state, row.withdrawn_at, row.withdrawn_reason = "withdrawn", BEFORE, "We merge"
    db.session.commit()
    text = client.visit(at(of)).text
    for words in (
        "Changes requested: Plan and aim, gone",
        "The aim lacks a date",
        "Waiting for an answer",
        "Answered November 16, 2026",
        "Taken back November 16, 2026",
        "More time until December 2, 2026",
        "tornado warning",
        "Ended November 16, 2026",
        "more time for this applicant",
        "We merge",
        "Undo the withdrawal",
    ):
        assert words in text, words
