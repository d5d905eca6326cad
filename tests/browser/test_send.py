"""Files, signature, sending, the receipt; the deadline and mercy; a correction (OPEN-04 to 06)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.models import Attachment, Submission
from tests.browser import calls
from tests.browser.kudzu import at
from tests.pages.accounts.people import PASSWORD
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

    from app.core.model import Model
    from tests.browser.calls import Applicant

TEAM = {
    "Ana": (Role.APPLICATION_LEAD,),
    "Ben": (Role.APPLICATION_EDITOR,),
    "Carla": (Role.APPLICATION_SIGNER,),
}
ALONE = (Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER)


def mails(kind: str) -> list[tuple[str, str]]:
    """Recipient and text of each mail of that kind; nothing is left open in the database."""
    query = select(OutboxMail.recipient, OutboxMail.body).where(OutboxMail.kind == kind)
    found = [(recipient, body) for recipient, body in db.session.execute(query)]
    db.session.rollback()
    return found


def count(of: type[Model], **values: object) -> int:
    """How many rows of that kind there are; nothing is left open either."""
    found = db.session.query(of).filter_by(**values).count()
    db.session.rollback()
    return found


def file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def sign(page: Page, of: Applicant, password: str = PASSWORD) -> None:
    page.goto(f"{of.path}/sign")
    page.get_by_label("Your full name").fill("Carla Simms")
    page.get_by_label("Your title").fill("Chief executive")
    page.get_by_text("I agree").click()
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Sign", exact=True).click()


# ------------------------------------------------------------------ files, signature, receipt


@pytest.fixture
def p1(app: Flask) -> Applicant:
    now = at("2026-03-10", "14:00")
    set_clock(app, now)
    made = calls.applicant(calls.round_2026(), "P1", now, **TEAM)
    calls.complete(made, now, but=("attachments",))
    return made


def attach(page: Page, of: Applicant, sent: dict[str, object]) -> None:
    page.goto(f"{of.path}/section/attachments")
    page.locator("#file-Q51").set_input_files(sent)  # type: ignore[arg-type]  # a file as Playwright takes it
    page.get_by_role("button", name="Save and go to list").click()


def test_files_are_looked_into_and_the_one_wrong_answer_is_linked(
    new_page: Callable[..., Page], p1: Applicant
) -> None:
    page = new_page(sign_in=p1.people["Ben"].id)
    attach(page, p1, file("letter.pdf", calls.PDF + b" " * 200_000 + b"%%EOF\n"))
    page.goto(f"{p1.path}/section/profile")
    page.locator("#Q14-phone").fill("abc")
    page.get_by_role("button", name="Save and go to list").click()
    page.get_by_role("link", name="Check your answers").click()

    summary = page.get_by_test_id("error-summary")
    expect(summary.get_by_role("link")).to_have_count(1)
    check_page(page)
    summary.get_by_role("link").click()
    expect(page).to_have_url(re.compile("#Q14-phone$"))
    expect(page.get_by_test_id("error-summary")).to_contain_text("10 digits, such as 601-555-0143")

    attach(page, p1, file("support.pdf", b"Only text, whatever the name says.\n"))
    expect(page.get_by_test_id("error-summary")).to_contain_text("PDF")
    expect(page.get_by_test_id("attachment")).to_contain_text("letter.pdf")
    check_page(page)
    attach(page, p1, file("large.pdf", calls.PDF + b" " * 12 * 1024 * 1024 + b"%%EOF\n"))
    expect(page.locator("#file-Q51-large")).to_contain_text("The most is 10 MB")
    expect(page.get_by_test_id("attachment")).to_contain_text("letter.pdf")
    assert count(Attachment, removed_at=None) == 1


def test_only_the_signer_signs_and_a_change_voids_the_signature(  # noqa: PLR0915  # one story
    new_page: Callable[..., Page], p1: Applicant
) -> None:
    ana, ben, carla = (new_page(sign_in=p1.people[name].id) for name in TEAM)
    attach(ben, p1, file("letter.pdf", calls.PDF))
    ana.goto(f"{p1.path}/sign")
    expect(ana.locator("main")).to_contain_text("The authorized signer is Carla Simms.")
    check_page(ana)

    sign(carla, p1, "not my password at all")
    expect(carla.get_by_test_id("error-summary")).to_contain_text("not your password")
    carla.goto(p1.path)
    expect(carla.get_by_test_id("signature-state")).to_have_text("not signed")
    sign(carla, p1)
    state = carla.get_by_test_id("signature-state")
    expect(state).to_contain_text("signed by Carla Simms, March 10, 2026")
    expect(state).to_contain_text(re.compile(r"fingerprint [0-9a-f]{4} "))
    check_page(carla)

    ben.goto(f"{p1.path}/section/plan")
    ben.locator("#Q41").fill("We want to improve all plans.")
    ben.get_by_role("button", name="Save and go to list").click()
    expect(ben.get_by_test_id("signature-state")).to_have_text("void: content changed")
    assert [to for to, _ in mails("signature void")] == [p1.people["Carla"].email]
    carla.goto(f"{p1.path}/check")
    expect(carla.get_by_role("button", name="Send the application")).to_have_count(0)

    sign(carla, p1)
    carla.get_by_role("button", name="Send the application").click()
    reference = carla.get_by_test_id("receipt-ref")
    expect(reference).to_have_text(re.compile(r"^CC2-2026-\d{4}$"))
    expect(carla.locator("main")).to_contain_text("March 10, 2026, 2:00 p.m. Central")
    check_page(carla)
    received = mails("receipt")
    assert len(received) == 3
    assert "We want to improve all plans." in received[0][1]
    assert "March 10, 2026, 2:00 p.m. Central" in received[0][1]

    carla.reload()
    carla.go_back()
    carla.goto(p1.path)
    expect(carla.get_by_test_id("status")).to_have_text("Submitted")
    expect(carla.get_by_test_id("version-list")).to_contain_text("Version 1")
    assert count(Submission) == 1
    ben.goto(f"{p1.path}/section/plan")
    expect(ben.locator("#Q41")).not_to_be_editable()


def test_clicking_twice_sends_once(new_page: Callable[..., Page], p1: Applicant) -> None:
    ben, carla = (new_page(sign_in=p1.people[name].id) for name in ("Ben", "Carla"))
    attach(ben, p1, file("letter.pdf", calls.PDF))
    sign(carla, p1)
    second = carla.context.new_page()
    second.goto(f"{p1.path}/check")
    carla.goto(f"{p1.path}/check")
    for tab in (carla, second):
        tab.get_by_role("button", name="Send the application").dblclick()
        expect(tab.get_by_test_id("receipt-ref")).to_be_visible()
    assert count(Submission) == 1
    assert len(mails("receipt")) == 3


# ------------------------------------------------------------------ the deadline, and mercy


@pytest.fixture
def three(app: Flask) -> dict[str, Applicant]:
    """P2, P4 and P5: complete, signed, not sent, on the last afternoon."""
    set_clock(app, at("2026-03-13", "12:00"))
    of = calls.round_2026()
    found = {}
    for number, first in (("P2", "Erin"), ("P4", "Gwen"), ("P5", "Hal")):
        made = calls.applicant(of, number, at("2026-03-13", "12:00"), **{first: ALONE})
        calls.complete(made, at("2026-03-13", "12:00"))
        calls.sign(made, first, at("2026-03-13", "12:30"))
        found[first] = made
    return found


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the application").click()


def test_the_deadline_holds_and_mercy_is_recorded(  # noqa: PLR0915  # one story
    app: Flask, new_page: Callable[..., Page], three: dict[str, Applicant]
) -> None:
    set_clock(app, at("2026-03-13", "16:50"))
    pages = {
        first: new_page(sign_in=one.people[first].id, timezone_id=zone)
        for (first, one), zone in zip(
            three.items(), ("Asia/Tokyo", "America/Los_Angeles", "UTC"), strict=True
        )
    }
    for first, page in pages.items():
        page.goto(f"{three[first].path}/check")
    set_clock(app, at("2026-03-13", "16:59:30"))
    send(pages["Erin"])
    expect(pages["Erin"].get_by_test_id("receipt-ref")).to_be_visible()

    set_clock(app, at("2026-03-13", "17:00:01"))
    for first in ("Gwen", "Hal"):
        send(pages[first])
        expect(pages[first].get_by_test_id("refusal")).to_contain_text(
            "The deadline has passed. It was March 13, 2026, 5:00 p.m. Central."
        )
    gwen, gwens = pages["Gwen"], three["Gwen"]
    check_page(gwen)
    gwen.goto(f"{gwens.path}/section/plan")
    expect(gwen.locator("#Q41")).to_have_value("We want to improve plans.")
    expect(gwen.locator("#Q41")).not_to_be_editable()
    assert gwen.request.get(f"{gwens.path}/application.pdf").status == 200

    mona = new_page(sign_in=build.person(role=Role.PROGRAM_STAFF, name="Mona Reyes").id)
    mona.goto(f"/staff/applications/{gwens.id}/extend")
    mona.get_by_label("Day").fill("2026-03-14")
    mona.get_by_label("Time, Central").fill("12:00")
    mona.get_by_label("Why").fill("tornado warning")
    check_page(mona)
    mona.get_by_role("button", name="Give more time").click()
    expect(mona.locator("main")).to_contain_text("has more time")
    assert [to for to, _ in mails("more time")] == [gwens.people["Gwen"].email]

    gwen.goto(gwens.path)
    expect(gwen.get_by_test_id("deadline")).to_contain_text("Saturday, March 14, 2026")
    set_clock(app, at("2026-03-14", "11:59:59"))
    gwen = new_page(sign_in=gwens.people["Gwen"].id)
    gwen.goto(f"{gwens.path}/check")
    send(gwen)
    expect(gwen.get_by_test_id("receipt-ref")).to_be_visible()
    hal = new_page(sign_in=three["Hal"].people["Hal"].id)
    hal.goto(f"{three['Hal'].path}/check")
    expect(hal.get_by_role("button", name="Send the application")).to_have_count(0)
    expect(hal.locator("main")).not_to_contain_text("March 14")

    set_clock(app, at("2026-03-14", "12:00:01"))
    mona = new_page(sign_in=build.person(role=Role.PROGRAM_STAFF, name="Neil Orr").id)
    mona.goto("/staff/applications?round=rfa-2026")
    rows = mona.get_by_test_id("application-row")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="Pearl Bend")).to_contain_text("ubmitted under extension")
    expect(rows.filter(has_text="Big Black")).to_contain_text("Draft, not submitted")
    check_page(mona)


# ------------------------------------------------------------------ a correction


def test_a_correction_opens_one_section_and_the_trail_is_complete(  # noqa: PLR0915  # one story
    app: Flask, new_page: Callable[..., Page]
) -> None:
    set_clock(app, at("2026-03-10", "14:00"))
    p1 = calls.applicant(calls.round_2026(), "P1", at("2026-03-10", "14:00"), **TEAM)
    calls.complete(p1, at("2026-03-10", "14:00"))
    calls.sign(p1, "Carla", at("2026-03-10", "14:30"))
    ana, _ben, carla = (new_page(sign_in=p1.people[name].id) for name in TEAM)
    ana.goto(f"{p1.path}/check")
    send(ana)

    set_clock(app, at("2026-03-16"))
    mona = new_page(sign_in=build.person(role=Role.PROGRAM_STAFF, name="Mona Reyes").id)
    mona.goto(f"/staff/applications/{p1.id}/changes")
    mona.get_by_text("4. Plan & aim").click()
    mona.get_by_label("What should change, and why?").fill("aim lacks a date")
    mona.get_by_label("Day").fill("2026-03-20")
    check_page(mona)
    mona.get_by_role("button", name="Ask for changes").click()

    ana = new_page(sign_in=p1.people["Ana"].id)
    ana.goto(p1.path)
    expect(ana.get_by_test_id("status")).to_have_text("Changes requested")
    expect(ana.locator("main")).to_contain_text("aim lacks a date")
    check_page(ana)
    token = ana.locator("meta[name=csrf-token]").get_attribute("content") or ""
    reply = ana.request.put(
        f"{p1.path}/section/team",
        data={"version": 2, "questions": ["Q21"], "fields": [["Q21", "Others"]]},
        headers={"X-CSRF-Token": token, "Accept": "application/json"},
    )
    assert reply.status == 409
    ana.goto(f"{p1.path}/section/plan")
    ana.locator("#Q41").fill("60% with shared plan by May 2027")
    ana.get_by_role("button", name="Save and go to list").click()
    expect(ana.locator("[data-testid=section-row][data-key=plan]")).to_contain_text(
        "Changed since submission"
    )
    carla = new_page(sign_in=p1.people["Carla"].id)
    sign(carla, p1)
    ana.goto(f"{p1.path}/check")
    send(ana)
    ana.goto(p1.path)
    expect(ana.get_by_test_id("status")).to_have_text("Submitted with changes")
    expect(ana.get_by_test_id("version-list")).to_contain_text("Version 2")
    ana.get_by_role("link", name=re.compile("^What changed")).click()
    expect(ana.get_by_test_id("diff")).to_have_count(1)
    expect(ana.get_by_test_id("diff").locator("ins")).to_contain_text("60%")
    expect(ana.get_by_test_id("diff").locator("del")).to_contain_text("improve")
    check_page(ana)

    olga = new_page(sign_in=build.person(role=Role.ADMINISTRATOR, name="Olga Finn").id)
    olga.goto(f"/staff/applications/{p1.id}")
    trail = [row.inner_text() for row in olga.get_by_test_id("audit-row").all()]
    wanted = [
        "submitted the application",
        "requested changes",
        "edited an answer",
        "signed the application",
        "submitted it with changes",
    ]
    text = "\n".join(trail)
    places = [max(text.rfind(words), -1) for words in wanted]
    assert -1 not in places, (wanted, trail)
    assert (
        olga.get_by_role(
            "button", name=re.compile("(edit|delete|remove).*(trail|event)", re.IGNORECASE)
        ).count()
        == 0
    )
    check_page(olga)


def test_an_administrator_sees_what_the_applicant_sees_and_saves_nothing(
    new_page: Callable[..., Page], p1: Applicant
) -> None:
    olga = new_page(sign_in=build.person(role=Role.ADMINISTRATOR, name="Olga Finn").id)
    olga.goto(f"/staff/people/{p1.people['Ana'].id}/view-as")
    olga.get_by_label("Reason").fill("Ana cannot find the section")
    check_page(olga)
    olga.get_by_role("button", name="View as").click()

    section = f"{p1.path}/section/plan"
    for path in ("/", p1.path, section, f"{p1.path}/check"):
        olga.goto(path)
        expect(olga.get_by_test_id("view-as-banner")).to_contain_text("viewing as Ana Whitfield")
    check_page(olga)
    token = olga.locator("meta[name=csrf-token]").get_attribute("content") or ""
    reply = olga.request.put(
        section,
        data={"version": 2, "questions": ["Q41"], "fields": [["Q41", "Hers"]]},
        headers={"X-CSRF-Token": token, "Accept": "application/json"},
    )
    assert reply.status == 403
    olga.get_by_role("button", name="Stop viewing").click()
    expect(olga.get_by_test_id("view-as-banner")).to_have_count(0)
    said = [(event.verb, event.reason) for event in db.session.scalars(select(AuditEvent))]
    db.session.rollback()
    assert ("started viewing as", "Ana cannot find the section") in said
    assert "stopped viewing as" in [verb for verb, _ in said]
