"""Taking an import back: every cell says again what it said before, unless it moved on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.collaborative.domain.calendar import locks_at
from app.core.db import db
from app.core.errors import NotPossibleNow
from app.measures.domain import snapshots
from app.measures.queries import imports, rehearsal
from app.measures.services.cells import put_back

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.core.model import Json
    from app.measures.models import DataPoint, ImportBatch, PeriodSubmission
    from app.measures.queries.rehearsal import Row
    from app.policy import Actor

UNDO = dt.timedelta(hours=24)
CHANGED = "changed since"
LOCKED = "locked since"


@dataclass(frozen=True, slots=True)
class Kept:
    """A number that an undo left alone, and why."""

    name: str
    period: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class Before:
    """How cells and months were before an import wrote them."""

    rows: tuple[tuple[Row, Json, int], ...]
    months: dict[str, Json | None]

    def as_json(self, team: Team, at: dt.datetime) -> Json:
        """What to keep with the import, once it has written: the cells that it changed."""
        points = rehearsal.books(team, at).points
        before = []
        for row, was, version in self.rows:
            assert row.cell is not None  # noqa: S101  # only good rows are written
            point = points[row.cell.reported.measure.id, row.cell.period]
            if point.version != version:
                before.append(
                    {
                        "point": point.id,
                        "wrote": _cell(point, point.measure_version_id),
                        "name": row.name,
                        "month": row.page_month.isoformat()
                        if row.is_owed and row.page_month
                        else None,
                        "was": was,
                    }
                )
        return {"before": before, "months": self.months}


def remember(team: Team, rows: Sequence[Row]) -> Before:
    """Note how the cells of these rows, and the months they belong to, are now."""
    cells = [
        (row, _cell(row.cell.point, row.cell.version.id), _version(row.cell.point))
        for row in rows
        if row.cell is not None
    ]
    months = {row.page_month for row in rows if row.is_owed and row.page_month}
    sent = imports.submissions(team.id, months)
    return Before(
        tuple(cells), {month.isoformat(): _month(sent.get(month)) for month in sorted(months)}
    )


def _cell(point: DataPoint | None, version_id: int) -> Json:
    if point is None:
        return snapshots.to_json(snapshots.empty_cell(version_id))
    names = (*snapshots.HEAD, *snapshots.SENT)
    return snapshots.to_json({name: getattr(point, name) for name in names})


def _version(point: DataPoint | None) -> int:
    return point.version if point else 0


def _month(sent: PeriodSubmission | None) -> Json | None:
    if sent is None:
        return None
    return snapshots.to_json({name: getattr(sent, name) for name in snapshots.MONTH})


def may_be_undone(batch: ImportBatch, at: dt.datetime) -> bool:
    """Whether the import was confirmed less than 24 hours ago, and not undone since."""
    return (
        batch.confirmed_at is not None
        and batch.undone_at is None
        and at < batch.confirmed_at + UNDO
    )


def undo(batch: ImportBatch, team: Team, *, by: Actor, at: dt.datetime) -> tuple[Kept, ...]:
    """Put back what the import changed; numbers that moved on or are locked are left and told.

    Raises `NotPossibleNow` later than 24 hours after the import, or when it is undone already.
    """
    if not may_be_undone(batch, at):
        raise NotPossibleNow(
            "An import can be undone once, within 24 hours. Correct the numbers month by month."
        )
    entries: list[Mapping[str, Any]] = batch.rows["before"]
    points = imports.points_by_id(team.id, [entry["point"] for entry in entries])
    kept: list[Kept] = []
    held: set[str | None] = set()
    for entry in entries:
        point = points[entry["point"]]
        why = _why_kept(point, entry, team, at)
        if why:
            kept.append(Kept(entry["name"], point.period, why))
            held.add(entry["month"])
        else:
            was = snapshots.from_json(entry["was"])
            put_back(point, was, by=by, at=at, batch_id=batch.id)
    months = {month: was for month, was in batch.rows["months"].items() if month not in held}
    _put_months_back(batch, team, months)
    _close(batch, len(entries) - len(kept), kept, by=by, at=at)
    return tuple(kept)


def _why_kept(point: DataPoint, entry: Mapping[str, Any], team: Team, at: dt.datetime) -> str:
    if _cell(point, point.measure_version_id) != entry["wrote"]:
        return CHANGED
    if entry["month"] is None or team.cohort is None:
        return ""
    month = dt.date.fromisoformat(entry["month"])
    locked = at >= locks_at(month, 1, team.cohort.due_day, team.cohort.lock_days)
    return LOCKED if locked else ""


def _put_months_back(batch: ImportBatch, team: Team, months: Mapping[str, Json | None]) -> None:
    """A month that this import sent, and nobody since, is as sent as it was before."""
    sent = imports.submissions(team.id, map(dt.date.fromisoformat, months))
    for month, row in sent.items():
        was = months[month.isoformat()]
        if row.last_sent_at != batch.confirmed_at:
            continue
        if was is None:
            db.session.delete(row)
        else:
            for name, value in snapshots.from_json(was).items():
                setattr(row, name, value)


def _close(
    batch: ImportBatch, restored: int, kept: Iterable[Kept], *, by: Actor, at: dt.datetime
) -> None:
    batch.undone_at, batch.undone_by_id = at, by.person_id
    told = [{"name": k.name, "period": k.period.isoformat(), "why": k.why} for k in kept]
    batch.rows = batch.rows | {"kept": told}
    audit.record(
        "undid an import",
        batch,
        by=by,
        at=at,
        name=batch.filename,
        practice_id=batch.practice_id,
        after={"put back": restored, "left": len(told)},
    )
