"""What tests about publishing share: the module of the story, its people, its lessons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from app.policy import Role
from tests.support import build
from tests.support.browser import set_clock

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Page

    from app.accounts.models import Person
    from app.curriculum.models import Module

BEGAN = dt.datetime(2026, 5, 4, 17, tzinfo=dt.UTC)
OUT = dt.datetime(2026, 7, 1, 11, tzinfo=dt.UTC)
"""1 July 2026, 6:00 a.m. in Mississippi."""
HOME = "/staff/curriculum/medical-home-basics"
VIDEO = '## Watch\n\n```video\nurl = "https://videos.example/1"\ntitle = "A huddle"\nminutes = 4\n'
SILENT = f"{VIDEO}```"
SPOKEN = f'{VIDEO}captions = "host"\ntranscript = """Good morning. Who is coming today?"""\n```'


@dataclass(frozen=True, slots=True)
class Story:
    """Who takes part in OPEN-18, and what it is about."""

    module: Module
    paz: Person
    mona: Person
    ben: Person
    ana: Person
    cleo: Person
    dev: Person


def story(app: Flask) -> Story:
    """Version 1 of “Medical home basics” is out; Paz writes, Mona approves, four learn."""
    set_clock(app, BEGAN)
    app.config["SECOND_FACTOR_ROLES"] = ()
    module = build.module(key="medical-home-basics", code="6")
    build.published_version(
        module,
        title="Medical home basics",
        lessons=[build.lesson(f"lesson-{number}") for number in (1, 2, 3)],
        review_asked_at=BEGAN,
        approved_at=BEGAN,
        publish_at=BEGAN,
    )
    practice = build.team().practice
    return Story(
        module,
        build.person(name="Paz Nunez", role=Role.PUBLISHER),
        build.person(name="Mona Ford", role=Role.DIRECTOR),
        *(
            build.person(name=name, role=Role.CARE_COORDINATOR, at=practice)
            for name in ("Ben Ivey", "Ana Whitfield", "Cleo Banks", "Dev Rao")
        ),
    )


def write(page: Page, number: int, body: str) -> None:
    """Let the author add the new lesson to a version, and write it in the editor."""
    page.goto(f"{HOME}/{number}/lessons/new")
    page.get_by_label("Title").fill("A huddle")
    page.get_by_role("button", name="Add the lesson").click()
    page.get_by_label("What can a reader do after this lesson?").fill("See one")
    rewrite(page, number, body)
    page.get_by_role("link", name="About the lesson").click()
    page.get_by_text("Still a draft", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    page.goto(f"{HOME}/{number}")


def rewrite(page: Page, number: int, body: str) -> None:
    """Let the author give the new lesson another text."""
    if not page.url.endswith("/a-huddle"):
        page.goto(f"{HOME}/{number}/lessons/a-huddle")
    page.get_by_role("textbox", name="Text").fill(body)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("The text is saved.")
