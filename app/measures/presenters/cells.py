"""One cell in words: what it says, where it stands, who disagrees, and what it said before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import moment, time_of_day
from app.measures.domain.checks import Checked, Typed
from app.measures.domain.kinds import Answer, MeasureKind, Source
from app.measures.domain.values import to_tenths, value_of
from app.measures.models import DataPoint, DataPointRevision, MeasureVersion, Via
from app.measures.queries import Cell, Revision

if TYPE_CHECKING:
    from app.measures.domain.rows import Row

SOURCE_WORDS = {
    Source.EHR_REPORT: "Report from the health record",
    Source.CHART_AUDIT: "Chart audit (a sample)",
    Source.REGISTRY: "Registry",
    Source.SURVEY: "Survey or cards",
    Source.LOG: "Log or tally sheet",
    Source.ESTIMATE: "Estimate",
}
_HOW = {
    Via.GRID: "Typed",
    Via.IMPORT: "Imported",
    Via.UNDO: "Import undone",
    Via.SUBMIT: "Sent",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else put into a cell meanwhile, in words."""

    theirs: str
    mine: str
    by: str
    at: str


def shown(kind: MeasureKind, value: float | None) -> str:
    """A value as the grid shows it; empty when there is none.

    >>> shown(MeasureKind.PERCENT, 73.214), shown(MeasureKind.PERCENT, 0.0)
    ('73.2%', '0.0%')
    >>> shown(MeasureKind.COUNT, 7.0)
    '7'
    """
    if value is None:
        return ""
    if kind is MeasureKind.PERCENT:
        return f"{to_tenths(value):.1f}%"
    return f"{value:,.0f}" if not kind.has_denominator else f"{to_tenths(value):,.1f}"


def value_words(cell: Cell, found: Checked) -> str:
    """The value of a checked row in words; empty when there is none yet."""
    if found.answer is Answer.NONE_ELIGIBLE:
        return "None eligible"
    return shown(cell.version.kind, value_in(cell, found))


def value_in(cell: Cell, found: Checked) -> float | None:
    return value_of(
        cell.version.kind, cell.version.per, found.answer, found.numerator, found.denominator
    )


def sent_value(version: MeasureVersion, point: DataPoint) -> float | None:
    answer = point.sent_answer or Answer.BLANK
    return value_of(version.kind, version.per, answer, point.sent_numerator, point.sent_denominator)


def typed_of(point: DataPoint | None) -> Typed:
    """What is in a cell, as text in boxes."""
    if point is None or point.answer is Answer.BLANK:
        return Typed(note=point.note if point else "", is_vouched=True)
    if point.answer is Answer.NONE_ELIGIBLE:
        return Typed(none_eligible=True, note=point.note, is_vouched=True)
    return Typed(_text(point.numerator), _text(point.denominator), note=point.note, is_vouched=True)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def words_of(point: DataPoint | DataPointRevision | None) -> str:
    """What a cell says, in words.

    >>> words_of(None)
    'nothing'
    """
    if point is None or point.answer is Answer.BLANK:
        return "nothing"
    if point.answer is Answer.NONE_ELIGIBLE:
        return "no eligible patients"
    top, bottom = _text(point.numerator), _text(point.denominator)
    return f"{top or 'nothing'} of {bottom}" if bottom else top


def typed_words(typed: Typed) -> str:
    """What somebody typed, in words."""
    if typed.none_eligible:
        return "no eligible patients"
    if not (typed.top or typed.bottom):
        return "nothing"
    return f"{typed.top or 'nothing'} of {typed.bottom}" if typed.bottom else typed.top


def conflict(point: DataPoint, mine: Row, by: str) -> Conflict:
    """Both values of a contested cell; what else differs is said when the numbers do not."""
    theirs, typed = words_of(point), typed_words(mine.typed)
    if theirs == typed:
        theirs += _besides(point.note, point.source)
        typed += _besides(mine.typed.note, mine.source)
    return Conflict(theirs, typed, by, time_of_day(point.changed_at))


def _besides(note: str, source: Source | None) -> str:
    where = f" from “{SOURCE_WORDS[source]}”" if source else ""
    return f"{where} with the note “{note}”" if note else f"{where} without a note"


def cell_state(cell: Cell) -> str:
    """Where one cell stands, in a few words."""
    point = cell.point
    if point is None or (point.sent_at is None and not cell.is_begun):
        return ""
    if point.sent_at is None:
        return "Draft"
    if not cell.is_begun:
        return "Empty now: charts keep what was sent"
    return "Changed, not sent again" if cell.is_changed_since else "Sent"


def saved_words(at: dt.datetime) -> str:
    """That everything is saved, with the time of day."""
    return f"Saved {time_of_day(at)}"


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One line of a cell's history, in words."""

    number: int
    says: str
    note: str
    by: str
    at: str
    how: str


def revision_row(cell: Cell, one: Revision, due_at: dt.datetime) -> RevisionRow:
    """One value that a cell had; a sending says whether it was in time or a correction."""
    revision = one.revision
    how = _HOW[revision.via]
    if revision.via is Via.SUBMIT and cell.point is not None:
        first = revision.at == cell.point.first_sent_at
        how = f"Sent {'late' if revision.at >= due_at else 'on time'}" if first else "Sent again"
    return RevisionRow(
        number=revision.number,
        says=words_of(revision),
        note=revision.note,
        by=one.by,
        at=moment(revision.at),
        how=how,
    )


def timeliness(cell: Cell, due_at: dt.datetime) -> str:
    """Whether the first sending was in time, for good, and whether it was revised since."""
    point = cell.point
    if point is None or point.first_sent_at is None or point.sent_at is None:
        return "not sent yet"
    first = "late" if point.first_sent_at >= due_at else "on time"
    return f"{first}, revised" if point.sent_at > point.first_sent_at else first
