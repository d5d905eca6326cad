"""What stands in versions of modules, read in the shape of `domain.content`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.domain import codec
from app.curriculum.domain.content import Lesson
from app.curriculum.domain.kinds import Language
from app.curriculum.models import LessonRow, LessonText, ModuleVersion, QuestionRow


def lessons(version_id: int) -> tuple[Lesson, ...]:
    """The lessons of a version in order, whole."""
    return lessons_of([version_id])[version_id]


def lessons_of(version_ids: Collection[int]) -> dict[int, tuple[Lesson, ...]]:
    """The lessons of several versions, in three statements; each version has an entry."""
    found: dict[int, list[Lesson]] = {version_id: [] for version_id in version_ids}
    rows = db.session.scalars(
        select(LessonRow)
        .where(LessonRow.version_id.in_(version_ids))
        .order_by(LessonRow.position, LessonRow.id)
    ).all()
    for row, lesson in zip(rows, _whole(rows), strict=True):
        found[row.version_id].append(lesson)
    return {version_id: tuple(of) for version_id, of in found.items()}


@dataclass(frozen=True, slots=True)
class Opened:
    """A lesson, whole, and the rows of its texts, which say who read them over."""

    lesson: Lesson
    texts: Mapping[Language, LessonText]


_OPENED = (
    select(LessonRow, LessonText)
    .join(LessonText, LessonText.lesson_id == LessonRow.id)
    .where(
        LessonRow.version_id == bindparam("version_id"),
        LessonRow.key == bindparam("key"),
        LessonRow.is_draft.is_(False),
    )
    .order_by(LessonText.language)
)
_QUESTIONS = (
    select(QuestionRow)
    .where(QuestionRow.lesson_id.in_(bindparam("lesson_ids", expanding=True)))
    .order_by(QuestionRow.position, QuestionRow.id)
)
"""Put together once: that takes as long as asking."""


def opened(version_id: int, key: str) -> Opened:
    """A lesson to be read; raises `Missing`, also for a draft. Two statements."""
    rows = db.session.execute(_OPENED, {"version_id": version_id, "key": key}).all()
    if not rows:
        raise Missing(key)
    row, texts = rows[0][0], [text for _, text in rows]
    [found] = _whole([row], {row.id: texts})
    return Opened(found, {text.language: text for text in texts})


def lesson_like(module_id: int, key: str, digest: str) -> Lesson | None:
    """A lesson as some approved version of a module said it, known by its digest, whole."""
    found = db.session.scalars(
        select(LessonRow)
        .join(ModuleVersion, ModuleVersion.id == LessonRow.version_id)
        .where(
            ModuleVersion.module_id == module_id,
            ModuleVersion.approved_at.is_not(None),
            LessonRow.key == key,
            LessonRow.digest == digest,
        )
        .order_by(LessonRow.id)
        .limit(1)
    ).all()
    return next(iter(_whole(found)), None)


def lesson(version_id: int, key: str) -> Lesson:
    """One lesson, whole; raises `Missing`."""
    return _whole([row(version_id, key)])[0]


def row(version_id: int, key: str) -> LessonRow:
    """The row of a lesson; raises `Missing`."""
    found = db.session.scalar(
        select(LessonRow).where(LessonRow.version_id == version_id, LessonRow.key == key)
    )
    if found is None:
        raise Missing
    return found


def texts_of(lesson_ids: Collection[int]) -> dict[int, list[LessonText]]:
    """The texts of lessons, English first."""
    found: dict[int, list[LessonText]] = defaultdict(list)
    for text in db.session.scalars(
        select(LessonText).where(LessonText.lesson_id.in_(lesson_ids)).order_by(LessonText.language)
    ):
        found[text.lesson_id].append(text)
    return found


def _whole(
    rows: Collection[LessonRow], known: Mapping[int, Sequence[LessonText]] | None = None
) -> list[Lesson]:
    ids = [row.id for row in rows]
    texts, questions = known or texts_of(ids), _questions_of(ids)
    return [codec.lesson(row, texts[row.id], questions[row.id]) for row in rows]


def _questions_of(lesson_ids: Collection[int]) -> dict[int, list[QuestionRow]]:
    found: dict[int, list[QuestionRow]] = defaultdict(list)
    for row in db.session.scalars(_QUESTIONS, {"lesson_ids": [*lesson_ids]}):
        found[row.lesson_id].append(row)
    return found
