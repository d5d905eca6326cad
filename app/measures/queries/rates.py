"""How well each team reports, at a glance: for the table of all teams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.collaborative.domain.calendar import due_at, owed_periods
from app.core.clock import central
from app.core.days import add_months
from app.measures.domain.reporting import Expected, Rate, rate
from app.measures.queries.series import MeasureSeries, reported_by

if TYPE_CHECKING:
    from app.collaborative.queries import Team

LOOK_BACK = 6


@dataclass(frozen=True, slots=True)
class TeamReporting:
    """What a team sent last, its rates over the last due months, and what is still missing.

    `late_months` are the months on whose page something required is overdue, oldest first.
    """

    last_period: dt.date | None
    rate: Rate
    late_months: tuple[dt.date, ...]


def team_reporting(teams: Sequence[Team], now: dt.datetime) -> dict[int, TeamReporting]:
    """How each team reports, by practice. Two statements, however many teams."""
    cohort_of = {team.id: team.cohort.id if team.cohort else None for team in teams}
    if not cohort_of:
        return {}
    reported = reported_by(cohort_of)
    return {team.id: _reporting(team, reported[team.id], now) for team in teams}


def _reporting(team: Team, every: Sequence[MeasureSeries], now: dt.datetime) -> TeamReporting:
    due = [(series, one) for series in every for one in _due(team, series, now)]
    missing = {
        add_months(one.period, series.months - 1)
        for series, one in due
        if one.first_sent_at is None
    }
    sent = [point.period for series in every for point in series.points]
    since = add_months(central(now).date().replace(day=1), -LOOK_BACK)
    return TeamReporting(
        last_period=max(sent, default=None),
        rate=rate(one for _, one in due if one.period >= since),
        late_months=tuple(sorted(missing)),
    )


def _due(team: Team, series: MeasureSeries, now: dt.datetime) -> Iterable[Expected]:
    """What the team owes of one required measure and is past its due day."""
    if team.cohort is None or team.enrolment is None or not series.is_required:
        return
    first_sent = {point.period: point.first_sent_at for point in series.points}
    for period in owed_periods(
        joined_on=team.enrolment.joined_on,
        left_on=team.enrolment.left_on,
        cohort_starts=team.cohort.starts_on,
        cohort_ends=team.cohort.ends_on,
        today=central(now).date(),
        months=series.months,
    ):
        due = due_at(period, series.months, team.cohort.due_day)
        if due <= now:
            yield Expected(team.key, series.key, period, due, first_sent.get(period))
