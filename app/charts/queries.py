"""Every look at what people decided about charts and wrote on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

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

from app.charts.domain.assembling import figure_of
from app.charts.domain.decisions import Decision, Note
from app.charts.domain.figure import Meaning
from app.charts.domain.words import finding
from app.charts.models import Annotation, ChartDecision
from app.core.clock import central
from app.core.db import db
from app.core.errors import Missing
from app.measures.queries import reported_by

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.measures.queries import MeasureSeries

from app.spc import expected_false_signals


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


@dataclass(frozen=True, slots=True)
class LatestSignal:
    """What a team's charts say at most: the newest signal, else that there is none.

    `kind` is better, worse, same or few; `period` is when a rule first saw it.
    """

    kind: str
    words: str
    measure_key: str = ""
    measure_name: str = ""
    period: dt.date | None = None
    charts: int = 0
    signals: int = 0
    rates: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SignalCounts:
    """Charts, those with a signal, and how many luck alone would give: always together."""

    charts: int
    signals: int
    by_luck: int


def signal_counts(latest: Mapping[int, LatestSignal]) -> SignalCounts:
    """The signals over the charts of several teams, beside the number that luck alone gives."""
    every = latest.values()
    return SignalCounts(
        sum(one.charts for one in every),
        sum(one.signals for one in every),
        round(expected_false_signals(rate for one in every for rate in one.rates)),
    )


def latest_signals(teams: Sequence[Team], now: dt.datetime) -> dict[int, LatestSignal]:
    """The newest signal of each team, by practice; few statements, however many teams."""
    cohort_of = {team.id: team.cohort.id if team.cohort else None for team in teams}
    if not cohort_of:
        return {}
    reported, written = reported_by(cohort_of), marks_of(cohort_of)
    return {
        team.id: _latest(team, reported[team.id], written.get(team.id, {}), central(now).date())
        for team in teams
    }


def _latest(
    team: Team, reported: Iterable[MeasureSeries], charts: Mapping[int, Marks], today: dt.date
) -> LatestSignal:
    figures = []
    for series in reported:
        mine = of(charts, series.measure_id)
        figures.append(figure_of(team, series, today=today, decisions=mine.decisions))
    led = [(figure, figure.leading) for figure in figures if figure.leading is not None]
    rates = tuple(figure.rate for figure in figures if figure.rate is not None)
    count = sum(any(not one.in_baseline for one in figure.signals) for figure in figures)
    if not led:
        few = all(figure.meaning is Meaning.FEW for figure in figures)
        kind, words = ("few", "Too early to tell") if few else ("same", "No clear change")
        return LatestSignal(kind, words, charts=len(figures), signals=count, rates=rates)
    figure, signal = max(led, key=lambda pair: pair[0].points[pair[1].noticed].period)
    return LatestSignal(
        kind=signal.meaning.value,
        words=f"{figure.definition.short_name}: {finding(figure, signal)}",
        measure_key=figure.definition.key,
        measure_name=figure.definition.name,
        period=figure.points[signal.noticed].period,
        charts=len(figures),
        signals=count,
        rates=rates,
    )


@dataclass(frozen=True, slots=True)
class SeenSignal:
    """A signal on a chart, and the month in whose number a rule first saw it."""

    period: dt.date
    measure_name: str
    kind: str
    words: str


def every_signal(teams: Sequence[Team], now: dt.datetime) -> dict[int, tuple[SeenSignal, ...]]:
    """All signals of each team in the order of time, by practice; few statements for any number."""
    if not teams:
        return {}
    cohort_of = {team.id: team.cohort.id if team.cohort else None for team in teams}
    reported, written = reported_by(cohort_of), marks_of(cohort_of)
    return {
        team.id: tuple(
            sorted(
                (
                    one
                    for series in reported[team.id]
                    for one in _seen(team, series, written.get(team.id, {}), central(now).date())
                ),
                key=lambda one: (one.period, one.measure_name),
            )
        )
        for team in teams
    }


def _seen(
    team: Team, series: MeasureSeries, charts: Mapping[int, Marks], today: dt.date
) -> Iterable[SeenSignal]:
    decisions = of(charts, series.measure_id).decisions
    figure = figure_of(team, series, today=today, decisions=decisions)
    return [
        SeenSignal(
            figure.points[signal.noticed].period,
            figure.definition.short_name,
            signal.meaning.value,
            finding(figure, signal),
        )
        for signal in figure.signals
        if not signal.in_baseline
    ]


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
