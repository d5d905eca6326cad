"""Who reviews what now: assignments that are in force, without those that a conflict closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.reviews.domain.kinds import Standing
from app.reviews.models import ReviewerAssignment
from app.reviews.queries import standings
from app.reviews.queries.standings import UNASKED


@dataclass(frozen=True, slots=True)
class Live:
    """The reviewers of some applications.

    `reviewers` has every application that was asked about, with the people in the order in
    which they were assigned. `load` counts how many of these applications somebody reviews;
    who reviews none is not in it.
    """

    reviewers: Mapping[int, tuple[int, ...]]
    load: Mapping[int, int]


def active(application_ids: Collection[int]) -> tuple[ReviewerAssignment, ...]:
    """The assignments that nobody took away, also those that a conflict closed, oldest first."""
    return tuple(
        db.session.scalars(
            select(ReviewerAssignment)
            .where(
                ReviewerAssignment.application_id.in_(application_ids),
                ReviewerAssignment.removed_at.is_(None),
            )
            .order_by(ReviewerAssignment.id)
        )
    )


def live_of(application_ids: Collection[int]) -> Live:
    """Who reviews these applications: five statements.

    Somebody with a conflict reviews nothing and counts neither as a reviewer nor as load.
    """
    found = active(application_ids)
    stands = standings.stands(application_ids, {one.person_id for one in found})
    reviewers: dict[int, tuple[int, ...]] = {key: () for key in application_ids}
    load: Counter[int] = Counter()
    for one in found:
        stand = stands.get((one.application_id, one.person_id), UNASKED)
        if stand.standing is not Standing.CONFLICTED:
            reviewers[one.application_id] += (one.person_id,)
            load[one.person_id] += 1
    return Live(reviewers, dict(load))
