"""Modules, their versions, and which one a person is served."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.domain import status
from app.curriculum.domain.status import Steps
from app.curriculum.models import Module, ModuleVersion, Track


def tracks() -> list[Track]:
    """The tracks of the catalogue in order."""
    return list(
        db.session.scalars(
            select(Track).where(Track.archived_at.is_(None)).order_by(Track.position, Track.id)
        )
    )


def all_tracks() -> list[Track]:
    """Every track, archived ones too."""
    return list(db.session.scalars(select(Track).order_by(Track.position, Track.id)))


def modules() -> list[Module]:
    """All modules that are not archived, in order."""
    return list(
        db.session.scalars(
            select(Module).where(Module.archived_at.is_(None)).order_by(Module.position, Module.id)
        )
    )


def all_modules() -> list[Module]:
    """All modules in order, archived ones too."""
    return list(db.session.scalars(select(Module).order_by(Module.position, Module.id)))


def module(key: str) -> Module:
    """The module with this key, archived or not; raises `Missing`."""
    found = find(key)
    if found is None:
        raise Missing
    return found


def find(key: str) -> Module | None:
    """The module with this key, archived or not, if there is one."""
    return db.session.scalar(select(Module).where(Module.key == key))


def titled_with(code: str, *, but: int | None = None) -> str | None:
    """The title of a module with this number that is not archived, besides one; None without."""
    statement = (
        select(ModuleVersion.title)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(func.lower(Module.code) == code.lower(), Module.archived_at.is_(None))
        .order_by(Module.id, ModuleVersion.number.desc())
    )
    if but is not None:
        statement = statement.where(Module.id != but)
    return db.session.scalar(statement.limit(1))


@dataclass(frozen=True, slots=True)
class Named:
    """What a module is called, and whether it is archived."""

    title: str
    is_archived: bool


def names(module_ids: Collection[int]) -> dict[int, Named]:
    """What modules are called in their newest version that was approved, else in their newest.

    One statement.
    """
    rows = db.session.execute(
        select(Module.id, ModuleVersion.title, Module.archived_at)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .where(Module.id.in_(module_ids))
        .order_by(ModuleVersion.approved_at.is_not(None), ModuleVersion.number)
    )
    return {ident: Named(title, archived_at is not None) for ident, title, archived_at in rows}


def version(module_id: int, number: int) -> ModuleVersion:
    """One version of a module; raises `Missing`."""
    found = db.session.scalar(
        select(ModuleVersion).where(
            ModuleVersion.module_id == module_id, ModuleVersion.number == number
        )
    )
    if found is None:
        raise Missing
    return found


def versions_of(module_ids: Collection[int]) -> dict[int, list[ModuleVersion]]:
    """The versions of modules, oldest first."""
    found: dict[int, list[ModuleVersion]] = defaultdict(list)
    for row in db.session.scalars(
        select(ModuleVersion)
        .where(ModuleVersion.module_id.in_(module_ids))
        .order_by(ModuleVersion.number)
    ):
        found[row.module_id].append(row)
    return found


def is_first(row: ModuleVersion, versions: Iterable[ModuleVersion]) -> bool:
    """Whether nobody can have finished an older one, as none of these `versions` was approved."""
    return not any(one.number < row.number and one.approved_at for one in versions)


def steps(row: ModuleVersion) -> Steps:
    """The events of a version, for the rules of `domain.status`."""
    return Steps(
        number=row.number,
        review_asked_at=row.review_asked_at,
        approved_at=row.approved_at,
        publish_at=row.publish_at,
        expires_at=row.expires_at,
        archived_at=row.archived_at,
        weeks_after_start=row.weeks_after_start,
    )


def served(
    module_ids: Collection[int], now: dt.datetime, cohort_began: dt.datetime | None = None
) -> dict[int, ModuleVersion]:
    """The version of each module that somebody who begins now is served; absent without one."""
    found = {}
    for module_id, rows in versions_of(module_ids).items():
        by_number = {row.number: row for row in rows}
        newest = status.served(map(steps, rows), now, cohort_began)
        if newest is not None:
            found[module_id] = by_number[newest.number]
    return found
