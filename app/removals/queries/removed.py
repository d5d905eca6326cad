"""What was taken out so far: where, how much, why, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from app.core.db import db
from app.core.paging import Pages
from app.removals.models import RemovedWords

PER_PAGE = 25
EXPORT_LIMIT = 50_000


def page(number: int = 1) -> tuple[tuple[RemovedWords, ...], int, int]:
    """One page of removals, the latest first; its number, and how many pages there are."""
    total = db.session.scalar(select(func.count()).select_from(RemovedWords)) or 0
    pages = Pages(total, PER_PAGE, number)
    found = db.session.scalars(_latest().limit(PER_PAGE).offset(pages.offset))
    return tuple(found), pages.number, pages.count


def everything() -> Iterator[RemovedWords]:
    """All of them for an export, at most `EXPORT_LIMIT`."""
    yield from db.session.scalars(_latest().limit(EXPORT_LIMIT))


def _latest() -> Select[Any]:
    return select(RemovedWords).order_by(RemovedWords.removed_at.desc(), RemovedWords.id.desc())
