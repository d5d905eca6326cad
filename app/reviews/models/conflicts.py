"""What reviewers declare, and what was said of each conflict. Rows are added, never changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Model
from app.reviews.domain.kinds import Statement, TieKind


class Declaration(Model):
    """What a reviewer declared for a round, before any application opens.

    The last one of a round counts. `is_nothing`: said to have no tie at all.
    """

    __tablename__ = "review_declaration"
    __table_args__ = (Index("ix_review_declaration_who", "round_id", "person_id", "declared_at"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    declared_at: Mapped[dt.datetime]
    is_nothing: Mapped[bool] = mapped_column(default=False)

    ties: Mapped[list[DeclaredTie]] = relationship(lazy="raise", order_by="DeclaredTie.id")


class DeclaredTie(Model):
    """One tie to an organisation in the last 36 months; to a practice of ours when it is one.

    A tie to a practice that applies is a conflict by itself.
    """

    __tablename__ = "review_declared_tie"
    __table_args__ = (
        CheckConstraint("practice_id IS NOT NULL OR organisation <> ''", "names_something"),
    )

    declaration_id: Mapped[int] = mapped_column(ForeignKey("review_declaration.id"), index=True)
    kind: Mapped[TieKind]
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), index=True)
    organisation: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class ConflictStatement(Model):
    """One thing that was said of a reviewer's conflict with an application; the last counts."""

    __tablename__ = "review_conflict_statement"
    __table_args__ = (
        CheckConstraint("statement = 'no conflict' OR reason <> ''", "has_reason"),
        Index("ix_review_conflict_statement_who", "application_id", "person_id", "id"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    statement: Mapped[Statement]
    reason: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[dt.datetime]
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class AssignmentBatch(Model):
    """Assignments that were made together; each of its reviewers gets one mail about it.

    `seed` is the seed of an automatic proposal, None when they were made by hand; `token` is
    that of the confirmed page, so that confirming twice assigns once.
    """

    __tablename__ = "review_assignment_batch"
    __table_args__ = (UniqueConstraint("token"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), index=True)
    seed: Mapped[int | None]
    token: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ReviewerAssignment(Model):
    """One reviewer is to review one application; taken away again with a reason, never deleted.

    `override_reason`: why staff assigned more than the most that a reviewer should get.
    """

    __tablename__ = "review_assignment"
    __table_args__ = (
        CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL) "
            "AND (removed_at IS NULL) = (removed_reason = '')",
            "removed_is_signed",
        ),
        Index(
            "uq_review_assignment_active",
            "application_id",
            "person_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("review_assignment_batch.id"), index=True)
    assigned_at: Mapped[dt.datetime]
    override_reason: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[dt.datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_reason: Mapped[str] = mapped_column(Text, default="")
