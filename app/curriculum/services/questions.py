"""The questions of a lesson of a draft: added, changed, put in order, taken out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.errors import Missing, Refused
from app.curriculum.domain import editing
from app.curriculum.domain.content import Lesson, Question
from app.curriculum.models import ModuleVersion
from app.curriculum.queries import contents as queries
from app.curriculum.services.editing import hold, refuse_if_changed, rewrite

if TYPE_CHECKING:
    from app.policy import Actor

MOST = 20


def question(lesson: Lesson, key: str) -> Question:
    """One question of a lesson; raises `Missing`."""
    found = next((one for one in lesson.questions if one.key == key), None)
    if found is None:
        raise Missing(key)
    return found


def add(
    version: ModuleVersion, lesson_key: str, wanted: Question, *, by: Actor, at: dt.datetime
) -> str:
    """Put a question at the end of a lesson; it gets a key of its own, which is given back."""
    hold(version)
    lesson = queries.lesson(version.id, lesson_key)
    if len(lesson.questions) >= MOST:
        raise Refused(f"A lesson has up to {MOST} questions. Take one out first.")
    taken = {one.key for one in lesson.questions}
    key = editing.fresh_key("question", taken, otherwise="question")
    questions = (*lesson.questions, replace(wanted, key=key))
    _put("added a question", version, lesson, questions, by=by, at=at)
    return key


def change(
    version: ModuleVersion,
    lesson_key: str,
    wanted: Question,
    *,
    seen: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Change the question that has this key."""
    hold(version)
    lesson = queries.lesson(version.id, lesson_key)
    refuse_if_changed(editing.fingerprint(question(lesson, wanted.key)), seen)
    questions = [wanted if one.key == wanted.key else one for one in lesson.questions]
    _put("changed a question", version, lesson, questions, by=by, at=at)


def move(
    version: ModuleVersion, lesson_key: str, key: str, *, steps: int, by: Actor, at: dt.datetime
) -> None:
    """Let a question stand further up (-1) or down (1); at the ends it stays."""
    hold(version)
    lesson = queries.lesson(version.id, lesson_key)
    question(lesson, key)
    by_key = {one.key: one for one in lesson.questions}
    order = editing.moved(by_key, key, steps)
    _put("moved a question", version, lesson, [by_key[one] for one in order], by=by, at=at)


def remove(
    version: ModuleVersion, lesson_key: str, key: str, *, by: Actor, at: dt.datetime
) -> None:
    """Take a question out of a lesson."""
    hold(version)
    lesson = queries.lesson(version.id, lesson_key)
    gone = question(lesson, key)
    questions = [one for one in lesson.questions if one != gone]
    _put("removed a question", version, lesson, questions, by=by, at=at)


def _put(
    verb: str,
    version: ModuleVersion,
    lesson: Lesson,
    questions: Iterable[Question],
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    rewrite(verb, version, lesson, replace(lesson, questions=tuple(questions)), by=by, at=at)
