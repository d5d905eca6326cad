"""The one writer of lessons, their texts and their questions.

Loader, editor, new version and restore all come through here. Whether a version may still be
changed is asked by `refuse_unless_open`; whoever changes one is noted as its editor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.core.db import db
from app.core.errors import NotPossibleNow
from app.curriculum.domain import codec
from app.curriculum.domain.content import Lesson, Text, digest
from app.curriculum.domain.shipped import Reviews
from app.curriculum.models import (
    LessonRow,
    LessonText,
    ModuleVersion,
    QuestionRow,
    VersionEditor,
)
from app.curriculum.queries import contents, versions

if TYPE_CHECKING:
    from app.policy import Actor


APPROVED = "This version is approved, so it stays as it is. Start a new version to change it."
ARCHIVED = "This version is archived, so it stays as it is. Start a new version to change it."
IN_REVIEW = "This version is in review. Take it back to draft first, then change it."


def closed_words(version: ModuleVersion) -> str:
    """Why nobody may change a version any more; "" while it is a draft."""
    if version.archived_at is not None:
        return ARCHIVED
    if version.approved_at is not None:
        return APPROVED
    return IN_REVIEW if version.review_asked_at is not None else ""


def refuse_unless_open(version: ModuleVersion) -> None:
    """Hold a version, and raise `NotPossibleNow` when it may not be changed any more.

    It is read again first: what somebody else approved a moment ago stays as it is.
    """
    versions.locked(version.id)
    if words := closed_words(version):
        raise NotPossibleNow(words)


def note_editor(version: ModuleVersion, *, by: Actor, at: dt.datetime) -> None:
    """Remember that somebody wrote in a version, so that they do not approve it."""
    if by.person_id is not None:
        _note_author(version, by.person_id, at)


def carry_authors(source: ModuleVersion, copy: ModuleVersion, *, at: dt.datetime) -> None:
    """Hold those who wrote a version to be authors of its copy too, unless it was approved.

    Else somebody could have their own words begun anew by another, and approve them there.
    """
    if source.approved_at is not None:
        return
    for person_id in versions.editors([source.id])[source.id]:
        _note_author(copy, person_id, at)


def _note_author(version: ModuleVersion, person_id: int, at: dt.datetime) -> None:
    found = db.session.scalar(
        select(VersionEditor).where(
            VersionEditor.version_id == version.id, VersionEditor.person_id == person_id
        )
    )
    if found is None:
        found = VersionEditor(version_id=version.id, person_id=person_id)
        db.session.add(found)
    found.last_at = at


def put_lessons(
    version: ModuleVersion, lessons: Sequence[Lesson], *, by: Actor, at: dt.datetime
) -> None:
    """Make `lessons`, in this order, all that stands in a version."""
    old = select(LessonRow.id).where(LessonRow.version_id == version.id).scalar_subquery()
    for table in (LessonText, QuestionRow):
        db.session.execute(delete(table).where(table.lesson_id.in_(old)))
    db.session.execute(delete(LessonRow).where(LessonRow.version_id == version.id))
    for place, lesson in enumerate(lessons):
        put_lesson(version, lesson, position=place, by=by, at=at)


def note_reviews(version: ModuleVersion, reviews: Reviews) -> None:
    """Note which texts of a version somebody read over, and nothing else about them."""
    rows = db.session.execute(
        select(LessonRow.key, LessonText)
        .join(LessonRow, LessonRow.id == LessonText.lesson_id)
        .where(LessonRow.version_id == version.id)
    )
    for key, text in rows:
        one = reviews.get((key, text.language))
        text.reviewed_by, text.reviewed_on = (one.by, one.on) if one else ("", None)
    db.session.flush()


def put_lesson(
    version: ModuleVersion, lesson: Lesson, *, position: int, by: Actor, at: dt.datetime
) -> LessonRow:
    """Write a lesson that the version does not have yet."""
    row = LessonRow(version_id=version.id, key=lesson.key)
    db.session.add(row)
    _fill(row, lesson, position=position, by=by, at=at)
    db.session.flush()
    _put_parts(row, lesson)
    return row


def rewrite_lesson(row: LessonRow, lesson: Lesson, *, by: Actor, at: dt.datetime) -> None:
    """Make this all that stands in a lesson; who read its texts over stays noted."""
    _fill(row, lesson, position=row.position, by=by, at=at)
    there = {text.language: text for text in contents.texts_of([row.id])[row.id]}
    for language, text in there.items():
        if language not in lesson.texts:
            db.session.delete(text)
    for language, wanted in lesson.texts.items():
        text = there.get(language) or LessonText(lesson_id=row.id, language=language)
        _fill_text(text, wanted)
        db.session.add(text)
    db.session.execute(delete(QuestionRow).where(QuestionRow.lesson_id == row.id))
    _put_questions(row, lesson)


def take_lesson_out(row: LessonRow) -> None:
    """Delete a lesson of a draft with its texts and questions."""
    for table in (LessonText, QuestionRow):
        db.session.execute(delete(table).where(table.lesson_id == row.id))
    db.session.delete(row)
    db.session.flush()


def order_lessons(version: ModuleVersion, keys: Sequence[str]) -> None:
    """Let the lessons of a version stand in the order of `keys`."""
    for row in db.session.scalars(select(LessonRow).where(LessonRow.version_id == version.id)):
        row.position = keys.index(row.key)
    db.session.flush()


def _fill(row: LessonRow, lesson: Lesson, *, position: int, by: Actor, at: dt.datetime) -> None:
    row.code, row.position, row.minutes = lesson.code, position, lesson.minutes
    row.audience, row.practice_types = list(lesson.audience), list(lesson.practice_types)
    row.tags = list(lesson.tags)
    row.sources, row.outline = list(lesson.sources), list(lesson.outline)
    row.facilitator, row.is_draft = lesson.facilitator, lesson.is_draft
    row.monday = codec.monday_json(lesson.monday)
    row.completion = codec.completion_json(lesson.completion)
    row.digest = digest(lesson)
    row.changed_at, row.changed_by_id = at, by.person_id


def _put_parts(row: LessonRow, lesson: Lesson) -> None:
    for language, text in lesson.texts.items():
        db.session.add(_fill_text(LessonText(lesson_id=row.id, language=language), text))
    _put_questions(row, lesson)


def _fill_text(row: LessonText, text: Text) -> LessonText:
    row.title, row.objectives, row.body = text.title, list(text.objectives), text.body
    row.monday, row.sources = codec.monday_json(text.monday), list(text.sources)
    return row


def _put_questions(row: LessonRow, lesson: Lesson) -> None:
    for place, question in enumerate(lesson.questions):
        db.session.add(
            QuestionRow(
                lesson_id=row.id,
                key=question.key,
                position=place,
                kind=question.kind,
                in_quiz=question.in_quiz,
                right=sorted(question.right),
                texts=codec.asked_json(dict(question.texts)),
            )
        )
    db.session.flush()
