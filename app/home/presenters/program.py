"""All teams at a glance: who is late, what came in time, what their charts say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from app.core.dates import month, short_month

if TYPE_CHECKING:
    from app.charts.queries import LatestSignal
    from app.collaborative.queries import Team
    from app.home.queries import ProgramNow


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team in the table of the program."""

    key: str
    name: str
    kind: str
    region: str
    href: str
    last_period: str
    on_time: str
    late_months: tuple[str, ...]
    signal: LatestSignal
    signal_href: str
    open_cycles: int
    cycles_href: str

    @property
    def is_late(self) -> bool:
        return bool(self.late_months)


@dataclass(frozen=True, slots=True)
class Overview:
    """All teams, those that are late first."""

    rows: tuple[TeamRow, ...]
    charts: int
    signals: int
    by_luck: int

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)

    @property
    def open_cycles(self) -> int:
        return sum(row.open_cycles for row in self.rows)


def overview(now: ProgramNow) -> Overview:
    """The teams in words, those with the most late months first."""
    rows = [_row(team, now) for team in now.teams]
    return Overview(
        tuple(sorted(rows, key=lambda row: (-len(row.late_months), row.name.casefold()))),
        charts=now.counts.charts,
        signals=now.counts.signals,
        by_luck=now.counts.by_luck,
    )


def filtered(found: Overview, show: str) -> tuple[TeamRow, ...]:
    """The rows that fit the filter; an unknown filter shows all."""
    if show == "late":
        return tuple(row for row in found.rows if row.is_late)
    if show in {"worse", "better"}:
        return tuple(row for row in found.rows if row.signal.kind == show)
    return found.rows


def _row(team: Team, now: ProgramNow) -> TeamRow:
    signal, came = now.signals[team.id], now.reporting[team.id]
    chart = url_for("charts.overview", team=team.key)
    if signal.measure_key:
        chart = url_for("charts.measure", team=team.key, measure=signal.measure_key)
    return TeamRow(
        key=team.key,
        name=team.name,
        kind=team.practice.kind.short_label,
        region=team.region.label,
        href=url_for("home.team", team=team.key),
        last_period=short_month(came.last_period) if came.last_period else "No numbers yet",
        on_time=came.rate.on_time_words,
        late_months=tuple(month(one) for one in came.late_months),
        signal=signal,
        signal_href=chart,
        open_cycles=len(now.cycles[team.id]),
        cycles_href=url_for("improvement.cycles", team=team.key),
    )
