"""How much the reviews of applications hold that a removal takes, and where it is quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.reviews.models import (
    ConflictStatement,
    Consensus,
    Declaration,
    DeclaredTie,
    DiscussionPost,
    Redaction,
    Review,
    ReviewerAssignment,
)
from app.rfa.domain.retention import Leaving, Traces

_CONFLICT_MAILS = ("conflict-ruling", "conflict-question", "conflict-stated")
_COUNTED: Mapping[str, Any] = {
    "reviews": Review,
    "posts of panels": DiscussionPost,
    "proposed scores": Consensus,
    "statements about conflicts": ConflictStatement,
    "covered answers": Redaction,
}


def sizes(ids: Collection[int]) -> dict[int, Counter[str]]:
    """What reviewers and staff wrote about applications, counted."""
    found: dict[int, Counter[str]] = {one: Counter() for one in ids}
    for label, model in _COUNTED.items():
        rows = db.session.execute(
            select(model.application_id, func.count())
            .where(model.application_id.in_(ids))
            .group_by(model.application_id)
        )
        for key, count in rows:
            found[key][label] += count
    return found


def traces(of: Leaving) -> Traces:
    """The mails about the reviews of an application, and what the trail says of these."""
    reviews = _ids(Review, of)
    posts = _ids(DiscussionPost, of)
    agreed = _ids(Consensus, of)
    said = _ids(ConflictStatement, of)
    batches = db.session.execute(
        select(ReviewerAssignment.batch_id, ReviewerAssignment.person_id).where(
            ReviewerAssignment.application_id == of.application_id
        )
    )
    mails = [f"assignment:{batch}:{person}" for batch, person in batches]
    mails += [f"review opened again:{one}" for one in reviews]
    mails += [f"panel-post:{one}" for one in posts]
    mails += [f"consensus-proposed:{one}" for one in agreed]
    mails += [f"{kind}:{one}" for kind in _CONFLICT_MAILS for one in said]
    mails += [f"review-withdrawn:{of.application_id}", f"review-reminder:{of.round_id}"]
    declared = {one.declaration_id for one in ties_to(of.practice_id)} if of.practice_goes else ()
    return Traces(
        mails,
        {
            Review.__tablename__: reviews,
            DiscussionPost.__tablename__: posts,
            Consensus.__tablename__: agreed,
            ConflictStatement.__tablename__: said,
            ReviewerAssignment.__tablename__: _ids(ReviewerAssignment, of),
            Declaration.__tablename__: tuple(declared),
        },
    )


def _ids(model: Any, of: Leaving) -> tuple[int, ...]:
    return tuple(
        db.session.scalars(
            select(model.id).where(model.application_id == of.application_id).order_by(model.id)
        )
    )


def ties_to(practice_id: int) -> tuple[DeclaredTie, ...]:
    """The ties that reviewers declared to a practice."""
    return tuple(
        db.session.scalars(select(DeclaredTie).where(DeclaredTie.practice_id == practice_id))
    )
