"""What every page and every save of a reviewer asks.

They are built once: building such a statement costs more than asking it. `people`,
`applications` and `rounds` are lists of ids; `person`, `application` and `round` one of them.
"""

from __future__ import annotations

from sqlalchemy import BindParameter, Integer, and_, bindparam, column, func, select, table
from sqlalchemy.orm import selectinload

from app.reviews.models import (
    ConflictStatement,
    Declaration,
    DeclaredTie,
    Review,
    ReviewerAssignment,
    ReviewPhase,
    ReviewPlan,
)

_ROUNDS, _PEOPLE = (table(name, column("id", Integer)) for name in ("rfa_round", "person"))
_SOME_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
_SOME_APPLICATIONS: BindParameter[int] = bindparam("applications", expanding=True)

SETTINGS = (
    select(_ROUNDS.c.id, ReviewPlan, ReviewPhase)
    .select_from(_ROUNDS)
    .outerjoin(ReviewPlan, ReviewPlan.round_id == _ROUNDS.c.id)
    .outerjoin(ReviewPhase, ReviewPhase.round_id == _ROUNDS.c.id)
    .where(_ROUNDS.c.id.in_(bindparam("rounds", expanding=True)))
)
"""What staff set for rounds: a row for each phase, and one for a round without any."""

GIVEN = (
    select(
        ReviewerAssignment,
        select(func.max(Declaration.declared_at))
        .where(
            Declaration.round_id == bindparam("round"),
            Declaration.person_id == bindparam("person"),
        )
        .scalar_subquery(),
    )
    .select_from(_PEOPLE)
    .outerjoin(
        ReviewerAssignment,
        and_(
            ReviewerAssignment.person_id == _PEOPLE.c.id,
            ReviewerAssignment.application_id == bindparam("application"),
            ReviewerAssignment.removed_at.is_(None),
        ),
    )
    .where(_PEOPLE.c.id == bindparam("person"))
)
"""Somebody's active assignment, and when this person last declared interests for the round."""

OWN_REVIEW = (
    select(Review)
    .where(
        Review.application_id == bindparam("application"), Review.person_id == bindparam("person")
    )
    .options(selectinload(Review.scores))
)
"""The review of one person with its scores."""

OWN_REVIEWS = (
    select(Review)
    .where(Review.person_id == bindparam("person"), Review.application_id.in_(_SOME_APPLICATIONS))
    .options(selectinload(Review.scores))
)
"""The reviews of one person with their scores."""

ASSIGNED = select(ReviewerAssignment.application_id).where(
    ReviewerAssignment.person_id == bindparam("person"), ReviewerAssignment.removed_at.is_(None)
)
"""The applications that somebody has to review."""

DECLARED_AT = (
    select(Declaration.round_id, func.max(Declaration.declared_at))
    .where(Declaration.person_id == bindparam("person"))
    .group_by(Declaration.round_id)
)
"""When somebody last declared interests, by round."""

SAID = (
    select(ConflictStatement)
    .where(
        ConflictStatement.application_id.in_(_SOME_APPLICATIONS),
        ConflictStatement.person_id.in_(_SOME_PEOPLE),
    )
    .order_by(ConflictStatement.id)
)
"""What people said of conflicts with applications, the oldest first."""

TIES = (
    select(Declaration.round_id, Declaration.person_id, DeclaredTie.practice_id, DeclaredTie.kind)
    .join(DeclaredTie, DeclaredTie.declaration_id == Declaration.id)
    .where(
        Declaration.id.in_(
            select(func.max(Declaration.id))
            .where(Declaration.person_id.in_(_SOME_PEOPLE))
            .group_by(Declaration.round_id, Declaration.person_id)
        ),
        DeclaredTie.practice_id.is_not(None),
    )
    .order_by(DeclaredTie.id.desc())
)
"""The ties to practices that people declared, in their last declarations only."""
