"""A draft whose author is at work: its addresses, and what somebody else does meanwhile."""

from __future__ import annotations

from typing import Any

from app.core.db import transaction
from app.curriculum.domain.content import Lesson, Text
from app.curriculum.domain.kinds import Language
from app.curriculum.models import ModuleVersion
from app.curriculum.queries import contents
from app.curriculum.services import editing
from app.policy import SYSTEM
from tests.pages.curriculum.desk import LIST, found, module
from tests.support import build

VERSION = f"{LIST}/medical-home-basics/1"
EDIT = f"{VERSION}/edit"
LESSON = f"{VERSION}/lessons/lesson-1"
SPANISH = f"{LESSON}?language=es"
ABOUT = f"{LESSON}/about"
QUESTIONS = f"{LESSON}/questions"


def draft(*keys: str, **given: Any) -> ModuleVersion:
    lessons = [build.lesson(key) for key in keys or ("lesson-1",)]
    return build.module_version(module(), lessons=lessons, **given)


def lesson(key: str = "lesson-1") -> Lesson:
    return contents.lesson(found().id, key)


def behind_ones_back() -> None:
    """Somebody else changes the English text."""
    row = found()
    text = Text("Theirs", ("See",), "## Theirs\n\nTheir words.")
    with transaction():
        seen = editing.seen_text(row, "lesson-1", Language.ENGLISH)
        editing.change_text(
            row, "lesson-1", Language.ENGLISH, text, None, seen=seen, by=SYSTEM, at=build.NOON
        )
