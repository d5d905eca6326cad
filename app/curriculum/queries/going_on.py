"""Where somebody left off, for pages that show no more than that."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from app.core.db import db
from app.curriculum.domain import paths, resuming
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.resuming import Step, UnderWay
from app.curriculum.models import (
    LessonProgress,
    LessonRow,
    LessonText,
    Module,
    ModuleVersion,
    Study,
)
from app.curriculum.queries import attempts, learners

if TYPE_CHECKING:
    from app.policy import Actor


@dataclass(frozen=True, slots=True)
class GoingOn:
    """A module that somebody is in the middle of, with its lessons in order."""

    module: str
    title: str
    steps: tuple[Step, ...]


def going_on(actor: Actor) -> GoingOn | None:
    """The open module that somebody worked in last, if there is one.

    One that they only looked at comes after those, and one without a try left is left out. One
    statement, one more when only quizzes are left somewhere, and one when lessons are for some
    practices only.
    """
    rows = db.session.execute(
        select(
            Study,
            Module.key,
            ModuleVersion.title,
            LessonRow.key,
            LessonText.title,
            LessonRow.minutes,
            LessonRow.audience,
            LessonRow.practice_types,
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
            Study.person_id == actor.person_id,
            Study.completed_at.is_(None),
            Study.left_at.is_(None),
            Module.archived_at.is_(None),
        )
        .order_by(Study.id, LessonRow.position, LessonRow.id)
    ).all()
    some = any(row.practice_types for row in rows)
    kinds = learners.learner(actor).kinds if some else frozenset()
    named: dict[int, tuple[Study, str, str]] = {}
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    seen: defaultdict[int, list[dt.datetime]] = defaultdict(list)
    for study, module, title, key, lesson, minutes, audience, types, progress in rows:
        named[study.id] = study, module, title
        is_for = paths.is_for(audience, actor.roles)
        is_asked = paths.is_asked(types, kinds)
        one = step(key, lesson, minutes, progress, is_for=is_for, is_asked=is_asked)
        steps[study.id].append(one)
        if progress is not None:
            seen[study.id].append(progress.seen_at)
    tries = attempts.tries_of(named)
    latest = resuming.latest(
        UnderWay(
            ident,
            tuple(steps[ident]),
            resuming.last_at(study.began_at, seen[ident], tries.get(ident)),
            tries.get(ident),
        )
        for ident, (study, _, _) in named.items()
    )
    if latest is None:
        return None
    _, module, title = named[latest.study_id]
    return GoingOn(module, title, latest.steps)


def step(
    key: str,
    title: str,
    minutes: int,
    progress: LessonProgress | None,
    *,
    is_for: bool,
    is_asked: bool = True,
) -> Step:
    """A lesson with what somebody did in it."""
    if progress is None:
        return Step(key, title, minutes, is_for=is_for, is_asked=is_asked)
    return Step(
        key,
        title,
        minutes,
        is_done=progress.done_at is not None,
        is_for=is_for,
        seen_at=progress.seen_at,
        is_kept=bool(progress.answers or progress.ticks or progress.attested_at),
        is_asked=is_asked,
    )
