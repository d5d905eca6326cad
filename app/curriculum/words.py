"""Where the curriculum holds free text, and what follows when words are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from app.core.db import db, is_sqlite
from app.core.free_text import FreeText
from app.curriculum.domain import codec, findable
from app.curriculum.domain.content import Lesson, digest
from app.curriculum.domain.kinds import FileUse, SearchKind
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
from app.curriculum.models.searching import SQLITE_REBUILD
from app.policy import Role

if TYPE_CHECKING:
    from app.core.free_text import Trace


def _read_anew(row: LessonRow, _part: str, _was: Any, _trace: Trace) -> None:
    """Versions are compared by what a lesson says now, so nobody has to read it again.

    What a search keeps of it is written anew too: a search no longer finds what is gone.
    """
    texts = db.session.scalars(select(LessonText).where(LessonText.lesson_id == row.id))
    questions = db.session.scalars(
        select(QuestionRow)
        .where(QuestionRow.lesson_id == row.id)
        .order_by(QuestionRow.position, QuestionRow.id)
    )
    lesson = codec.lesson(row, texts, questions)
    row.digest = digest(lesson)
    _search_anew(row.version_id, lesson)


def _read_lesson_anew(row: LessonText | QuestionRow, part: str, was: Any, trace: Trace) -> None:
    _read_anew(db.session.get_one(LessonRow, row.lesson_id), part, was, trace)


def _search_anew(version_id: int, lesson: Lesson) -> None:
    """The rows stay, since words may be taken out of them in the same turn; files keep names."""
    entries = {
        (row.kind, row.language, row.source, row.for_staff): row
        for row in db.session.scalars(
            select(SearchEntry).where(
                SearchEntry.version_id == version_id,
                SearchEntry.lesson_key == lesson.key,
                SearchEntry.kind != SearchKind.RESOURCE,
            )
        )
    }
    module_id = db.session.get_one(ModuleVersion, version_id).module_id
    files = db.session.execute(
        select(ModuleFile.id, ModuleFile.words).where(ModuleFile.module_id == module_id)
    )
    found = findable.of_lesson(lesson, {}, {file_id: words for file_id, words in files})
    said = {(one.kind, one.language, one.source, one.for_staff): one for one in found}
    for place, entry in entries.items():
        one = said.get(place)
        entry.say(one.title if one else "", one.words if one else "")
    _forget_words()


def _find_file_anew(file: ModuleFile, part: str, was: Any, trace: Trace) -> None:
    """In every version a search finds a file by its name and words, and a video by its captions."""
    named = select(SearchEntry).where(
        SearchEntry.kind == SearchKind.RESOURCE, SearchEntry.source == str(file.id)
    )
    for entry in db.session.scalars(named):
        entry.say(file.name, file.words)
    spoken = select(LessonRow).where(
        LessonRow.version_id == SearchEntry.version_id,
        LessonRow.key == SearchEntry.lesson_key,
        SearchEntry.kind == SearchKind.TRANSCRIPT,
        LessonRow.version_id == ModuleVersion.id,
        ModuleVersion.module_id == file.module_id,
    )
    for row in db.session.scalars(spoken.distinct()) if file.use is FileUse.CAPTIONS else ():
        _read_anew(row, part, was, trace)
    _forget_words()


def _find_anew(entry: SearchEntry, _part: str, _was: Any, _trace: Trace) -> None:
    """It is found by the words that are left."""
    entry.say(entry.title, entry.words)
    _forget_words()


def _forget_words() -> None:
    """SQLite's index keeps words of what was deleted until it is made anew."""
    db.session.flush()
    if is_sqlite():
        db.session.execute(text(SQLITE_REBUILD))


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
        follow=_read_anew,
    ),
    FreeText(
        table=LessonText,
        title="Text of a lesson",
        parts={
            "title": "Title",
            "objectives": "Objectives",
            "body": "Text",
            "monday": "Do this Monday, in Spanish",
            "sources": "Sources, in Spanish",
        },
        at=LessonRow.changed_at,
        by=LessonRow.changed_by_id,
        joins=((LessonRow, LessonRow.id == LessonText.lesson_id), _TO_LESSON, _TO_MODULE),
        page="curriculum.version",
        arguments=_VERSION,
        skipped=frozenset({"measure"}),
        follow=_read_lesson_anew,
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
        follow=_read_lesson_anew,
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
        parts={"name": "Name of the file", "words": "Words inside, for the search"},
        at=ModuleFile.added_at,
        by=ModuleFile.added_by_id,
        joins=((Module, Module.id == ModuleFile.module_id),),
        page="curriculum.versions_page",
        arguments={"module": Module.key},
        follow=_find_file_anew,
    ),
    FreeText(
        table=SearchEntry,
        title="What a search of lessons finds",
        parts={"title": "Title", "words": "Words"},
        joins=((ModuleVersion, ModuleVersion.id == SearchEntry.version_id), _TO_MODULE),
        page="curriculum.version",
        arguments=_VERSION,
        follow=_find_anew,
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
