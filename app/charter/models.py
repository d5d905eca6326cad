"""The charter of a practice in a cohort: its entries, and the people it names."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Model


class Charter(Model):
    """One for each practice and cohort. `confirmed_at`: when the team read it and agreed."""

    __tablename__ = "charter"
    __table_args__ = (
        UniqueConstraint("practice_id", "cohort_id"),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", "confirmed_is_signed"
        ),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    created_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CharterEntry(Model):
    """One field of a charter. `source` says where its first text came from, "" when written here.

    `first_text` is what the source said: what the team writes later never reaches the source.
    """

    __tablename__ = "charter_entry"
    __table_args__ = (
        UniqueConstraint("charter_id", "field"),
        CheckConstraint("version >= 1", "version_counts_up"),
    )

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"))
    field: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text, default="")
    first_text: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class CharterMember(Model):
    """Somebody on the team, with the role, whether or not that person has an account."""

    __tablename__ = "charter_member"
    __table_args__ = (CheckConstraint("hours IS NULL OR hours BETWEEN 0 AND 744", "hours"),)

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), index=True)
    role: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(160))
    credentials: Mapped[str] = mapped_column(String(160), default="")
    hours: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[dt.datetime | None]
