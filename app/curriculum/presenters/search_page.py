"""What a search found, in words. Runs no SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.paging import Pages
from app.curriculum.domain import searching
from app.curriculum.domain.kinds import Language, SearchKind
from app.curriculum.domain.searching import Piece
from app.curriculum.presenters.learn_words import counted
from app.curriculum.queries.catalogue import Offer
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
class ModuleRow:
    """A module whose title or summary holds the words."""

    key: str
    title: str
    summary: str
    language: str | None
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of a search; modules stand on the first one."""

    count: str
    modules: tuple[ModuleRow, ...]
    rows: tuple[Row, ...]
    number: int
    pages: int


def shown(page: Page, words: str, number: int, modules: tuple[ModuleRow, ...] = ()) -> Shown:
    """One page of what was found for these words; `number` counts from 1."""
    total = page.total + len(modules)
    return Shown(
        count=f"{counted(total, 'place') if total else 'Nothing'} found for “{words}”",
        modules=modules if number == 1 else (),
        rows=tuple(map(_row, page.hits)),
        number=number,
        pages=Pages(page.total, SHOWN).count,
    )


def modules(
    offers: Iterable[Offer], words: str, language: Language | None
) -> tuple[ModuleRow, ...]:
    """The modules whose title and summary hold every one of these words, in either language.

    One that does in both is told in English.
    """
    spoken = [language] if language else [Language.SPANISH, Language.ENGLISH]
    found = (_module_row(offer, words, one) for offer in offers for one in spoken)
    return tuple({row.key: row for row in found if row is not None}.values())


def _module_row(offer: Offer, words: str, language: Language) -> ModuleRow | None:
    version, asked = offer.reading.version, set(searching.asked(words, language))
    is_spanish = language is Language.SPANISH
    title = version.title_es if is_spanish else version.title
    summary = version.summary_es if is_spanish else version.summary
    if not asked or not asked <= set(searching.stems(f"{title} {summary}", language).split()):
        return None
    return ModuleRow(
        offer.module.key, title, summary, "es" if is_spanish else None, bool(offer.missing)
    )


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
