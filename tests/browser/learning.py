"""What learners do and see while a new version comes out."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOME = "/learn/medical-home-basics"
DONE = "Completed version 1 on May 4, 2026"


def completed(page: Page) -> str:
    """Go through version 1 to its end; gives what the certificate says."""
    page.goto(HOME)
    page.get_by_role("link", name="Start").click()
    for _ in range(3):
        finish_lesson(page)
    expect(page.locator("main")).to_contain_text(f"{DONE}.")
    return certificate(page)


def at_lesson_2(page: Page) -> None:
    page.goto(HOME)
    page.get_by_role("link", name="Start").click()
    finish_lesson(page)
    expect(page).to_have_url(re.compile(f"{HOME}/lesson-2$"))


def finish_lesson(page: Page) -> None:
    page.get_by_role("button", name="Mark done and go on").click()


def certificate(page: Page) -> str:
    """All words of the only certificate in the record, and how it is as a file."""
    page.goto("/learn/record")
    found = page.get_by_test_id("certificate")
    expect(found).to_have_count(1)
    href = found.get_by_role("link", name="Certificate as PDF").get_attribute("href")
    reply = page.request.get(href or "")
    assert reply.ok
    return f"{found.inner_text()} {hashlib.sha256(reply.body()).hexdigest()}"


def is_served(page: Page, *, version: int, lessons: int) -> None:
    """Somebody who has not begun is offered that version."""
    page.goto(HOME)
    expect(page.get_by_test_id("module-version")).to_have_text(f"Version {version}")
    expect(page.get_by_test_id("lesson-progress")).to_have_text(f"0 of {lessons} lessons done")
    expect(page.get_by_role("link", name="Start")).to_be_visible()


def is_done(page: Page) -> None:
    page.goto(HOME)
    expect(page.locator("main")).to_contain_text(f"{DONE}.")
    expect(page.get_by_test_id("news")).to_have_count(0)


def is_done_and_reads_what_is_new(page: Page, before: str) -> None:
    """Completed version 1, updated since: a link leads to what is new, and nothing is lost."""
    page.goto("/learn")
    expect(page.get_by_test_id("module").get_by_test_id("status")).to_have_text(
        "Done, updated since"
    )
    page.get_by_role("link", name="Medical home basics").click()
    expect(page.locator("main")).to_contain_text(f"{DONE}, updated since.")
    expect(page.get_by_test_id("lesson-progress")).to_have_text("3 of 4 lessons done")
    page.get_by_role("link", name="What is new").click()
    expect(page).to_have_url(re.compile("#news-h$"))
    news = page.get_by_test_id("news")
    expect(news).to_be_in_viewport()
    expect(news).to_contain_text("A video of a huddle.")
    news.get_by_role("link", name="A huddle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A huddle")
    page.get_by_text("Read what is said and shown").click()
    expect(page.get_by_text("Good morning. Who is coming today?")).to_be_visible()
    assert certificate(page) == before


def may_not_change_yet(page: Page) -> None:
    page.goto(HOME)
    expect(page.get_by_test_id("module-version")).to_have_text("Version 1")
    expect(page.get_by_role("button", name="Go on in version 2")).to_have_count(0)


def offered_both(page: Page) -> None:
    """Somebody in the middle of version 1 stays there, and reads that there is another."""
    page.goto(HOME)
    expect(page.get_by_test_id("module-version")).to_have_text("Version 1")
    expect(page.get_by_test_id("lesson-progress")).to_have_text("1 of 3 lessons done")
    expect(page.get_by_test_id("news")).to_contain_text("You may finish version 1")


def changes_and_keeps_what_is_the_same(page: Page) -> None:
    offered_both(page)
    page.get_by_role("button", name="Go on in version 2").click()
    expect(page.get_by_test_id("module-version")).to_have_text("Version 2")
    expect(page.get_by_test_id("lesson-progress")).to_have_text("1 of 4 lessons done")
    states = [
        row.inner_text() for row in page.get_by_test_id("lesson").get_by_test_id("status").all()
    ]
    assert states == ["Done", "Begun", "Not started", "Not started"]
    page.get_by_role("link", name="Continue").click()
    expect(page).to_have_url(re.compile(f"{HOME}/lesson-2$"))


def finishes_the_first_version(page: Page) -> None:
    offered_both(page)
    page.get_by_role("link", name="Continue").click()
    for _ in range(2):
        finish_lesson(page)
    expect(page.locator("main")).to_contain_text(
        "Completed version 1 on Jul 1, 2026, updated since."
    )
    assert "v1" in certificate(page)
