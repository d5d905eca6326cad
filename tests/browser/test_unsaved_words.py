"""Words, files and answers that a section cannot save now: kept, shown, and never lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from app.core.db import db
from app.policy import Role
from app.rfa.models import Round, SectionDraft
from tests.browser import calls
from tests.browser.conftest import enter
from tests.browser.kudzu import at
from tests.support.browser import check_page, set_clock, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Dialog, Page

    from tests.browser.calls import Applicant

NOW = at("2026-02-23")
MINUTE = dt.timedelta(minutes=1)
KEYS = "Object.keys(localStorage).filter(name => name.startsWith('section:')).length"


def form() -> dict[str, Any]:
    """The form with a question in "plan" that comes and goes with another one."""
    sections = [dict(section) for section in calls.FORM["sections"]]
    sections[3]["questions"] = [
        {"key": "Q40", "kind": "yes/no", "text": "Is there more?", "required": "no"},
        {
            "key": "Q40a",
            "kind": "long text",
            "text": "What more?",
            "characters": 20,
            "show_if": {"question": "Q40", "is": ["yes"]},
        },
        *sections[3]["questions"],
    ]
    return calls.FORM | {"sections": sections}


@pytest.fixture
def p1(app: Flask) -> Applicant:
    set_clock(app, NOW)
    people = {"Ana": (Role.APPLICATION_LEAD,), "Ben": (Role.APPLICATION_EDITOR,)}
    return calls.applicant(calls.round_2026(form=form()), "P1", NOW, **people)


@pytest.fixture
def page(new_page: Callable[..., Page], p1: Applicant) -> Page:
    """Ana, with the section of capacity open."""
    page = new_page(sign_in=p1.people["Ana"].id)
    page.watch.allow("failed|ERR_INTERNET_DISCONNECTED|reply 409")  # type: ignore[attr-defined]  # offline, closed
    page.goto(f"{p1.path}/section/capacity")
    return page


def stored(section: str = "capacity") -> dict[str, Any]:
    db.session.expire_all()
    answers = db.session.query(SectionDraft).filter_by(section=section).one().answers
    db.session.rollback()
    return {key: answer.get("value", "") for key, answer in answers.items()}


def saved(page: Page) -> None:
    expect(page.get_by_test_id("save-state")).to_have_text(re.compile(r"^Saved today at \d"))


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def test_without_a_connection_the_button_goes_nowhere(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("#Q31").fill("Typed offline")
    go_on(page)
    expect(page.get_by_test_id("save-state")).to_contain_text("You are offline. Press the button")
    expect(page.get_by_role("button", name="Save and continue")).to_be_focused()
    expect(page.locator("#Q31")).to_have_value("Typed offline")
    page.context.set_offline(False)
    saved(page)
    go_on(page)

    page.wait_for_url("**/section/plan")
    assert stored() == {"Q31": "Typed offline"}
    assert page.evaluate(KEYS) == 0


def test_words_typed_offline_outlive_their_tab_for_the_same_person_only(
    app: Flask, site: str, page: Page, p1: Applicant
) -> None:
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')) }")
    page.locator("#Q31").fill("Typed offline")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.close()
    path = f"{p1.path}/section/capacity"
    enter(app, page.context, site, p1.people["Ben"].id)
    ben = page.context.new_page()
    ben.goto(path)
    expect(ben.locator("#Q31")).to_have_value("")
    expect(ben.get_by_test_id("lost-words")).to_be_hidden()
    enter(app, page.context, site, p1.people["Ana"].id)
    ana = page.context.new_page()
    ana.goto(path)

    expect(ana.locator("#Q31")).to_have_value("Typed offline")
    saved(ana)
    assert stored() == {"Q31": "Typed offline"}
    assert ana.evaluate(KEYS) == 0


def test_signing_out_empties_the_shelf(page: Page) -> None:
    page.route("**/section/capacity", lambda route: route.abort())
    page.locator("#Q31").fill("Private words")
    expect(page.locator("[data-offline]")).to_be_visible()
    assert page.evaluate(KEYS) == 1
    page.locator("header summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")

    assert page.evaluate(KEYS) == 0


def test_the_browser_asks_before_unsaved_words_are_left(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.context.set_offline(True)
    page.locator("#Q31").press_sequentially("Not yet")
    page.close(run_before_unload=True)
    wait_until(page, lambda: asked == ["beforeunload"])
    page.context.set_offline(False)
    saved(page)


def test_words_for_a_section_that_closed_are_shown_to_be_copied_and_nothing_else(
    app: Flask, page: Page, p1: Applicant
) -> None:
    def close(when: dt.datetime) -> None:
        db.session.query(Round).filter_by(key="rfa-2026").update({"closes_at": when})
        db.session.commit()

    close(NOW + MINUTE)
    set_clock(app, NOW + 2 * MINUTE)
    page.locator("#Q31").fill("Too late")
    panel = page.get_by_test_id("lost-words")
    expect(panel.get_by_label("Q31")).to_have_value("Too late")
    expect(page.get_by_test_id("save-state")).to_contain_text("cannot be changed now")
    page.reload()
    expect(page.locator("#Q31")).not_to_be_editable()
    expect(panel.get_by_label("Q31")).to_have_value("Too late")
    check_page(page)

    close(NOW + 9 * MINUTE)
    page.reload()
    expect(page.locator("#Q31")).to_be_editable()
    expect(panel.get_by_label("Q31")).to_have_value("Too late")
    page.wait_for_timeout(500)
    expect(page.locator("#Q31")).to_have_value("")
    assert stored() == {}
    panel.get_by_role("button", name="I do not need them any more").click()
    expect(panel).to_be_hidden()
    page.reload()
    expect(panel).to_be_hidden()


def test_the_button_on_a_section_that_closed_gives_the_words_back(app: Flask, page: Page) -> None:
    db.session.query(Round).filter_by(key="rfa-2026").update({"closes_at": NOW + MINUTE})
    db.session.commit()
    set_clock(app, NOW + 2 * MINUTE)
    page.locator("#Q31").fill("Too late")
    go_on(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("cannot be changed now")
    expect(page.locator("main")).to_contain_text("Too late")


def test_one_answer_without_end_does_not_hold_up_the_others(page: Page) -> None:
    page.locator("#Q31").fill("x" * 20_500)
    page.locator("#Q33").fill("Athena")
    state = page.get_by_test_id("save-state")
    expect(state).to_contain_text("Q31: This is not saved: it is 500 characters too long.")
    assert stored() == {"Q33": "Athena"}
    page.locator("#Q32").fill("We do")
    wait_until(page, lambda: stored() == {"Q32": "We do", "Q33": "Athena"})
    page.locator("#Q31").fill("Short")
    saved(page)

    assert stored() == {"Q31": "Short", "Q32": "We do", "Q33": "Athena"}


def test_a_file_that_is_too_large_never_leaves_the_browser(page: Page, p1: Applicant) -> None:
    page.goto(f"{p1.path}/section/attachments")
    box = page.locator("#file-Q51")
    large = {"name": "large.pdf", "mimeType": "application/pdf", "buffer": bytes(11 * 1024 * 1024)}
    box.set_input_files(large)  # type: ignore[arg-type]  # Playwright's own shape
    alert = page.locator("#file-Q51-large p")
    expect(alert).to_contain_text("The most is 10 MB. Choose a smaller one.")
    check_page(page)
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    go_on(page)
    expect(box).to_be_focused()
    page.wait_for_timeout(500)
    assert [url for url in posts if not url.endswith("/presence")] == []
    expect(alert).to_be_visible()

    small = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": calls.PDF}
    box.set_input_files(small)  # type: ignore[arg-type]  # as above
    expect(alert).to_be_hidden()
    go_on(page)
    page.wait_for_url("**/section/signature")
    page.goto(f"{p1.path}/section/attachments")
    expect(page.get_by_test_id("attachment")).to_contain_text("letter.pdf")


def test_a_question_comes_and_goes_with_the_answer_that_decides(page: Page, p1: Applicant) -> None:
    page.goto(f"{p1.path}/section/plan")
    more = page.locator("#Q40a")
    expect(more).to_be_hidden()
    page.get_by_text("Yes", exact=True).click()
    expect(more).to_be_visible()
    more.fill("\U0001f600 line\nline")
    expect(page.locator("#Q40a-count")).to_have_text("9 characters left")
    saved(page)
    page.get_by_text("No", exact=True).click()
    expect(more).to_be_hidden()
    go_on(page)
    page.wait_for_url("**/section/attachments")

    assert stored("plan") == {"Q40": "no", "Q40a": "\U0001f600 line\nline"}
