"""Reading evaluations: who answered, and, never together with it, what was said."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.core.db import db
from app.events.domain import evaluations as rules
from app.events.domain.evaluations import Results
from app.events.domain.kinds import Wave
from app.events.models import EvaluationAnswers, EvaluationGiven

if TYPE_CHECKING:
    from app.core.model import Json
    from app.events.models import Event


def has_answered(event_id: int, wave: Wave, person_id: int) -> bool:
    """Whether somebody answered."""
    return bool(givers(event_id, wave, [person_id]))


def givers(event_id: int, wave: Wave, person_ids: Collection[int]) -> frozenset[int]:
    """Which of these people answered: one statement."""
    return frozenset(
        db.session.scalars(
            select(EvaluationGiven.person_id).where(
                EvaluationGiven.event_id == event_id,
                EvaluationGiven.wave == wave,
                EvaluationGiven.person_id.in_(person_ids),
            )
        )
    )


def is_begun(event_id: int, wave: Wave) -> bool:
    """Whether anybody answered, so that the questions must stay."""
    return bool(
        db.session.scalar(
            select(func.count()).where(
                EvaluationGiven.event_id == event_id, EvaluationGiven.wave == wave
            )
        )
    )


def waiting(event_id: int, wave: Wave) -> tuple[Json, ...]:
    """What is said in answers that results do not show yet, in no order that means anything."""
    return tuple(
        db.session.scalars(
            select(EvaluationAnswers.answers)
            .where(
                EvaluationAnswers.event_id == event_id,
                EvaluationAnswers.wave == wave,
                EvaluationAnswers.is_counted.is_(False),
            )
            .order_by(EvaluationAnswers.mark)
        )
    )


def results(of: Event, wave: Wave) -> Results:
    """What may be shown of a wave: two statements. The answers that wait are only counted."""
    counted = db.session.scalars(
        select(EvaluationAnswers.answers)
        .where(
            EvaluationAnswers.event_id == of.id,
            EvaluationAnswers.wave == wave,
            EvaluationAnswers.is_counted.is_(True),
        )
        .order_by(EvaluationAnswers.mark)
    ).all()
    number = db.session.scalar(
        select(func.count()).where(
            EvaluationAnswers.event_id == of.id,
            EvaluationAnswers.wave == wave,
            EvaluationAnswers.is_counted.is_(False),
        )
    )
    return rules.results(rules.items(of, wave), counted, number or 0)
