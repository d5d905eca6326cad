"""The exercise of a round and what was scored in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.accounts.queries.names import names_of
from app.core.db import db
from app.reviews.domain.calibrating import ExerciseState
from app.reviews.models import Exercise, ExerciseSheet
from app.rfa.queries import rounds


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one reviewer scored: score and reason by criterion."""

    person_id: int
    name: str
    scores: Mapping[str, int]
    reasons: Mapping[str, str]


def exercise(round_id: int, *, locked: bool = False) -> Exercise | None:
    """The exercise of a round, if staff wrote one."""
    statement = select(Exercise).where(Exercise.round_id == round_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def rounds_with_exercise() -> frozenset[str]:
    """The keys of the rounds whose exercise was opened to reviewers, without archived ones."""
    opened = db.session.scalars(
        select(Exercise.round_id).where(Exercise.opened_at.is_not(None))
    ).all()
    return frozenset(rounds.public_keys(opened) if opened else ())


def state_of(of: Exercise | None) -> ExerciseState:
    """Where the exercise stands."""
    if of is None or of.opened_at is None:
        return ExerciseState.WRITTEN
    return ExerciseState.OPEN if of.closed_at is None else ExerciseState.CLOSED


def sheets_of(exercise_id: int) -> tuple[Sheet, ...]:
    """Everybody's sheet, the first one first: two statements."""
    rows = list(
        db.session.scalars(
            select(ExerciseSheet)
            .where(ExerciseSheet.exercise_id == exercise_id)
            .order_by(ExerciseSheet.submitted_at, ExerciseSheet.id)
        )
    )
    names = names_of([row.person_id for row in rows])
    return tuple(_sheet(row.person_id, names[row.person_id], row.scores) for row in rows)


def _sheet(person_id: int, name: str, kept: Mapping[str, Any]) -> Sheet:
    return Sheet(
        person_id,
        name,
        scores={key: one["score"] for key, one in kept.items()},
        reasons={key: one["reason"] for key, one in kept.items()},
    )
