"""Tries at quizzes, as progress and prerequisites ask for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.domain import codec, quizzes
from app.curriculum.domain.stuck import Tries
from app.curriculum.models import (
    ExtraAttempt,
    LessonRow,
    Module,
    ModuleVersion,
    QuestionRow,
    QuizAttempt,
    Study,
)


@dataclass(frozen=True, slots=True)
class Try:
    """A try at a quiz with the study, version and module that it belongs to."""

    row: QuizAttempt
    study: Study
    version: ModuleVersion
    module: Module


_TRIES = (
    select(QuizAttempt, Study, ModuleVersion, Module)
    .join(Study, Study.id == QuizAttempt.study_id)
    .join(ModuleVersion, ModuleVersion.id == Study.version_id)
    .join(Module, Module.id == Study.module_id)
)


def is_passed(study: Study) -> bool:
    """Whether one try of a study passed that counts."""
    return any(one.is_passed for one in of_study(study))


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody did in quizzes, by module: the best share in percent, and what they passed."""

    best: Mapping[str, int] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()


def reached(person_id: int, module_keys: Collection[str]) -> Reached:
    """What somebody reached in the quizzes of these modules. One statement; none for no module."""
    if not module_keys:
        return Reached()
    rows = db.session.execute(
        select(Module.key, QuizAttempt.right_count, QuizAttempt.total, QuizAttempt.is_passed)
        .join(Study, Study.id == QuizAttempt.study_id)
        .join(Module, Module.id == Study.module_id)
        .where(
            Study.person_id == person_id,
            Module.key.in_(module_keys),
            QuizAttempt.right_count.is_not(None),
        )
    )
    best: dict[str, int] = {}
    passed = set()
    for key, right, total, is_passed in rows:
        best[key] = max(best.get(key, 0), 100 * (right or 0) // max(total, 1))
        if is_passed:
            passed.add(key)
    return Reached(best, frozenset(passed))


def of_study(study: Study) -> list[QuizAttempt]:
    """The tries of a study that count, in order, as they are now."""
    rows = db.session.scalars(
        select(QuizAttempt)
        .where(QuizAttempt.study_id == study.id)
        .order_by(QuizAttempt.number)
        .execution_options(populate_existing=True)
    )
    return [row for row in rows if quizzes.counts(row.submitted_at, study.revoked_at)]


def next_number(study: Study) -> int:
    """The number of the next try, after those that count no more too."""
    last = select(func.max(QuizAttempt.number)).where(QuizAttempt.study_id == study.id)
    return (db.session.scalar(last) or 0) + 1


def tries_of(study_ids: Collection[int]) -> dict[int, Tries]:
    """The tries that count, by study; a study of a version without a quiz has no entry.

    One statement; none for no study.
    """
    if not study_ids:
        return {}
    extra = (
        select(func.count())
        .select_from(ExtraAttempt)
        .where(ExtraAttempt.study_id == Study.id, _counts(ExtraAttempt.given_at))
        .scalar_subquery()
    )
    of_study = and_(QuizAttempt.study_id == Study.id, _counts(QuizAttempt.submitted_at))
    rows = db.session.execute(
        select(
            Study.id,
            ModuleVersion.quiz,
            extra,
            func.count(QuizAttempt.id),
            func.count(QuizAttempt.submitted_at),
            func.count(QuizAttempt.id).filter(QuizAttempt.is_passed.is_(True)),
            func.max(QuizAttempt.started_at),
            func.max(QuizAttempt.submitted_at),
        )
        .join(ModuleVersion, ModuleVersion.id == Study.version_id)
        .outerjoin(QuizAttempt, of_study)
        .where(Study.id.in_(study_ids))
        .group_by(Study.id, ModuleVersion.id)
    )
    return {
        study_id: Tries(
            begun,
            quizzes.allowed(quiz, more),
            sent < begun,
            passed > 0,
            max((at for at in times if at is not None), default=None),
        )
        for study_id, kept, more, begun, sent, passed, *times in rows
        if (quiz := codec.quiz(kept)) is not None
    }


def _counts(at: Any) -> ColumnElement[bool]:
    """The rule of `quizzes.counts`, for rows beside their study."""
    return or_(Study.revoked_at.is_(None), at.is_(None), at > Study.revoked_at)


def own(person_id: int, module_key: str, attempt_id: int) -> Try:
    """A try of somebody at the quiz of a module; raises `Missing`. One statement."""
    found = db.session.execute(
        _TRIES.where(
            QuizAttempt.id == attempt_id, Study.person_id == person_id, Module.key == module_key
        )
    ).one_or_none()
    if found is None:
        raise Missing(attempt_id)
    return Try(*found)


def of_person(person_id: int) -> list[Try]:
    """Every try of somebody, in the order of time. One statement."""
    rows = db.session.execute(
        _TRIES.where(Study.person_id == person_id).order_by(QuizAttempt.started_at, QuizAttempt.id)
    )
    return [Try(*row) for row in rows]


def again(attempt_id: int) -> QuizAttempt:
    """A try as it is now, whatever was read before."""
    return db.session.get_one(QuizAttempt, attempt_id, populate_existing=True)


def bank_size(version_id: int) -> int:
    """How many questions of a version its quiz may ask."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(QuestionRow)
            .join(LessonRow, LessonRow.id == QuestionRow.lesson_id)
            .where(
                LessonRow.version_id == version_id,
                LessonRow.is_draft.is_(False),
                QuestionRow.in_quiz.is_(True),
            )
        )
        or 0
    )
