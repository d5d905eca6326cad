"""Applications: what was registered, sent, signed, asked to change, extended, withdrawn."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Json, Model
from app.practices.models import Practice
from app.rfa.domain.states import ApplicationState
from app.rfa.models.rounds import Round


class Registration(Model):
    """Somebody who wants to apply and has not yet confirmed the address; then the account is made.

    `screening` are the answers of the eligibility check: option by question key.
    """

    __tablename__ = "rfa_registration"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    screening: Mapped[Json]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]


class Application(Model):
    """What one practice sends to one round. The practice owns it, not a person.

    `screening` are the answers of the eligibility check that it began with; `content_at`
    is when its content last changed, whoever did it; `told_at` when its applicant was told what
    was decided about it; `emptied_at` when what it said was removed under the schedule.
    """

    __tablename__ = "rfa_application"
    __table_args__ = (
        UniqueConstraint("round_id", "practice_id"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", "withdrawn_has_date"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", "withdrawn_has_reason"),
        CheckConstraint(
            "state NOT IN ('submitted', 'submitted with changes', 'changes requested') "
            "OR submitted_at IS NOT NULL",
            "sent_has_date",
        ),
        CheckConstraint("state <> 'draft' OR submitted_at IS NULL", "draft_was_not_sent"),
        CheckConstraint("(submitted_at IS NULL) = (reference IS NULL)", "sent_has_reference"),
        Index("ix_rfa_application_round_state", "round_id", "state"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"))
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.DRAFT)
    screening: Mapped[Json] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    reference: Mapped[str | None] = mapped_column(String(30), unique=True)
    told_at: Mapped[dt.datetime | None]
    emptied_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    taken_from_id: Mapped[int | None] = mapped_column(ForeignKey("rfa_application.id"))
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise")
    practice: Mapped[Practice] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class Extension(Model):
    """More time for a whole round, or for one application; exact, with its reason."""

    __tablename__ = "rfa_extension"
    __table_args__ = (
        CheckConstraint("reason <> ''", "has_reason"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended_is_signed"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("rfa_application.id"), index=True)
    closes_at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[dt.datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Signature(Model):
    """The authorised signer's signature under one content; void as soon as that changes."""

    __tablename__ = "rfa_signature"
    __table_args__ = (
        CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", "void_has_reason"),
        Index(
            "uq_rfa_signature_valid",
            "application_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    statement: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[dt.datetime]
    voided_at: Mapped[dt.datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(200))


class Submission(Model):
    """One frozen version of an application, as it was sent.

    `staff_reason` is why staff changed it on behalf of the practice, "" for what the practice
    sent itself. `fingerprint` is that of what was sent, for good: when words that name a patient
    are taken out later, `mended_fingerprint` is that of what is left.
    """

    __tablename__ = "rfa_submission"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint(
            "(words_removed_at IS NULL) = (mended_fingerprint IS NULL)", "removal_has_fingerprint"
        ),
        CheckConstraint("number >= 1", "number_counts_from_one"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    number: Mapped[int]
    submitted_at: Mapped[dt.datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signature_id: Mapped[int] = mapped_column(ForeignKey("rfa_signature.id"))
    content: Mapped[Json]
    fingerprint: Mapped[str] = mapped_column(String(64))
    words_removed_at: Mapped[dt.datetime | None]
    mended_fingerprint: Mapped[str | None] = mapped_column(String(64))
    under_extension: Mapped[bool] = mapped_column(default=False)
    staff_reason: Mapped[str] = mapped_column(Text, default="")
    open_comments: Mapped[int] = mapped_column(default=0)


class ChangeRequest(Model):
    """Staff asked to change named sections of what was sent; only those are open meanwhile."""

    __tablename__ = "rfa_change_request"
    __table_args__ = (
        CheckConstraint("reason <> ''", "has_reason"),
        CheckConstraint("answered_at IS NULL OR cancelled_at IS NULL", "one_ending"),
        Index(
            "uq_rfa_change_request_open",
            "application_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("answered_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    sections: Mapped[Json]
    reason: Mapped[str] = mapped_column(Text)
    due_at: Mapped[dt.datetime]
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]

    @property
    def section_keys(self) -> tuple[str, ...]:
        """The keys of the sections that are open."""
        return tuple(self.sections["keys"])


class SurveyAnswer(Model):
    """What an applicant thought of applying: three questions, once for each application."""

    __tablename__ = "rfa_survey_answer"
    __table_args__ = (
        UniqueConstraint("application_id", "person_id"),
        CheckConstraint("ease BETWEEN 1 AND 5", "ease"),
        CheckConstraint("hours IS NULL OR hours BETWEEN 0 AND 1000", "hours"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ease: Mapped[int]
    hours: Mapped[int | None]
    better: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[dt.datetime]
