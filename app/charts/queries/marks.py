"""What people decided about charts and wrote on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    bindparam,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import aliased

from app.charts.domain.decisions import Decision, Note
from app.charts.models import Annotation, ChartDecision
from app.core.db import db
from app.core.errors import Missing


@dataclass(frozen=True, slots=True)
class Marks:
    """What people did to one chart: decisions (also undone ones) and notes, by date."""

    decisions: tuple[Decision, ...] = ()
    notes: tuple[Note, ...] = ()


def marks(practice_id: int, measure_id: int | None = None) -> dict[int, Marks]:
    """The marks on each chart of a team, by measure, or on one. One statement.

    A note on all charts of the team is among the marks of every measure that has any, and
    under the key 0; `of` finds them for a measure without marks of its own.
    """
    return marks_of([practice_id], measure_id).get(practice_id, {})


def marks_of(
    practice_ids: Collection[int], measure_id: int | None = None
) -> dict[int, dict[int, Marks]]:
    """The same for several teams, by practice and then by measure. One statement."""
    found: dict[int, dict[int, list[Decision | Note]]] = {}
    for row in _rows(practice_ids, measure_id):
        charts = found.setdefault(row["practice_id"], {})
        charts.setdefault(row["measure_id"] or 0, []).append(_mark(row))
    return {
        practice_id: {key: _gathered(charts.get(0, ()), of, key) for key, of in charts.items()}
        for practice_id, charts in found.items()
    }


def of(charts: Mapping[int, Marks], measure_id: int) -> Marks:
    """The marks on one chart, out of all those of its team."""
    return charts.get(measure_id) or charts.get(0) or Marks()


def _gathered(
    everywhere: Iterable[Decision | Note], own: Iterable[Decision | Note], key: int
) -> Marks:
    every = [*own, *(everywhere if key else ())]
    decisions = (mark for mark in every if isinstance(mark, Decision))
    notes = (mark for mark in every if isinstance(mark, Note))
    return Marks(
        tuple(sorted(decisions, key=lambda d: (d.at, d.id))),
        tuple(sorted(notes, key=lambda n: (n.period, n.id))),
    )


def _rows(practice_ids: Collection[int], measure_id: int | None) -> Iterable[RowMapping]:
    """Decisions and standing notes in one statement, each with the names of people."""
    wanted = {"practices": list(practice_ids), "measure": measure_id}
    return db.session.execute(_marks_statement(measure_id is not None), wanted).mappings().all()


@cache
def _marks_statement(of_one_measure: bool) -> CompoundSelect[Any]:
    """The statement behind `_rows`; put together once: that takes longer than running it."""
    maker = ChartDecision.made_by.property.mapper.class_
    made, undone, wrote = aliased(maker), aliased(maker), aliased(maker)
    decisions = (
        select(
            literal("decision", String).label("what"),
            ChartDecision.id.label("mark_id"),
            ChartDecision.practice_id,
            ChartDecision.measure_id,
            ChartDecision.kind,
            ChartDecision.period,
            ChartDecision.first_period,
            ChartDecision.reason.label("text"),
            ChartDecision.answers,
            ChartDecision.made_at,
            made.name.label("made_by"),
            ChartDecision.undone_at,
            undone.name.label("undone_by"),
            ChartDecision.undo_reason,
        )
        .select_from(ChartDecision)
        .join(made, made.id == ChartDecision.made_by_id)
        .outerjoin(undone, undone.id == ChartDecision.undone_by_id)
        .where(
            ChartDecision.practice_id.in_(bindparam("practices", expanding=True)),
            _about(ChartDecision, of_one_measure),
        )
    )
    notes = (
        select(
            literal("note", String),
            Annotation.id,
            Annotation.practice_id,
            Annotation.measure_id,
            null(),
            Annotation.period,
            null(),
            Annotation.text,
            null(),
            Annotation.made_at,
            wrote.name,
            null(),
            null(),
            null(),
        )
        .select_from(Annotation)
        .join(wrote, wrote.id == Annotation.made_by_id)
        .where(
            Annotation.practice_id.in_(bindparam("practices", expanding=True)),
            Annotation.removed_at.is_(None),
            _about(Annotation, of_one_measure),
        )
    )
    both: CompoundSelect[Any] = union_all(decisions, notes)
    return both.order_by("what", "mark_id")


def _about(table: type[ChartDecision | Annotation], of_one_measure: bool) -> ColumnElement[bool]:
    if not of_one_measure:
        return true()
    return or_(table.measure_id == bindparam("measure"), table.measure_id.is_(None))


def _mark(row: RowMapping) -> Decision | Note:
    if row["what"] == "note":
        return Note(
            id=row["mark_id"],
            period=row["period"],
            text=row["text"],
            by=row["made_by"],
            at=row["made_at"],
            everywhere=row["measure_id"] is None,
        )
    return Decision(
        id=row["mark_id"],
        kind=row["kind"],
        period=row["period"],
        first_period=row["first_period"],
        reason=row["text"],
        answers=row["answers"] or {},
        by=row["made_by"],
        at=row["made_at"],
        undone_by=row["undone_by"] or "",
        undone_at=row["undone_at"],
        undo_reason=row["undo_reason"] or "",
    )


def decision(practice_id: int, measure_id: int, decision_id: int) -> ChartDecision:
    """A decision about that very chart; raises `Missing`."""
    row = db.session.scalar(
        select(ChartDecision).where(
            ChartDecision.id == decision_id,
            ChartDecision.practice_id == practice_id,
            ChartDecision.measure_id == measure_id,
        )
    )
    if row is None:
        raise Missing(decision_id)
    return row


def annotation(practice_id: int, measure_id: int, annotation_id: int) -> Annotation:
    """A standing note that shows on that chart; raises `Missing`."""
    row = db.session.scalar(
        select(Annotation).where(
            Annotation.id == annotation_id,
            Annotation.practice_id == practice_id,
            Annotation.removed_at.is_(None),
            or_(Annotation.measure_id == measure_id, Annotation.measure_id.is_(None)),
        )
    )
    if row is None:
        raise Missing(annotation_id)
    return row
