"""Taking the words out of the reviews of one application; its scores and advice stay."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, delete, select, update

from app.core.db import db
from app.reviews.domain.sheets import TEXTS
from app.reviews.models import (
    ConflictStatement,
    Consensus,
    ConsensusVote,
    DiscussionPost,
    Redaction,
    Review,
    ReviewerAssignment,
    ReviewScore,
    SentReview,
)
from app.reviews.queries import retention as queries
from app.rfa.domain.retention import GONE, Keeper, Leaving


def empty(of: Leaving) -> None:
    """Remove what reviewers and staff wrote; who scored what, and who stood where, stays."""
    key = of.application_id
    _put(Review, key, **dict.fromkeys(TEXTS, ""), void_reason=_gone(Review.void_reason))
    _put(DiscussionPost, key, body=GONE, mentions={"people": []})
    _put(Consensus, key, body=GONE)
    _put(ConflictStatement, key, reason=_gone(ConflictStatement.reason))
    _put(
        ReviewerAssignment,
        key,
        override_reason=_gone(ReviewerAssignment.override_reason),
        removed_reason=_gone(ReviewerAssignment.removed_reason),
    )
    db.session.execute(delete(Redaction).where(Redaction.application_id == key))
    reviews = select(Review.id).where(Review.application_id == key)
    agreed = select(Consensus.id).where(Consensus.application_id == key)
    _run(update(ReviewScore).where(ReviewScore.review_id.in_(reviews)).values(comment=""))
    _run(
        update(ConsensusVote)
        .where(ConsensusVote.consensus_id.in_(agreed))
        .values(note=_gone(ConsensusVote.note))
    )
    for copy in db.session.scalars(select(SentReview).where(SentReview.review_id.in_(reviews))):
        copy.content = _wordless(copy.content)
    if of.practice_goes:
        for tie in queries.ties_to(of.practice_id):
            tie.organisation, tie.note = "", ""
    db.session.flush()


def _put(model: Any, application_id: int, **values: object) -> None:
    _run(update(model).where(model.application_id == application_id).values(values))


def _run(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _gone(column: Any) -> Any:
    """What stands in the place of words: nothing where there was nothing."""
    return case((column != "", GONE), else_="")


def _wordless(content: dict[str, Any]) -> dict[str, Any]:
    """A review as it was sent, with its scores and without its words."""
    marks = {key: mark | {"comment": ""} for key, mark in content["marks"].items()}
    return content | {"marks": marks, "texts": dict.fromkeys(content["texts"], "")}


KEEPER = Keeper(
    stays=lambda _ids: frozenset(),
    holds=lambda _ids, _at: {},
    sizes=queries.sizes,
    traces=queries.traces,
    empty=empty,
)
