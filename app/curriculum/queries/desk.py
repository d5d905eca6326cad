"""The desk of those who write and publish: every module with where it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import case, func, select

from app.core.db import db
from app.curriculum.domain import codec
from app.curriculum.domain.content import Prerequisite
from app.curriculum.domain.kinds import VersionStatus
from app.curriculum.models import LessonRow, Module, ModuleVersion, Track
from app.curriculum.queries import comments, modules, versions
from app.curriculum.queries.versions import Standing

ON_ITS_WAY = frozenset(
    {
        VersionStatus.DRAFT,
        VersionStatus.IN_REVIEW,
        VersionStatus.APPROVED,
        VersionStatus.SCHEDULED,
    }
)


@dataclass(frozen=True, slots=True)
class Lessons:
    """How many lessons a version has, and how many of them are still drafts."""

    total: int = 0
    drafts: int = 0


@dataclass(frozen=True, slots=True)
class DeskModule:
    """A module: the versions that learners get, and the ones on their way, newest first.

    More than one is served while the newest is held back for weeks of a cohort. `last_out` is
    the newest one that learners ever got.
    """

    module: Module
    newest: Standing
    last_out: Standing | None
    served: tuple[Standing, ...]
    coming: tuple[Standing, ...]
    lessons: Lessons
    open_comments: int


@dataclass(frozen=True, slots=True)
class DeskTrack:
    """A track with its modules in order."""

    track: Track
    modules: tuple[DeskModule, ...]


def desk(now: dt.datetime) -> tuple[DeskTrack, ...]:
    """Every track with its modules that are not archived, in a fixed number of statements.

    An archived track is left out, unless modules stand in it that learners do not get.
    """
    rows = modules.modules()
    lineups = versions.lineups([row.id for row in rows], now)
    newest = {module_id: found[0] for module_id, found in lineups.items() if found}
    ids = [one.row.id for one in newest.values()]
    counts, remarks = lesson_counts(ids), comments.open_counts(ids)
    found = {
        row.id: _module(row, lineups[row.id], counts, remarks, now)
        for row in rows
        if row.id in newest
    }
    every = (
        DeskTrack(
            track,
            tuple(found[row.id] for row in rows if row.id in found and row.track_id == track.id),
        )
        for track in modules.all_tracks()
    )
    return tuple(one for one in every if one.modules or one.track.archived_at is None)


def _module(
    row: Module,
    lineup: list[Standing],
    counts: dict[int, Lessons],
    remarks: dict[int, int],
    now: dt.datetime,
) -> DeskModule:
    newest = lineup[0]
    return DeskModule(
        module=row,
        newest=newest,
        last_out=next((one for one in lineup if was_out(one.row, now)), None),
        served=tuple(one for one in lineup if one.status is VersionStatus.PUBLISHED),
        coming=tuple(one for one in lineup if one.status in ON_ITS_WAY),
        lessons=counts.get(newest.row.id, Lessons()),
        open_comments=remarks.get(newest.row.id, 0),
    )


def was_out(row: ModuleVersion, now: dt.datetime) -> bool:
    """Whether learners ever got a version: not when it was archived before its time came."""
    return row.publish_at is not None and row.publish_at <= (row.archived_at or now)


def lesson_counts(version_ids: list[int]) -> dict[int, Lessons]:
    """How many lessons versions have; absent without one."""
    rows = db.session.execute(
        select(
            LessonRow.version_id,
            func.count(),
            func.sum(case((LessonRow.is_draft.is_(True), 1), else_=0)),
        )
        .where(LessonRow.version_id.in_(version_ids))
        .group_by(LessonRow.version_id)
    )
    return {version_id: Lessons(total, int(drafts)) for version_id, total, drafts in rows}


def archived_modules() -> list[tuple[Module, str]]:
    """Modules that are taken out of the catalogue, in order, with their newest titles."""
    rows = db.session.execute(
        select(Module, ModuleVersion.title)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .where(Module.archived_at.is_not(None))
        .order_by(Module.position, Module.id, ModuleVersion.number)
    )
    return list({module: title for module, title in rows}.items())


def prerequisites() -> dict[str, tuple[Prerequisite, ...]]:
    """What each module asks for in its newest version that is not archived, by key."""
    rows = db.session.execute(
        select(Module.key, ModuleVersion.prerequisites)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .where(Module.archived_at.is_(None), ModuleVersion.archived_at.is_(None))
        .order_by(ModuleVersion.number)
    )
    return {key: codec.prerequisites(kept) for key, kept in rows}
