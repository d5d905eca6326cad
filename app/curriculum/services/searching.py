"""Keeping what a search looks through: written when a version is approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import delete

from app.core.db import db
from app.curriculum.domain import blocks
from app.curriculum.domain.content import Lesson, Text
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import FileUse, Language, SearchKind
from app.curriculum.domain.searching import stems
from app.curriculum.models import ModuleVersion, SearchEntry
from app.curriculum.queries import contents, files, search

FACILITATOR = "facilitator"
LONGEST_TITLE = 255


def index(version: ModuleVersion) -> None:
    """Write what a search finds in a version; doing it again changes nothing.

    What is a draft yet is left out, and so are questions: a search gives no answers away.
    """
    db.session.execute(delete(SearchEntry).where(SearchEntry.version_id == version.id))
    of_module = files.of_module(version.module_id)
    for lesson in contents.lessons(version.id):
        if not lesson.is_draft:
            db.session.add_all(
                _entry(version.id, lesson.key, one) for one in _found(lesson, of_module)
            )
    db.session.flush()


def index_all() -> int:
    """Write it anew for every approved version; gives how many there are."""
    approved = search.approved()
    for version in approved:
        index(version)
    search.rebuild()
    return len(approved)


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a lesson that can be found; `source` tells things of a kind apart."""

    kind: SearchKind
    language: Language
    title: str
    words: str
    source: str = ""
    for_staff: bool = False


def _entry(version_id: int, lesson_key: str, one: Found) -> SearchEntry:
    return SearchEntry(
        version_id=version_id,
        lesson_key=lesson_key,
        kind=one.kind,
        language=one.language,
        source=one.source,
        for_staff=one.for_staff,
        title=one.title[:LONGEST_TITLE],
        words=one.words,
        title_stems=stems(one.title, one.language),
        stems=stems(one.words, one.language),
    )


def _found(lesson: Lesson, of_module: Mapping[int, File]) -> Iterator[Found]:
    for language, text in lesson.texts.items():
        document = blocks.parse(text.body, language)
        words = _lines(lesson, language, text, document.text)
        yield Found(SearchKind.LESSON, language, text.title, words)
        for number, video in enumerate(document.videos, 1):
            title, said = video.spec.title, video.spec.transcript
            if said:
                yield Found(SearchKind.TRANSCRIPT, language, title, said, str(number))
        for number in sorted(document.file_ids):
            file = of_module.get(number)
            if file is not None and file.use is FileUse.DOCUMENT:
                yield Found(SearchKind.RESOURCE, language, file.name, "", str(number))
    if lesson.facilitator:
        words = lesson.facilitator
        yield Found(
            SearchKind.LESSON, Language.ENGLISH, lesson.title, words, FACILITATOR, for_staff=True
        )


def _lines(lesson: Lesson, language: Language, text: Text, body: str) -> str:
    """The words of a lesson: its text, what it leads to, its test for Monday and its tags."""
    lines = [body, *text.objectives]
    if language is Language.ENGLISH:
        monday = lesson.monday
        lines += [monday.title, monday.what] if monday else []
        lines += lesson.tags
    return "\n".join(lines)
