"""What submitted reviews come to, without their words: for lists of many applications.

The same reviews count as in `scores.scored`, by the same mean.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select

from app.accounts.queries import places
from app.core.db import db
from app.reviews.domain.kinds import Recommendation
from app.reviews.domain.scoring import Opinion, weighted_mean
from app.reviews.domain.visibility import sees_reviews
from app.reviews.models import (
    ConflictStatement,
    Declaration,
    DeclaredTie,
    Review,
    ReviewerAssignment,
    ReviewPlan,
    ReviewScore,
)
from app.reviews.queries.lookers import staff_lookers
from app.reviews.queries.plans import FAR_APART
from app.reviews.queries.scores import counts, weights_of

if TYPE_CHECKING:
    from app.rfa.domain.document import FormDocument


@dataclass(frozen=True, slots=True)
class Total:
    """What one submitted review comes to; `total` is None when nothing could be assessed."""

    person_id: int
    recommendation: Recommendation | None
    total: Fraction | None
    submitted_at: dt.datetime | None

    @property
    def opinion(self) -> Opinion:
        return Opinion(self.total, self.recommendation)


def totals(
    application_ids: Collection[int], document: FormDocument
) -> dict[int, tuple[Total, ...]]:
    """The submitted reviews of these applications, by application: one statement."""
    weights = weights_of(document)
    rows = db.session.execute(
        select(
            Review.id,
            Review.application_id,
            Review.person_id,
            Review.recommendation,
            Review.submitted_at,
            ReviewScore.criterion,
            ReviewScore.score,
        )
        .outerjoin(ReviewScore, ReviewScore.review_id == Review.id)
        .where(Review.application_id.in_(application_ids), counts())
        .order_by(Review.submitted_at, Review.id, ReviewScore.id)
    )
    given: dict[int, tuple[int, int, Recommendation | None, dt.datetime | None]] = {}
    marks: dict[int, dict[str, int | None]] = {}
    for key, of, who, advice, sent_at, criterion, score in rows:
        given[key] = of, who, advice, sent_at
        kept = marks.setdefault(key, {})
        if criterion in weights:
            kept[criterion] = score
    found: dict[int, list[Total]] = {key: [] for key in application_ids}
    for key, (of, who, advice, sent_at) in given.items():
        found[of].append(Total(who, advice, weighted_mean(marks[key], weights), sent_at))
    return {key: tuple(rows) for key, rows in found.items()}


@dataclass(frozen=True, slots=True)
class View:
    """How somebody of the staff looks at the scores of a round.

    `far_apart` is the spread, in points, from which a panel should talk; `conflicted` are the
    applications with which this person stands in conflict, or owes a review of: of these nothing
    may be seen.
    """

    far_apart: Fraction
    conflicted: frozenset[int]


def view(round_id: int, application_ids: Collection[int], person_id: int | None) -> View:
    """How `person_id` looks at these applications: two statements without any tie at all."""
    reviews = exists().where(ReviewerAssignment.person_id == person_id)
    said = exists().where(ConflictStatement.person_id == person_id)
    tied = exists().where(
        Declaration.person_id == person_id, DeclaredTie.declaration_id == Declaration.id
    )
    threshold = (
        select(ReviewPlan.far_apart).where(ReviewPlan.round_id == round_id).scalar_subquery()
    )
    far_apart, has_ties = db.session.execute(select(threshold, or_(said, tied, reviews))).one()
    conflicted: frozenset[int] = frozenset()
    if person_id is not None and (has_ties or places.work_ties([person_id])):
        conflicted = frozenset(
            key
            for key, looker in staff_lookers(application_ids, person_id).items()
            if not sees_reviews(looker, None)
        )
    return View(Fraction(far_apart or FAR_APART, 100), conflicted)
