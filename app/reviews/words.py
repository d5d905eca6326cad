"""Where reviews hold free text, and what follows when words are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.db import db
from app.core.free_text import FreeText
from app.reviews.models import (
    ConflictStatement,
    Consensus,
    ConsensusVote,
    Declaration,
    DeclaredTie,
    DiscussionPost,
    Exercise,
    ExerciseSheet,
    Redaction,
    Review,
    ReviewerAssignment,
    ReviewScore,
    SentReview,
)

if TYPE_CHECKING:
    from app.core.free_text import Trace


def _count_edit(review: Review, _part: str, _was: Any, trace: Trace) -> None:
    """A sheet that is still open does not bring the words back."""
    review.edit += 1
    review.changed_at = trace.removed_at


def _count_edit_of_score(score: ReviewScore, part: str, was: Any, trace: Trace) -> None:
    _count_edit(db.session.get_one(Review, score.review_id), part, was, trace)


PLACES = (
    FreeText(
        table=Review,
        title="Review",
        parts={
            "strengths": "Strengths",
            "concerns": "Concerns",
            "conditions": "Conditions",
            "private_note": "Note for staff",
            "void_reason": "Why it is void",
        },
        at=Review.changed_at,
        by=Review.person_id,
        follow=_count_edit,
        application=Review.application_id,
        page="reviews.staff_reviews",
    ),
    FreeText(
        table=ReviewScore,
        title="Reason of a score",
        parts={"comment": "Reason"},
        at=Review.changed_at,
        by=Review.person_id,
        joins=((Review, Review.id == ReviewScore.review_id),),
        follow=_count_edit_of_score,
        application=Review.application_id,
        page="reviews.staff_reviews",
    ),
    FreeText(
        table=SentReview,
        title="Review as it was submitted",
        parts={"content": "Review"},
        at=SentReview.sent_at,
        by=Review.person_id,
        joins=((Review, Review.id == SentReview.review_id),),
        application=Review.application_id,
        page="reviews.staff_reviews",
    ),
    FreeText(
        table=DiscussionPost,
        title="Discussion of a panel",
        parts={"body": "Text"},
        at=DiscussionPost.written_at,
        by=DiscussionPost.written_by_id,
        application=DiscussionPost.application_id,
        page="reviews.staff_reviews",
    ),
    FreeText(
        table=Consensus,
        title="Consensus of a panel",
        parts={"body": "Text"},
        at=Consensus.proposed_at,
        by=Consensus.proposed_by_id,
        application=Consensus.application_id,
        page="reviews.staff_reviews",
    ),
    FreeText(
        table=ConsensusVote,
        title="Vote on a consensus",
        parts={"note": "Reason"},
        at=ConsensusVote.voted_at,
        by=ConsensusVote.person_id,
        application=Consensus.application_id,
        joins=((Consensus, Consensus.id == ConsensusVote.consensus_id),),
        page="reviews.staff_reviews",
    ),
    FreeText(
        table=Redaction,
        title="What reviewers read in place of an answer",
        parts={"text": "Text"},
        at=Redaction.written_at,
        by=Redaction.written_by_id,
        application=Redaction.application_id,
        page="reviews.redactions",
    ),
    FreeText(
        table=ConflictStatement,
        title="Statement about a conflict of interest",
        parts={"reason": "Reason"},
        at=ConflictStatement.said_at,
        by=ConflictStatement.said_by_id,
        application=ConflictStatement.application_id,
        page="reviews.reviewers",
    ),
    FreeText(
        table=ReviewerAssignment,
        title="Assignment of a reviewer",
        parts={"override_reason": "Why more than the most", "removed_reason": "Why taken away"},
        at=ReviewerAssignment.assigned_at,
        application=ReviewerAssignment.application_id,
        page="reviews.reviewers",
    ),
    FreeText(
        table=DeclaredTie,
        title="Declared tie of a reviewer",
        parts={"organisation": "Organization", "note": "Note"},
        at=Declaration.declared_at,
        by=Declaration.person_id,
        round=Declaration.round_id,
        joins=((Declaration, Declaration.id == DeclaredTie.declaration_id),),
        page="reviews.staff_conflicts",
    ),
    FreeText(
        table=Exercise,
        title="Exercise for reviewers",
        parts={"title": "Title", "text": "Text", "lesson": "What it came to"},
        at=Exercise.changed_at,
        by=Exercise.changed_by_id,
        round=Exercise.round_id,
        page="reviews.staff_exercise",
    ),
    FreeText(
        table=ExerciseSheet,
        title="Scores of an exercise",
        parts={"scores": "Reasons"},
        at=ExerciseSheet.submitted_at,
        by=ExerciseSheet.person_id,
        round=Exercise.round_id,
        joins=((Exercise, Exercise.id == ExerciseSheet.exercise_id),),
        page="reviews.staff_exercise",
    ),
)
