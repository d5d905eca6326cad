"""How long a round keeps what people wrote, what is kept longer, and what was removed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Json, Model
from app.rfa.domain.retention import DRAFT_MONTHS, UNAWARDED_MONTHS, LogKind


class RetentionSchedule(Model):
    """How many months a round keeps what people wrote; a round without one has the defaults."""

    __tablename__ = "rfa_retention_schedule"
    __table_args__ = (
        CheckConstraint("unawarded_months BETWEEN 1 AND 240", "unawarded_months"),
        CheckConstraint("draft_months BETWEEN 1 AND 240", "draft_months"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), unique=True)
    unawarded_months: Mapped[int] = mapped_column(default=UNAWARDED_MONTHS)
    draft_months: Mapped[int] = mapped_column(default=DRAFT_MONTHS)
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class RetentionHold(Model):
    """Somebody's word that one application is kept whatever the schedule says, until it ends."""

    __tablename__ = "rfa_retention_hold"
    __table_args__ = (
        CheckConstraint("reason <> ''", "has_reason"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended_is_signed"),
        Index(
            "uq_rfa_retention_hold_open",
            "application_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    reason: Mapped[str] = mapped_column(Text)
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RetentionLog(Model):
    """One removal: of what stood in an application, or of who registered for a round or asked.

    `kept_until` is the day of the schedule. `files_left` are the storage keys of files that
    are still to be deleted, None once the storage has forgotten them.
    """

    __tablename__ = "rfa_retention_log"
    __table_args__ = (
        CheckConstraint("(kind = 'around') = (application_id IS NULL)", "about_an_application"),
        CheckConstraint("answers >= 0 AND files >= 0 AND comments >= 0 AND others >= 0", "counts"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("rfa_application.id"), unique=True
    )
    kind: Mapped[LogKind]
    kept_until: Mapped[dt.date]
    at: Mapped[dt.datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answers: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    others: Mapped[int] = mapped_column(default=0)
    files_left: Mapped[Json | None]
