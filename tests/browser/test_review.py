"""A review from the first score to the reopening: weights, "cannot assess", one number for staff."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.outbox.models import OutboxMail
from app.reviews.models import Review
from tests.browser.kudzu import at
from tests.browser.panels import DATA, FAMILY, NEED, TEAM, Panel, assign, panel
from tests.support.browser import NARROW, WIDE, check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Locator, Page

STRENGTHS = "A team that meets every week, with a parent."
# whether the bar at the bottom hides what has the focus
COVERED = """goal => {
  const bar = document.querySelector(".review__bar");
  if (!bar || bar.contains(goal)) return false;
  const there = (goal.closest("label") || goal).getBoundingClientRect();
  const over = bar.getBoundingClientRect();
  return there.top >= over.top - 2 && there.left < over.right && there.right > over.left;
}"""
SCORES = {NEED: 4, TEAM: 5, DATA: 3, FAMILY: 4}
ANCHORS = {4: "Between 3 and 5", 5: "Shown with figures", 3: "Shown"}


@pytest.fixture
def room(app: Flask) -> Panel:
    made = panel(app)
    assign(made, "P4", "Ruth", "Uma")
    assign(made, "P5", "Ruth")
    return made


def score(page: Page, key: str, value: int | str) -> None:
    page.locator(f"label:has(#score-{key}-{value}), label[for=score-{key}-{value}]").click()
    expect(page.locator(f"#score-{key}-{value}")).to_be_checked()


def why(page: Page, key: str, words: str) -> None:
    page.locator(f"#why-{key}").fill(words)


def anchor(page: Page, key: str, value: int) -> Locator:
    """The words of a point, below its scale."""
    line = page.locator(".crit").filter(has=page.locator(f"#score-{key}-1"))
    return line.locator(f"li[data-for~='{value}']")


def saved(page: Page) -> None:
    state = page.get_by_test_id("save-state")
    expect(state).to_have_text(re.compile(r"^Saved \d"))


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until `goal` has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if goal.evaluate("goal => goal === document.activeElement"):
            assert not goal.evaluate(COVERED), f"{goal} has the focus and cannot be seen"
            return
    expect(goal).to_be_focused()


def standing(page: Page, room: Panel) -> Locator:
    """What the ranking board says of the score of P4."""
    page.goto(room.round_path("/board"))
    row = page.locator(f"[data-testid=ranking-row][data-key='{room.references['P4']}']")
    return row.get_by_test_id("score")


def no_mean(page: Page, room: Panel) -> None:
    found = standing(page, room)
    expect(found).to_contain_text("n = 0")
    expect(found).not_to_contain_text(re.compile(r"\d\.\d"))


def mails(kind: str) -> list[tuple[str, str]]:
    """Recipient and text of each mail of that kind; nothing is left open in the database."""
    query = select(OutboxMail.recipient, OutboxMail.body).where(OutboxMail.kind == kind)
    found = [(recipient, body) for recipient, body in db.session.execute(query)]
    db.session.rollback()
    return found


def kept() -> list[tuple[str, str]]:
    """State and strengths of each review."""
    found = [(one.state.value, one.strengths) for one in db.session.scalars(select(Review))]
    db.session.rollback()
    return found


def test_a_review_from_its_draft_to_its_reopening(  # noqa: PLR0915  # one story
    app: Flask, new_page: Callable[..., Page], room: Panel
) -> None:
    ruth = new_page(sign_in=room.people["Ruth"].id)
    ruth.goto("/reviews")
    check_page(ruth)
    ruth.locator(f"[data-key='{room.references['P4']}']").get_by_role("link").click()
    check_page(ruth)
    for key, value in SCORES.items():
        score(ruth, key, value)
        expect(anchor(ruth, key, value)).to_be_visible()
        expect(anchor(ruth, key, value)).to_contain_text(ANCHORS[value])
        expect(anchor(ruth, key, value)).to_have_css("font-weight", "620")
    ruth.get_by_label("Strengths").fill(STRENGTHS)
    total = ruth.get_by_test_id("score-total")
    expect(total).to_have_text("4.00")
    saved(ruth)
    expect(ruth.locator("[data-rests]")).to_have_text("rests on 4 of 4 criteria")
    ruth.set_viewport_size({"width": NARROW, "height": 900})
    for key, value in SCORES.items():
        expect(anchor(ruth, key, value)).to_be_visible()
    check_page(ruth)
    ruth.set_viewport_size({"width": WIDE, "height": 900})

    mona = new_page(sign_in=room.people["Mona"].id)
    no_mean(mona, room)
    check_page(mona)
    mona.goto(room.staff_path("P4", "/reviews"))
    expect(mona.get_by_test_id("score-n")).to_have_text("0")
    expect(mona.locator("main")).not_to_contain_text(STRENGTHS)
    check_page(mona)

    score(ruth, DATA, "cannot")
    why(ruth, DATA, "The answer names no reports.")
    expect(total).to_have_text("4.43")
    expect(ruth.locator("[data-rests]")).to_have_text("rests on 3 of 4 criteria")
    saved(ruth)
    ruth.goto("/reviews")
    expect(ruth.locator("main")).to_contain_text("In progress")

    set_clock(app, at("2026-03-17", "08:00"))
    ruth = new_page(sign_in=room.people["Ruth"].id)
    ruth.goto(room.path("P4"))
    total = ruth.get_by_test_id("score-total")
    expect(total).to_have_text("4.43")
    expect(ruth.get_by_label("Strengths")).to_have_value(STRENGTHS)
    expect(ruth.locator(f"#score-{DATA}-cannot")).to_be_checked()
    for key in (NEED, TEAM, FAMILY):
        why(ruth, key, "It says so.")
    ruth.get_by_label("Overall advice").select_option(label="Award")
    saved(ruth)
    no_mean(new_page(sign_in=room.people["Mona"].id), room)
    ruth.get_by_role("button", name="Send review").click()
    expect(ruth.get_by_role("heading", name="You sent this review")).to_be_visible()
    check_page(ruth)

    expect(ruth.get_by_role("radio")).to_have_count(0)
    expect(ruth.get_by_role("button", name=re.compile("Save|Send"))).to_have_count(0)
    expect(ruth.get_by_test_id("score-total")).to_have_text("4.43")
    expect(ruth.locator("#score-sheet")).to_contain_text("rests on 3 of 4 criteria")
    token = ruth.locator("meta[name=csrf-token]").get_attribute("content") or ""
    reply = ruth.request.put(
        room.path("P4"),
        data={"edit": 99, "fields": {"strengths": "Changed"}},
        headers={"X-CSRF-Token": token, "Accept": "application/json"},
    )
    assert reply.status == 409
    assert kept() == [("submitted", STRENGTHS)]

    mona = new_page(sign_in=room.people["Mona"].id)
    found = standing(mona, room)
    expect(found).to_contain_text("4.43")
    expect(found).to_contain_text("n = 1")
    check_page(mona)
    mona.goto(room.staff_path("P4", "/reviews"))
    expect(mona.get_by_test_id("score-n")).to_have_text("1")
    expect(mona.get_by_test_id("score-total")).to_have_text("4.43")
    expect(mona.get_by_test_id("review")).to_contain_text(STRENGTHS)
    check_page(mona)

    again = mona.get_by_role("link", name="Open again")
    address = again.get_attribute("href") or ""
    assert ruth.request.get(address).status == 404
    again.click()
    check_page(mona)
    mona.get_by_role("button", name="Open it again").click()
    expect(mona.get_by_test_id("error-summary").get_by_role("link")).to_have_count(1)
    mona.get_by_role("textbox").last.fill("Two reasons are one word long")
    mona.get_by_role("button", name="Open it again").click()
    expect(mona.locator("main")).to_contain_text("The review is open again.")
    told = mails("review opened again")
    assert [to for to, _ in told] == [room.people["Ruth"].email]
    no_mean(mona, room)
    mona.goto(room.staff_path("P4"))
    logged = mona.get_by_test_id("audit-row").filter(has_text="opened review again")
    expect(logged).to_contain_text("Mona Reyes")
    expect(logged).to_contain_text("Two reasons are one word long")
    ruth.goto(room.path("P4"))
    expect(ruth.get_by_label("Strengths")).to_be_editable()
    expect(ruth.get_by_label("Strengths")).to_have_value(STRENGTHS)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_empty_criterion_is_refused_and_linked_by_keyboard(  # noqa: PLR0915  # one story
    new_page: Callable[..., Page], room: Panel, width: int
) -> None:
    page = new_page(sign_in=room.people["Ruth"].id, width=width)
    page.goto("/reviews")
    tab_to(page, page.locator(f"[data-key='{room.references['P4']}']").get_by_role("link"))
    page.keyboard.press("Enter")
    for key, value in SCORES.items():
        if key == TEAM:
            continue
        tab_to(page, page.locator(f"#score-{key}-1"))
        page.keyboard.press("Space")
        for _ in range(value - 1):
            page.keyboard.press("ArrowRight")
        expect(page.locator(f"#score-{key}-{value}")).to_be_checked()
        tab_to(page, page.locator(f"#why-{key}"))
        page.keyboard.type("It says so.")
    tab_to(page, page.get_by_label("Overall advice"))
    page.keyboard.type("Award")
    tab_to(page, page.get_by_role("button", name="Send review"))
    page.keyboard.press("Enter")

    summary = page.get_by_test_id("error-summary")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link")
    expect(links).to_have_text(
        [
            "Team & leadership: choose a score, or “Cannot assess”",
            "Team & leadership: write the reason for your score",
        ]
    )
    assert [state for state, _ in kept()] == ["draft"]
    check_page(page, width)
    tab_to(page, links.first)
    page.keyboard.press("Enter")
    expect(page.locator(f"#score-{TEAM}-1")).to_be_focused()
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    tab_to(page, page.locator(f"#why-{TEAM}"))
    page.keyboard.type("It says so.")
    expect(page.get_by_test_id("score-total")).to_have_text("4.00")
    tab_to(page, page.get_by_role("button", name="Send review"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You sent this review")).to_be_visible()
    expect(page.get_by_test_id("score-total")).to_have_text("4.00")
    assert [state for state, _ in kept()] == ["submitted"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_scoring_and_sending_without_a_script(
    new_page: Callable[..., Page], room: Panel, width: int
) -> None:
    page = new_page(sign_in=room.people["Ruth"].id, java_script_enabled=False, width=width)
    page.goto(room.path("P4"))
    for key, value in ((NEED, 4), (TEAM, 5), (DATA, "cannot"), (FAMILY, 4)):
        score(page, key, value)
    page.get_by_label("Strengths").fill(STRENGTHS)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_test_id("save-state")).to_have_text("Saved 10:00 a.m.")
    expect(page.get_by_test_id("score-total")).to_have_text("4.43")
    expect(page.locator("#score-sheet")).to_contain_text("rests on 3 of 4 criteria")

    page.get_by_role("button", name="Send review").click()
    links = page.get_by_test_id("error-summary").get_by_role("link")
    expect(links).to_have_text(
        [
            "Need: write the reason for your score",
            "Team & leadership: write the reason for your score",
            "QI/EHR capacity: write why you cannot assess it",
            "Family engagement: write the reason for your score",
            "Choose your overall advice",
        ]
    )
    expect(page.get_by_label("Strengths")).to_have_value(STRENGTHS)
    for key in SCORES:
        why(page, key, "It says so.")
    page.get_by_label("Overall advice").select_option(label="Wait list")
    page.get_by_role("button", name="Send review").click()
    expect(page.get_by_role("heading", name="You sent this review")).to_be_visible()
    expect(page.get_by_test_id("score-total")).to_have_text("4.43")
    assert kept() == [("submitted", STRENGTHS)]
