"""What homes are made of, gathered from the features below; no table of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.awards.queries import beginnings
from app.charter import queries as charters
from app.charts import queries as charts
from app.collaborative import queries as collaborative
from app.improvement import queries as improvement
from app.measures import queries as measures

if TYPE_CHECKING:
    from app.awards.queries.beginnings import Origin
    from app.charter.models import CharterMember
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
    """What `actor` oversees: the teams that are in a cohort now, as cohorts count them.

    A constant number of statements, however many teams.
    """
    teams = [team for team in collaborative.program_teams(actor) if team.is_in_cohort]
    signals = charts.latest_signals(teams, now)
    return ProgramNow(
        tuple(teams),
        signals,
        measures.team_reporting(teams, now),
        improvement.open_cycles([team.id for team in teams]),
        charts.signal_counts(signals),
    )


@dataclass(frozen=True, slots=True)
class Beginning:
    """How far a team is that began from an award: the award, its charter and who is on it."""

    origin: Origin
    is_confirmed: bool
    members: tuple[CharterMember, ...]


def beginning_of(team: Team) -> Beginning | None:
    """The beginning of a team; None when it did not begin from an award.

    One statement for teams without an award, three for others.
    """
    origin = beginnings.origin_of(team.id)
    if origin is None:
        return None
    charter = charters.charter_of(team.id, team.cohort.id) if team.cohort else None
    if charter is None:
        return Beginning(origin, False, ())
    return Beginning(origin, charter.confirmed_at is not None, charters.members(charter.id))
