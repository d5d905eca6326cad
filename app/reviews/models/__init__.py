"""Tables of reviewing."""

from app.reviews.models.conflicts import (
    AssignmentBatch,
    ConflictStatement,
    Declaration,
    DeclaredTie,
    ReviewerAssignment,
)
from app.reviews.models.plans import Exercise, ExerciseSheet, Redaction, ReviewPhase, ReviewPlan
from app.reviews.models.reviews import (
    Consensus,
    ConsensusVote,
    DiscussionPost,
    Review,
    ReviewScore,
    SentReview,
)

__all__ = [
    "AssignmentBatch",
    "ConflictStatement",
    "Consensus",
    "ConsensusVote",
    "Declaration",
    "DeclaredTie",
    "DiscussionPost",
    "Exercise",
    "ExerciseSheet",
    "Redaction",
    "Review",
    "ReviewPhase",
    "ReviewPlan",
    "ReviewScore",
    "ReviewerAssignment",
    "SentReview",
]
