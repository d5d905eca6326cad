"""Searching the curriculum: one function, the same answers on both databases.

Words are compared by their stems, which are made of a to z and digits (`domain.searching`):
nothing that somebody types means anything to SQLite's MATCH or to PostgreSQL's tsquery.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)

from app.core.db import db
from app.curriculum.domain import searching
from app.curriculum.domain.kinds import Language, SearchKind
from app.curriculum.domain.searching import Piece
from app.curriculum.models import ModuleVersion, SearchEntry
from app.curriculum.models.searching import POSTGRESQL_VECTOR, SQLITE_REBUILD
from app.curriculum.queries.catalogue import Offer, Outline

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. Of a locked module only the title is told."""

    offer: Offer
    lesson: Outline
    kind: SearchKind
    language: Language
    source: str
    title: str
    for_staff: bool
    is_locked: bool
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found, and how much there is."""

    hits: tuple[Hit, ...] = ()
    total: int = 0


def search(
    words: str,
    *,
    offers: Collection[Offer],
    sees_notes: bool = False,
    language: Language | None = None,
    limit: int = SHOWN,
    offset: int = 0,
) -> Page:
    """What holds every one of these words, the best first; in any language unless one is named.

    `offers` are the modules that somebody may read, each in the version that they are served:
    nothing else is found. Two statements.
    """
    by_version = {offer.reading.version.id: offer for offer in offers}
    wanted = {
        one: asked
        for one in ([language] if language else Language)
        if (asked := searching.asked(words, one))
    }
    if not wanted or not by_version:
        return Page()
    rows = select(SearchEntry).where(SearchEntry.version_id.in_(by_version), _holds(wanted))
    if not sees_notes:
        rows = rows.where(SearchEntry.for_staff.is_(False))
    total = db.session.scalar(rows.with_only_columns(func.count(SearchEntry.id))) or 0
    best = rows.order_by(*_best(wanted), SearchEntry.id).limit(limit).offset(offset)
    return Page(
        tuple(
            _hit(entry, by_version[entry.version_id], wanted[entry.language])
            for entry in db.session.scalars(best)
        ),
        total,
    )


def approved() -> list[ModuleVersion]:
    """Every version that is or was for learners."""
    return list(
        db.session.scalars(
            select(ModuleVersion)
            .where(ModuleVersion.approved_at.is_not(None))
            .order_by(ModuleVersion.id)
        )
    )


def rebuild() -> None:
    """Make SQLite's index of words anew; let PostgreSQL, which keeps its own, count its rows.

    Without counts PostgreSQL may read every text instead of its index.
    """
    db.session.execute(text(SQLITE_REBUILD if _is_sqlite() else "ANALYZE curriculum_search"))


def _hit(entry: SearchEntry, offer: Offer, asked: tuple[str, ...]) -> Hit:
    is_locked = bool(offer.missing)
    return Hit(
        offer=offer,
        lesson=next(one for one in offer.lessons if one.key == entry.lesson_key),
        kind=entry.kind,
        language=entry.language,
        source=entry.source,
        title=entry.title,
        for_staff=entry.for_staff,
        is_locked=is_locked,
        excerpt=() if is_locked else searching.excerpt(entry.words, asked, entry.language),
    )


# ------------------------------------------------------------------ words

Wanted = Mapping[Language, tuple[str, ...]]
"""The stems that are asked for in each language."""

_FTS = table("curriculum_search_fts", column("rowid"), column("curriculum_search_fts"))
_ENOUGH, _COMMON_LENGTH = 1.2, 6_000.0
"""How soon more of the same word counts no more, and how long a usual text is in characters."""


def _holds(wanted: Wanted) -> ColumnElement[bool]:
    """Whether an entry holds every stem, in its title or its words."""
    matches = _matches_sqlite if _is_sqlite() else _matches_postgresql
    return or_(*(and_(SearchEntry.language == one, matches(wanted[one])) for one in wanted))


def _matches_sqlite(asked: tuple[str, ...]) -> ColumnElement[bool]:
    words = " ".join(f'"{one}"' for one in asked)
    matches = _FTS.c.curriculum_search_fts.op("MATCH")(words)
    return SearchEntry.id.in_(select(_FTS.c.rowid).where(matches))


def _matches_postgresql(asked: tuple[str, ...]) -> ColumnElement[bool]:
    query = func.plainto_tsquery(literal_column("'simple'::regconfig"), " ".join(asked))
    return literal_column(POSTGRESQL_VECTOR).bool_op("@@")(query)


def _best(wanted: Wanted) -> tuple[ColumnElement[Any], ...]:
    """What is found first: all words in the title, then how much of a text is these words.

    Counted in plain SQL, so that the order is the same on both databases.
    """
    title = " " + SearchEntry.title_stems + " "
    in_title = [
        and_(SearchEntry.language == one, *(title.contains(f" {stem} ") for stem in asked))
        for one, asked in wanted.items()
    ]
    weight = case(
        *((SearchEntry.language == one, _weight(asked)) for one, asked in wanted.items()),
        else_=0.0,
    )
    return case((or_(*in_title), 0), else_=1), weight.desc()


def _weight(asked: tuple[str, ...]) -> ColumnElement[Any]:
    """How much of a text is these words; one word often is less than each word some times."""
    often = _ENOUGH * (0.25 + 0.75 * func.length(SearchEntry.stems) / _COMMON_LENGTH)
    counts = [_count(one) for one in asked]
    return sum((count / (count + often) for count in counts[1:]), counts[0] / (counts[0] + often))


def _count(one: str) -> ColumnElement[Any]:
    """How often a stem stands in the words of an entry."""
    words = " " + SearchEntry.stems + " "
    shorter = func.replace(words, f" {one} ", "")
    return (func.length(words) - func.length(shorter)) / float(len(one) + 2)


def _is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"
