"""What a practice writes together: sections, their history, files, comments, who does what."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.identifiers import Identifier
from app.core.model import Json, Model


class SectionDraft(Model):
    """The answers of one section, as typed. `version` goes up with every save that changes it.

    `is_started` and `is_complete` are what the rules say of the section since it, or one
    that it depends on, was last saved.
    """

    __tablename__ = "rfa_section_draft"
    __table_args__ = (
        UniqueConstraint("application_id", "section"),
        CheckConstraint("version >= 1", "version_counts_up"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    section: Mapped[str] = mapped_column(String(60))
    answers: Mapped[Json] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    is_started: Mapped[bool] = mapped_column(default=False)
    is_complete: Mapped[bool] = mapped_column(default=False)
    stale: Mapped[Json] = mapped_column(default=lambda: {"keys": []})
    changed_at: Mapped[dt.datetime | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class AnswerChange(Model):
    """One change of one answer. Changes by one person within minutes are one change.

    `version` is the version of the section that it led to. `note` says why it was kept in
    spite of another text, or that staff edited on behalf.
    """

    __tablename__ = "rfa_answer_change"
    __table_args__ = (Index("ix_rfa_answer_change_question", "application_id", "question", "at"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    section: Mapped[str] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(String(40))
    before: Mapped[Json]
    after: Mapped[Json]
    version: Mapped[int]
    began_at: Mapped[dt.datetime]
    at: Mapped[dt.datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_staff: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="")


class Attachment(Model):
    """A file that hangs on a question. Replaced or removed files stay, with who and when."""

    __tablename__ = "rfa_attachment"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", "removed_is_signed"),
        CheckConstraint("size > 0", "size"),
        Index("ix_rfa_attachment_question", "application_id", "question"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    question: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(200), unique=True)
    uploaded_at: Mapped[dt.datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("rfa_attachment.id"))
    removed_at: Mapped[dt.datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Presence(Model):
    """Who has a section open, as of the last sign of life."""

    __tablename__ = "rfa_presence"
    __table_args__ = (UniqueConstraint("application_id", "section", "person_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    section: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[dt.datetime]


class DraftComment(Model):
    """A remark of the applicant's team about a question; nobody else reads it."""

    __tablename__ = "rfa_draft_comment"
    __table_args__ = (
        CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", "resolved_is_signed"),
        Index("ix_rfa_draft_comment_section", "application_id", "section"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    section: Mapped[str] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[dt.datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Assignment(Model):
    """Who takes care of a section, and by when: the team's own date."""

    __tablename__ = "rfa_assignment"
    __table_args__ = (UniqueConstraint("application_id", "section"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    section: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[dt.date | None]


class ConfirmedWords(Model):
    """Words of an answer that look like a patient's identifier, and are none.

    Holds for exactly the text that `digest` was made of; the words themselves are not here.
    """

    __tablename__ = "rfa_confirmed_words"
    __table_args__ = (
        UniqueConstraint("application_id", "question", "kind", "digest"),
        CheckConstraint("reason <> ''", "has_reason"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    question: Mapped[str] = mapped_column(String(40))
    kind: Mapped[Identifier]
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[dt.datetime]
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
