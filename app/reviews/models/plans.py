"""How the applications of a round are reviewed, and the exercise before."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Json, Model
from app.reviews.domain.kinds import OthersSeen, PhaseKind


class ReviewPlan(Model):
    """How a round is reviewed. How many reviews an application gets is a setting of the round.

    `least_each` and `most_each` bound the load of a reviewer; `far_apart` is the spread, in
    hundredths of a point, from which a panel should talk.
    """

    __tablename__ = "review_plan"
    __table_args__ = (
        CheckConstraint("least_each BETWEEN 0 AND 200", "least_each"),
        CheckConstraint("most_each BETWEEN 1 AND 200", "most_each"),
        CheckConstraint("least_each <= most_each", "least_up_to_most"),
        CheckConstraint("far_apart BETWEEN 1 AND 500", "far_apart"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), unique=True)
    due_at: Mapped[dt.datetime]
    least_each: Mapped[int] = mapped_column(default=0)
    most_each: Mapped[int] = mapped_column(default=20)
    far_apart: Mapped[int] = mapped_column(default=150)
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class ReviewPhase(Model):
    """What reviewers see from an instant on."""

    __tablename__ = "review_phase"
    __table_args__ = (UniqueConstraint("round_id", "kind"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"))
    kind: Mapped[PhaseKind]
    begins_at: Mapped[dt.datetime]
    hides_reviewers: Mapped[bool] = mapped_column(default=False)
    hides_applicants: Mapped[bool] = mapped_column(default=False)
    others: Mapped[OthersSeen] = mapped_column(default=OthersSeen.AFTER_OWN)


class Redaction(Model):
    """What reviewers read in the place of an answer while applicants are hidden; "" for nothing."""

    __tablename__ = "review_redaction"
    __table_args__ = (UniqueConstraint("application_id", "question"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("rfa_application.id"))
    question: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Exercise(Model):
    """A practice application that all reviewers score before the round, to agree on the anchors.

    `lesson` is what the discussion of the anchors came to. Its scores are in no number of the
    round.
    """

    __tablename__ = "review_exercise"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", "closed_was_open"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    lesson: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ExerciseSheet(Model):
    """What one reviewer scored in the exercise: score and reason by criterion."""

    __tablename__ = "review_exercise_sheet"
    __table_args__ = (UniqueConstraint("exercise_id", "person_id"),)

    exercise_id: Mapped[int] = mapped_column(ForeignKey("review_exercise.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scores: Mapped[Json]
    submitted_at: Mapped[dt.datetime]
