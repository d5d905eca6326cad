"""What the panel agreed to, beside the mean and never in it."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from sqlalchemy import and_, select

from app.core.db import db
from app.reviews.domain.consensus import ConsensusState, state
from app.reviews.domain.kinds import ReviewState
from app.reviews.models import Consensus, ConsensusVote, Review


def agreed(application_ids: Collection[int]) -> dict[int, Fraction]:
    """The score that the whole panel agreed to, by application: one statement.

    Applications without one are left out.
    """
    rows = db.session.execute(
        select(Consensus.application_id, Consensus.score, Review.person_id, ConsensusVote.agrees)
        .join(Review, Review.application_id == Consensus.application_id)
        .outerjoin(
            ConsensusVote,
            and_(
                ConsensusVote.consensus_id == Consensus.id,
                ConsensusVote.person_id == Review.person_id,
            ),
        )
        .where(
            Consensus.application_id.in_(application_ids),
            Consensus.withdrawn_at.is_(None),
            Review.state == ReviewState.SUBMITTED,
        )
    )
    scores: dict[int, Fraction] = {}
    members: dict[int, set[int]] = {}
    answers: dict[int, dict[int, bool]] = {}
    for application_id, score, person_id, agrees in rows:
        scores[application_id] = Fraction(score, 100)
        members.setdefault(application_id, set()).add(person_id)
        if agrees is not None:
            answers.setdefault(application_id, {})[person_id] = agrees
    return {
        key: score
        for key, score in scores.items()
        if state(members[key], answers.get(key, {})) is ConsensusState.AGREED
    }
