"""Assignments: the open ones, and what they ask of one learner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, bindparam, or_, select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.domain import assigning
from app.curriculum.domain.assigning import Aim, Due, Given, Standing
from app.curriculum.models import LearningAssignment, Module

if TYPE_CHECKING:
    from app.curriculum.queries.learners import Learner

MOST_ENDED = 50


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list of assignments is narrowed to: a module, a cohort, required or optional."""

    module_id: int | None = None
    cohort_id: int | None = None
    is_required: bool | None = None


EVERY = Sought()


def in_force(sought: Sought = EVERY) -> list[LearningAssignment]:
    """Every assignment that was not ended, the newest first. One statement."""
    return list(
        db.session.scalars(
            _sought(sought)
            .where(LearningAssignment.ended_at.is_(None))
            .order_by(LearningAssignment.id.desc())
        )
    )


def ended(sought: Sought = EVERY) -> list[LearningAssignment]:
    """The assignments that were ended last. One statement."""
    return list(
        db.session.scalars(
            _sought(sought)
            .where(LearningAssignment.ended_at.is_not(None))
            .order_by(LearningAssignment.ended_at.desc(), LearningAssignment.id.desc())
            .limit(MOST_ENDED)
        )
    )


def _sought(sought: Sought) -> Select[LearningAssignment]:
    wanted = {
        LearningAssignment.module_id: sought.module_id,
        LearningAssignment.cohort_id: sought.cohort_id,
        LearningAssignment.is_required: sought.is_required,
    }
    return select(LearningAssignment).where(
        *(column == value for column, value in wanted.items() if value is not None)
    )


def assigned_modules() -> frozenset[int]:
    """The modules that are assigned, or were. One statement."""
    return frozenset(db.session.scalars(select(LearningAssignment.module_id).distinct()))


def assignment(assignment_id: int, *, locked: bool = False) -> LearningAssignment:
    """One assignment; raises `Missing`. `locked`: held until the end of the transaction."""
    statement = select(LearningAssignment).where(LearningAssignment.id == assignment_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise Missing(assignment_id)
    return found


def twin(module_id: int, aim: Aim) -> LearningAssignment | None:
    """The assignment in force of the same module to the same people."""
    return next(
        (one for one in in_force() if one.module_id == module_id and aim_of(one) == aim), None
    )


def held_module(module_id: int) -> Module:
    """A module, held until the end of the transaction: whoever assigns it too waits."""
    return db.session.scalars(select(Module).where(Module.id == module_id).with_for_update()).one()


_FOR_PERSON = select(LearningAssignment).where(
    LearningAssignment.ended_at.is_(None),
    or_(
        LearningAssignment.person_id.is_(None),
        LearningAssignment.person_id == bindparam("person_id"),
    ),
)
"""Put together once: that takes as long as asking."""


def for_learner(who: Learner) -> dict[int, Due]:
    """What somebody was assigned, by module. One statement."""
    rows = db.session.scalars(_FOR_PERSON, {"person_id": who.person_id})
    cohorts = {team.id: team.place.cohort_ids for team in who.teams}
    standings = {
        Standing(
            grant.role,
            grant.practice_id,
            frozenset({grant.cohort_id})
            if grant.cohort_id is not None
            else cohorts.get(grant.practice_id or 0, frozenset()),
        )
        for grant in who.actor.grants
    }
    return assigning.dues(given(rows), who.person_id, standings)


def given(rows: Iterable[LearningAssignment]) -> list[Given]:
    """Assignments in the shape of the rules."""
    return [Given(one.module_id, aim_of(one), one.is_required, one.due_on) for one in rows]


def aim_of(row: LearningAssignment) -> Aim:
    """Whom an assignment is for."""
    return Aim(row.role, row.cohort_id, row.practice_id, row.person_id)
