"""Versions of modules for those who write and publish them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.domain import codec, status
from app.curriculum.domain.content import Facts
from app.curriculum.domain.kinds import Language, VersionStatus
from app.curriculum.domain.shipped import Reviewed, Reviews, digest
from app.curriculum.models import LessonRow, LessonText, Module, ModuleVersion, VersionEditor
from app.curriculum.queries import contents, modules, serving


@dataclass(frozen=True, slots=True)
class Standing:
    """A version and where it stands now. `still_for`: the cohorts that get it although everybody
    else gets another one.
    """

    row: ModuleVersion
    status: VersionStatus
    still_for: tuple[str, ...] = ()


def locked(version_id: int) -> ModuleVersion:
    """The version, held until the end of the transaction, as it is now; raises `Missing`."""
    found = db.session.scalar(
        select(ModuleVersion)
        .where(ModuleVersion.id == version_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing
    return found


def lineups(module_ids: Collection[int], now: dt.datetime) -> dict[int, list[Standing]]:
    """The versions of modules, newest first, each with its status: two statements."""
    found: dict[int, list[Standing]] = {module_id: [] for module_id in module_ids}
    groups = serving.groups(now)
    for module_id, rows in modules.versions_of(module_ids).items():
        steps = [modules.steps(row) for row in rows]
        served = status.served_numbers(steps, now, [group.began for group in groups])
        who = tuple(zip(served, groups, strict=True))
        found[module_id] = [
            Standing(
                row,
                status.status(one, now, served),
                ()
                if (one.number, serving.EVERYBODY_ELSE) in who
                else tuple(group.name for number, group in who if number == one.number),
            )
            for row, one in zip(reversed(rows), reversed(steps), strict=True)
        ]
    return found


def lineup(module_id: int, now: dt.datetime) -> list[Standing]:
    """The versions of a module, newest first, each with its status."""
    return lineups([module_id], now)[module_id]


def stands(row: ModuleVersion, now: dt.datetime) -> Standing:
    """One version as it stands now among the others of its module."""
    return next(one for one in lineup(row.module_id, now) if one.row.id == row.id)


def standing(row: ModuleVersion, now: dt.datetime) -> VersionStatus:
    """Where one version is now."""
    return stands(row, now).status


def module_of(row: ModuleVersion) -> Module:
    """The module that a version belongs to."""
    return db.session.scalars(select(Module).where(Module.id == row.module_id)).one()


def facts(row: ModuleVersion) -> Facts:
    """What a version says about itself, besides its lessons."""
    return Facts(
        title=row.title,
        summary=row.summary,
        title_es=row.title_es,
        summary_es=row.summary_es,
        quiz=codec.quiz(row.quiz),
        credit=codec.credit(row.credit),
        prerequisites=codec.prerequisites(row.prerequisites),
    )


def reviews(version_id: int) -> Reviews:
    """Which texts of a version somebody read over."""
    rows = db.session.execute(
        select(LessonRow.key, LessonText.language, LessonText.reviewed_by, LessonText.reviewed_on)
        .join(LessonRow, LessonRow.id == LessonText.lesson_id)
        .where(LessonRow.version_id == version_id)
    )
    return {(key, language): Reviewed(by, on) for key, language, by, on in rows if on is not None}


def unread_spanish(version_id: int) -> frozenset[str]:
    """The lessons of a version with a Spanish text that nobody has read over yet, by key."""
    return frozenset(
        db.session.scalars(
            select(LessonRow.key)
            .join(LessonText, LessonText.lesson_id == LessonRow.id)
            .where(
                LessonRow.version_id == version_id,
                LessonText.language == Language.SPANISH,
                LessonText.reviewed_on.is_(None),
            )
        )
    )


def present_digest(row: ModuleVersion) -> str:
    """Tells what a version says now from what it said when it was loaded."""
    return digest(facts(row), contents.lessons(row.id), reviews(row.id))


def editors(version_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Who wrote in versions, and who began them: those who do not approve them."""
    found: dict[int, set[int]] = defaultdict(set)
    for version_id, person_id in db.session.execute(
        select(VersionEditor.version_id, VersionEditor.person_id).where(
            VersionEditor.version_id.in_(version_ids)
        )
    ):
        found[version_id].add(person_id)
    for version_id, begun_by in db.session.execute(
        select(ModuleVersion.id, ModuleVersion.created_by_id).where(
            ModuleVersion.id.in_(version_ids)
        )
    ):
        if begun_by is not None:
            found[version_id].add(begun_by)
    return {version_id: frozenset(found[version_id]) for version_id in version_ids}


def is_editor(row: ModuleVersion, person_id: int | None) -> bool:
    """Whether somebody wrote in a version or began it."""
    return person_id in editors([row.id])[row.id]
