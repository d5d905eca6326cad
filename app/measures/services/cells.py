"""Writing cells: the one place that changes a data point and keeps its history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.measures import queries
from app.measures.domain.kinds import Answer, Source
from app.measures.models import HEAD, DataPoint, DataPointRevision, PeriodSubmission, Via

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.measures.queries import Cell, OwedMonth
    from app.policy import Actor


NOTHING_TO_SEND = "There is nothing to send yet. Enter at least one measure."


class Stale(Conflict):
    """Somebody changed the cell meanwhile; carries the cell as it is now."""

    def __init__(self, point: DataPoint) -> None:
        super().__init__("Someone else changed this number. Nothing was overwritten.")
        self.point = point


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell is to say."""

    answer: Answer
    numerator: int | None = None
    denominator: int | None = None
    source: Source | None = None
    sample_size: int | None = None
    note: str = ""


def save_cell(
    cell: Cell,
    value: Value,
    *,
    practice_id: int,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
    via: Via = Via.GRID,
    batch_id: int | None = None,
) -> DataPoint:
    """Put `value` into a cell as a draft and keep what was there in its history.

    `seen_version` is the version that the writer saw (0 for an empty cell); when the cell
    has moved on, nothing is written and `Stale` carries what is there. Saving what is
    there already changes nothing.
    """
    point = queries.point(practice_id, cell.reported.measure.id, cell.period)
    if (point.version if point else 0) != seen_version:
        if point is None:
            raise Conflict("This number is no longer there. Load the page again.")
        if not _says(point, value):
            raise Stale(point)
        return point
    if point is not None and _says(point, value):
        return point
    if point is None:
        point = DataPoint(
            practice_id=practice_id, measure_id=cell.reported.measure.id, period=cell.period
        )
        db.session.add(point)
    for name in HEAD:
        setattr(point, name, getattr(value, name))
    point.measure_version_id = cell.version.id
    point.changed_at, point.changed_by_id = at, by.person_id
    db.session.flush()
    _remember(point, by=by, at=at, via=via, batch_id=batch_id)
    return point


def _says(point: DataPoint, value: Value) -> bool:
    return all(getattr(point, name) == getattr(value, name) for name in HEAD)


def _remember(
    point: DataPoint,
    *,
    by: Actor,
    at: dt.datetime,
    via: Via,
    batch_id: int | None = None,
    is_sent: bool = False,
) -> None:
    """Add the cell's present value to its history; numbers follow the cell's version."""
    db.session.add(
        DataPointRevision(
            data_point_id=point.id,
            number=point.version,
            via=via,
            is_sent=is_sent,
            at=at,
            by_id=by.person_id,
            import_batch_id=batch_id,
            **{name: getattr(point, name) for name in HEAD},
        )
    )


def refuse_when_locked(month: OwedMonth, *, at: dt.datetime) -> None:
    """Raise `NotPossibleNow` once the month is locked."""
    if at >= month.locks_at:
        raise NotPossibleNow(
            "This month is locked. Ask your coach or program staff if a number must change."
        )


def send_month(
    month: OwedMonth,
    cells: Sequence[Cell],
    *,
    practice_id: int,
    note: str | None = None,
    by: Actor,
    at: dt.datetime,
    batch_id: int | None = None,
) -> PeriodSubmission:
    """Send the drafts of `cells` (all of this month): from now on charts and reports show them.

    The first sending of a cell decides its timeliness for good. The month is complete at
    the first moment when all its required cells have been sent; that moment never moves.
    Without a `note` what was noted about the month stays.
    Raises `NotPossibleNow` when the month is locked and `Refused` when there is nothing.
    """
    refuse_when_locked(month, at=at)
    points = [cell.point for cell in cells if cell.point is not None and cell.is_begun]
    if not points:
        raise Refused(NOTHING_TO_SEND)
    for point in points:
        _send(point, by=by, at=at, batch_id=batch_id)
    submission = _submission(practice_id, month)
    if note is not None:
        submission.note = note
    submission.last_sent_at, submission.last_sent_by_id = at, by.person_id
    if submission.first_complete_at is None and not month.missing:
        submission.first_complete_at = at
    db.session.flush()
    audit.record(
        "sent numbers",
        submission,
        by=by,
        at=at,
        name=f"{month.month:%B %Y}",
        practice_id=practice_id,
        after={"cells": len(points), "complete": submission.first_complete_at is not None},
    )
    return submission


def note_month(
    month: OwedMonth, note: str, *, practice_id: int, by: Actor, at: dt.datetime
) -> None:
    """Keep what the team says about a month, sent or not. The same words change nothing."""
    refuse_when_locked(month, at=at)
    there = queries.submission(practice_id, month.month)
    before = there.note if there else ""
    if note == before:
        return
    submission = _submission(practice_id, month)
    submission.note = note
    db.session.flush()
    audit.record(
        "noted about a month",
        submission,
        by=by,
        at=at,
        name=f"{month.month:%B %Y}",
        practice_id=practice_id,
        before={"note": before},
        after={"note": note},
    )


def _submission(practice_id: int, month: OwedMonth) -> PeriodSubmission:
    submission = queries.submission(practice_id, month.month)
    if submission is None:
        submission = PeriodSubmission(practice_id=practice_id, period=month.month)
        db.session.add(submission)
    return submission


def _send(point: DataPoint, *, by: Actor, at: dt.datetime, batch_id: int | None) -> None:
    """Make the draft of one cell what charts show. A cell that was sent as it is stays so."""
    if point.sent_at is not None and point.says_what_was_sent:
        return
    for name in HEAD:
        setattr(point, f"sent_{name}", getattr(point, name))
    point.sent_version_id = point.measure_version_id
    point.sent_at, point.sent_by_id = at, by.person_id
    if point.first_sent_at is None:
        point.first_sent_at = at
    db.session.flush()
    _remember(point, by=by, at=at, via=Via.SUBMIT, batch_id=batch_id, is_sent=True)


def send_past(
    points: Sequence[DataPoint], *, by: Actor, at: dt.datetime, batch_id: int | None = None
) -> None:
    """Send numbers from before the team owed any: charts show them, no month waits for them."""
    for point in points:
        _send(point, by=by, at=at, batch_id=batch_id)


def put_back(
    point: DataPoint,
    before: Mapping[str, Any],
    *,
    by: Actor,
    at: dt.datetime,
    batch_id: int | None = None,
) -> None:
    """Let a cell say again what it said before; its history keeps both."""
    if all(getattr(point, name) == value for name, value in before.items()):
        return
    for name, value in before.items():
        setattr(point, name, value)
    point.changed_at, point.changed_by_id = at, by.person_id
    db.session.flush()
    _remember(point, by=by, at=at, via=Via.UNDO, batch_id=batch_id)
