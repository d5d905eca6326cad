"""From draft to published, without hurting those who finished (OPEN-18)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import learning
from tests.browser.publishing import HOME, OUT, SILENT, SPOKEN, rewrite, story, write
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

    from app.accounts.models import Person

SECOND = f"{HOME}/2"
PAGES = (
    "/staff/curriculum",
    "/staff/curriculum/new",
    "/staff/curriculum/tracks/new",
    HOME,
    f"{HOME}/place",
    f"{HOME}/archive",
    f"{HOME}/1",
    f"{HOME}/1/end",
    f"{HOME}/1/archive",
    SECOND,
    f"{SECOND}/approve",
    f"{SECOND}/send-back",
    f"{SECOND}/comments",
    f"{SECOND}/diff",
    f"{SECOND}/preview?as=family-partner",
    f"{SECOND}/preview/a-huddle?as=publisher",
)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_version_goes_from_draft_to_published_and_hurts_nobody_who_finished(
    app: Flask, new_page: Callable[..., Page], scripts: bool
) -> None:
    told = story(app)

    def enter(person: Person) -> Page:
        return new_page(sign_in=person.id, java_script_enabled=scripts)

    certificate = learning.completed(enter(told.ben))
    for person in (told.ana, told.cleo):
        learning.at_lesson_2(enter(person))
    paz, mona = enter(told.paz), enter(told.mona)

    drafted_without_captions(paz)
    learning.is_served(enter(told.dev), version=1, lessons=3)
    refused(mona)

    paz.get_by_role("button", name="Take back to draft").click()
    rewrite(paz, 2, SPOKEN)
    paz.goto(SECOND)
    paz.get_by_role("button", name="Ask for review").click()
    expect(paz.get_by_test_id("obstacle")).to_have_count(0)
    not_by_the_author(paz)

    approved_to_read_again(mona)
    scheduled(mona)
    mona.goto(HOME)
    expect(mona.get_by_test_id("version-row")).to_have_count(2)

    set_clock(app, OUT - dt.timedelta(seconds=1))
    learning.is_served(enter(told.dev), version=1, lessons=3)
    learning.is_done(enter(told.ben))
    learning.may_not_change_yet(enter(told.ana))

    set_clock(app, OUT + dt.timedelta(seconds=5))
    learning.is_served(enter(told.dev), version=2, lessons=4)
    learning.is_done_and_reads_what_is_new(enter(told.ben), certificate)
    learning.changes_and_keeps_what_is_the_same(enter(told.ana))
    learning.finishes_the_first_version(enter(told.cleo))


def drafted_without_captions(paz: Page) -> None:
    """Paz begins version 2 with a video that lacks captions, and asks for review."""
    paz.goto(HOME)
    paz.get_by_role("button", name="Start a new version").click()
    expect(paz.get_by_test_id("status")).to_have_text("Draft")
    write(paz, 2, SILENT)
    paz.get_by_role("button", name="Ask for review").click()
    expect(paz.get_by_test_id("status")).to_have_text("In review")
    expect(paz.get_by_test_id("gate")).to_contain_text("captions")
    expect(paz.get_by_role("link", name="Approve", exact=True)).to_have_count(0)


def refused(mona: Page) -> None:
    """The checklist blocks the approval."""
    mona.goto(f"{SECOND}/approve")
    choose(mona, "Minor")
    mona.get_by_role("button", name="Approve").click()
    expect(mona.get_by_test_id("error-summary")).to_contain_text("cannot be approved yet")


def not_by_the_author(paz: Page) -> None:
    """Paz never approves her own version."""
    paz.goto(f"{SECOND}/approve")
    expect(paz.locator("main")).to_contain_text("somebody else approves it")
    expect(paz.get_by_role("button", name="Approve")).to_have_count(0)


def approved_to_read_again(mona: Page) -> None:
    """Mona sees what is new, and approves it."""
    mona.goto(f"{SECOND}/diff")
    expect(mona.get_by_test_id("diff")).to_contain_text("New")
    mona.goto(f"{SECOND}/approve")
    choose(mona, "Read again")
    mona.get_by_label("What is new?").fill("A video of a huddle.")
    mona.get_by_role("button", name="Approve").click()
    expect(mona.get_by_test_id("status")).to_have_text("Approved")


def scheduled(mona: Page) -> None:
    """Mona gives it its instant in Mississippi."""
    mona.get_by_role("link", name="Publish").click()
    choose(mona, "At a day and time")
    mona.get_by_label("Day (optional)", exact=True).fill("2026-07-01")
    mona.get_by_label("Time, Central (optional)", exact=True).fill("06:00")
    mona.get_by_role("button", name="Save the time").click()
    expect(mona.get_by_test_id("status")).to_have_text("Scheduled")
    expect(mona.locator("main")).to_contain_text("July 1, 2026, 6:00 a.m. Central")


def choose(page: Page, words: str) -> None:
    page.get_by_text(words, exact=True).click()


def test_pages_of_the_desk_are_in_order(app: Flask, new_page: Callable[..., Page]) -> None:
    told = story(app)
    paz, mona = (new_page(sign_in=person.id) for person in (told.paz, told.mona))
    paz.goto(HOME)
    paz.get_by_role("button", name="Start a new version").click()
    write(paz, 2, SILENT)
    paz.goto(f"{SECOND}/comments?lesson=a-huddle")
    paz.get_by_role("textbox", name="Comment").fill("Captions are missing.")
    paz.get_by_role("button", name="Add the comment").click()
    paz.goto(SECOND)
    paz.get_by_role("button", name="Ask for review").click()

    for path in PAGES:
        reply = mona.goto(path)
        assert reply is not None
        assert reply.status == 200, path
        check_page(mona)
    mona.goto(f"{SECOND}/preview/lesson-1?as=learner")
    expect(mona.get_by_test_id("facilitator-notes")).to_have_count(0)
