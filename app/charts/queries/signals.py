"""What the charts of teams say: the newest signal, every signal, and how many luck gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.charts.domain.figure import Meaning
from app.charts.domain.words import finding
from app.charts.queries.figures import figure_of
from app.charts.queries.marks import Marks, marks_of, of
from app.core.clock import central
from app.measures.queries import reported_by
from app.spc import expected_false_signals

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.measures.queries import MeasureSeries


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
    """Charts with numbers, those with a signal, and how many luck would give: always together."""

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
    shown = sum(bool(figure.plotted) for figure in figures)
    if not led:
        few = all(figure.meaning is Meaning.FEW for figure in figures)
        kind, words = ("few", "Too early to tell") if few else ("same", "No clear change")
        return LatestSignal(kind, words, charts=shown, signals=count, rates=rates)
    figure, signal = max(led, key=lambda pair: pair[0].points[pair[1].noticed].period)
    return LatestSignal(
        kind=signal.meaning.value,
        words=f"{figure.definition.short_name}: {finding(figure, signal)}",
        measure_key=figure.definition.key,
        measure_name=figure.definition.name,
        period=figure.points[signal.noticed].period,
        charts=shown,
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
