"""A team's measures as small charts with their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from markupsafe import Markup

from app.charts import queries
from app.charts.domain.figure import Figure, Meaning
from app.charts.domain.words import finding, headline
from app.charts.presenters.mini_chart import mini_chart
from app.charts.queries.figures import figure_of, needs_help_first
from app.measures.domain.kinds import Direction
from app.spc import expected_false_signals

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.measures.queries import MeasureSeries


@dataclass(frozen=True, slots=True)
class Card:
    """One measure at a glance."""

    key: str
    name: str
    href: str
    kind: str
    words: str
    detail: str
    now: str
    now_period: str
    goal: str
    median: str
    is_at_goal: bool
    svg: Markup
    false_signal_rate: float | None
    points: int


def cards(
    team: Team,
    series: Sequence[MeasureSeries],
    marks: Mapping[int, queries.Marks],
    *,
    today: dt.date,
) -> tuple[Card, ...]:
    """The cards of a team, those that need help first. Runs no SQL.

    `series` comes from `measures.queries.reported`, `marks` from `charts.queries.marks`.
    """
    figures = [_figure(team, one, marks, today) for one in series]
    figures.sort(key=needs_help_first)
    return tuple(_card(team, figure) for figure in figures)


def expected_by_luck(shown: Sequence[Card]) -> int:
    """How many of these charts would signal when nothing changes anywhere."""
    return round(expected_false_signals(card.false_signal_rate for card in shown))


def _figure(
    team: Team, series: MeasureSeries, marks: Mapping[int, queries.Marks], today: dt.date
) -> Figure:
    mine = queries.of(marks, series.measure_id)
    return figure_of(team, series, today=today, decisions=mine.decisions, notes=mine.notes)


def _card(team: Team, figure: Figure) -> Card:
    latest, line, definition = figure.latest, figure.current_median, figure.definition
    less = " or less" if definition.direction is Direction.LOWER else ""
    goal = "" if figure.goal is None else f"Goal {figure.scale.shown(figure.goal)}{less}"
    return Card(
        key=definition.key,
        name=definition.name,
        href=url_for("charts.measure", team=team.key, measure=definition.key),
        kind=figure.meaning.value,
        words=_words(figure),
        detail=_detail(figure),
        now="" if latest is None or latest.value is None else figure.scale.shown(latest.value),
        now_period="" if latest is None else figure.scale.period(latest.period),
        goal=goal,
        median="" if line is None else f"Median {figure.scale.shown(line.value)}",
        is_at_goal=figure.is_at_goal,
        svg=mini_chart(figure),
        false_signal_rate=figure.rate,
        points=len(figure.plotted),
    )


def _detail(figure: Figure) -> str:
    """What the verdict rests on, in a few words."""
    if figure.leading is None:
        return headline(figure).text.split(". ")[0].rstrip(".") + "."
    return finding(figure, figure.leading).capitalize()


def _words(figure: Figure) -> str:
    """A few words for the verdict."""
    if not figure.plotted:
        return "No numbers yet"
    if figure.meaning is Meaning.SAME and figure.leading is not None:
        return "A pattern to look at"
    return {
        Meaning.BETTER: "Improving",
        Meaning.WORSE: "Getting worse",
        Meaning.SAME: "No clear change",
        Meaning.FEW: "Too early to tell",
    }[figure.meaning]
