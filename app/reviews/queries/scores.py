"""The scores of submitted reviews: the one look that every screen and export takes.

Drafts and void reviews are not in it, so that they are in no number anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import and_, select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.model import Model
from app.reviews.domain.kinds import ReviewState
from app.reviews.domain.scoring import Opinion, weighted_mean
from app.reviews.models import Review

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.rfa.domain.document import FormDocument


@dataclass(frozen=True, slots=True)
class Scored:
    """One submitted review with its total; `marks` are the scores by criterion, None: missing."""

    review: Review
    marks: Mapping[str, int | None]
    total: Fraction | None

    @property
    def opinion(self) -> Opinion:
        return Opinion(self.total, self.review.recommendation)


def weights_of(document: FormDocument) -> dict[str, int]:
    """What each criterion of the rubric weighs."""
    return {criterion.key: criterion.points for criterion in document.criteria}


def total_of(review: Review, weights: Mapping[str, int]) -> Fraction | None:
    """The weighted mean of one review, in whatever state, with its scores loaded."""
    return weighted_mean(marks_of(review, weights), weights)


def marks_of(review: Review, weights: Mapping[str, int]) -> dict[str, int | None]:
    """The scores of a review by criterion of the rubric; None for what is missing."""
    given = {row.criterion: row.score for row in review.scores}
    return {key: given.get(key) for key in weights}


def scored(
    application_ids: Collection[int], document: FormDocument
) -> dict[int, tuple[Scored, ...]]:
    """The submitted reviews of these applications, by application: two statements.

    What somebody wrote who works, or meanwhile began to work, for the practice is left out.
    """
    weights = weights_of(document)
    found: dict[int, tuple[Scored, ...]] = {key: () for key in application_ids}
    for review in db.session.scalars(
        select(Review)
        .where(Review.application_id.in_(application_ids), counts())
        .options(selectinload(Review.scores))
        .order_by(Review.submitted_at, Review.id)
    ):
        marks = marks_of(review, weights)
        one = Scored(review, marks, weighted_mean(marks, weights))
        found[review.application_id] = (*found[review.application_id], one)
    return found


def counts() -> ColumnElement[bool]:
    """Whether a review is in the numbers: submitted, and not by somebody of the practice."""
    grants, applications = (
        Model.metadata.tables[name].alias() for name in ("role_grant", "rfa_application")
    )
    works_there = (
        select(1)
        .where(
            applications.c.id == Review.application_id,
            grants.c.person_id == Review.person_id,
            grants.c.practice_id == applications.c.practice_id,
        )
        .exists()
    )
    return and_(Review.state == ReviewState.SUBMITTED, ~works_there)
