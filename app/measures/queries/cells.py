"""The cells of a team: what its month page shows, what it owes, and the history of a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.collaborative.domain.calendar import due_at, locks_at, owed_periods
from app.core.clock import central
from app.core.db import db
from app.core.errors import Missing
from app.measures.domain.kinds import Answer
from app.measures.domain.periods import MonthState, period_on_page, state_of_month
from app.measures.models import DataPoint, DataPointRevision, MeasureVersion, PeriodSubmission
from app.measures.queries.series import (
    Reported,
    chosen_by,
    version_for,
)

if TYPE_CHECKING:
    from app.accounts.models import Person
    from app.collaborative.models import Cohort
    from app.collaborative.queries import Team


REMEMBERED_LOCK = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a month's page: a measure, the definition in force, and what is there so far."""

    reported: Reported
    version: MeasureVersion
    period: dt.date
    point: DataPoint | None

    @property
    def key(self) -> str:
        return self.reported.measure.key

    @property
    def is_begun(self) -> bool:
        return self.point is not None and self.point.answer is not Answer.BLANK

    @property
    def is_sent(self) -> bool:
        return self.point is not None and self.point.sent_at is not None

    @property
    def is_changed_since(self) -> bool:
        """Whether the draft differs from what was last sent."""
        point = self.point
        return point is not None and point.sent_at is not None and not point.says_what_was_sent


@dataclass(frozen=True, slots=True)
class OwedMonth:
    """A month that a team owes numbers for, and where it stands."""

    month: dt.date
    due_at: dt.datetime
    locks_at: dt.datetime
    cells: tuple[Cell, ...]
    state: MonthState

    @property
    def missing(self) -> tuple[Cell, ...]:
        """The required cells that were never sent."""
        return tuple(c for c in self.cells if c.reported.is_required and not c.is_sent)

    @property
    def is_waiting(self) -> bool:
        """Whether the team can and should still do something about it."""
        return bool(self.cells) and self.state not in {MonthState.SENT, MonthState.LOCKED}


def owed(team: Team, now: dt.datetime) -> tuple[OwedMonth, ...]:
    """Every month that the team owes, oldest first, the current one last. Two statements."""
    if team.cohort is None or team.enrolment is None:
        return ()
    cohort, joined_on = team.cohort, team.enrolment.joined_on
    chosen = chosen_by({team.id: cohort.id})[team.id]
    points = _points(team.id, {one.measure.id for one in chosen})
    by_cell = {(point.measure_id, point.period): point for point in points}
    return tuple(
        _owed_month(month, cohort, tuple(_cells(month, joined_on, chosen, by_cell)), now)
        for month in owed_months(team, now)
    )


def current(months: Sequence[OwedMonth], now: dt.datetime) -> OwedMonth | None:
    """The month to open first: the oldest that was not sent, else the last.

    A month that was locked unsent is opened for a month more, because its page says why
    it is locked and whom to ask; after that it stands in nobody's way.
    """
    waiting = [
        month
        for month in months
        if month.is_waiting
        or (month.state is MonthState.LOCKED and now < month.locks_at + REMEMBERED_LOCK)
    ]
    return waiting[0] if waiting else (months[-1] if months else None)


def month_of(months: Sequence[OwedMonth], month: dt.date) -> OwedMonth:
    """That month, if the team owes it; raises `Missing`."""
    for one in months:
        if one.month == month:
            return one
    raise Missing(month)


def owed_months(team: Team, now: dt.datetime) -> list[dt.date]:
    """The months that a team owes, oldest first, the current one last. No statement."""
    if team.enrolment is None or team.cohort is None:
        return []
    return owed_periods(
        joined_on=team.enrolment.joined_on,
        left_on=team.enrolment.left_on,
        cohort_starts=team.cohort.starts_on,
        cohort_ends=team.cohort.ends_on,
        today=central(now).date(),
    )


def _owed_month(
    month: dt.date, cohort: Cohort, cells: tuple[Cell, ...], now: dt.datetime
) -> OwedMonth:
    due = due_at(month, 1, cohort.due_day)
    locks = locks_at(month, 1, cohort.due_day, cohort.lock_days)
    required = [cell for cell in cells if cell.reported.is_required]
    state = state_of_month(
        now=now,
        due_at=due,
        locks_at=locks,
        required=len(required),
        required_sent=sum(cell.is_sent for cell in required),
        sent=sum(cell.is_sent for cell in cells),
        begun=sum(cell.is_begun for cell in cells),
    )
    return OwedMonth(month, due, locks, cells, state)


def _cells(
    month: dt.date,
    joined_on: dt.date,
    chosen: Sequence[Reported],
    points: Mapping[tuple[int, dt.date], DataPoint],
) -> list[Cell]:
    cells = []
    for one in chosen:
        version = version_for(one.versions, month)
        period = period_on_page(month, version.frequency.months)
        if period is not None and period >= joined_on:
            cells.append(Cell(one, version, period, points.get((one.measure.id, period))))
    return cells


def _points(practice_id: int, measure_ids: Collection[int]) -> Sequence[DataPoint]:
    return db.session.scalars(
        select(DataPoint)
        .where(DataPoint.practice_id == practice_id, DataPoint.measure_id.in_(measure_ids))
        .order_by(DataPoint.period)
    ).all()


def submission(practice_id: int, month: dt.date) -> PeriodSubmission | None:
    """What the team noted about this month and when it sent it, if it did either."""
    return db.session.scalar(
        select(PeriodSubmission).where(
            PeriodSubmission.practice_id == practice_id, PeriodSubmission.period == month
        )
    )


def point(practice_id: int, measure_id: int, period: dt.date) -> DataPoint | None:
    """The cell as it is now, if anything was ever in it."""
    return db.session.scalar(
        select(DataPoint).where(
            DataPoint.practice_id == practice_id,
            DataPoint.measure_id == measure_id,
            DataPoint.period == period,
        )
    )


@dataclass(frozen=True, slots=True)
class Revision:
    """One value that a cell had, and who put it there."""

    revision: DataPointRevision
    by: str


def history(point_id: int) -> tuple[Revision, ...]:
    """Every value that a cell had, latest first. One statement."""
    person: type[Person] = aliased(DataPointRevision.by.property.mapper.class_)
    rows = db.session.execute(
        select(DataPointRevision, person.name)
        .outerjoin(person, person.id == DataPointRevision.by_id)
        .where(DataPointRevision.data_point_id == point_id)
        .order_by(DataPointRevision.number.desc())
    )
    return tuple(Revision(revision, name or "The portal") for revision, name in rows)
