"""A team's numbers at a glance, for pages that only read: light rows instead of cells."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.collaborative.domain.calendar import due_at, locks_at
from app.core.db import db
from app.measures.domain.kinds import Answer
from app.measures.domain.periods import MonthState, period_on_page, state_of_month
from app.measures.models import DataPoint
from app.measures.queries.cells import owed_months
from app.measures.queries.series import (
    SENT_COLUMNS,
    MeasureSeries,
    Reported,
    SentPoint,
    chosen_by,
    sent_point,
    series_of,
    version_for,
)

if TYPE_CHECKING:
    from app.collaborative.models import Cohort
    from app.collaborative.queries import Team

Place = tuple[int, dt.date]


@dataclass(frozen=True, slots=True)
class MonthProgress:
    """A month that a team owes: how many cells its page has, how many say anything, are sent."""

    month: dt.date
    due_at: dt.datetime
    locks_at: dt.datetime
    state: MonthState
    total: int
    begun: int
    sent: int

    @property
    def is_waiting(self) -> bool:
        """Whether the team can and should still do something about it."""
        return self.total > 0 and self.state not in {MonthState.SENT, MonthState.LOCKED}


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of a team's numbers: the months that are still open, and what its charts show."""

    months: tuple[MonthProgress, ...]
    series: tuple[MeasureSeries, ...]


def numbers(team: Team, now: dt.datetime) -> Numbers:
    """What the team still owes and what it sent, together. Two statements."""
    chosen = chosen_by({team.id: team.cohort.id if team.cohort else None})[team.id]
    versions = {version.id: version for one in chosen for version in one.versions}
    begun: set[Place] = set()
    sent: defaultdict[int, list[SentPoint]] = defaultdict(list)
    for answer, _, measure_id, *rest in _rows(team.id, {one.measure.id for one in chosen}):
        if answer is not Answer.BLANK:
            begun.add((measure_id, rest[0]))
        if rest[-1] is not None:
            sent[measure_id].append(sent_point(versions, *rest))
    places = {(measure_id, point.period) for measure_id, ones in sent.items() for point in ones}
    return Numbers(
        tuple(_months(team, now, chosen, begun, places)),
        tuple(series_of(one, sent[one.measure.id]) for one in chosen),
    )


_ROWS = (
    select(DataPoint.answer, *SENT_COLUMNS)
    .where(
        DataPoint.practice_id == bindparam("practice_id"),
        DataPoint.measure_id.in_(bindparam("measure_ids", expanding=True)),
    )
    .order_by(DataPoint.period)
)
"""Put together once: that takes as long as asking."""


def _rows(practice_id: int, measure_ids: Collection[int]) -> Iterable[Sequence[Any]]:
    return db.session.execute(_ROWS, {"practice_id": practice_id, "measure_ids": list(measure_ids)})


def _months(
    team: Team,
    now: dt.datetime,
    chosen: Sequence[Reported],
    begun: Collection[Place],
    sent: Collection[Place],
) -> Iterable[MonthProgress]:
    if team.cohort is None or team.enrolment is None:
        return
    for month in owed_months(team, now):
        if locks_at(month, 1, team.cohort.due_day, team.cohort.lock_days) <= now:
            continue
        asked = _asked(month, team.enrolment.joined_on, chosen)
        yield _progress(month, team.cohort, asked, begun=begun, sent=sent, now=now)


def _asked(
    month: dt.date, joined_on: dt.date, chosen: Sequence[Reported]
) -> list[tuple[Place, bool]]:
    """The cells on the page of a month, each with whether it is required."""
    asked = []
    for one in chosen:
        period = period_on_page(month, version_for(one.versions, month).frequency.months)
        if period is not None and period >= joined_on:
            asked.append(((one.measure.id, period), one.is_required))
    return asked


def _progress(
    month: dt.date,
    cohort: Cohort,
    asked: Sequence[tuple[Place, bool]],
    *,
    begun: Collection[Place],
    sent: Collection[Place],
    now: dt.datetime,
) -> MonthProgress:
    due = due_at(month, 1, cohort.due_day)
    locks = locks_at(month, 1, cohort.due_day, cohort.lock_days)
    required = [place for place, is_required in asked if is_required]
    begun_here = sum(place in begun for place, _ in asked)
    sent_here = sum(place in sent for place, _ in asked)
    state = state_of_month(
        now=now,
        due_at=due,
        locks_at=locks,
        required=len(required),
        required_sent=sum(place in sent for place in required),
        sent=sent_here,
        begun=begun_here,
    )
    return MonthProgress(month, due, locks, state, len(asked), begun_here, sent_here)


def has_sent(practice_ids: Collection[int]) -> bool:
    """Whether one of these teams sent any number."""
    return bool(
        db.session.scalar(
            select(DataPoint.id)
            .where(DataPoint.practice_id.in_(practice_ids), DataPoint.first_sent_at.is_not(None))
            .limit(1)
        )
    )
