"""Who has to do with the reviews of an application, for those who keep the names out of texts."""

from __future__ import annotations

from sqlalchemy import select, union

from app.core.db import db
from app.reviews.models import Review, ReviewerAssignment


def everybody_on(application_id: int) -> frozenset[int]:
    """Everybody who reviewed the application or was ever to review it."""
    written = select(Review.person_id).where(Review.application_id == application_id)
    asked = select(ReviewerAssignment.person_id).where(
        ReviewerAssignment.application_id == application_id
    )
    return frozenset(db.session.scalars(union(written, asked)))
