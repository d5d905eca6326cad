"""Searching the curriculum: one function, the same answers on both databases.

Words are compared by their stems, which are made of a to z and digits (`domain.searching`):
nothing that somebody types means anything to SQLite's MATCH or to PostgreSQL's tsquery.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
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
from sqlalchemy.orm import aliased

from app.core.db import db, is_sqlite
from app.curriculum.domain import searching
from app.curriculum.domain.kinds import Language, SearchKind
from app.curriculum.domain.searching import Piece
from app.curriculum.models import ModuleVersion, SearchEntry
from app.curriculum.models.searching import POSTGRESQL_VECTOR, SQLITE_REBUILD
from app.curriculum.queries.catalogue import Offer, Outline, outlines

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

    What is in English comes before the rest, since whoever names no language reads the pages in
    English; but words in a title come first in any language.

    `offers` are the modules that somebody may read, each in the version that they are served:
    nothing else is found; their lessons are not needed. Two statements, and
    one more past the end.
    """
    by_version = {offer.reading.version.id: offer for offer in offers}
    wanted = {
        one: asked
        for one in ([language] if language else Language)
        if (asked := searching.asked(words, one))
    }
    if not wanted or not by_version:
        return Page()
    found = _found(wanted, by_version, sees_notes=sees_notes)
    entries, total = _best_of(found, wanted, limit, offset)
    lessons = outlines({one.version_id for one in entries}, {one.lesson_key for one in entries})
    return Page(
        tuple(
            _hit(one, by_version[one.version_id], lessons[one.version_id], wanted[one.language])
            for one in entries
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
    db.session.execute(text(SQLITE_REBUILD if is_sqlite() else "ANALYZE curriculum_search"))


def _hit(
    entry: SearchEntry, offer: Offer, lessons: tuple[Outline, ...], asked: tuple[str, ...]
) -> Hit:
    is_locked = bool(offer.missing)
    return Hit(
        offer=offer,
        lesson=next(one for one in lessons if one.key == entry.lesson_key),
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


def _found(wanted: Wanted, version_ids: Collection[int], *, sees_notes: bool) -> CTE:
    """What is found, with its stems between blanks; put together once, since texts are long."""
    matches = _sqlite_matches if is_sqlite() else _postgresql_matches
    holds = [
        and_(SearchEntry.language == one, SearchEntry.id.in_(matches(asked)))
        for one, asked in wanted.items()
    ]
    rows = select(
        SearchEntry.id,
        SearchEntry.language,
        (" " + SearchEntry.title_stems + " ").label("title"),
        (" " + SearchEntry.stems + " ").label("words"),
    ).where(SearchEntry.version_id.in_(version_ids), or_(*holds))
    if not sees_notes:
        rows = rows.where(SearchEntry.for_staff.is_(False))
    return rows.cte("found").prefix_with("MATERIALIZED")


def _sqlite_matches(asked: tuple[str, ...]) -> Select[int]:
    words = " ".join(f'"{one}"' for one in asked)
    return select(_FTS.c.rowid).where(_FTS.c.curriculum_search_fts.op("MATCH")(words))


def _postgresql_matches(asked: tuple[str, ...]) -> Select[int]:
    """Asked by itself, so that the index answers alone: no text is taken apart again."""
    entry = aliased(SearchEntry)
    query = func.plainto_tsquery(literal_column("'simple'::regconfig"), " ".join(asked))
    return select(entry.id).where(literal_column(POSTGRESQL_VECTOR).bool_op("@@")(query))


def _best_of(found: CTE, wanted: Wanted, limit: int, offset: int) -> tuple[list[SearchEntry], int]:
    """Some of what is found, the best first, and how much there is.

    All words in the title come first, then English, then how much of a text is these words.
    Counted in plain SQL, so that the order is the same on both databases.
    """
    of, title = found.c.language, found.c.title
    in_title = [
        and_(of == one, *(title.contains(f" {stem} ") for stem in asked))
        for one, asked in wanted.items()
    ]
    weights = [(of == one, _weight(found.c.words, asked)) for one, asked in wanted.items()]
    first = case((or_(*in_title), 0), else_=1).label("first")
    other = case((of == Language.ENGLISH, 0), else_=1).label("other")
    weight = case(*weights, else_=0.0).label("weight")
    total = func.count().over().label("total")
    best = (
        select(found.c.id, total, first, other, weight)
        .order_by(first, other, weight.desc(), found.c.id)
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    rows = db.session.execute(
        select(SearchEntry, best.c.total)
        .join(best, best.c.id == SearchEntry.id)
        .order_by(best.c.first, best.c.other, best.c.weight.desc(), best.c.id)
    ).all()
    if offset and not rows:
        return [], db.session.scalar(select(func.count()).select_from(found)) or 0
    return [entry for entry, _ in rows], rows[0].total if rows else 0


def _weight(words: ColumnElement[str], asked: tuple[str, ...]) -> ColumnElement[Any]:
    """How much of a text is these words; one word often is less than each word some times."""
    often = _ENOUGH * (0.25 + 0.75 * (func.length(words) - 2) / _COMMON_LENGTH)
    counts = [_count(words, one) for one in asked]
    return sum((count / (count + often) for count in counts[1:]), counts[0] / (counts[0] + often))


def _count(words: ColumnElement[str], one: str) -> ColumnElement[Any]:
    """How often a stem stands in the words of an entry."""
    shorter = func.replace(words, f" {one} ", "")
    return (func.length(words) - func.length(shorter)) / float(len(one) + 2)
