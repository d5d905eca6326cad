"""Imports: keep what a file says, write it when somebody confirms, take it back within a day."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.measures.domain.layouts import Said, find_table
from app.measures.models import ImportBatch, Via
from app.measures.queries import cells, imports, rehearsal
from app.measures.services import import_undo, spreadsheets
from app.measures.services.cells import Value, save_cell, send_month, send_past

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.collaborative.queries import Team
    from app.measures.domain.layouts import Named, Table
    from app.measures.queries.rehearsal import Rehearsal, Row
    from app.policy import Actor

KEEP_UNCONFIRMED = dt.timedelta(hours=24)
LONGEST_WHY = 300
NO_TABLE = (
    "We found no table in this file. Its first row must name the columns: Month, then a top and a"
    " bottom number for each measure. Download the template to see how."
)
NOTHING_IN_IT = "This table has no numbers yet. Fill some in, save the file, and upload it again."
NO_GOOD_ROW = "No row of this file can be imported. Correct the file and upload it again."
MOVED_ON = "Some numbers changed while you looked. This is how it stands now: look, then confirm."


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who confirms has chosen. `why` becomes the note of odd rows."""

    seen: str
    only_good: bool = False
    send: bool = False
    why: str = ""

    def sends(self, row: Row) -> bool:
        """Whether a row is sent at once: when asked to, and always when no month waits for it."""
        return self.send or not row.is_owed


@dataclass(frozen=True, slots=True)
class Sheet:
    """A spreadsheet that was read: its name, its SHA-256, and what it says."""

    filename: str
    sha256: bytes
    table: Table


def names(team: Team, at: dt.datetime) -> Sequence[Named]:
    """What the measures are called that a spreadsheet of this team may speak of."""
    return rehearsal.books(team, at).names


def read(filename: str, content: bytes, measures: Sequence[Named]) -> Sheet:
    """Read a spreadsheet. It may take seconds: call it while no transaction is open.

    Raises `Refused` with one sentence when it cannot be read or has no numbers.
    """
    table = find_table(spreadsheets.read(content), measures)
    if table is None:
        raise Refused(NO_TABLE, field=spreadsheets.FIELD)
    if not table.said:
        raise Refused(NOTHING_IN_IT, field=spreadsheets.FIELD)
    return Sheet(filename[:200], hashlib.sha256(content).digest(), table)


def upload(team: Team, sheet: Sheet, *, by: Actor, at: dt.datetime) -> ImportBatch:
    """Keep what a spreadsheet says for the rehearsal; no number is written.

    The file itself is not kept, only its name and its SHA-256.
    """
    for old in imports.forgotten(team.id, at - KEEP_UNCONFIRMED):
        db.session.delete(old)
    table = sheet.table
    batch = ImportBatch(
        practice_id=team.id,
        filename=sheet.filename,
        sha256=sheet.sha256,
        rows={"said": [one.as_dict() for one in table.said], "unread": list(table.unread)},
        created_at=at,
        created_by_id=by.person_id,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def rehearse(team: Team, batch: ImportBatch, at: dt.datetime) -> Rehearsal:
    """What the import would do at this moment."""
    said = [Said(**one) for one in batch.rows["said"]]
    return rehearsal.rehearse(rehearsal.books(team, at), said)


def confirm(
    batch: ImportBatch, team: Team, choices: Choices, *, by: Actor, at: dt.datetime
) -> tuple[Row, ...]:
    """Write the good rows of an import, all or none; the rows that were written come back.

    Raises `Refused` when the person must first choose (bad rows, odd rows without a reason)
    or has seen an older rehearsal; `NotPossibleNow` when it was confirmed before.
    """
    if batch.confirmed_at is not None:
        raise NotPossibleNow("This import was confirmed before. Nothing was written twice.")
    found = rehearse(team, batch, at)
    _refuse_unclear(found, choices)
    rows = found.good
    before = import_undo.remember(team, rows)
    for row in rows:
        _write(row, team.id, batch.id, why=choices.why, by=by, at=at)
    _send(team, [row for row in rows if choices.sends(row)], batch.id, by=by, at=at)
    batch.confirmed_at, batch.confirmed_by_id = at, by.person_id
    batch.rows = batch.rows | before.as_json(team, at)
    audit.record(
        "imported numbers",
        batch,
        by=by,
        at=at,
        name=batch.filename,
        practice_id=team.id,
        after={
            "rows": len(rows),
            "left out": len(found.bad),
            "sent": choices.send,
            "sha256": batch.sha256.hex(),
        },
    )
    return rows


def _refuse_unclear(found: Rehearsal, choices: Choices) -> None:
    if found.mark != choices.seen:
        raise Refused(MOVED_ON)
    if not found.good:
        raise Refused(NO_GOOD_ROW, field="only_good")
    if found.bad and not choices.only_good:
        text = "Tick this to import the good rows only, or correct the file and upload it again."
        raise Refused(text, field="only_good")
    if not choices.why and any(choices.sends(row) for row in found.odd):
        text = "Say why the marked numbers are right, or correct them in the file."
        raise Refused(text, field="why")


def _write(
    row: Row, practice_id: int, batch_id: int, *, why: str, by: Actor, at: dt.datetime
) -> None:
    cell, checked = row.cell, row.checked
    assert cell is not None  # noqa: S101  # a good row has a cell and was checked
    assert checked is not None  # noqa: S101  # a draft that may be kept was checked
    note = why if row.needs_note else row.said.note
    save_cell(
        cell,
        Value(
            checked.answer,
            checked.numerator,
            checked.denominator,
            row.source,
            row.sample_size,
            note,
        ),
        practice_id=practice_id,
        seen_version=cell.point.version if cell.point else 0,
        by=by,
        at=at,
        via=Via.IMPORT,
        batch_id=batch_id,
    )


def _send(team: Team, rows: Sequence[Row], batch_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Send what was written: owed months as the month page does, older numbers one by one."""
    keys = {(row.cell.key, row.period) for row in rows if row.cell}
    months = {row.page_month for row in rows if row.is_owed and row.page_month}
    notes = imports.submissions(team.id, months)
    for month in cells.owed(team, at):
        ours = [cell for cell in month.cells if (cell.key, cell.period) in keys]
        if ours:
            note = notes[month.month].note if month.month in notes else ""
            send_month(month, ours, practice_id=team.id, note=note, by=by, at=at, batch_id=batch_id)
    there = rehearsal.books(team, at)
    past = [row.cell for row in rows if row.cell and not row.is_owed]
    points = [there.points[cell.reported.measure.id, cell.period] for cell in past]
    send_past(points, by=by, at=at, batch_id=batch_id)
