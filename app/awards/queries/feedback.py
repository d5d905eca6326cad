"""Reading summaries for applicants, and what they begin with."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.queries.names import names_of
from app.awards.domain.feedback import Summary, starting_text
from app.awards.models import Feedback
from app.core.db import db
from app.reviews.domain.visibility import sees_reviews
from app.reviews.queries import authors, scores
from app.reviews.queries.lookers import staff_lookers
from app.rfa.queries.rounds import document_of

if TYPE_CHECKING:
    from app.rfa.models import Application


def feedback_of(application_id: int, *, locked: bool = False) -> Feedback | None:
    """The summary for an applicant, approved or not."""
    statement = select(Feedback).where(Feedback.application_id == application_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def of_applications(application_ids: Collection[int]) -> dict[int, Feedback]:
    """The summaries for these applications: one statement."""
    rows = db.session.scalars(select(Feedback).where(Feedback.application_id.in_(application_ids)))
    return {row.application_id: row for row in rows}


def beginning(of: Application) -> Summary:
    """What the reviewers of an application wrote, without names."""
    found = scores.scored([of.id], document_of(of.round))[of.id]
    return starting_text(
        (one.review.strengths for one in found), (one.review.concerns for one in found)
    )


def reviewer_names(application_id: int) -> tuple[str, ...]:
    """Everybody whose name must not stand in a summary."""
    return tuple(sorted(names_of(authors.everybody_on(application_id)).values()))


def may_read_reviews(application_id: int, person_id: int) -> bool:
    """Whether somebody of the staff may read the reviews: not with a conflict, nor owing one."""
    return sees_reviews(staff_lookers([application_id], person_id)[application_id], None)
