"""Somebody finds a lesson, marks it, prints it, and takes it along as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.core.db import transaction
from app.curriculum.queries import modules
from app.curriculum.services import searching
from app.policy import Role
from tests.pages.curriculum.test_papers import HERE, NOW, illustrated
from tests.support import build
from tests.support.browser import check_page, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from app.accounts.models import Person


@pytest.fixture
def ben(app: Flask) -> Person:
    set_clock(app, NOW)
    illustrated()
    with transaction():
        searching.index(modules.version(modules.module("basics").id, 1))
    return build.person(name="Ben", role=Role.CARE_COORDINATOR, at=build.team().practice)


def test_a_lesson_is_found_marked_and_spoken_about_without_scripts(
    ben: Person, new_page: Callable[..., Page]
) -> None:
    page = new_page(sign_in=ben, java_script_enabled=False)
    page.goto("/learn")
    page.get_by_label("Search lessons").fill("wheelchair OR ramp*")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_test_id("count")).to_have_text("Nothing found for “wheelchair OR ramp*”")
    page.get_by_label("Search lessons").fill("ramps")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_test_id("count")).to_have_text("2 places found for “ramps”")
    page.get_by_role("link", name="Rides & ramps", exact=True).click()
    page.get_by_role("button", name="Bookmark").click()
    expect(page.get_by_role("button", name="Remove the bookmark")).to_be_visible()
    page.get_by_role("link", name="Team notes").click()
    page.get_by_label("Note for your team").fill("Ask for the long van.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_test_id("note")).to_contain_text("Ask for the long van.")


@pytest.mark.parametrize(
    "path",
    ["/learn/search?q=ramp", "/learn/search?q=zebra", "/learn/bookmarks", f"{HERE}/print"],
)
def test_pages_fit_and_axe_finds_nothing(
    ben: Person, new_page: Callable[..., Page], path: str
) -> None:
    page = new_page(sign_in=ben)
    page.goto("/learn/basics/one")
    page.get_by_role("button", name="Bookmark").click()
    page.goto(path)
    check_page(page)


def test_notes_and_tools_fit_and_axe_finds_nothing(
    ben: Person, new_page: Callable[..., Page]
) -> None:
    page = new_page(sign_in=ben)
    page.goto(f"{HERE}/notes")
    page.get_by_label("Note for your team").fill("Ask for the long van.")
    page.get_by_role("button", name="Add the note").click()
    check_page(page)
    page.get_by_role("link", name="Change").click()
    check_page(page)
    page.goto(HERE)
    check_page(page)


def test_the_file_opens_from_a_disk_and_asks_the_network_for_nothing(
    ben: Person, new_page: Callable[..., Page], browser: Browser, tmp_path: Path
) -> None:
    page = new_page(sign_in=ben)
    page.goto(HERE)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download", exact=True).click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "rides-ramps.html"

    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    alone, asked, faults = context.new_page(), [], []
    alone.on("request", lambda request: asked.append(request.url))
    alone.on("console", lambda message: faults.append(message.text))
    alone.goto(file.as_uri())

    expect(alone.get_by_role("heading", level=1)).to_have_text("Rides & ramps")
    image = alone.get_by_alt_text("A desk with a phone")
    image.scroll_into_view_if_needed()
    assert image.evaluate("async one => { await one.decode(); return one.naturalWidth; }") == 1
    expect(alone.locator("figure svg").first).to_be_visible()
    alone.get_by_text("Read what is said and shown").click()
    expect(alone.get_by_text("She asks about the ramp.")).to_be_visible()
    check_page(alone)
    alone.emulate_media(media="print")
    expect(alone.get_by_test_id("question")).to_have_count(3)
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    assert faults == []
    context.close()
