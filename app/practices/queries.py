"""Every look at practices. Features above add to the statements made here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, or_, select

from app.core.db import db
from app.core.errors import Missing
from app.core.paging import Pages
from app.practices.domain.counties import Region, counties_of
from app.practices.models import Practice

if TYPE_CHECKING:
    from app.practices.domain.kinds import PracticeKind

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a longer list; `number` counts from 1."""

    rows: tuple[Practice, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are: at least one."""
        return Pages(self.total, PER_PAGE).count


def practice(key: str) -> Practice:
    """The practice with that key; raises `Missing`."""
    row = db.session.scalar(with_key(key))
    if row is None:
        raise Missing(key)
    return row


def practices(
    *,
    search: str = "",
    kind: PracticeKind | None = None,
    region: Region | None = None,
    closed: bool = False,
    page: int = 1,
) -> Page:
    """One page of the practices that fit, by name; two statements.

    `search` is looked for in name, city and county. `closed` asks for the closed ones.
    A page beyond the last shows the last.
    """
    fitting = select(Practice).where(
        Practice.closed_at.is_not(None) if closed else Practice.closed_at.is_(None)
    )
    if search:
        columns = (Practice.name, Practice.county, Practice.city)
        fitting = fitting.where(or_(*(c.icontains(search, autoescape=True) for c in columns)))
    if kind:
        fitting = fitting.where(Practice.kind == kind)
    if region:
        fitting = fitting.where(Practice.county.in_(counties_of(region)))
    total = db.session.scalar(select(func.count()).select_from(fitting.subquery())) or 0
    pages = Pages(total, PER_PAGE, page)
    rows = db.session.scalars(
        fitting.order_by(Practice.name, Practice.id).limit(PER_PAGE).offset(pages.offset)
    )
    return Page(tuple(rows), pages.number, total)


def with_key(key: str) -> Select[Practice]:
    """The statement that finds the practice with that key, for features that add to it."""
    return select(Practice).where(Practice.key == key)


def with_ids(ids: Collection[int]) -> Select[Practice]:
    """The statement that finds these practices."""
    return select(Practice).where(Practice.id.in_(ids))


def every() -> Select[Practice]:
    """The statement that finds every practice, for features that add to it."""
    return select(Practice)


def still_open() -> Select[Practice]:
    """The statement that finds every practice that is not closed."""
    return select(Practice).where(Practice.closed_at.is_(None))


def name_is_taken(name: str, *, but: int | None = None) -> bool:
    """Whether another practice (not the one with id `but`) has that name, in any case."""
    statement = select(Practice.id).where(func.lower(Practice.name) == name.lower())
    if but is not None:
        statement = statement.where(Practice.id != but)
    return db.session.scalar(statement.limit(1)) is not None


def keys_like(key: str) -> frozenset[str]:
    """The keys in use that start with `key`."""
    return frozenset(
        db.session.scalars(
            select(Practice.key).where(Practice.key.startswith(key, autoescape=True))
        )
    )
