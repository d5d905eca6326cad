"""An author writes a lesson: text, preview, question, picture; with and without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.core.db import db, transaction
from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import Language
from app.curriculum.queries import contents
from app.curriculum.services import editing
from app.policy import SYSTEM, Role
from tests.support import build
from tests.support.browser import check_page, set_clock
from tests.unit.curriculum.test_module_files import CAPTIONS, picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

    from app.curriculum.domain.content import Lesson
    from app.curriculum.models import ModuleVersion

HOME = "/staff/curriculum/medical-home-basics/1"
EDIT = f"{HOME}/edit"
HUDDLES = f"{HOME}/lessons/huddles"
FIRST = f"{HOME}/lessons/lesson-1"
PAGES = (
    EDIT,
    f"{HOME}/lessons/new",
    HUDDLES,
    f"{HUDDLES}?language=es",
    f"{HUDDLES}/about",
    f"{HUDDLES}/questions",
    f"{HUDDLES}/questions/new",
    f"{HUDDLES}/questions/question",
    f"{HUDDLES}/questions/question/remove",
    f"{HUDDLES}/remove",
    f"{HOME}/files",
)
CHART = """
```run-chart
title = "A made-up clinic"
unit = "percent"
values = [20, 21, 21, 18, 23, 20, 30, 33, 35, 35, 40, 43]
first = "2026-06"
target = 60
```
"""


def draft(app: Flask) -> ModuleVersion:
    set_clock(app, build.NOON)
    app.config["SECOND_FACTOR_ROLES"] = ()
    module = build.module(key="medical-home-basics", code="6")
    lessons = [build.lesson("lesson-1"), build.lesson("lesson-2")]
    return build.module_version(module, title="Medical home basics", lessons=lessons)


def kept(row: ModuleVersion, key: str = "huddles") -> Lesson:
    db.session.rollback()
    found = contents.lesson(row.id, key)
    db.session.rollback()
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_lesson_is_written_from_its_title_to_its_last_question(
    app: Flask, new_page: Callable[..., Page], scripts: bool
) -> None:
    row = draft(app)
    author = build.person(name="Paz Nunez", role=Role.PUBLISHER)
    paz = new_page(sign_in=author.id, java_script_enabled=scripts)

    begun(paz)
    number = picture_sent(paz)
    written_with_a_preview(paz, number, scripts=scripts)
    asked(paz)
    moved_to_the_top(paz)

    found = kept(row)
    assert found.texts[Language.ENGLISH].objectives == ("Lead a huddle",)
    assert f"![A team around a table](file:{number})" in found.texts[Language.ENGLISH].body
    assert found.questions[0].right == {1}
    assert [one.key for one in contents.lessons(row.id)] == ["huddles", "lesson-1", "lesson-2"]
    db.session.rollback()
    for path in PAGES if scripts else ():
        reply = paz.goto(path)
        assert reply is not None
        assert reply.status == 200, path
        check_page(paz)


def begun(page: Page) -> None:
    """The author adds a lesson to the draft."""
    page.goto(HOME)
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_role("link", name="Add a lesson").click()
    page.get_by_label("Title").fill("Huddles")
    page.get_by_role("button", name="Add the lesson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Huddles")


def picture_sent(page: Page) -> str:
    """The author sends a picture and captions; gives the number of the picture."""
    page.goto(f"{HOME}/files")
    for name, content in (("talk.vtt", CAPTIONS), ("Huddle.png", picture())):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        page.get_by_label("File", exact=True).set_input_files(file)
        page.get_by_role("button", name="Add the file").click()
        expect(page.get_by_role("status").first).to_contain_text(f"{name} is there")
    words = page.get_by_test_id("file-row").first.locator("code").inner_text()
    return re.findall(r"file:(\d+)", words)[0]


def written_with_a_preview(page: Page, number: str, *, scripts: bool) -> None:
    """The author looks at the text before saving it, mends what is named, and saves."""
    page.goto(HUDDLES)
    page.get_by_label("What can a reader do after this lesson?").fill("Lead a huddle")
    body = page.get_by_role("textbox", name="Text")
    body.fill(f"## Why\n\n![](file:{number})\n\n> **Keep in mind:** small tests.\n{CHART}")
    if scripts:
        expect(page.get_by_role("button", name="Show preview")).to_be_hidden()
    else:
        page.get_by_role("button", name="Show preview").click()
    expect(page.get_by_test_id("problems")).to_contain_text("no alternative text")
    expect(page.get_by_test_id("preview").locator("figure.lesson-chart .rc-svg")).to_be_visible()
    expect(body).to_have_value(re.compile("^## Why"))
    if scripts:
        check_page(page)

    body.fill(body.input_value().replace("![]", "![A team around a table]"))
    if not scripts:
        page.get_by_role("button", name="Show preview").click()
    expect(page.get_by_test_id("problems")).to_contain_text("Nothing to mend")
    shown = page.get_by_test_id("preview").get_by_role("img", name="A team around a table")
    expect(shown).to_be_visible()
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 30)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("The text is saved.")


def asked(page: Page) -> None:
    """The author adds a question; what is missing is said first."""
    page.get_by_role("link", name="Questions (0)").click()
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("Question", exact=True).fill("How long is a huddle?")
    page.get_by_label("Choice 1", exact=True).fill("An hour")
    page.get_by_label("Choice 2", exact=True).fill("Ten minutes")
    page.get_by_label("Why is it right?").fill("Short is what makes it last.")
    page.get_by_role("button", name="Save the question").click()
    expect(page.get_by_test_id("error-summary")).to_contain_text("Mark the right answer")
    page.get_by_text("Choice 2 is right", exact=True).click()
    page.get_by_role("button", name="Save the question").click()
    expect(page.get_by_test_id("question-row")).to_contain_text("2 choices, one is right")


def moved_to_the_top(page: Page) -> None:
    """The author puts the lesson first, with buttons."""
    page.goto(EDIT)
    for place in (1, 0):
        page.get_by_role("button", name=re.compile("Up ?: Huddles")).click()
        expect(page.get_by_test_id("lesson-row").nth(place)).to_contain_text("Huddles")


def test_the_buttons_write_signs_and_undo_takes_them_back(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    draft(app)
    paz = new_page(sign_in=build.person(role=Role.PUBLISHER).id)
    paz.goto(FIRST)
    body = paz.get_by_role("textbox", name="Text")
    body.fill("small tests")

    body.press("ControlOrMeta+a")
    paz.get_by_role("button", name="Bold").click()
    expect(body).to_have_value("**small tests**")
    body.press("ControlOrMeta+z")
    expect(body).to_have_value("small tests")
    body.press("ControlOrMeta+a")
    paz.get_by_role("button", name="Checklist").click()
    expect(body).to_have_value("- [ ] small tests")
    expect(paz.get_by_test_id("preview").locator(".ticks li")).to_have_count(1)
    body.press("End")
    paz.get_by_role("button", name="Table").click()
    expect(body).to_have_value(re.compile(r"^- \[ \] small tests\n\n\| First \| Second \|\n"))
    expect(paz.get_by_test_id("preview").locator("table")).to_be_visible()
    body.fill("")
    paz.get_by_role("button", name="Run chart").click()
    expect(paz.get_by_test_id("preview").locator("figure .rc-svg")).to_be_visible()
    expect(paz.get_by_test_id("problems")).to_contain_text("Nothing to mend")


def test_a_line_that_is_named_is_chosen_in_the_text(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    draft(app)
    paz = new_page(sign_in=build.person(role=Role.PUBLISHER).id)
    paz.goto(FIRST)
    body = paz.get_by_role("textbox", name="Text")
    long = "Many words. " * 40
    body.fill("## Why\n\n" + f"{long}\n\n" * 30 + "![](file:7)\n\nThe end.\n")
    chosen = "box => box.value.slice(box.selectionStart, box.selectionEnd)"

    paz.get_by_test_id("problems").get_by_role("link", name="Line 63").first.click()
    assert body.evaluate(chosen) == "![](file:7)"
    expect(body).to_be_focused()
    assert body.evaluate("box => box.scrollTop > box.scrollHeight / 2")

    paz.get_by_role("button", name="Save").click()
    expect(paz.get_by_role("status").first).to_contain_text("The text is saved.")
    paz.goto(HOME)
    paz.get_by_role("link", name="line 63").first.click()
    assert body.evaluate(chosen) == "![](file:7)"


def test_a_hostile_text_does_nothing_in_the_live_preview(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    draft(app)
    paz = new_page(sign_in=build.person(role=Role.PUBLISHER).id)
    paz.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    paz.goto(FIRST)

    paz.get_by_role("textbox", name="Text").fill(
        "<script>hit()</script>\n\n<img src=x onerror=hit()>\n\n[a page](javascript:hit())\n\nEnd"
    )
    expect(paz.get_by_test_id("preview")).to_contain_text("End")

    assert paz.evaluate("window.hits") == 0
    assert paz.get_by_test_id("preview").locator("script, img, a").count() == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_authors_at_once_lose_nothing(
    app: Flask, new_page: Callable[..., Page], scripts: bool
) -> None:
    row = draft(app)
    paz = new_page(sign_in=build.person(role=Role.PUBLISHER).id, java_script_enabled=scripts)
    paz.goto(FIRST)
    with transaction():
        seen = editing.seen_text(row, "lesson-1", Language.ENGLISH)
        theirs = Text("Theirs", ("See",), "## Theirs\n\nTheir words.")
        editing.change_text(
            row, "lesson-1", Language.ENGLISH, theirs, None, seen=seen, by=SYSTEM, at=build.NOON
        )
    paz.get_by_role("textbox", name="Text").fill("## Mine\n\nMy words.")
    paz.get_by_role("button", name="Save").click()

    expect(paz.get_by_test_id("theirs")).to_contain_text("Their words.")
    body = paz.get_by_role("textbox", name="Text")
    expect(body).to_have_value("## Mine\n\nMy words.")
    if scripts:
        check_page(paz)
    body.fill("## Both\n\nTheir words. My words.")
    paz.get_by_role("button", name="Save").click()
    expect(paz.get_by_role("status").first).to_contain_text("The text is saved.")
    expect(body).to_have_value("## Both\n\nTheir words. My words.")
    assert kept(row, "lesson-1").texts[Language.ENGLISH].body == "## Both\n\nTheir words. My words."
