"""Tracks, modules, their versions, and what stands in a version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JSON_COLUMN, Json, Model
from app.curriculum.domain.kinds import ChangeClass, FileUse, Language, QuestionKind

JsonList = list[Any]


class Track(Model):
    """A group of modules in the catalogue. `icon` names a picture of the design."""

    __tablename__ = "curriculum_track"
    __table_args__ = (CheckConstraint("version >= 1", "version_counts_up"),)

    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    icon: Mapped[str] = mapped_column(String(20), default="book")
    position: Mapped[int]
    archived_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class Module(Model):
    """A module over all its versions. `phase` says when the year meets it ("Pre-work", "LS1").

    `is_shipped`: it came with the portal and is kept up by `flask curriculum load`.
    """

    __tablename__ = "curriculum_module"
    __table_args__ = (
        CheckConstraint("version >= 1", "version_counts_up"),
        CheckConstraint("(archived_at IS NULL) = (archived_by_id IS NULL)", "archived_is_signed"),
    )

    key: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(10))
    track_id: Mapped[int] = mapped_column(ForeignKey("curriculum_track.id"), index=True)
    position: Mapped[int]
    phase: Mapped[str] = mapped_column(String(40), default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    is_shipped: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    archived_at: Mapped[dt.datetime | None]
    archived_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class ModuleVersion(Model):
    """One version of a module, from its draft to its archive; approved ones never change.

    Its status is computed (`domain.status`): asked for review, approved with a change class and
    by somebody who did not write it, given an instant at which it is published, replaced by the
    next one that is published, expired or archived. `weeks_after_start` holds it back for each
    cohort until that many weeks after the cohort began. `loaded_digest` is what the repository's
    files said when it was loaded: a version that says something else was edited here.
    """

    __tablename__ = "curriculum_version"
    __table_args__ = (
        UniqueConstraint("module_id", "number"),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("version >= 1", "version_counts_up"),
        CheckConstraint("approved_at IS NULL OR review_asked_at IS NOT NULL", "review_first"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", "approved_is_signed"),
        CheckConstraint("approved_by_id <> created_by_id", "not_ones_own"),
        CheckConstraint("approved_at IS NULL OR change_class IS NOT NULL", "approved_has_class"),
        CheckConstraint("publish_at IS NULL OR approved_at IS NOT NULL", "approved_first"),
        CheckConstraint("expires_at IS NULL OR expires_at > publish_at", "expires_later"),
        CheckConstraint("(archived_at IS NULL) = (archived_by_id IS NULL)", "archived_is_signed"),
        CheckConstraint(
            "weeks_after_start IS NULL OR weeks_after_start BETWEEN 0 AND 104", "weeks"
        ),
        Index(
            "uq_curriculum_version_open",
            "module_id",
            unique=True,
            sqlite_where=text("publish_at IS NULL AND archived_at IS NULL"),
            postgresql_where=text("publish_at IS NULL AND archived_at IS NULL"),
        ),
    )

    module_id: Mapped[int] = mapped_column(ForeignKey("curriculum_module.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(400), default="")
    title_es: Mapped[str] = mapped_column(String(200), default="")
    summary_es: Mapped[str] = mapped_column(String(400), default="")
    quiz: Mapped[Json | None]
    credit: Mapped[Json | None]
    prerequisites: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    loaded_digest: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    review_asked_at: Mapped[dt.datetime | None]
    review_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[dt.datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    change_class: Mapped[ChangeClass | None]
    change_note: Mapped[str] = mapped_column(Text, default="")
    publish_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    expires_at: Mapped[dt.datetime | None]
    weeks_after_start: Mapped[int | None]
    archived_at: Mapped[dt.datetime | None]
    archived_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class VersionEditor(Model):
    """Somebody who wrote in a version, and who therefore does not approve it."""

    __tablename__ = "curriculum_editor"
    __table_args__ = (UniqueConstraint("version_id", "person_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    last_at: Mapped[dt.datetime]


class LessonRow(Model):
    """A lesson in one version. `key` is the same over versions; `digest` is `content.digest`.

    `is_draft`: it has an outline and questions, and staff are to write it.
    """

    __tablename__ = "curriculum_lesson"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        CheckConstraint("minutes BETWEEN 1 AND 240", "minutes"),
        CheckConstraint("version >= 1", "version_counts_up"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"))
    key: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(10), default="")
    position: Mapped[int]
    minutes: Mapped[int]
    audience: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    practice_types: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    tags: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    sources: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    outline: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    facilitator: Mapped[str] = mapped_column(Text, default="")
    monday: Mapped[Json | None]
    completion: Mapped[Json]
    is_draft: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str] = mapped_column(String(64), default="")
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class LessonText(Model):
    """A lesson in one language, with who read it over and when."""

    __tablename__ = "curriculum_text"
    __table_args__ = (
        UniqueConstraint("lesson_id", "language"),
        CheckConstraint("(reviewed_by = '') = (reviewed_on IS NULL)", "reviewed_is_signed"),
    )

    lesson_id: Mapped[int] = mapped_column(ForeignKey("curriculum_lesson.id"))
    language: Mapped[Language]
    title: Mapped[str] = mapped_column(String(200))
    objectives: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    body: Mapped[str] = mapped_column(Text, default="")
    monday: Mapped[Json | None]
    sources: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    reviewed_by: Mapped[str] = mapped_column(String(160), default="")
    reviewed_on: Mapped[dt.date | None]


class QuestionRow(Model):
    """A question of a lesson. `texts` by language: question, options and why; `right` places."""

    __tablename__ = "curriculum_question"
    __table_args__ = (UniqueConstraint("lesson_id", "key"),)

    lesson_id: Mapped[int] = mapped_column(ForeignKey("curriculum_lesson.id"))
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    in_quiz: Mapped[bool] = mapped_column(default=True)
    right: Mapped[JsonList] = mapped_column(JSON_COLUMN)
    texts: Mapped[Json]


class ModuleFile(Model):
    """A file of a module; texts name it by its number, and it never changes.

    A file that is taken away stays for the versions that name it. Pictures have a width and a
    height, so that a page does not jump while they load. `words` are those inside of it, by
    which a search finds it.
    """

    __tablename__ = "curriculum_file"
    __table_args__ = (
        CheckConstraint("size >= 0", "size"),
        CheckConstraint("(width IS NULL) = (height IS NULL)", "both_sides"),
        CheckConstraint("width >= 1 AND height >= 1", "sides"),
    )

    module_id: Mapped[int] = mapped_column(ForeignKey("curriculum_module.id"), index=True)
    use: Mapped[FileUse]
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text, default="", deferred=True)
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[dt.datetime | None]


class VersionComment(Model):
    """What an author or reviewer says about a version, or about one of its lessons."""

    __tablename__ = "curriculum_comment"
    __table_args__ = (
        CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", "resolved_is_signed"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"), index=True)
    lesson_key: Mapped[str] = mapped_column(String(60), default="")
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[dt.datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
