"""The measure library, what each team reports, and every value that any cell ever had."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.model import Json, Model
from app.measures.domain.kinds import (
    Answer,
    Direction,
    Frequency,
    MeasureKind,
    MeasureRole,
    Source,
)


class Measure(Model):
    """One thing that is counted; what it means is in its versions.

    `practice_id` is set for a team's own measure, which only that team (and its coach
    and the program) sees. `key` is unique in the library and within a practice.
    """

    __tablename__ = "measure"
    __table_args__ = (
        Index("ix_measure_key_practice", "key", "practice_id", unique=True),
        CheckConstraint("(practice_id IS NULL) = (code IS NOT NULL)", "library_has_code"),
    )

    key: Mapped[str] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(10), unique=True)
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), index=True)
    created_at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]


class MeasureVersion(Model):
    """The operational definition of a measure from one month on.

    A point keeps the version that it was counted under. `goal` is in display units
    (80 for 80 %); `per` is the factor from ratio to display (100, 1000 or 1).
    """

    __tablename__ = "measure_version"
    __table_args__ = (
        UniqueConstraint("measure_id", "number"),
        UniqueConstraint("measure_id", "effective_from"),
        CheckConstraint("number >= 1", "number_counts_from_one"),
        CheckConstraint("per IN (1, 100, 1000, 10000)", "per_is_a_known_factor"),
        CheckConstraint("min_denominator >= 0", "min_denominator_not_negative"),
    )

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    effective_from: Mapped[dt.date]
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60))
    role: Mapped[MeasureRole]
    kind: Mapped[MeasureKind]
    unit: Mapped[str] = mapped_column(String(60))
    per: Mapped[int] = mapped_column(default=100)
    direction: Mapped[Direction]
    goal: Mapped[float | None] = mapped_column(Float)
    frequency: Mapped[Frequency]
    driver: Mapped[str] = mapped_column(String(120), default="")
    population: Mapped[str] = mapped_column(Text, default="")
    numerator: Mapped[str] = mapped_column(Text)
    denominator: Mapped[str] = mapped_column(Text, default="")
    exclusions: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    sampling: Mapped[str] = mapped_column(Text, default="")
    min_denominator: Mapped[int] = mapped_column(default=10)
    notes: Mapped[str] = mapped_column(Text, default="")
    change_note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    measure: Mapped[Measure] = relationship(lazy="raise")


class CohortMeasure(Model):
    """A library measure that a cohort uses: required of every team, or optional."""

    __tablename__ = "cohort_measure"
    __table_args__ = (UniqueConstraint("cohort_id", "measure_id"),)

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    is_required: Mapped[bool]
    position: Mapped[int] = mapped_column(default=0)
    baseline_points: Mapped[int | None]


class TeamMeasure(Model):
    """An optional measure that a team chose to report, or its own measure."""

    __tablename__ = "team_measure"
    __table_args__ = (UniqueConstraint("practice_id", "measure_id"),)

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    adopted_at: Mapped[dt.datetime]
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    dropped_at: Mapped[dt.datetime | None]


# What a cell says: the columns that exist as a draft and, with `sent_` before them, as sent.
HEAD = ("answer", "numerator", "denominator", "source", "sample_size", "note")


class DataPoint(Model):
    """One cell: a practice, a measure and a period (the first day of its first month).

    The head columns are what the team sees in the grid. The `sent_` columns are what
    was last submitted: charts and reports read only those, so that editing a sent
    number changes no chart until it is sent again. `first_sent_at` decides timeliness
    for good. `version` counts up with every change of the head.
    """

    __tablename__ = "data_point"
    __table_args__ = (
        UniqueConstraint("practice_id", "measure_id", "period"),
        CheckConstraint("numerator IS NULL OR numerator >= 0", "numerator_not_negative"),
        CheckConstraint("denominator IS NULL OR denominator >= 0", "denominator_not_negative"),
        CheckConstraint(
            "answer <> 'none eligible' OR (numerator = 0 AND denominator = 0)",
            "none_eligible_is_zero_of_zero",
        ),
        CheckConstraint(
            "(sent_at IS NULL) = (sent_answer IS NULL)"
            " AND (sent_at IS NULL) = (first_sent_at IS NULL)",
            "sent_is_whole",
        ),
        CheckConstraint("sent_answer IS NULL OR sent_answer <> 'blank'", "sent_is_not_blank"),
        Index("ix_data_point_measure_period", "measure_id", "period"),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    measure_version_id: Mapped[int] = mapped_column(ForeignKey("measure_version.id"))
    period: Mapped[dt.date]

    answer: Mapped[Answer] = mapped_column(default=Answer.BLANK)
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    source: Mapped[Source | None]
    sample_size: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    sent_answer: Mapped[Answer | None]
    sent_numerator: Mapped[int | None]
    sent_denominator: Mapped[int | None]
    sent_source: Mapped[Source | None]
    sent_sample_size: Mapped[int | None]
    sent_note: Mapped[str | None] = mapped_column(Text)
    sent_version_id: Mapped[int | None] = mapped_column(ForeignKey("measure_version.id"))
    sent_at: Mapped[dt.datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_sent_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once

    @property
    def says_what_was_sent(self) -> bool:
        """Whether everything in the grid is what charts show."""
        return all(getattr(self, name) == getattr(self, f"sent_{name}") for name in HEAD)


class Via(StrEnum):
    """How a value came into a cell."""

    GRID = "grid"
    IMPORT = "import"
    UNDO = "undo"
    SUBMIT = "submit"


class DataPointRevision(Model):
    """One value that a cell had: the history of the cell, only ever added to."""

    __tablename__ = "data_point_revision"
    __table_args__ = (UniqueConstraint("data_point_id", "number"),)

    data_point_id: Mapped[int] = mapped_column(ForeignKey("data_point.id"), index=True)
    number: Mapped[int]
    answer: Mapped[Answer]
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    source: Mapped[Source | None]
    sample_size: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    via: Mapped[Via]
    is_sent: Mapped[bool] = mapped_column(default=False)
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)

    by: Mapped[Person | None] = relationship(lazy="raise")


class PeriodSubmission(Model):
    """What a team says about a month as a whole, and when it sent it.

    `last_sent_at` is None while there is only a note. `first_complete_at` is set once and
    never moves.
    """

    __tablename__ = "period_submission"
    __table_args__ = (
        UniqueConstraint("practice_id", "period"),
        CheckConstraint(
            "first_complete_at IS NULL OR first_complete_at <= last_sent_at", "complete_was_sent"
        ),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    period: Mapped[dt.date] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    first_complete_at: Mapped[dt.datetime | None]
    last_sent_at: Mapped[dt.datetime | None]
    last_sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ImportBatch(Model):
    """A spreadsheet that was rehearsed, then perhaps confirmed, then perhaps undone."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint(
            "undone_at IS NULL OR confirmed_at IS NOT NULL", "only_confirmed_is_undone"
        ),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    rows: Mapped[Json]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[dt.datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
