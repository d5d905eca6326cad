"""The imports of a team, and the cells that they wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Missing
from app.measures.models import DataPoint, ImportBatch, PeriodSubmission


def batch(practice_id: int, batch_id: int, *, lock: bool = False) -> ImportBatch:
    """An import of that team; raises `Missing`. `lock` keeps others from deciding on it."""
    statement = select(ImportBatch).where(
        ImportBatch.id == batch_id, ImportBatch.practice_id == practice_id
    )
    if lock:
        statement = statement.with_for_update()
    row = db.session.scalar(statement)
    if row is None:
        raise Missing(batch_id)
    return row


def batches(practice_id: int, limit: int = 10) -> tuple[ImportBatch, ...]:
    """The last imports that a team confirmed, latest first. One statement."""
    return tuple(
        db.session.scalars(
            select(ImportBatch)
            .where(ImportBatch.practice_id == practice_id, ImportBatch.confirmed_at.is_not(None))
            .order_by(ImportBatch.confirmed_at.desc(), ImportBatch.id.desc())
            .limit(limit)
        )
    )


def forgotten(practice_id: int, before: dt.datetime) -> tuple[ImportBatch, ...]:
    """Imports that nobody confirmed."""
    return tuple(
        db.session.scalars(
            select(ImportBatch)
            .where(
                ImportBatch.practice_id == practice_id,
                ImportBatch.confirmed_at.is_(None),
                ImportBatch.created_at < before,
            )
            .order_by(ImportBatch.id)
        )
    )


def points_by_id(practice_id: int, ids: Iterable[int]) -> dict[int, DataPoint]:
    """These cells of the team, by id. One statement."""
    rows = db.session.scalars(
        select(DataPoint)
        .where(DataPoint.practice_id == practice_id, DataPoint.id.in_(list(ids)))
        .order_by(DataPoint.id)
    )
    return {point.id: point for point in rows}


def submissions(practice_id: int, months: Iterable[dt.date]) -> dict[dt.date, PeriodSubmission]:
    """What the team sent of these months, by month. One statement."""
    rows = db.session.scalars(
        select(PeriodSubmission)
        .where(
            PeriodSubmission.practice_id == practice_id, PeriodSubmission.period.in_(list(months))
        )
        .order_by(PeriodSubmission.period)
    )
    return {row.period: row for row in rows}
