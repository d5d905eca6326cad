"""What people did with the curriculum: studies, lessons, quizzes, certificates, notes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JSON_COLUMN, Json, Model

JsonList = list[Any]


class Study(Model):
    """One person in one version of a module. `left_at`: they went on in a newer version.

    A completion is never taken back, whatever is published later. `has_evaluated`: they said what
    they think of the module, which some continuing education asks for. `try_asked_at`: they asked
    for one more try at the quiz, and nobody gave it yet. `revoked_at`: when the certificate for it
    was revoked, while none holds.
    """

    __tablename__ = "curriculum_study"
    __table_args__ = (
        UniqueConstraint("person_id", "version_id"),
        Index(
            "uq_curriculum_study_open",
            "person_id",
            "module_id",
            unique=True,
            sqlite_where=text("completed_at IS NULL AND left_at IS NULL"),
            postgresql_where=text("completed_at IS NULL AND left_at IS NULL"),
        ),
        CheckConstraint("left_at IS NULL OR completed_at IS NULL", "left_unfinished"),
        CheckConstraint("revoked_at IS NULL OR completed_at IS NOT NULL", "revoked_completed"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("curriculum_module.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"), index=True)
    began_at: Mapped[dt.datetime]
    completed_at: Mapped[dt.datetime | None]
    left_at: Mapped[dt.datetime | None]
    has_evaluated: Mapped[bool] = mapped_column(default=False)
    try_asked_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]


class ModuleEvaluation(Model):
    """What somebody said about a module, with no way to tell who: no person and no time.

    The ids are random, so that they do not tell who came before whom. Means are of rows that
    are `is_counted`: they become so several at once, so that no mean tells what one person said.
    """

    __tablename__ = "curriculum_evaluation"
    __table_args__ = (
        CheckConstraint("useful BETWEEN 1 AND 5", "useful"),
        CheckConstraint("ready BETWEEN 1 AND 5", "ready"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"), index=True)
    useful: Mapped[int]
    ready: Mapped[int]
    better: Mapped[str] = mapped_column(Text, default="")
    is_counted: Mapped[bool] = mapped_column(default=False)


class LessonProgress(Model):
    """How far somebody is in one lesson of the version they study.

    `opened_at` is when they first opened it, `seen_at` when they last went to it before it was
    done, or sent something of it. `answers`: the places chosen in the lesson's check by question
    key, `right` how many of them were right; `ticks` the places of the checklist; `attested_at`
    when they signed the sentence.
    """

    __tablename__ = "curriculum_progress"
    __table_args__ = (UniqueConstraint("study_id", "lesson_key"),)

    study_id: Mapped[int] = mapped_column(ForeignKey("curriculum_study.id"))
    lesson_key: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]
    answers: Mapped[Json | None]
    right: Mapped[int | None]
    ticks: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    attested_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
    carried: Mapped[bool] = mapped_column(default=False)


class QuizAttempt(Model):
    """One try at the quiz of a module; it counts from its start.

    `questions`: what was asked, in the order and words shown, so that it can be marked and shown
    whatever is written later. At most one try of a study is open.
    """

    __tablename__ = "curriculum_attempt"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint(
            "(submitted_at IS NULL) = (right_count IS NULL)"
            " AND (submitted_at IS NULL) = (is_passed IS NULL)",
            "submitted_is_marked",
        ),
        CheckConstraint("right_count BETWEEN 0 AND total", "right_count"),
        Index(
            "uq_curriculum_attempt_open",
            "study_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )

    study_id: Mapped[int] = mapped_column(ForeignKey("curriculum_study.id"))
    number: Mapped[int]
    started_at: Mapped[dt.datetime]
    questions: Mapped[JsonList] = mapped_column(JSON_COLUMN)
    total: Mapped[int]
    submitted_at: Mapped[dt.datetime | None]
    answers: Mapped[Json | None]
    right_count: Mapped[int | None]
    is_passed: Mapped[bool | None]


class ExtraAttempt(Model):
    """One more try at a quiz than the module allows, given by staff with a reason."""

    __tablename__ = "curriculum_extra_attempt"

    study_id: Mapped[int] = mapped_column(ForeignKey("curriculum_study.id"), index=True)
    given_at: Mapped[dt.datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500))


class CertificateTemplate(Model):
    """The words of certificates; the newest one holds, and older certificates keep theirs.

    `valid_months` None: certificates with these words do not expire.
    """

    __tablename__ = "certificate_template"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("valid_months IS NULL OR valid_months BETWEEN 1 AND 120", "valid_months"),
    )

    number: Mapped[int]
    heading: Mapped[str] = mapped_column(String(120))
    statement: Mapped[str] = mapped_column(Text)
    signer_name: Mapped[str] = mapped_column(String(160), default="")
    signer_title: Mapped[str] = mapped_column(String(160), default="")
    valid_months: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Certificate(Model):
    """The proof that somebody completed a module; `number` cannot be guessed.

    What it says is kept as it was issued: name, title, version, minutes and credit. At most one
    of a study holds; those that were revoked stay.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_holding",
            "study_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", "revoked_is_signed"),
        CheckConstraint("revoked_at IS NULL OR revoked_reason <> ''", "revoked_has_reason"),
        CheckConstraint("minutes >= 0", "minutes"),
    )

    number: Mapped[str] = mapped_column(String(24), unique=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("curriculum_study.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("certificate_template.id"))
    name: Mapped[str] = mapped_column(String(160))
    title: Mapped[str] = mapped_column(String(200))
    version_number: Mapped[int]
    minutes: Mapped[int]
    credit: Mapped[Json | None]
    issued_at: Mapped[dt.datetime]
    expires_on: Mapped[dt.date | None]
    revoked_at: Mapped[dt.datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_reason: Mapped[str] = mapped_column(String(500), default="")


class LearningAssignment(Model):
    """A module that some people are to complete: those of a role, a cohort, a team, or one person.

    Every column that is set narrows it; none set means everybody who may learn.
    """

    __tablename__ = "curriculum_assignment"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended_is_signed"),
    )

    module_id: Mapped[int] = mapped_column(ForeignKey("curriculum_module.id"), index=True)
    role: Mapped[str] = mapped_column(String(40), default="")
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    is_required: Mapped[bool] = mapped_column(default=True)
    due_on: Mapped[dt.date | None]
    given_at: Mapped[dt.datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Bookmark(Model):
    """A lesson that somebody wants to find again; "" marks the whole module."""

    __tablename__ = "curriculum_bookmark"
    __table_args__ = (UniqueConstraint("person_id", "module_id", "lesson_key"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("curriculum_module.id"))
    lesson_key: Mapped[str] = mapped_column(String(60), default="")
    set_at: Mapped[dt.datetime]


class TeamNote(Model):
    """What somebody wrote for the own team beside a lesson; nobody else reads it."""

    __tablename__ = "curriculum_note"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", "removed_is_signed"),
        CheckConstraint("version >= 1", "version_counts_up"),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("curriculum_module.id"), index=True)
    lesson_key: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[dt.datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class Nudge(Model):
    """A kind reminder about learning that staff sent to somebody."""

    __tablename__ = "curriculum_nudge"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    module_id: Mapped[int | None] = mapped_column(ForeignKey("curriculum_module.id"))
    words: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[dt.datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class NudgeStop(Model):
    """Somebody who wants no reminders about learning."""

    __tablename__ = "curriculum_nudge_stop"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    stopped_at: Mapped[dt.datetime]
