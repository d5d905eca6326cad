"""PDSA cycles, linked into ramps, with their predictions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Model
from app.improvement.domain.purposes import Purpose
from app.improvement.domain.states import CycleState, Decision


class Ramp(Model):
    """Cycles that build on each other, from a first small test to everyday practice."""

    __tablename__ = "ramp"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Cycle(Model):
    """One Plan-Do-Study-Act cycle. Its state says which of its parts must be there."""

    __tablename__ = "cycle"
    __table_args__ = (
        UniqueConstraint("ramp_id", "number"),
        CheckConstraint("number >= 1", "number_counts_from_one"),
        CheckConstraint(
            "state NOT IN ('running', 'studying', 'done') OR started_on IS NOT NULL",
            "started_has_date",
        ),
        CheckConstraint(
            "(state IN ('done', 'stopped')) = (ended_on IS NOT NULL)", "ended_has_date"
        ),
        CheckConstraint("(state = 'done') = (decision IS NOT NULL)", "done_has_decision"),
        CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", "order"
        ),
        Index("ix_cycle_chart", "practice_id", "measure_id"),
    )

    ramp_id: Mapped[int] = mapped_column(ForeignKey("ramp.id"), index=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    number: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(160))
    purpose: Mapped[Purpose] = mapped_column(default=Purpose.TEST)
    state: Mapped[CycleState] = mapped_column(default=CycleState.DRAFT)

    objective: Mapped[str] = mapped_column(Text, default="")
    what: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(200), default="")
    location: Mapped[str] = mapped_column(String(200), default="")
    scale: Mapped[str] = mapped_column(String(120), default="")
    scale_patients: Mapped[int | None]
    planned_start: Mapped[dt.date | None]
    planned_end: Mapped[dt.date | None]
    collection: Mapped[str] = mapped_column(Text, default="")

    started_on: Mapped[dt.date | None]
    as_planned: Mapped[bool | None]
    observations: Mapped[str] = mapped_column(Text, default="")
    collected: Mapped[str] = mapped_column(Text, default="")

    learned: Mapped[str] = mapped_column(Text, default="")

    decision: Mapped[Decision | None]
    next_steps: Mapped[str] = mapped_column(Text, default="")
    ended_on: Mapped[dt.date | None]
    stop_reason: Mapped[str] = mapped_column(Text, default="")

    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    ramp: Mapped[Ramp] = relationship(lazy="raise")
    predictions: Mapped[list[Prediction]] = relationship(
        lazy="raise", order_by="Prediction.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class Prediction(Model):
    """A question of a cycle, what the team predicts, and what came out."""

    __tablename__ = "prediction"
    __table_args__ = (UniqueConstraint("cycle_id", "position"),)

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    position: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    predicted: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    matched: Mapped[bool | None]
