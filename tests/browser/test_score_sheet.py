"""A score sheet in the browser: saved while somebody writes, and never lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.core.db import db
from app.reviews.models import Review
from tests.browser.conftest import enter
from tests.browser.panels import Panel, assign, panel
from tests.support.browser import check_page, hold_time, press_while_it_saves, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Locator, Page

KEPT = "Object.keys(localStorage).filter(name => name.startsWith('section:review')).length"


@pytest.fixture
def room(app: Flask) -> Panel:
    made = panel(app)
    for number in ("P4", "P5"):
        assign(made, number, "Ruth")
    return made


@pytest.fixture
def page(new_page: Callable[..., Page], room: Panel) -> Page:
    """Ruth before P4."""
    page = new_page(sign_in=room.people["Ruth"].id)
    page.watch.allow("failed|ERR_INTERNET_DISCONNECTED|reply 4")  # type: ignore[attr-defined]  # offline, clashes
    page.goto(room.path("P4"))
    return page


def strengths(page: Page) -> Locator:
    return page.locator("#strengths")


def saved(page: Page) -> None:
    expect(page.get_by_test_id("save-state")).to_have_text(re.compile(r"^Saved \d"))


def kept() -> Review:
    db.session.expire_all()
    found = db.session.query(Review).one()
    db.session.rollback()
    return found


def choose(page: Page, key: str, value: str) -> None:
    page.locator(f"#score-{key}-{value}").check(force=True)


def test_what_is_written_is_saved_within_five_seconds(page: Page) -> None:
    choose(page, "K1", "4")
    expect(page.get_by_test_id("score-total")).to_have_text("4.00")
    hold_time(page)
    strengths(page).press_sequentially("A strong team that meets")
    page.clock.run_for("00:05")
    saved(page)
    assert kept().strengths == "A strong team that meets"
    expect(page.locator("[data-rests]")).to_have_text("rests on 1 of 4 criteria")
    assert page.evaluate(KEPT) == 0


def test_the_arrows_choose_and_the_words_of_the_point_stand_out(page: Page) -> None:
    page.locator("#score-K1-3").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#score-K1-4")).to_be_focused()
    line = page.locator("#score-sheet .crit").first.locator("li[data-for~='4']")
    expect(line).to_have_css("font-weight", "620")
    saved(page)


def test_two_windows_lose_nothing(page: Page, room: Panel) -> None:
    other = page.context.new_page()
    other.goto(room.path("P4"))
    strengths(page).fill("From the first window")
    saved(page)
    other.context.set_offline(True)  # Nothing of the second window is sent between the two texts.
    other.get_by_label("Concerns", exact=True).fill("Only the second window wrote this")
    strengths(other).fill("From the second window")
    other.context.set_offline(False)
    dialog = other.get_by_test_id("conflict-dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Nothing was overwritten")
    other.get_by_role("button", name="Take the other texts").click()
    expect(strengths(other)).to_have_value("From the first window")
    saved(other)
    review = kept()
    assert (review.strengths, review.concerns) == (
        "From the first window",
        "Only the second window wrote this",
    )
    expect(other.get_by_test_id("lost-words").get_by_label("Strengths")).to_have_value(
        "From the second window"
    )
    other.get_by_role("button", name="I do not need them any more").click()
    expect(other.get_by_test_id("lost-words")).to_be_hidden()


def test_the_own_words_may_win_and_the_others_stay_to_copy(page: Page, room: Panel) -> None:
    other = page.context.new_page()
    other.goto(room.path("P4"))
    strengths(page).fill("First")
    saved(page)
    strengths(other).fill("Second")
    other.get_by_role("button", name="Keep what I wrote here").click()
    saved(other)
    assert kept().strengths == "Second"
    expect(other.get_by_test_id("lost-words").get_by_label("Strengths")).to_have_value("First")


def test_without_a_line_words_wait_on_the_device(page: Page) -> None:
    page.context.set_offline(True)
    strengths(page).fill("Written on the road")
    expect(page.get_by_text("You are offline.").first).to_be_visible()
    page.get_by_role("button", name="Send review").click()
    expect(page.get_by_test_id("save-state")).to_contain_text("Press the button again")
    assert page.evaluate(KEPT) == 1
    page.context.set_offline(False)
    saved(page)
    assert kept().strengths == "Written on the road"


def test_words_come_back_after_the_tab_died_without_a_line(page: Page, room: Panel) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(True)
    strengths(page).fill("Nobody saw this")
    expect(page.get_by_text("You are offline.").first).to_be_visible()
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(room.path("P4"))
    expect(strengths(again)).to_have_value("Nobody saw this")
    saved(again)
    assert kept().strengths == "Nobody saw this"


def test_leaving_at_once_saves_what_was_typed(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    strengths(page).fill("Typed and gone")
    page.goto("/reviews")
    wait_until(page, lambda: db.session.query(Review).count() == 1)
    page.reload()
    expect(page.get_by_test_id("queue-row").filter(has_text="In progress")).to_have_count(1)
    assert kept().strengths == "Typed and gone"


def test_a_session_that_ended_loses_nothing(page: Page, room: Panel, app: Flask, site: str) -> None:
    page.context.clear_cookies()
    strengths(page).fill("After the break")
    press_while_it_saves(page, page.get_by_role("link", name=re.compile("Sign in again")))
    page.wait_for_url("**/sign-in**")
    enter(app, page.context, site, room.people["Ruth"].id)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(room.path("P4"))
    saved(page)
    assert kept().strengths == "After the break"


def test_send_waits_until_every_word_has_arrived(page: Page) -> None:
    for key in ("K1", "K2", "K3", "K4"):
        choose(page, key, "4")
        page.locator(f"#why-{key}").fill("Because")
    page.get_by_label("Overall advice").select_option("award")
    page.get_by_role("button", name="Send review").click()
    expect(page.get_by_role("heading", name="You sent this review")).to_be_visible()
    assert kept().submitted_at is not None
    assert page.evaluate(KEPT) == 0


def test_a_review_that_was_sent_elsewhere_gives_the_words_back(page: Page, room: Panel) -> None:
    other = page.context.new_page()
    other.goto(room.path("P4"))
    for key in ("K1", "K2", "K3", "K4"):
        choose(other, key, "3")
        other.locator(f"#why-{key}").fill("Because")
    other.get_by_label("Overall advice").select_option("decline")
    other.get_by_role("button", name="Send review").click()
    expect(other.get_by_role("heading", name="You sent this review")).to_be_visible()
    strengths(page).fill("Too late")
    expect(page.get_by_test_id("save-state")).to_contain_text("final")
    page.reload()
    expect(page.get_by_test_id("lost-words")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_can_be_used_by_everybody(
    new_page: Callable[..., Page], room: Panel, width: int
) -> None:
    page = new_page(sign_in=room.people["Ruth"].id, width=width)
    for path in ("/reviews", "/reviews/guide", room.path("P4")):
        page.goto(path)
        check_page(page)
