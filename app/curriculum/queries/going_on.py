"""Where somebody left off, for pages that show no more than that."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import and_, select

from app.core.db import db
from app.curriculum.domain.kinds import Language
from app.curriculum.models import (
    LessonProgress,
    LessonRow,
    LessonText,
    Module,
    ModuleVersion,
    Study,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One lesson of a module that somebody is in the middle of."""

    key: str
    title: str
    minutes: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class GoingOn:
    """A module that somebody is in the middle of, with its lessons in order."""

    module: str
    title: str
    steps: tuple[Step, ...]


def going_on(person_id: int) -> GoingOn | None:
    """The open module that somebody touched last, if there is one. One statement."""
    rows = db.session.execute(
        select(
            Study,
            Module.key,
            ModuleVersion.title,
            LessonRow.key,
            LessonText.title,
            LessonRow.minutes,
            LessonProgress.done_at.is_not(None),
            LessonProgress,
        )
        .join(Module, Module.id == Study.module_id)
        .join(ModuleVersion, ModuleVersion.id == Study.version_id)
        .join(
            LessonRow,
            and_(LessonRow.version_id == ModuleVersion.id, LessonRow.is_draft.is_(False)),
        )
        .join(
            LessonText,
            and_(LessonText.lesson_id == LessonRow.id, LessonText.language == Language.ENGLISH),
        )
        .outerjoin(
            LessonProgress,
            and_(
                LessonProgress.study_id == Study.id,
                LessonProgress.lesson_key == LessonRow.key,
            ),
        )
        .where(
            Study.person_id == person_id,
            Study.completed_at.is_(None),
            Study.left_at.is_(None),
            Module.archived_at.is_(None),
        )
        .order_by(Study.id, LessonRow.position, LessonRow.id)
    )
    touched: dict[int, dt.datetime] = {}
    named: dict[int, tuple[str, str]] = {}
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for study, module, title, key, lesson, minutes, is_done, progress in rows:
        named[study.id] = module, title
        steps[study.id].append(Step(key, lesson, minutes, is_done))
        touched[study.id] = max(
            touched.get(study.id, study.began_at), *_times(progress), study.began_at
        )
    if not touched:
        return None
    latest = max(touched, key=touched.__getitem__)
    return GoingOn(*named[latest], tuple(steps[latest]))


def _times(progress: LessonProgress | None) -> tuple[dt.datetime, ...]:
    if progress is None:
        return ()
    return tuple(
        at for at in (progress.opened_at, progress.read_at, progress.done_at) if at is not None
    )
