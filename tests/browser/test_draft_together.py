"""Nothing typed is lost, nobody is overwritten: two people write one application (OPEN-03)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.core.db import db, transaction
from app.policy import Role
from app.rfa.models import SectionDraft
from app.rfa.queries import applications
from app.rfa.services import drafting
from tests.browser import calls
from tests.browser.kudzu import at
from tests.pages.accounts.people import PASSWORD
from tests.support.browser import check_page, hold_time, press_while_it_saves, set_clock, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page, Route

    from tests.browser.calls import Applicant

NOW = at("2026-02-23")


@pytest.fixture
def p1(app: Flask) -> Applicant:
    set_clock(app, NOW)
    people = {
        "Ana": (Role.APPLICATION_LEAD,),
        "Ben": (Role.APPLICATION_EDITOR,),
        "Carla": (Role.APPLICATION_SIGNER,),
        "Dev": (Role.APPLICATION_VIEWER,),
    }
    return calls.applicant(calls.round_2026(), "P1", NOW, **people)


def stored(question: str) -> str:
    db.session.expire_all()
    rows = db.session.query(SectionDraft).filter_by(section="capacity").one()
    text = rows.answers.get(question, {}).get("value", "")
    db.session.rollback()
    return str(text)


def saved(page: Page) -> None:
    expect(page.get_by_test_id("save-state")).to_have_text(re.compile(r"^Saved today at \d"))


def test_two_people_see_each_other_and_what_the_other_wrote(
    new_page: Callable[..., Page], p1: Applicant
) -> None:
    section = f"{p1.path}/section/capacity"
    ana, ben = (new_page(sign_in=p1.people[name].id) for name in ("Ana", "Ben"))
    ana.goto(section)
    ben.goto(section)
    for page, other in ((ana, "Ben Okoro"), (ben, "Ana Whitfield")):
        expect(page.get_by_test_id("presence")).to_contain_text(other)

    ana.locator("#Q31").fill("Monthly huddles")
    saved(ana)
    assert stored("Q31") == "Monthly huddles"
    ana.goto(p1.path)
    row = ana.locator("[data-testid=section-row][data-key=capacity]")
    expect(row).to_contain_text("In progress")
    ana.goto(section)

    expect(ben.locator("#Q31")).to_have_value("Monthly huddles")
    check_page(ben)


def test_a_stale_save_is_refused_and_both_texts_are_kept(
    new_page: Callable[..., Page], p1: Applicant
) -> None:
    section = f"{p1.path}/section/capacity"
    ana, ben = (new_page(sign_in=p1.people[name].id) for name in ("Ana", "Ben"))
    ben.watch.allow("reply 409")  # type: ignore[attr-defined]  # the refusal that this is about
    ben.goto(section)
    # Ben's page hears nothing more: it is as old as when he opened it.
    ben.route("**/presence", lambda route: route.fulfill(json={"people": [], "fresh": {}}))
    ana.goto(section)
    ana.locator("#Q31").fill("Monthly huddles")
    saved(ana)

    ben.locator("#Q31").fill("Weekly huddles")
    dialog = ben.get_by_test_id("conflict-dialog")
    expect(dialog).to_be_visible()
    for words in ("Monthly huddles", "Weekly huddles", "Ana Whitfield", "February 23, 2026"):
        expect(dialog).to_contain_text(words)
    assert stored("Q31") == "Monthly huddles"
    check_page(ben)

    dialog.get_by_role("button", name="Keep mine and note theirs").click()
    saved(ben)
    assert stored("Q31") == "Weekly huddles"
    ben.locator("#question-Q31").get_by_role("link", name="History").click()
    for words in ("Monthly huddles", "Weekly huddles", "Ana Whitfield", "Ben Okoro"):
        expect(ben.locator("main")).to_contain_text(words)


def by_ana(p1: Applicant, **texts: str) -> None:
    """Ana saves these answers, in a page of hers."""
    with transaction():
        of = applications.opened(p1.id, locked=True)
        answers = {key: {"value": text} for key, text in texts.items()}
        ana = calls.acting(p1.people["Ana"])
        section = of.section("capacity")
        drafting.save_section(of, section, answers, seen_version=99, by=ana, at=NOW)


def type_at_once(page: Page, **texts: str) -> None:
    """Type into several fields before anything is sent."""
    page.evaluate(
        """texts => Object.entries(texts).forEach(([id, text]) => {
            const box = document.getElementById(id);
            box.value = text;
            box.dispatchEvent(new Event("input", { bubbles: true }));
        })""",
        texts,
    )


@pytest.fixture
def ben(new_page: Callable[..., Page], p1: Applicant) -> Page:
    """Ben with the section open; his page hears nothing of what others change."""
    page = new_page(sign_in=p1.people["Ben"].id)
    page.watch.allow("reply 409")  # type: ignore[attr-defined]  # the refusals that this is about
    page.route("**/presence", lambda route: route.fulfill(json={"people": [], "fresh": {}}))
    page.goto(f"{p1.path}/section/capacity")
    return page


def test_clashes_are_decided_one_after_the_other_and_nothing_is_lost(
    ben: Page, p1: Applicant
) -> None:
    by_ana(p1, Q31="31 by Ana", Q32="32 by Ana")
    type_at_once(ben, Q31="31 by Ben", Q32="32 by Ben", Q33="33 by Ben")
    dialog = ben.get_by_test_id("conflict-dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("31 by Ana")
    for _ in range(3):
        ben.keyboard.press("Escape")
        expect(dialog).to_be_visible()
    wait_until(ben, lambda: stored("Q33") == "33 by Ben")

    dialog.get_by_role("button", name="Keep mine and note theirs").click()
    expect(dialog).to_contain_text("32 by Ana")
    assert stored("Q32") == "32 by Ana"
    dialog.get_by_role("button", name="Take theirs").click()
    expect(dialog).to_be_hidden()
    saved(ben)
    assert (stored("Q31"), stored("Q32")) == ("31 by Ben", "32 by Ana")
    expect(ben.locator("#Q32")).to_have_value("32 by Ana")
    ben.locator("#question-Q32").get_by_role("link", name="History").click()
    for words in ("Not kept.", "Took the text by Ana Whitfield."):
        expect(ben.locator("main")).to_contain_text(words)


def test_whoever_takes_one_text_does_not_overwrite_another_unseen(ben: Page, p1: Applicant) -> None:
    by_ana(p1, Q31="31 by Ana", Q32="32 by Ana")
    ben.locator("#Q31").fill("31 by Ben")
    ben.get_by_role("button", name="Take theirs").click()

    expect(ben.locator("#Q32")).to_have_value("32 by Ana")


def test_an_own_change_in_another_window_is_called_that(
    new_page: Callable[..., Page], ben: Page, p1: Applicant
) -> None:
    other = new_page(sign_in=p1.people["Ben"].id)
    other.goto(f"{p1.path}/section/capacity")
    other.locator("#Q31").fill("There")
    saved(other)
    ben.locator("#Q31").fill("Here")

    dialog = ben.get_by_test_id("conflict-dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("You, in another window")


@pytest.mark.parametrize("then", ["type on", "reload", "continue"])
def test_a_lost_reply_is_no_clash_with_oneself(ben: Page, then: str) -> None:
    ben.watch.allow("failed")  # type: ignore[attr-defined]  # the reply that gets lost

    def lose(route: Route) -> None:
        if route.request.method == "PUT":
            route.fetch()
            route.abort()
        else:
            route.fallback()

    ben.route("**/section/capacity", lose, times=1)
    ben.locator("#Q31").fill("Weekly")
    expect(ben.get_by_test_id("save-state")).to_have_text(re.compile("offline"))
    assert stored("Q31") == "Weekly"
    ben.locator("#Q31").press_sequentially(" huddles")
    if then == "reload":
        ben.reload()
    elif then == "continue":
        ben.get_by_role("button", name="Save and continue").click()
        ben.wait_for_url("**/section/plan")

    wait_until(ben, lambda: stored("Q31") == "Weekly huddles")
    expect(ben.get_by_test_id("conflict-dialog")).to_be_hidden()


def test_somebody_who_types_without_a_pause_is_saved_meanwhile(
    new_page: Callable[..., Page], p1: Applicant
) -> None:
    text = "Huddles every month, and " * 3
    page = new_page(sign_in=p1.people["Ana"].id)
    page.goto(f"{p1.path}/section/capacity")
    hold_time(page)
    page.locator("#Q31").focus()
    with page.expect_response(lambda reply: reply.request.method == "PUT") as first:
        for letter in text:
            page.keyboard.type(letter)
            page.clock.run_for(100)
    page.clock.resume()
    sent = first.value.request.post_data_json["fields"]
    assert first.value.ok
    assert 0 < len(sent[0][1]) < len(text)
    saved(page)
    assert stored("Q31") == text.strip()


def test_words_typed_offline_are_saved_when_online_again(
    new_page: Callable[..., Page], p1: Applicant
) -> None:
    page = new_page(sign_in=p1.people["Ana"].id)
    page.watch.allow("failed|ERR_INTERNET_DISCONNECTED")  # type: ignore[attr-defined]  # it is offline
    page.goto(f"{p1.path}/section/capacity")
    page.locator("#Q31").fill("Monthly huddles")
    saved(page)
    page.context.set_offline(True)
    page.locator("#Q31").press_sequentially(" plus registry")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.context.set_offline(False)
    saved(page)
    assert stored("Q31") == "Monthly huddles plus registry"


def test_words_survive_the_end_of_the_session(
    app: Flask, new_page: Callable[..., Page], p1: Applicant
) -> None:
    page = new_page(sign_in=p1.people["Ana"].id)
    page.watch.allow("reply 401")  # type: ignore[attr-defined]  # the session is over
    page.goto(f"{p1.path}/section/capacity")
    set_clock(app, at("2026-02-23", "23:59"))
    page.locator("#Q31").fill("Not yet saved")
    press_while_it_saves(page, page.get_by_role("link", name=re.compile("Sign in again")))
    page.get_by_label("Email address").fill(p1.people["Ana"].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#Q31")).to_have_value("Not yet saved")
    saved(page)
    assert stored("Q31") == "Not yet saved"


@pytest.mark.parametrize("first", ["Dev"])
def test_a_viewer_cannot_type(new_page: Callable[..., Page], p1: Applicant, first: str) -> None:
    page = new_page(sign_in=p1.people[first].id)
    page.goto(f"{p1.path}/section/capacity")
    expect(page.locator("#Q31")).not_to_be_editable()
    check_page(page)
