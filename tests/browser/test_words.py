"""Words that look like a patient's: the form stops, and goes on when somebody says they are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.audit.models import AuditEvent
from app.audit.services import CONFIRMED
from app.core.db import db
from app.policy import Role
from tests.browser.kudzu import Kudzu, at, kudzu
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

QUICK = "/teams/delta-pines/pdsa/quick"
ORDER = "Tried order 428-11-5937 with families"
REASON = "It is the number of an order"
WIDTHS = (1280, 360)


@pytest.fixture
def world(app: Flask) -> Kudzu:
    set_clock(app, at("2026-11-18"))
    return kudzu()


def log_it(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Log the test").press("Enter")


def stopped(page: Page) -> None:
    """Fill in a small test with such words: it stays on the page, whole, and asks."""
    page.goto(QUICK)
    page.get_by_label("What did you try?").fill(ORDER)
    page.get_by_label("What did you expect?").fill("3 of 5 come prepared")
    log_it(page)
    expect(page.get_by_test_id("error-summary")).to_contain_text("a Social Security number")
    expect(page.get_by_test_id("not-a-patient")).to_contain_text("What did you try?")
    expect(page.get_by_label("What did you try?")).to_have_value(ORDER)
    expect(page.get_by_label("What did you expect?")).to_have_value("3 of 5 come prepared")


@pytest.mark.parametrize("width", WIDTHS)
def test_words_are_confirmed_by_keyboard_and_the_test_is_kept(
    new_page: Callable[..., Page], world: Kudzu, width: int
) -> None:
    person = build.person(name="Ben Okoro", role=Role.CARE_COORDINATOR, at=world.p1)
    page = new_page(sign_in=person, width=width)
    stopped(page)
    expect(page.get_by_test_id("error-summary")).to_be_focused()
    check_page(page, width)

    page.get_by_label("These words are not about a patient").press("Space")
    log_it(page)
    expect(page.get_by_test_id("error-summary")).to_contain_text("3 words or more")
    check_page(page, width)

    page.get_by_label("How do you know?").fill(REASON)
    log_it(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(ORDER)
    noted = db.session.query(AuditEvent).filter_by(verb=CONFIRMED).one()
    assert (noted.actor_name, noted.reason) == ("Ben Okoro", REASON)


def test_words_are_confirmed_or_edited_without_scripts(
    new_page: Callable[..., Page], world: Kudzu
) -> None:
    page = new_page(sign_in=world.dev, java_script_enabled=False, width=360)
    stopped(page)
    page.get_by_label("How do you know?").fill(REASON)
    page.get_by_label("These words are not about a patient").press("Space")
    log_it(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(ORDER)

    stopped(page)
    page.get_by_label("What did you try?").fill("Called families the day before")
    log_it(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Called families the day before")
