"""Cohorts with their calendar, and the practices enrolled in them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.collaborative.domain.kinds import DateKind, RuleSet
from app.core.model import Model
from app.practices.models import Practice


class Cohort(Model):
    """A group of practices that learn together over the same months.

    Numbers of a period are due by the end of day `due_day` of the month after it
    (US Central) and locked `lock_days` days later. `baseline_points` is how many first
    points make the frozen starting median; None lets the median use every point.
    """

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("due_day BETWEEN 1 AND 28", "due_day_exists_in_every_month"),
        CheckConstraint("lock_days BETWEEN 0 AND 365", "lock_days_within_a_year"),
        CheckConstraint("ends_on > starts_on", "ends_after_start"),
        CheckConstraint("baseline_points IS NULL OR baseline_points BETWEEN 3 AND 36", "baseline"),
        CheckConstraint("small_count BETWEEN 1 AND 50", "small_count"),
    )

    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    due_day: Mapped[int] = mapped_column(default=10)
    lock_days: Mapped[int] = mapped_column(default=15)
    # An explicit None must stay one: without evaluates_none() the default would take its place.
    baseline_points: Mapped[int | None] = mapped_column(Integer().evaluates_none(), default=12)
    rule_set: Mapped[RuleSet] = mapped_column(default=RuleSet.IHI)
    small_count: Mapped[int] = mapped_column(default=11)
    created_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class Enrolment(Model):
    """One practice in one cohort, from a first month to a last (None: still in).

    Both are first days of months. Owed periods run from `joined_on` to `left_on`.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("practice_id", "cohort_id"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", "leaves_after_joining"),
        Index(
            "uq_enrolment_current",
            "practice_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    left_reason: Mapped[str | None] = mapped_column(Text)

    practice: Mapped[Practice] = relationship(lazy="raise")
    cohort: Mapped[Cohort] = relationship(lazy="raise")


class CohortDate(Model):
    """A dated entry of a cohort's calendar; `at` is its time when it has one."""

    __tablename__ = "cohort_date"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    kind: Mapped[DateKind]
    title: Mapped[str] = mapped_column(String(160))
    on: Mapped[dt.date] = mapped_column(index=True)
    at: Mapped[dt.datetime | None]
    place: Mapped[str] = mapped_column(String(200), default="")
