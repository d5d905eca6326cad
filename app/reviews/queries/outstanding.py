"""What reviewers still have to do, and what was withdrawn from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.core.db import db
from app.reviews.domain.kinds import ReviewState
from app.reviews.models import AssignmentBatch, ReviewerAssignment
from app.reviews.queries import assignments, plans
from app.rfa.queries import rounds
from app.rfa.queries.withdrawn import withdrawn_in

if TYPE_CHECKING:
    from app.reviews.domain.assigning import Pair
    from app.reviews.queries.lineups import Lineup
    from app.rfa.models import Round


@dataclass(frozen=True, slots=True)
class Gone:
    """An application that was withdrawn while these people were to review it."""

    application_id: int
    reference: str
    at: dt.datetime
    reviewers: tuple[int, ...]


def rounds_with_assignments() -> tuple[Round, ...]:
    """The rounds in which anything was assigned, without archived ones."""
    known = set(db.session.scalars(select(AssignmentBatch.round_id).distinct()))
    return tuple(one for one in rounds.rounds() if one.id in known and one.archived_at is None)


def reviews_in(round_id: int, person_id: int) -> bool:
    """Whether somebody was asked to review anything in a round, and still is."""
    found = (
        select(ReviewerAssignment.id)
        .join(AssignmentBatch, AssignmentBatch.id == ReviewerAssignment.batch_id)
        .where(
            AssignmentBatch.round_id == round_id,
            ReviewerAssignment.person_id == person_id,
            ReviewerAssignment.removed_at.is_(None),
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def due_at(of: Round) -> dt.datetime:
    """When the reviews of a round are due."""
    return plans.terms_of(of).due_at


def open_pairs(of: Lineup) -> frozenset[Pair]:
    """The pairs in force whose review is not submitted."""
    return frozenset(pair for pair in of.live if of.reviews.get(pair) is not ReviewState.SUBMITTED)


def withdrawn(round_id: int) -> tuple[Gone, ...]:
    """The applications of a round that were withdrawn after they were assigned."""
    gone = withdrawn_in(round_id)
    reviewers: dict[int, list[int]] = {}
    for one in assignments.active([of.id for of in gone]):
        reviewers.setdefault(one.application_id, []).append(one.person_id)
    return tuple(
        Gone(of.id, of.reference, of.withdrawn_at, tuple(reviewers[of.id]))
        for of in gone
        if of.id in reviewers and of.reference and of.withdrawn_at
    )
