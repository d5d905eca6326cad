"""What tests about publishing share: the module of the story, its people, its lessons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.db import db, transaction
from app.curriculum.domain.content import Lesson, Text
from app.curriculum.domain.kinds import Language
from app.curriculum.queries import contents, modules
from app.curriculum.services import contents as writing
from app.policy import Actor, Role
from tests.support import build
from tests.support.browser import set_clock

if TYPE_CHECKING:
    from flask import Flask

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


def story(app: Flask) -> Story:
    """Version 1 of “Medical home basics” is out; Paz writes and Mona approves."""
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
    return Story(
        module,
        build.person(name="Paz Nunez", role=Role.PUBLISHER),
        build.person(name="Mona Ford", role=Role.DIRECTOR),
    )


def video_lesson(body: str) -> Lesson:
    """The new lesson of version 2."""
    return build.lesson("a-huddle", texts={Language.ENGLISH: Text("A huddle", ("See one",), body)})


def write(told: Story, number: int, body: str) -> None:
    """Let Paz put the new lesson at the end of a version."""
    by = Actor(person_id=told.paz.id, name=told.paz.name)
    with transaction():
        row = modules.version(told.module.id, number)
        writing.refuse_unless_open(row)
        lessons = [one for one in contents.lessons(row.id) if one.key != "a-huddle"]
        writing.put_lessons(row, [*lessons, video_lesson(body)], by=by, at=BEGAN)
        writing.note_editor(row, by=by, at=BEGAN)


def served(told: Story, at: dt.datetime) -> int:
    """The number of the version that somebody who begins then is served."""
    db.session.rollback()
    number = modules.served([told.module.id], at)[told.module.id].number
    db.session.rollback()
    return number
