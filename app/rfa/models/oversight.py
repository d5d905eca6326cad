"""What staff keep beside applications, unseen by applicants: marks, checks, notes, tasks, views."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Model


class MarkKind(StrEnum):
    """A tag sorts applications; a flag asks for attention until it is taken off."""

    TAG = "tag"
    FLAG = "flag"


class Mark(Model):
    """A tag or a flag on an application; `section` says where a flag points, "" for all of it."""

    __tablename__ = "rfa_mark"
    __table_args__ = (
        CheckConstraint("label <> ''", "has_label"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", "removed_is_signed"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"), index=True)
    kind: Mapped[MarkKind]
    label: Mapped[str] = mapped_column(String(120))
    section: Mapped[str] = mapped_column(String(60), default="")
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[dt.datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(500), default="")


class Check(Model):
    """A second person found a sent version complete and in order; holds for that version only.

    What was taken back stays, with who took it back and when.
    """

    __tablename__ = "rfa_check"
    __table_args__ = (
        CheckConstraint("version >= 1", "version_counts_from_one"),
        CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", "taken_back_is_signed"
        ),
        Index(
            "uq_rfa_check_standing",
            "application_id",
            "version",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    version: Mapped[int]
    checked_at: Mapped[dt.datetime]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    taken_back_at: Mapped[dt.datetime | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Note(Model):
    """An internal note about an application."""

    __tablename__ = "rfa_note"

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Task(Model):
    """Something a member of staff is to do about an application."""

    __tablename__ = "rfa_task"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", "done_is_signed"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[dt.datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SavedView(Model):
    """A named choice of filters over the list of applications, of one person."""

    __tablename__ = "rfa_saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[dt.datetime]
