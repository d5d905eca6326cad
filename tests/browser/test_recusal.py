"""A reviewer who may have a conflict: what is asked, what closes at once, and who steps in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import Role
from app.rfa.models import Attachment
from tests.browser.kudzu import at
from tests.browser.panels import Panel, assign, panel
from tests.pages.accounts.people import somebody
from tests.support.browser import NARROW, check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Locator, Page

SISTER = "My sister works there"
ANSWERS = ("Five people and a parent.", "Monthly huddles", "We want to improve plans.")
FULL = {
    "P1": ("Sam", "Tess"),
    "P3": ("Ruth", "Uma"),
    "P4": ("Tess", "Uma"),
    "P5": ("Sam", "Uma"),
    "P6": ("Ruth", "Sam"),
}


@pytest.fixture
def room(app: Flask) -> Panel:
    """Everybody has three applications; only about P2 Tess was not asked yet."""
    made = panel(app)
    for number, firsts in FULL.items():
        assign(made, number, *firsts)
    assign(made, "P2", "Ruth")
    assign(made, "P2", "Tess", clear=False)
    return made


@pytest.fixture
def letter(room: Panel) -> str:
    """Where a reviewer reads the letter of P2."""
    query = select(Attachment.id).where(Attachment.application_id == room.applicants["P2"].id)
    found = db.session.scalars(query).one()
    db.session.rollback()
    return f"{room.path('P2')}/files/{found}"


def mails(kind: str) -> list[tuple[str, str]]:
    """Recipient and text of each mail of that kind; nothing is left open in the database."""
    query = select(OutboxMail.recipient, OutboxMail.body).where(OutboxMail.kind == kind)
    found = [(recipient, body) for recipient, body in db.session.execute(query)]
    db.session.rollback()
    return found


def answer(page: Page, said: str, why: str = "") -> None:
    form = page.get_by_test_id("coi-form")
    form.get_by_text(said).click()
    form.get_by_label("Why?").fill(why)
    form.get_by_role("button", name="Answer").click()


def queue(page: Page) -> Locator:
    return page.get_by_test_id("queue-row")


def row(page: Page, room: Panel, kind: str, number: str = "P2") -> Locator:
    return page.locator(f"[data-testid={kind}][data-key='{room.references[number]}']")


def decide(page: Page, ruling: str, why: str) -> None:
    page.get_by_text(ruling, exact=True).click()
    page.get_by_label("Why?").fill(why)
    page.get_by_role("button", name="Decide").click()


def offered(page: Page) -> list[str]:
    """Who is offered to review an application, in order."""
    page.wait_for_load_state()
    return [one.inner_text() for one in page.locator(".choice label").all()]


def test_recusal_closes_the_door_at_once(  # noqa: PLR0915  # one story
    app: Flask, new_page: Callable[..., Page], room: Panel, letter: str
) -> None:
    tess = new_page(sign_in=room.people["Tess"].id, width=NARROW)
    tess.goto("/reviews")
    expect(queue(tess)).to_have_count(3)
    check_page(tess, NARROW)
    row(tess, room, "queue-row").get_by_role("link").click()
    main = tess.locator("main")
    expect(tess.get_by_test_id("coi-form")).to_be_visible()
    for words in ("Tupelo Creek Pediatrics", "Private practice", "Lee"):
        expect(main).to_contain_text(words)
    for words in (*ANSWERS, "letter.pdf"):
        expect(main).not_to_contain_text(words)
    check_page(tess, NARROW)
    closed = (f"{room.path('P2')}/application.pdf", letter)
    assert [tess.request.get(path).status for path in closed] == [404, 404]

    answer(tess, "I am not sure")
    expect(tess.get_by_test_id("error-summary").get_by_role("link")).to_have_text(
        "Say why. A short sentence is enough."
    )
    check_page(tess, NARROW)
    answer(tess, "I am not sure", SISTER)
    expect(tess.locator("main")).to_contain_text("Staff are asked.")
    check_page(tess, NARROW)
    assert [tess.request.get(path).status for path in closed] == [404, 404]
    asked = mails("conflict question")
    assert sorted(to for to, _ in asked) == sorted(
        room.people[first].email for first in ("Mona", "Neil")
    )
    assert not any(SISTER in body for _, body in asked)

    neil = new_page(sign_in=room.people["Neil"].id)
    neil.goto(room.round_path("/reviewing/conflicts"))
    question = row(neil, room, "conflict-question")
    expect(question).to_contain_text("Tess Crane")
    expect(question).to_contain_text(SISTER)
    check_page(neil)
    question.get_by_role("link", name="Decide").click()
    expect(neil.get_by_test_id("said")).to_contain_text(SISTER)
    check_page(neil)
    decide(neil, "It is a conflict", "A sister is close family")
    expect(neil.locator("main")).to_contain_text("It is a conflict.")
    expect(neil.get_by_test_id("conflict-question")).to_have_count(0)

    tess.goto("/reviews")
    expect(queue(tess)).to_have_count(2)
    expect(tess.locator("main")).not_to_contain_text("Tupelo Creek")
    check_page(tess, NARROW)
    paths = [room.path("P2"), *closed]
    paths += [f"{room.path('P2')}/{page}" for page in ("conflict", "panel", "next")]
    assert [tess.request.get(path).status for path in paths] == [404] * len(paths)
    assert [to for to, _ in mails("conflict ruling")] == [room.people["Tess"].email]

    expect(neil.get_by_test_id("needs-reviewer")).to_have_count(1)
    lacking = row(neil, room, "needs-reviewer")
    expect(lacking).to_contain_text("1 of 2")
    check_page(neil)
    lacking.get_by_role("link", name="Find a reviewer").click()
    expect(neil.locator("main")).to_contain_text("Everybody has the most")
    assert offered(neil) == [f"{name}, has 3 of at most 3" for name in ("Sam Boone", "Uma Dial")]
    expect(neil.locator("main")).to_contain_text("Tess Crane: A sister is close family")
    check_page(neil)
    neil.get_by_text("Uma Dial").click()
    neil.get_by_role("button", name="Assign").click()
    expect(neil.get_by_test_id("error-summary").get_by_role("link")).to_contain_text(
        "This is more than the most for a reviewer, which is 3: Uma Dial (4)."
    )
    expect(neil.get_by_role("radio", name=re.compile("Uma Dial"))).to_be_checked()
    check_page(neil)
    neil.get_by_label("Why somebody gets more than the most").fill("Uma offered to help")
    neil.get_by_role("button", name="Assign").click()
    expect(neil.locator("main")).to_contain_text("Has as many as it needs.")
    assert [to for to, _ in mails("assignment")] == [room.people["Uma"].email]
    neil.goto(room.round_path("/reviewing/conflicts"))
    expect(neil.get_by_test_id("needs-reviewer")).to_have_count(0)

    neil.goto(room.staff_path("P2"))
    asked_row = neil.get_by_test_id("audit-row").filter(has_text="asked about conflict")
    expect(asked_row).to_contain_text(SISTER)
    expect(asked_row).to_contain_text("Tess Crane")
    ruled = neil.get_by_test_id("audit-row").filter(has_text="ruled conflict")
    expect(ruled).to_contain_text("A sister is close family")
    expect(ruled).to_contain_text("Neil Orr")

    set_clock(app, at("2026-04-03", "17:00"))
    neil = new_page(sign_in=room.people["Neil"].id)
    neil.goto(room.round_path("/reviewing/conflicts"))
    row(neil, room, "conflict-row").get_by_role("link", name="Look closer").click()
    decide(neil, "Lift the conflict", "The sister left years ago")
    expect(neil.locator("main")).to_contain_text("The conflict is lifted.")
    expect(row(neil, room, "conflict-row")).to_have_count(0)
    tess = new_page(sign_in=room.people["Tess"].id, width=NARROW)
    tess.goto(room.path("P2"))
    answer(tess, "No, I have no conflict")
    expect(tess.locator("main")).to_contain_text("Five people and a parent.")
    check_page(tess, NARROW)
    assert [tess.request.get(path).status for path in closed] == [200, 200]
    tess.goto("/reviews")
    expect(queue(tess)).to_have_count(3)


def test_a_conflict_stays_once_reviews_were_due(
    app: Flask, new_page: Callable[..., Page], room: Panel
) -> None:
    tess = new_page(sign_in=room.people["Tess"].id)
    tess.goto(room.path("P2"))
    answer(tess, "Yes, I have a conflict", SISTER)
    expect(tess.locator("main")).to_contain_text("The application is closed to you now")
    expect(queue(tess)).to_have_count(2)
    tess.goto(room.path("P2"))
    expect(tess.get_by_test_id("coi-form")).to_have_count(0)
    expect(tess.locator("main")).not_to_contain_text("Tupelo Creek")

    set_clock(app, at("2026-04-03", "17:00:01"))
    neil = new_page(sign_in=room.people["Neil"].id)
    neil.goto(room.staff_path("P2", f"/conflicts/{room.people['Tess'].id}"))
    decide(neil, "Lift the conflict", "The sister left years ago")
    expect(neil.get_by_test_id("error-summary")).to_contain_text(
        "Reviews were due Friday, April 3. After that, a conflict stays."
    )
    check_page(neil)
    tess = new_page(sign_in=room.people["Tess"].id)
    assert tess.request.get(room.path("P2")).status == 404


def test_only_the_least_loaded_without_a_conflict_are_offered(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    room = panel(app)
    vera = somebody(role=Role.REVIEWER, name="Vera Lund", email="vera@vera.example").name
    loads = {"P2": ("Ruth",), "P4": ("Ruth", "Tess"), "P5": ("Sam", "Uma"), "P6": ("Sam",)}
    for number, firsts in loads.items():
        assign(room, number, *firsts)
    neil = new_page(sign_in=room.people["Neil"].id)
    neil.goto(room.round_path("/reviewing/conflicts"))
    neil.get_by_label("Application", exact=True).select_option(
        label=f"{room.references['P2']}, Tupelo Creek Pediatrics"
    )
    neil.get_by_label("Reviewer or staff member").select_option(label=vera)
    neil.get_by_label("Why?").fill("Sat on the board")
    neil.get_by_role("button", name="It is a conflict").click()
    row(neil, room, "needs-reviewer").get_by_role("link", name="Find a reviewer").click()
    assert offered(neil) == [f"{name}, has 1 of at most 3" for name in ("Tess Crane", "Uma Dial")]
    expect(neil.locator("main")).to_contain_text(f"{vera}: Sat on the board")
    check_page(neil)
    neil.get_by_text("Tess Crane").click()
    neil.get_by_role("button", name="Assign").click()
    expect(neil.locator("main")).to_contain_text("1 assigned, 0 taken away.")
    neil.goto(room.staff_path("P6", "/reviewers"))
    assert offered(neil) == [f"{vera}, has 0 of at most 3"]


def test_the_conflict_form_without_a_script(new_page: Callable[..., Page], room: Panel) -> None:
    tess = new_page(sign_in=room.people["Tess"].id, java_script_enabled=False)
    tess.goto(room.path("P2"))
    tess.get_by_role("button", name="Answer").click()
    expect(tess.get_by_test_id("error-summary")).to_contain_text("Choose an answer")
    answer(tess, "I am not sure", SISTER)
    expect(tess.locator("main")).to_contain_text("Staff are asked.")
    tess.goto(room.path("P2"))
    expect(tess.get_by_test_id("status")).to_contain_text("stays closed to you until they decide")
    expect(tess.locator("main")).not_to_contain_text(ANSWERS[0])

    neil = new_page(sign_in=room.people["Neil"].id, java_script_enabled=False)
    neil.goto(room.staff_path("P2", f"/conflicts/{room.people['Tess'].id}"))
    decide(neil, "It is no conflict", "They never worked together")
    expect(neil.locator("main")).to_contain_text("It is no conflict.")
    tess.goto(room.path("P2"))
    expect(tess.locator("main")).to_contain_text(ANSWERS[0])
