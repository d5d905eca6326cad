"""Where the curriculum holds free text, and what follows when words are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core.db import db
from app.core.free_text import FreeText
from app.curriculum.domain import codec
from app.curriculum.domain.content import digest
from app.curriculum.models import (
    Certificate,
    CertificateTemplate,
    ExtraAttempt,
    LessonRow,
    LessonText,
    Module,
    ModuleEvaluation,
    ModuleFile,
    ModuleVersion,
    Nudge,
    QuestionRow,
    QuizAttempt,
    SearchEntry,
    TeamNote,
    VersionComment,
)
from app.policy import Role

if TYPE_CHECKING:
    from app.core.free_text import Trace


def _compare_anew(lesson: LessonRow, _part: str, _was: Any, _trace: Trace) -> None:
    """Versions are compared by what a lesson says now, so nobody has to read it again."""
    texts = db.session.scalars(select(LessonText).where(LessonText.lesson_id == lesson.id))
    questions = db.session.scalars(
        select(QuestionRow)
        .where(QuestionRow.lesson_id == lesson.id)
        .order_by(QuestionRow.position, QuestionRow.id)
    )
    lesson.digest = digest(codec.lesson(lesson, texts, questions))


def _compare_lesson_anew(row: LessonText | QuestionRow, part: str, was: Any, trace: Trace) -> None:
    _compare_anew(db.session.get_one(LessonRow, row.lesson_id), part, was, trace)


_TO_MODULE = (Module, Module.id == ModuleVersion.module_id)
_TO_LESSON = (ModuleVersion, ModuleVersion.id == LessonRow.version_id)
_VERSION = {"module": Module.key, "number": ModuleVersion.number}
_WRITTEN = (
    FreeText(
        table=ModuleVersion,
        title="Version of a module",
        parts={
            "title": "Title",
            "summary": "What it is about",
            "title_es": "Title in Spanish",
            "summary_es": "What it is about, in Spanish",
            "credit": "Continuing education",
            "change_note": "What changed",
        },
        at=ModuleVersion.created_at,
        by=ModuleVersion.created_by_id,
        joins=(_TO_MODULE,),
        page="curriculum.version",
        arguments=_VERSION,
    ),
    FreeText(
        table=LessonRow,
        title="Lesson",
        parts={
            "tags": "Tags",
            "sources": "Sources",
            "outline": "Outline",
            "facilitator": "Notes for facilitators",
            "monday": "Do this Monday",
            "completion": "What makes it done",
        },
        at=LessonRow.changed_at,
        by=LessonRow.changed_by_id,
        joins=(_TO_LESSON, _TO_MODULE),
        page="curriculum.version",
        arguments=_VERSION,
        skipped=frozenset({"needs", "measure"}),
        follow=_compare_anew,
    ),
    FreeText(
        table=LessonText,
        title="Text of a lesson",
        parts={"title": "Title", "objectives": "Objectives", "body": "Text"},
        at=LessonRow.changed_at,
        by=LessonRow.changed_by_id,
        joins=((LessonRow, LessonRow.id == LessonText.lesson_id), _TO_LESSON, _TO_MODULE),
        page="curriculum.version",
        arguments=_VERSION,
        follow=_compare_lesson_anew,
    ),
    FreeText(
        table=QuestionRow,
        title="Question of a lesson",
        parts={"texts": "Question and choices"},
        at=LessonRow.changed_at,
        by=LessonRow.changed_by_id,
        joins=((LessonRow, LessonRow.id == QuestionRow.lesson_id), _TO_LESSON, _TO_MODULE),
        page="curriculum.version",
        arguments=_VERSION,
        follow=_compare_lesson_anew,
    ),
    FreeText(
        table=VersionComment,
        title="Comment on a version of a module",
        parts={"body": "Comment"},
        at=VersionComment.written_at,
        by=VersionComment.written_by_id,
        joins=((ModuleVersion, ModuleVersion.id == VersionComment.version_id), _TO_MODULE),
        page="curriculum.comments",
        arguments=_VERSION,
    ),
    FreeText(
        table=ModuleFile,
        title="File of a module",
        parts={"name": "Name of the file"},
        at=ModuleFile.added_at,
        by=ModuleFile.added_by_id,
        joins=((Module, Module.id == ModuleFile.module_id),),
        page="curriculum.versions_page",
        arguments={"module": Module.key},
    ),
    FreeText(
        table=SearchEntry,
        title="What a search of lessons finds",
        parts={"title": "Title", "words": "Words"},
        joins=((ModuleVersion, ModuleVersion.id == SearchEntry.version_id), _TO_MODULE),
        page="curriculum.version",
        arguments=_VERSION,
    ),
)
PLACES = (
    *_WRITTEN,
    FreeText(
        table=TeamNote,
        title="Note of a team beside a lesson",
        parts={"body": "Note"},
        at=TeamNote.written_at,
        by=TeamNote.written_by_id,
        practice=TeamNote.practice_id,
        told=(Role.LEAD,),
        is_private=True,
    ),
    FreeText(
        table=ModuleEvaluation,
        title="What somebody thinks of a module",
        parts={"better": "What to do better"},
        is_private=True,
    ),
    FreeText(
        table=QuizAttempt,
        title="Questions of a try at a quiz",
        parts={"questions": "Questions"},
        at=QuizAttempt.started_at,
        skipped=frozenset({"key", "lesson", "kind", "language"}),
    ),
    FreeText(
        table=ExtraAttempt,
        title="One more try at a quiz",
        parts={"reason": "Reason"},
        at=ExtraAttempt.given_at,
        by=ExtraAttempt.given_by_id,
    ),
    FreeText(
        table=Nudge,
        title="Reminder about learning",
        parts={"words": "Words"},
        at=Nudge.sent_at,
        by=Nudge.sent_by_id,
    ),
    FreeText(
        table=Certificate,
        title="Certificate",
        parts={
            "title": "Title of the module",
            "credit": "Continuing education",
            "revoked_reason": "Why it was revoked",
        },
        at=Certificate.issued_at,
        by=Certificate.revoked_by_id,
        page="curriculum.certificates",
    ),
    FreeText(
        table=CertificateTemplate,
        title="Words of certificates",
        parts={"heading": "Heading", "statement": "Statement"},
        at=CertificateTemplate.created_at,
        by=CertificateTemplate.created_by_id,
        page="curriculum.certificate_words",
    ),
)
