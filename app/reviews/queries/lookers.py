"""Staff before the reviews of applications: what stands between them, if something does."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.core.db import db
from app.reviews.domain.kinds import ReviewState
from app.reviews.domain.visibility import Looker
from app.reviews.models import Review
from app.reviews.queries import assignments, standings
from app.reviews.queries.standings import UNASKED


def staff_lookers(application_ids: Collection[int], person_id: int) -> dict[int, Looker]:
    """How somebody of the staff looks at each of these applications: six statements.

    A conflict of theirs counts, and so does a review that they still owe: whoever is to judge
    alone does not read the others first, whatever the role.
    """
    stands = standings.stands(application_ids, [person_id])
    assigned = {
        one.application_id
        for one in assignments.active(application_ids)
        if one.person_id == person_id
    }
    submitted = set(
        db.session.scalars(
            select(Review.application_id).where(
                Review.person_id == person_id, Review.state == ReviewState.SUBMITTED
            )
        )
    )
    return {
        key: Looker(
            person_id,
            is_staff=True,
            is_assigned=key in assigned,
            standing=stands.get((key, person_id), UNASKED).standing,
            has_submitted=key in submitted,
        )
        for key in application_ids
    }
