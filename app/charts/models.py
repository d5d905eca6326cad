"""What people decided about a chart, with their reasons; nothing here changes by itself."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.charts.domain.decisions import DecisionKind
from app.core.model import Json, Model


class ChartDecision(Model):
    """A baseline frozen, a phase begun or a point excluded, by a person, with a reason.

    `period` is the last month of the baseline, the first of the phase, or the excluded
    one. `answers` holds the four questions asked before re-phasing. Undone, not deleted.
    """

    __tablename__ = "chart_decision"
    __table_args__ = (
        CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)"
            " AND (undone_at IS NULL) = (undo_reason IS NULL)",
            "undoing_is_signed",
        ),
        CheckConstraint("reason <> ''", "has_reason"),
        Index("ix_chart_decision_chart", "practice_id", "measure_id"),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    kind: Mapped[DecisionKind]
    period: Mapped[dt.date]
    first_period: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(Text)
    answers: Mapped[Json | None]
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_reason: Mapped[str | None] = mapped_column(Text)

    made_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=made_by_id)
    undone_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=undone_by_id)


class Annotation(Model):
    """A note on one month of one chart, or of all charts of the team (no measure)."""

    __tablename__ = "annotation"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", "removal_is_signed"),
        Index("ix_annotation_chart", "practice_id", "measure_id"),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    period: Mapped[dt.date]
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[dt.datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    made_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=made_by_id)
