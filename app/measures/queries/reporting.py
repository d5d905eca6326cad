"""Who owed what for each month, and whether and when it came; for the program's reporting pages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.collaborative.domain.calendar import due_at, owed_periods
from app.core.clock import central
from app.core.days import add_months
from app.measures.domain.reporting import Expected
from app.measures.queries.series import MeasureSeries, SentPoint, reported_by

if TYPE_CHECKING:
    from app.collaborative.queries import Team


@dataclass(frozen=True, slots=True)
class Entry:
    """A required measure of a team for one month, with what came for it."""

    team: Team
    series: MeasureSeries
    expected: Expected
    point: SentPoint | None

    @property
    def state(self) -> str:
        """Where it stands: corrections say "revised" and never make a number late.

        One of missing, on time, late, each of the last two perhaps with ", revised".
        """
        if self.point is None:
            return "missing"
        word = "on time" if self.expected.is_on_time else "late"
        return f"{word}, revised" if self.point.is_revised else word


def expected(teams: Sequence[Team], now: dt.datetime) -> dict[dt.date, tuple[Entry, ...]]:
    """Everything that these teams owe, by the month on whose page it is entered, oldest first.

    Months that are not due yet are among them. At most three statements, however many teams.
    """
    cohort_of = {team.id: team.cohort.id if team.cohort else None for team in teams}
    series = reported_by(cohort_of)
    found: defaultdict[dt.date, list[Entry]] = defaultdict(list)
    for team in teams:
        for one in series[team.id]:
            for entry in _entries(team, one, now):
                found[add_months(entry.expected.period, one.months - 1)].append(entry)
    return {month: tuple(found[month]) for month in sorted(found)}


def _entries(team: Team, series: MeasureSeries, now: dt.datetime) -> Iterator[Entry]:
    if team.cohort is None or team.enrolment is None or not series.is_required:
        return
    points = {point.period: point for point in series.points}
    for period in owed_periods(
        joined_on=team.enrolment.joined_on,
        left_on=team.enrolment.left_on,
        cohort_starts=team.cohort.starts_on,
        cohort_ends=team.cohort.ends_on,
        today=central(now).date(),
        months=series.months,
    ):
        due = due_at(period, series.months, team.cohort.due_day)
        point = points.get(period)
        came = point.first_sent_at if point else None
        yield Entry(team, series, Expected(team.key, series.key, period, due, came), point)
