"""What a search found, in words. Runs no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.curriculum.domain.kinds import Language, SearchKind
from app.curriculum.domain.searching import Piece
from app.curriculum.presenters.learn_words import counted
from app.curriculum.queries.search import SHOWN, Hit, Page

CHIPS: Mapping[str, str] = {"": "Both languages", "en": "English", "es": "Español"}
KINDS: Mapping[SearchKind, tuple[str, str]] = {
    SearchKind.LESSON: ("Lesson", "book"),
    SearchKind.TRANSCRIPT: ("Said in a video", "play"),
    SearchKind.RESOURCE: ("File", "file"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Something that was found. `file` is its number when it is one."""

    module: str
    lesson: str
    title: str
    language: str | None
    kind: str
    icon: str
    where: str
    excerpt: tuple[Piece, ...]
    is_locked: bool
    file: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of a search."""

    count: str
    rows: tuple[Row, ...]
    number: int
    pages: int


def shown(page: Page, words: str, number: int) -> Shown:
    """One page of what was found for these words; `number` counts from 1."""
    count = f"{counted(page.total, 'place') if page.total else 'Nothing'} found for “{words}”"
    return Shown(count, tuple(map(_row, page.hits)), number, -(-page.total // SHOWN))


def _row(hit: Hit) -> Row:
    kind, icon = KINDS[hit.kind]
    module, lesson = hit.offer.reading.version.title, hit.lesson.title(hit.language)
    return Row(
        module=hit.offer.module.key,
        lesson=hit.lesson.key,
        title=hit.title,
        language="es" if hit.language is Language.SPANISH else None,
        kind="Notes for facilitators" if hit.for_staff else kind,
        icon=icon,
        where=module if hit.kind is SearchKind.LESSON else f"{module}, {lesson}",
        excerpt=hit.excerpt,
        is_locked=hit.is_locked,
        file=int(hit.source) if hit.kind is SearchKind.RESOURCE else None,
    )
