"""Reviews with their scores, what they said each time they were sent, and the panel's talk."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Json, Model
from app.reviews.domain.kinds import Recommendation, ReviewState


class Review(Model):
    """What one reviewer thinks of one application.

    `submission_id` is the version that was read: when the applicant sends another one, the
    reviewer says that the review stands, or revises it. `edit` goes up with every save.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("application_id", "person_id"),
        CheckConstraint("state <> 'submitted' OR submitted_at IS NOT NULL", "submitted_has_date"),
        CheckConstraint("state <> 'submitted' OR recommendation IS NOT NULL", "submitted_advises"),
        CheckConstraint("(state = 'void') = (voided_at IS NOT NULL)", "void_has_date"),
        CheckConstraint("voided_at IS NULL OR void_reason <> ''", "void_has_reason"),
        CheckConstraint("edit >= 1", "edit_counts_up"),
        Index("ix_review_state", "application_id", "state"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("rfa_submission.id"))
    state: Mapped[ReviewState] = mapped_column(default=ReviewState.DRAFT)
    recommendation: Mapped[Recommendation | None]
    strengths: Mapped[str] = mapped_column(Text, default="")
    concerns: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    private_note: Mapped[str] = mapped_column(Text, default="")
    edit: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    voided_at: Mapped[dt.datetime | None]
    void_reason: Mapped[str] = mapped_column(Text, default="")

    scores: Mapped[list[ReviewScore]] = relationship(
        lazy="raise", order_by="ReviewScore.id", cascade="all, delete-orphan"
    )


class ReviewScore(Model):
    """The score of one criterion with its reason; None is missing, never 0."""

    __tablename__ = "review_score"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion"),
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 5", "score"),
        CheckConstraint("NOT cannot_assess OR score IS NULL", "not_assessed_has_no_score"),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    criterion: Mapped[str] = mapped_column(String(60))
    score: Mapped[int | None]
    cannot_assess: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")


class SentReview(Model):
    """What a review said when it was submitted: a copy for each time, never changed."""

    __tablename__ = "review_sent"
    __table_args__ = (UniqueConstraint("review_id", "number"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    content: Mapped[Json]
    sent_at: Mapped[dt.datetime]


class DiscussionPost(Model):
    """What somebody of the panel, or staff, wrote about an application; `criterion` "" for all.

    `mentions` are the ids of the people that it names.
    """

    __tablename__ = "review_post"
    __table_args__ = (CheckConstraint("body <> ''", "says_something"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(60), default="")
    body: Mapped[str] = mapped_column(Text)
    mentions: Mapped[Json] = mapped_column(default=lambda: {"people": []})
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Consensus(Model):
    """A score (in hundredths) and a text that the panel is asked to agree to."""

    __tablename__ = "review_consensus"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 500", "score"),
        CheckConstraint("body <> ''", "says_why"),
        Index(
            "uq_review_consensus_open",
            "application_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    score: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[dt.datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[dt.datetime | None]


class ConsensusVote(Model):
    """Whether one reviewer of the panel agrees; the last word of each counts."""

    __tablename__ = "review_consensus_vote"
    __table_args__ = (
        UniqueConstraint("consensus_id", "person_id"),
        CheckConstraint("agrees OR note <> ''", "disagreeing_has_reason"),
    )

    consensus_id: Mapped[int] = mapped_column(ForeignKey("review_consensus.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agrees: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    voted_at: Mapped[dt.datetime]
