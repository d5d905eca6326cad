"""Who reviews what, in the browser: a fair proposal, told once, and conflicts that always hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.reviews.models import ReviewerAssignment
from tests.browser.panels import LEADS, REVIEWERS, Panel, assign, panel
from tests.support.browser import check_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Locator, Page

DUE = "April 3, 2026, 5:00 p.m. Central"
MATRIX = "/reviewing/assignments"


@pytest.fixture
def room(app: Flask) -> Panel:
    return panel(app)


def assigned() -> int:
    """How many assignments are in force; nothing is left open in the database."""
    query = select(ReviewerAssignment.id).where(ReviewerAssignment.removed_at.is_(None))
    found = len(db.session.scalars(query).all())
    db.session.rollback()
    return found


def mails() -> list[tuple[str, str]]:
    """Recipient and text of each mail about new applications to review."""
    query = select(OutboxMail.recipient, OutboxMail.body).where(OutboxMail.kind == "assignment")
    found = [(recipient, body) for recipient, body in db.session.execute(query)]
    db.session.rollback()
    return found


def every_mail() -> int:
    found = db.session.query(OutboxMail).count()
    db.session.rollback()
    return found


def cell(page: Page, room: Panel, number: str, first: str) -> Locator:
    """Where an application and a reviewer meet in the matrix."""
    pair = f"{room.applicants[number].id}-{room.people[first].id}"
    return page.get_by_test_id("assignment-matrix").locator(f"td[data-key='{pair}']")


def pairs(page: Page, room: Panel, words: str) -> set[tuple[str, str]]:
    """The pairs of which the matrix says `words`, such as {("P1", "Sam"), ...}."""
    page.wait_for_load_state()
    expect(page.get_by_test_id("assignment-matrix").locator("tbody tr")).to_have_count(6)
    return {
        (number, first)
        for number in LEADS
        for first in REVIEWERS
        if cell(page, room, number, first).inner_text().strip() == words
    }


def ticked(page: Page, room: Panel) -> set[tuple[str, str]]:
    """The pairs that are ticked in the matrix by hand."""
    page.wait_for_load_state()
    return {
        (number, first)
        for number in LEADS
        for first in REVIEWERS
        if cell(page, room, number, first).locator("input:checked").count()
    }


def tick(page: Page, room: Panel, number: str, first: str) -> None:
    cell(page, room, number, first).locator("label").click()


def conflict_words(room: Panel, first: str, number: str, practice: str) -> str:
    return f"{REVIEWERS[first]} and {room.references[number]}, {practice}: declared tie: "


# ------------------------------------------------------------------ by proposal


def test_a_proposal_is_fair_and_told_once(  # noqa: PLR0915  # one story
    new_page: Callable[..., Page], room: Panel
) -> None:
    before = every_mail()
    page = new_page(sign_in=room.people["Mona"].id)
    page.goto(room.round_path("/reviewing"))
    expect(page.locator("main")).to_contain_text("6 applications need a reviewer.")
    expect(page.locator("main")).to_contain_text(DUE)
    check_page(page)
    page.get_by_role("link", name="Assignments", exact=True).click()
    check_page(page)
    page.get_by_role("link", name="Propose").click()
    expect(page.locator("main")).to_contain_text("12 reviews are still to be assigned, with 2")
    check_page(page)
    page.get_by_role("button", name="Preview").click()

    proposed = pairs(page, room, "New")
    assert len(proposed) == 12
    assert Counter(number for number, _ in proposed) == dict.fromkeys(LEADS, 2)
    assert Counter(first for _, first in proposed) == dict.fromkeys(REVIEWERS, 3)
    assert not proposed & {("P1", "Ruth"), ("P3", "Sam")}
    explained = page.get_by_test_id("assignment-explain")
    expect(explained).to_contain_text("12 assignments are new")
    excluded = explained.get_by_role("listitem")
    expect(excluded).to_have_text(
        [
            conflict_words(room, "Ruth", "P1", "Delta Pines Family Health") + "employment",
            conflict_words(room, "Sam", "P3", "Piney Woods Rural Clinic") + "family",
        ]
    )
    check_page(page)
    assert (assigned(), every_mail()) == (0, before)

    page.get_by_role("button", name="Preview").click()
    assert pairs(page, room, "New") == proposed
    other = new_page(sign_in=room.people["Neil"].id)
    other.goto(page.url)
    assert pairs(other, room, "New") == proposed
    assert (assigned(), every_mail()) == (0, before)

    confirm = page.get_by_role("button", name="Confirm")
    sent_again = confirm.evaluate("button => Object.fromEntries(new FormData(button.form))")
    confirm.click()
    expect(page.locator("main")).to_contain_text("12 assigned, 0 taken away.")
    assert ticked(page, room) == proposed
    check_page(page)
    sent = dict(mails())
    assert len(mails()) == len(sent) == 4
    assert (assigned(), every_mail()) == (12, before + 4)
    for first in REVIEWERS:
        body = sent[room.people[first].email]
        listed = {line for line in body.splitlines() if line.startswith("- ")}
        mine = {room.references[number] for number, who in proposed if who == first}
        assert len(mine) == 3
        assert {line[2:].split(",")[0] for line in listed} == mine
        assert f"The reviews are due {DUE}." in body

    page.reload()
    reply = page.request.post(room.round_path(f"{MATRIX}/proposal"), form=sent_again)
    assert "Nothing was changed" in reply.text()
    page.go_back()
    page.reload()
    expect(page.locator("main")).to_contain_text("Nothing is to be changed.")
    other.get_by_role("button", name="Confirm").click()
    expect(other.get_by_test_id("error-summary")).to_contain_text("Something changed meanwhile")
    expect(other.locator("main")).to_contain_text("Nothing is to be changed.")
    check_page(other)
    assert (assigned(), every_mail()) == (12, before + 4)

    try_by_hand(page, room, "Ruth", "P1")
    assert (assigned(), every_mail()) == (12, before + 4)


def try_by_hand(page: Page, room: Panel, first: str, number: str) -> None:
    """The matrix offers no tick where a conflict is, and a sent one is refused with its reason."""
    page.goto(room.round_path(MATRIX))
    there = cell(page, room, number, first)
    expect(there).to_contain_text("Conflict")
    expect(there).to_contain_text("declared tie: employment")
    expect(there.locator("input")).to_have_count(0)
    pair = f"{room.applicants[number].id}-{room.people[first].id}"
    page.locator("input[name=pair]").first.evaluate(
        "(box, pair) => { const more = box.cloneNode(); more.id = 'more'; more.type = 'hidden';"
        " more.value = pair; box.form.append(more); }",
        pair,
    )
    page.get_by_role("button", name="Save assignments").click()
    expect(page.get_by_test_id("error-summary")).to_contain_text(
        f"{REVIEWERS[first]} has a conflict with {room.references[number]}, "
        "Delta Pines Family Health: declared tie: employment."
    )
    check_page(page)
    page.goto(room.staff_path(number, "/reviewers"))
    expect(page.locator("main")).to_contain_text(f"{REVIEWERS[first]}: declared tie: employment")
    expect(page.get_by_role("radio", name=REVIEWERS[first])).to_have_count(0)
    check_page(page)


def test_the_same_seed_deals_the_same_after_other_seeds(
    new_page: Callable[..., Page], room: Panel
) -> None:
    page = new_page(sign_in=room.people["Neil"].id)
    found: dict[str, set[tuple[str, str]]] = {}
    for seed in ("7", "8", "9", "7"):
        page.goto(room.round_path(f"{MATRIX}/proposal"))
        page.get_by_label("Seed").fill(seed)
        page.get_by_role("button", name="Preview").click()
        proposed = pairs(page, room, "New")
        assert found.setdefault(seed, proposed) == proposed
    page.get_by_label("Seed").fill("1000000")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_test_id("error-summary").get_by_role("link")).to_have_text(
        "Enter a whole number from 0 to 999999"
    )
    check_page(page)
    assert (assigned(), mails()) == (0, [])


# ------------------------------------------------------------------ by hand


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_assigning_by_hand(new_page: Callable[..., Page], room: Panel, script: bool) -> None:
    page = new_page(sign_in=room.people["Neil"].id, java_script_enabled=script)
    page.goto(room.round_path(MATRIX))
    for number in ("P2", "P4", "P5"):
        tick(page, room, number, "Ruth")
    tick(page, room, "P2", "Tess")
    page.get_by_role("button", name="Save assignments").click()
    expect(page.locator("main")).to_contain_text("4 assigned, 0 taken away.")
    assert sorted(to for to, _ in mails()) == sorted(
        room.people[first].email for first in ("Ruth", "Tess")
    )
    page.reload()
    wanted = {("P2", "Ruth"), ("P4", "Ruth"), ("P5", "Ruth"), ("P2", "Tess")}
    assert ticked(page, room) == wanted

    tick(page, room, "P6", "Ruth")
    page.get_by_role("button", name="Save assignments").click()
    expect(page.get_by_test_id("error-summary").get_by_role("link")).to_have_text(
        "This is more than the most for a reviewer, which is 3: Ruth Abell (4). "
        "Say why, or choose somebody else."
    )
    assert ticked(page, room) == wanted | {("P6", "Ruth")}
    assert (assigned(), len(mails())) == (4, 2)
    page.get_by_label("Why somebody gets more than the most").fill("Tess is ill")
    tick(page, room, "P2", "Tess")
    page.get_by_role("button", name="Save assignments").click()
    expect(page.locator("main")).to_contain_text("1 assigned, 1 taken away.")
    assert ticked(page, room) == wanted - {("P2", "Tess")} | {("P6", "Ruth")}
    assert (assigned(), len(mails())) == (4, 3)


def test_the_matrix_by_keyboard_on_a_small_window(
    new_page: Callable[..., Page], room: Panel
) -> None:
    assign(room, "P2", "Ruth", "Sam")
    page = new_page(sign_in=room.people["Neil"].id, width=390)
    page.goto(room.round_path(MATRIX))
    page.get_by_label("Needs a reviewer").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    rows = page.get_by_test_id("assignment-matrix").locator("tbody tr")
    expect(rows).to_have_count(5)
    box = cell(page, room, "P6", "Uma").locator("input")
    for _ in range(90):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Save assignments":
            break
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("1 assigned, 0 taken away.")
    expect(cell(page, room, "P6", "Uma").locator("input")).to_be_checked()
    check_page(page)
    assert [to for to, _ in mails()] == [room.people["Uma"].email]
