"""What was typed is brought back until it has arrived, and not once it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.policy import Role
from tests.browser import calls
from tests.browser.kudzu import at
from tests.support.browser import set_clock, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

    from tests.browser.calls import Applicant

NOW = at("2026-02-23")
KEPT = "Object.keys(sessionStorage).filter(name => name.startsWith('draft:')).length"


@pytest.fixture
def p1(app: Flask) -> Applicant:
    set_clock(app, NOW)
    return calls.applicant(calls.round_2026(), "P1", NOW, Ana=(Role.APPLICATION_LEAD,))


def test_a_comment_that_was_sent_does_not_come_back(
    new_page: Callable[..., Page], p1: Applicant
) -> None:
    page = new_page(sign_in=p1.people["Ana"].id)
    page.goto(f"{p1.path}/history/Q31")
    box = page.get_by_label("comment", exact=False).last
    box.fill("Do we have newer numbers?")
    wait_until(page, lambda: page.evaluate(KEPT) == 1)
    page.reload()
    expect(box).to_have_value("Do we have newer numbers?")

    page.get_by_role("button", name="comment", exact=False).last.click()
    expect(page.locator("main")).to_contain_text("Do we have newer numbers?")
    expect(page.get_by_label("comment", exact=False).last).to_have_value("")
    page.reload()
    expect(page.get_by_label("comment", exact=False).last).to_have_value("")


def test_a_second_click_sends_nothing_twice(new_page: Callable[..., Page], p1: Applicant) -> None:
    page, held = new_page(sign_in=p1.people["Ana"].id), []
    page.goto(f"{p1.path}/history/Q31")
    page.get_by_label("comment", exact=False).last.fill("Do we have newer numbers?")
    page.route("**/comments", lambda route: held.append(route))  # noqa: PLW0108  # it marks it
    button = page.get_by_role("button", name="comment", exact=False).last
    button.evaluate(
        "button => new Promise(done => {"
        " button.click(); setTimeout(() => { button.click(); setTimeout(done, 200); }, 200); })"
    )
    assert len(held) == 1

    held[0].continue_()
    expect(page.get_by_text("Do we have newer numbers?", exact=True)).to_have_count(1)
