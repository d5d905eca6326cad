"""An import in words: what its rows say, what they would change, and the template to fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import month, short_month
from app.measures.domain.kinds import Answer
from app.measures.domain.values import value_of
from app.measures.presenters.cells import shown, words_of

if TYPE_CHECKING:
    from app.measures.models import ImportBatch
    from app.measures.queries import Cell, OwedMonth
    from app.measures.queries.rehearsal import Rehearsal, Row

MOST_SHOWN = 500
HEADS = (
    "Month",
    "Measure",
    "Top number",
    "Bottom number",
    "No eligible patients",
    "Source",
    "Sample size",
    "Note",
)
HELP = (
    "One row is one measure of one month. Fill in the top number and the bottom number.",
    "Use whole numbers. Write 0 when you counted and found none.",
    "If nobody qualified this month, leave the numbers empty and write yes in the column"
    " No eligible patients.",
    "Source is one of: ehr report, chart audit, registry, survey, log, estimate.",
    "Add rows for earlier months if you like, also from before you joined. Write the month like"
    " Nov 2026.",
    "A quarter is written as any of its months, or like Q4 2026.",
    "Enter counts only: no names, birth dates or chart numbers.",
    "Save the file and upload it on the page “Bring a spreadsheet”. You see a report before"
    " anything is written.",
)


def texts_of(batch: ImportBatch) -> dict[str, str]:
    """What stands in the cells of each line of the file, one text for each line."""
    found: dict[str, dict[str, None]] = {}
    for said in batch.rows["said"]:
        place = found.setdefault(f"Line {said['line']}", {})
        place.update(dict.fromkeys(v for v in said.values() if isinstance(v, str) and v))
    return {place: "\n".join(texts) for place, texts in found.items()}


@dataclass(frozen=True, slots=True)
class BadRow:
    """One reason why a row of the file cannot be imported."""

    line: int
    name: str
    month: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class GoodRow:
    """What a row would write. `was` is what the cell says now, when that would change."""

    line: int
    name: str
    month: str
    says: str
    value: str
    was: str
    is_same: bool
    is_past: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The rehearsal as the page shows it."""

    bad: tuple[BadRow, ...]
    good: tuple[GoodRow, ...]
    bad_count: int
    good_count: int
    marked: int
    past: int
    mark: str
    unread: tuple[str, ...]

    @property
    def hidden(self) -> int:
        """How many good rows are not listed, because the page would be too long."""
        return self.good_count - len(self.good)


def report(batch: ImportBatch, found: Rehearsal) -> Report:
    """Every bad row with its reasons, and the good rows (the first 500 of them)."""
    bad = [
        BadRow(row.line, row.name, _month(row), field, reason)
        for row in found.bad
        for field, reason in row.wrong
    ]
    return Report(
        bad=tuple(bad),
        good=tuple(_good(row) for row in found.good[:MOST_SHOWN]),
        bad_count=len(found.bad),
        good_count=len(found.good),
        marked=len(found.odd),
        past=sum(not row.is_owed for row in found.good),
        mark=found.mark,
        unread=tuple(batch.rows["unread"]),
    )


def _month(row: Row) -> str:
    return short_month(row.period) if row.period else row.said.month


def _good(row: Row) -> GoodRow:
    cell, checked = row.cell, row.checked
    assert cell is not None  # noqa: S101  # a good row has a cell and was checked
    assert checked is not None  # noqa: S101  # a draft that may be kept was checked
    kind, per = cell.version.kind, cell.version.per
    value = value_of(kind, per, checked.answer, checked.numerator, checked.denominator)
    return GoodRow(
        line=row.line,
        name=row.name,
        month=_month(row),
        says=_says(checked.answer, checked.numerator, checked.denominator),
        value=shown(kind, value),
        was=words_of(row.there) if row.there and row.changes else "",
        is_same=not row.changes,
        is_past=not row.is_owed,
        warnings=tuple(problem.message for problem in row.odd) if row.needs_note else (),
    )


def _says(answer: Answer, top: int | None, bottom: int | None) -> str:
    if answer is Answer.NONE_ELIGIBLE:
        return "no eligible patients"
    return f"{top}" if bottom is None else f"{top} of {bottom}"


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A number that an undo left alone."""

    name: str
    month: str
    why: str


def kept(batch: ImportBatch) -> tuple[KeptRow, ...]:
    """What the undo of this import left as it was."""
    return tuple(
        KeptRow(one["name"], month(dt.date.fromisoformat(one["period"])), one["why"])
        for one in batch.rows.get("kept", ())
    )


def written(batch: ImportBatch) -> int:
    """How many numbers a confirmed import changed."""
    return len(batch.rows.get("before", ()))


def template_rows(months: Iterable[OwedMonth], at: dt.datetime) -> list[Sequence[str]]:
    """The template: every measure of every month not yet locked at `at`, with what is there.

    A month that was sent and then locked is left out too: no import may change it.
    """
    rows: list[Sequence[str]] = [HEADS]
    for owed in months:
        if at < owed.locks_at:
            rows += [_template_row(owed, cell) for cell in owed.cells]
    return rows


def _template_row(owed: OwedMonth, cell: Cell) -> Sequence[str]:
    point = cell.point if cell.is_begun else None
    if point is None:
        return (short_month(owed.month), cell.version.name, "", "", "", "", "", "")
    none = point.answer is Answer.NONE_ELIGIBLE
    return (
        short_month(owed.month),
        cell.version.name,
        "" if none else _number(point.numerator),
        "" if none else _number(point.denominator),
        "yes" if none else "",
        point.source.value if point.source else "",
        _number(point.sample_size),
        point.note,
    )


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
