"""A visitor understands the call, checks eligibility, registers and begins (OPEN-01)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from docx import Document
from playwright.sync_api import expect
from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import db
from app.outbox.models import OutboxMail
from app.rfa.models import SectionDraft
from tests.browser import calls
from tests.browser.kudzu import at
from tests.pages.accounts.people import PASSWORD
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

ROUND = "/apply/rfa-2026"


@pytest.fixture(autouse=True)
def _world(app: Flask) -> None:
    set_clock(app, at("2026-02-20", "10:00"))
    calls.round_2026()
    build.person(email="erin@tupelo.example", name="Erin Vaughn")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Page:
    return new_page(java_script_enabled=request.param)


def mails() -> dict[str, tuple[str, str]]:
    """Kind, and the path of its link, of the last mail to each address."""
    query = select(OutboxMail.recipient, OutboxMail.kind, OutboxMail.link).order_by(OutboxMail.id)
    found = {
        recipient: (kind, (link or "").removeprefix("http://localhost"))
        for recipient, kind, link in db.session.execute(query)
    }
    db.session.rollback()
    return found


def accounts() -> list[str]:
    found = list(db.session.scalars(select(Person.email)))
    db.session.rollback()
    return found


def answer(page: Page, words: str) -> None:
    page.get_by_text(words, exact=True).click()
    page.get_by_role("button", name="Continue").click()


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    return started.value.path().read_bytes()


def register(page: Page, email: str) -> str:
    """Register, and give what the page says, without the address itself."""
    page.goto(f"{ROUND}/register")
    page.get_by_label("Your name").fill("Hal Moody")
    page.get_by_label("Your email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()
    page.wait_for_load_state()
    return page.locator("main").inner_text().replace(email, "")


def check(page: Page) -> None:
    """Take the check: first as an emergency department, then as a rural health clinic."""
    page.goto(f"{ROUND}/check")
    answer(page, "Hospital emergency department")
    expect(page.get_by_test_id("outcome")).to_contain_text("not eligible")
    page.get_by_role("link", name="Change").first.click()
    for words in ("Rural Health Clinic", "Yes", "Yes"):
        answer(page, words)
    expect(page.get_by_test_id("outcome")).to_contain_text("Outcome: eligible")


def test_a_visitor_reads_the_call_and_takes_the_form_away(visitor: Page) -> None:
    page = visitor
    page.goto("/apply")
    for words in ("Friday", "March 13, 2026", "5:00 PM", "Central", "21 days remain"):
        expect(page.get_by_test_id("deadline")).to_contain_text(words)
    expect(page.get_by_test_id("rubric-line")).to_have_count(4)
    expect(page.get_by_test_id("rubric-line").first).to_contain_text("Hardly shown")

    assert download(page, "PDF of the empty form").startswith(b"%PDF")
    word_file = Document(io.BytesIO(download(page, "Word document of the empty form")))
    said = "\n".join(paragraph.text for paragraph in word_file.paragraphs)
    for asked in ("What is your practice type?", "Who is on your team?", "What is your aim?"):
        assert asked in said
    assert "Up to 100 words" in said


def test_the_check_names_the_rule_offers_a_contact_and_makes_no_account(visitor: Page) -> None:
    page = visitor
    everybody = accounts()
    page.goto(ROUND)
    page.get_by_role("link", name="Check if you can apply").click()
    answer(page, "Hospital emergency department")

    outcome = page.get_by_test_id("outcome")
    expect(outcome).to_contain_text("not eligible")
    expect(outcome).to_contain_text("Only primary care practices can apply.")
    expect(page.get_by_role("link", name="Call 1-800-844-0898")).to_be_visible()
    expect(page.get_by_test_id("apply")).to_have_count(0)
    assert accounts() == everybody


def test_the_browsers_own_back_leads_to_the_questions_before(visitor: Page) -> None:
    page = visitor
    page.goto(f"{ROUND}/check")
    for words in ("Federally Qualified Health Center", "Yes"):
        answer(page, words)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_test_id("error-summary")).to_contain_text("Choose an answer")
    answer(page, "Yes")
    expect(page.get_by_test_id("outcome")).to_contain_text("Outcome: eligible")
    page.reload()
    expect(page.get_by_test_id("outcome")).to_contain_text("Outcome: eligible")
    page.get_by_role("link", name="Change").last.click()
    answer(page, "No")
    expect(page.get_by_test_id("outcome")).to_contain_text("Outcome: talk to us")

    page.go_back()
    expect(page.get_by_role("group", name="Do you see children from birth to 21?")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("outcome")).to_contain_text("Outcome: eligible")


def test_an_answer_changed_after_going_back_decides(visitor: Page) -> None:
    page = visitor
    page.goto(f"{ROUND}/check")
    for words in ("Federally Qualified Health Center", "Yes", "Yes"):
        answer(page, words)
    expect(page.get_by_test_id("outcome")).to_contain_text("Outcome: eligible")

    page.go_back()
    expect(page.get_by_role("group", name="Do you see children from birth to 21?")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("group", name="Is your practice in Mississippi?")).to_be_visible()
    answer(page, "No")

    expect(page.get_by_test_id("outcome")).to_contain_text("not eligible")
    expect(page.get_by_test_id("rule")).to_contain_text("Only practices in Mississippi.")


def test_the_answers_of_the_check_are_in_the_draft_of_who_registers(visitor: Page) -> None:
    page = visitor
    check(page)
    expect(page.get_by_test_id("apply")).to_be_visible()
    register(page, "hal@bigblack.example")
    page.goto(mails()["hal@bigblack.example"][1])
    assert "hal@bigblack.example" not in accounts()
    page.get_by_role("button", name="Confirm and go on").click()
    expect(page.get_by_label("Rural Health Clinic (RHC), free-standing")).to_be_checked()
    page.get_by_label("Name of the practice").fill("Big Black River Clinic")
    page.get_by_label("County").select_option("Attala")
    page.get_by_role("button", name="Start the application").click()
    page.wait_for_url("**/applications/*")

    found = db.session.scalars(select(SectionDraft).where(SectionDraft.section == "profile")).all()
    assert [draft.answers for draft in found] == [
        {"Q11": {"value": "rhc free-standing"}, "Q12": {"value": "yes"}, "Q13": {"value": "yes"}}
    ]
    db.session.rollback()


def test_a_known_address_sees_the_same_and_gets_another_mail(visitor: Page) -> None:
    fresh = register(visitor, "hal@bigblack.example")
    known = register(visitor, "erin@tupelo.example")

    assert fresh == known
    sent = mails()
    assert sent["erin@tupelo.example"] == ("registration known", "/sign-in")
    assert sent["hal@bigblack.example"][0] == "registration"


@pytest.mark.parametrize("day", ["2026-01-20", "2026-03-14"])
def test_a_round_that_is_not_open_offers_no_way_to_apply(app: Flask, page: Page, day: str) -> None:
    set_clock(app, at(day))

    for path in ("/program", "/apply", ROUND):
        page.goto(path)
        expect(page.get_by_test_id("apply")).to_have_count(0)
        expect(page.get_by_role("link", name="Start an application")).to_have_count(0)


def test_every_page_of_the_way_holds_at_both_widths(app: Flask, page: Page) -> None:
    for path in ("/program", ROUND, f"{ROUND}/questions-and-rubric", "/questions"):
        page.goto(path)
        check_page(page)
    page.goto(f"{ROUND}/check")
    check_page(page)
    answer(page, "Hospital emergency department")
    check_page(page)
    page.goto(f"{ROUND}/register")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_test_id("error-summary")).to_be_visible()
    check_page(page)
    register(page, "hal@bigblack.example")
    check_page(page)
    page.goto(mails()["hal@bigblack.example"][1])
    check_page(page)
    page.get_by_role("button", name="Confirm and go on").click()
    check_page(page)
    page.get_by_role("button", name="Start the application").click()
    check_page(page)
    set_clock(app, at("2026-01-20"))
    page.goto("/apply")
    check_page(page)
