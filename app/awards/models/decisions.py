"""Decisions, the board as it was at a meeting, the release, letters, feedback and appeals."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.awards.domain.kinds import AWARDED, AppealOutcome, LetterKind, Outcome
from app.core.model import Json, Model
from app.rfa.models import Application


class AwardPlan(Model):
    """What holds for the awards of a round.

    `cohort_id` is the cohort that awarded practices join; `milestones` are the steps of the
    agreement: {"steps": [{"title", "percent", "evidence"}]}; the letterhead stands on letters.
    `needs_check`: only what a second person checked is decided.
    """

    __tablename__ = "award_plan"
    __table_args__ = (
        CheckConstraint("appeal_days BETWEEN 0 AND 365", "appeal_days"),
        CheckConstraint("accept_days BETWEEN 1 AND 365", "accept_days"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), unique=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"))
    accept_days: Mapped[int] = mapped_column(default=14)
    appeal_days: Mapped[int] = mapped_column(default=30)
    needs_check: Mapped[bool] = mapped_column(default=True)
    letterhead: Mapped[str] = mapped_column(Text, default="")
    signer_name: Mapped[str] = mapped_column(String(120), default="")
    signer_title: Mapped[str] = mapped_column(String(120), default="")
    milestones: Mapped[Json] = mapped_column(default=lambda: {"steps": []})
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class BoardSnapshot(Model):
    """The ranking board as it was when somebody froze it for a meeting."""

    __tablename__ = "award_board_snapshot"
    __table_args__ = (CheckConstraint("title <> ''", "has_title"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    content: Mapped[Json]
    fingerprint: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[dt.datetime]
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Decision(Model):
    """What was decided about an application. Recorded is not told: `released_at` says when it was.

    `amount` is in dollars. `departure` is why it differs from what the panel recommends.
    Somebody on the wait list, or whose appeal was upheld, can be promoted to an award later.
    """

    __tablename__ = "award_decision"
    __table_args__ = (
        CheckConstraint("(outcome = 'wait list') = (waits_as IS NOT NULL)", "wait_list_is_ordered"),
        CheckConstraint("waits_as IS NULL OR waits_as >= 1", "wait_list_counts_from_one"),
        CheckConstraint("rationale <> ''", "has_rationale"),
        CheckConstraint(
            "(outcome = 'award with conditions') = (conditions <> '')", "conditions_are_named"
        ),
        CheckConstraint("amount IS NULL OR amount > 0", "amount"),
        CheckConstraint(
            "promoted_at IS NULL OR (released_at IS NOT NULL "
            "AND outcome IN ('wait list', 'decline'))",
            "promoted_was_told_otherwise",
        ),
        CheckConstraint(
            "(promoted_at IS NULL) = (promoted_by_id IS NULL) "
            "AND (promoted_at IS NULL) = (promotion_reason = '')",
            "promotion_is_signed",
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"), unique=True)
    outcome: Mapped[Outcome]
    waits_as: Mapped[int | None]
    conditions: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[int | None]
    rationale: Mapped[str] = mapped_column(Text)
    departure: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[dt.datetime | None]
    promoted_at: Mapped[dt.datetime | None]
    promoted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    promotion_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once

    @property
    def is_award(self) -> bool:
        """Whether the practice has a place, at once or since it was promoted."""
        return self.outcome in AWARDED or self.promoted_at is not None


class Release(Model):
    """When the decisions of a round are told: planned by one person, confirmed by another."""

    __tablename__ = "award_release"
    __table_args__ = (
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", "confirmed_is_signed"
        ),
        CheckConstraint("confirmed_by_id <> planned_by_id", "two_people"),
        CheckConstraint(
            "released_at IS NULL OR confirmed_at IS NOT NULL", "released_was_confirmed"
        ),
        CheckConstraint("released_at IS NULL OR cancelled_at IS NULL", "one_ending"),
        Index(
            "uq_award_release_current",
            "round_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL AND released_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL AND released_at IS NULL"),
        ),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"))
    release_at: Mapped[dt.datetime]
    fingerprint: Mapped[str] = mapped_column(String(64))
    planned_at: Mapped[dt.datetime]
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[dt.datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[dt.datetime | None]
    released_at: Mapped[dt.datetime | None]


class LetterTemplate(Model):
    """One version of the words of a letter; merge fields stand in double braces."""

    __tablename__ = "award_letter_template"
    __table_args__ = (UniqueConstraint("round_id", "kind", "number"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"))
    kind: Mapped[LetterKind]
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Letter(Model):
    """The letter about one decision: what staff filled in or wrote themselves, and what was sent.

    `fields` are values for merge fields that the application lacks; `subject` and `body`
    take the place of the template when staff edited the letter ("" for not). `sent_subject`
    and `sent_body` are what went out.
    """

    __tablename__ = "award_letter"
    __table_args__ = (
        UniqueConstraint("decision_id", "kind"),
        CheckConstraint("(sent_at IS NULL) = (sent_body = '')", "sent_has_words"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("award_decision.id"))
    kind: Mapped[LetterKind]
    fields: Mapped[Json] = mapped_column(default=dict)
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[dt.datetime | None]
    sent_subject: Mapped[str] = mapped_column(String(200), default="")
    sent_body: Mapped[str] = mapped_column(Text, default="")


class Feedback(Model):
    """A summary of strengths and concerns for the applicant; shown once approved and released."""

    __tablename__ = "award_feedback"
    __table_args__ = (
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", "approved_is_signed"),
        CheckConstraint(
            "approved_at IS NULL OR strengths <> '' OR concerns <> ''", "says_something"
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"), unique=True)
    strengths: Mapped[str] = mapped_column(Text, default="")
    concerns: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[dt.datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Appeal(Model):
    """A written appeal of a decision. Only the version that was reviewed is looked at again."""

    __tablename__ = "award_appeal"
    __table_args__ = (
        CheckConstraint("basis <> ''", "has_basis"),
        CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) "
            "AND (outcome IS NULL) = (decided_by_id IS NULL) "
            "AND (outcome IS NULL) = (reason = '')",
            "decided_is_signed",
        ),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("award_decision.id"), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("rfa_submission.id"))
    basis: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[dt.datetime]
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[AppealOutcome | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[dt.datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DecisionSurvey(Model):
    """How an applicant found the decision and its process, once for each person.

    `clear` and `fair` run from 1 (not at all) to 5 (very).
    """

    __tablename__ = "award_survey"
    __table_args__ = (
        UniqueConstraint("application_id", "person_id"),
        CheckConstraint("clear BETWEEN 1 AND 5", "clear"),
        CheckConstraint("fair BETWEEN 1 AND 5", "fair"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    clear: Mapped[int]
    fair: Mapped[int]
    better: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[dt.datetime]
