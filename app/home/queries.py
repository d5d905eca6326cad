"""What homes are made of, gathered from the features below; no table of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.charts import queries as charts
from app.collaborative import queries as collaborative
from app.improvement import queries as improvement
from app.measures import queries as measures

if TYPE_CHECKING:
    from app.charts.queries import LatestSignal, SignalCounts
    from app.collaborative.queries import Team
    from app.improvement.queries import CycleOnChart
    from app.measures.queries import TeamReporting
    from app.policy import Actor


@dataclass(frozen=True, slots=True)
class ProgramNow:
    """What the program sees now: its teams, and of each by practice what to show."""

    teams: tuple[Team, ...]
    signals: Mapping[int, LatestSignal]
    reporting: Mapping[int, TeamReporting]
    cycles: Mapping[int, Sequence[CycleOnChart]]
    counts: SignalCounts


def program_now(actor: Actor, now: dt.datetime) -> ProgramNow:
    """What `actor` oversees. A constant number of statements, however many teams."""
    teams = collaborative.program_teams(actor)
    signals = charts.latest_signals(teams, now)
    return ProgramNow(
        teams,
        signals,
        measures.team_reporting(teams, now),
        improvement.open_cycles([team.id for team in teams]),
        charts.signal_counts(signals),
    )
