"""What follows an award: the practice's answer, the agreement, milestones, and first steps."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.awards.domain.kinds import Reply
from app.core.model import Model


class AwardReply(Model):
    """Whether a practice takes its award. Declining has a reason."""

    __tablename__ = "award_reply"
    __table_args__ = (
        CheckConstraint("reply <> 'declined' OR reason <> ''", "declined_has_reason"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("award_decision.id"), unique=True)
    reply: Mapped[Reply]
    reason: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[dt.datetime]
    replied_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class AgreementText(Model):
    """One version of the words of a round's participation agreement."""

    __tablename__ = "award_agreement_text"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Agreement(Model):
    """The agreement that a practice signed, and its countersignature.

    `fingerprint` is the sha256 of the words that the signer had on the screen, for good: when
    words that name a patient are taken out later, `mended_fingerprint` is that of what is left.
    """

    __tablename__ = "award_agreement"
    __table_args__ = (
        CheckConstraint(
            "(words_removed_at IS NULL) = (mended_fingerprint IS NULL)", "removal_has_fingerprint"
        ),
        CheckConstraint(
            "(countersigned_at IS NULL) = (countersigned_by_id IS NULL) "
            "AND (countersigned_at IS NULL) = (countersigned_name = '')",
            "countersigned_is_signed",
        ),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("award_decision.id"), unique=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("award_agreement_text.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    words_removed_at: Mapped[dt.datetime | None]
    mended_fingerprint: Mapped[str | None] = mapped_column(String(64))
    signed_at: Mapped[dt.datetime]
    countersigned_at: Mapped[dt.datetime | None]
    countersigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    countersigned_name: Mapped[str] = mapped_column(String(120), default="")
    countersigned_title: Mapped[str] = mapped_column(String(120), default="")


class Milestone(Model):
    """One step of an award: what has to be shown, by when, and what it is worth in dollars."""

    __tablename__ = "award_milestone"
    __table_args__ = (
        UniqueConstraint("decision_id", "position"),
        CheckConstraint("amount IS NULL OR amount >= 0", "amount"),
        CheckConstraint("(met_at IS NULL) = (met_by_id IS NULL)", "met_is_signed"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("award_decision.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    evidence: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[int | None]
    due_on: Mapped[dt.date | None]
    met_at: Mapped[dt.datetime | None]
    met_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")


class StepTick(Model):
    """One step of the beginning that somebody ticked, such as "W-9 received by finance"."""

    __tablename__ = "award_step_tick"
    __table_args__ = (UniqueConstraint("decision_id", "step"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("award_decision.id"))
    step: Mapped[str] = mapped_column(String(40))
    ticked_at: Mapped[dt.datetime]
    ticked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
