"""The rehearsal of an import: what every row of a file would write now, or why it cannot."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.collaborative.domain.calendar import locks_at, owed_periods, period_of
from app.core.clock import central
from app.core.dates import month as month_name
from app.core.days import add_months
from app.core.db import db
from app.measures.domain.checks import Checked, Code, History, Problem, Typed, check
from app.measures.domain.kinds import Answer, Source
from app.measures.domain.layouts import Named, Said, measure_named
from app.measures.domain.months import month_from, source_from, yes_or_no
from app.measures.domain.values import value_of
from app.measures.models import DataPoint
from app.measures.queries.cells import Cell
from app.measures.queries.series import Reported, chosen_by, version_for, versions_of

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.measures.models import MeasureVersion

MOST_SAMPLED = 1_000_000
ZERO_OF_ZERO = "0 of 0: if nobody qualified, write yes in the column No eligible patients."
BOXES = {
    "top": "Top number",
    "bottom": "Bottom number",
    "none": "No eligible patients",
    "note": "Note",
}
SOURCES = ", ".join(source.value for source in Source)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file after the rehearsal: what it would write, or why it cannot.

    `wrong` holds (field, reason) pairs; `odd` asks for a note before the row is sent.
    """

    said: Said
    name: str
    period: dt.date | None = None
    page_month: dt.date | None = None
    is_owed: bool = False
    cell: Cell | None = None
    checked: Checked | None = None
    source: Source | None = None
    sample_size: int | None = None
    wrong: tuple[tuple[str, str], ...] = ()

    @property
    def line(self) -> int:
        return self.said.line

    @property
    def is_good(self) -> bool:
        return not self.wrong

    @property
    def odd(self) -> tuple[Problem, ...]:
        return self.checked.odd if self.checked else ()

    @property
    def needs_note(self) -> bool:
        return bool(self.odd) and not self.said.note

    @property
    def there(self) -> DataPoint | None:
        """What is in the cell now, if it says anything."""
        return self.cell.point if self.cell and self.cell.is_begun else None

    @property
    def changes(self) -> bool:
        """Whether the cell would say something else afterwards."""
        there, checked = self.there, self.checked
        return (
            there is None
            or checked is None
            or (
                there.answer,
                there.numerator,
                there.denominator,
                there.note,
                there.source,
                there.sample_size,
            )
            != (
                checked.answer,
                checked.numerator,
                checked.denominator,
                self.said.note,
                self.source,
                self.sample_size,
            )
        )


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an import would do now: every row that is in the file, in its order."""

    rows: tuple[Row, ...]

    @property
    def good(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_good)

    @property
    def bad(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.is_good)

    @property
    def odd(self) -> tuple[Row, ...]:
        """Good rows that cannot be sent before somebody says why they are as they are."""
        return tuple(row for row in self.good if row.needs_note)

    @property
    def mark(self) -> str:
        """A short text that differs when the same file would do something else by now."""
        seen = [
            (
                row.line,
                row.said.measure,
                row.wrong,
                row.cell and row.cell.point is not None,
                row.cell.point.version if row.cell and row.cell.point else 0,
            )
            for row in self.rows
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


# ------------------------------------------------------------------ what there is


@dataclass(frozen=True, slots=True)
class Books:
    """What a team reports and has, fetched once for a whole file."""

    team: Team
    now: dt.datetime
    reported: Sequence[Reported]
    versions: Mapping[int, tuple[MeasureVersion, ...]]
    points: Mapping[tuple[int, dt.date], DataPoint]
    owed: tuple[dt.date, ...]

    @property
    def names(self) -> list[Named]:
        """The measures by every name that a spreadsheet may use for them."""
        return [self._named(one) for one in self.reported]

    def _named(self, one: Reported) -> Named:
        latest = self.versions[one.measure.id][-1]
        names = [name for v in self.versions[one.measure.id] for name in (v.name, v.short_name)]
        code = [one.measure.code] if one.measure.code else []
        return Named(one.measure.key, (*code, *names), latest.kind.has_denominator)

    def cell(self, key: str, month: dt.date) -> Cell:
        """The cell that a number of this measure for `month` belongs into."""
        one = next(one for one in self.reported if one.measure.key == key)
        versions = self.versions[one.measure.id]
        period = period_of(month, versions[-1].frequency.months)
        return Cell(
            one, version_for(versions, period), period, self.points.get((one.measure.id, period))
        )


def books(team: Team, now: dt.datetime) -> Books:
    """All that an import of this team is checked against. Three statements."""
    cohort_id = team.cohort.id if team.cohort else None
    reported = chosen_by({team.id: cohort_id})[team.id]
    ids = [one.measure.id for one in reported]
    rows = db.session.scalars(
        select(DataPoint)
        .where(DataPoint.practice_id == team.id, DataPoint.measure_id.in_(ids))
        .order_by(DataPoint.period)
    )
    points = {(point.measure_id, point.period): point for point in rows}
    return Books(team, now, reported, versions_of(ids), points, _owed(team, now))


def _owed(team: Team, now: dt.datetime) -> tuple[dt.date, ...]:
    if team.enrolment is None or team.cohort is None:
        return ()
    months = owed_periods(
        joined_on=team.enrolment.joined_on,
        left_on=team.enrolment.left_on,
        cohort_starts=team.cohort.starts_on,
        cohort_ends=team.cohort.ends_on,
        today=central(now).date(),
    )
    return tuple(months)


# ------------------------------------------------------------------ the rehearsal


def rehearse(there: Books, said: Iterable[Said]) -> Rehearsal:
    """Check every row as the month page would, in the order of time. Writes nothing.

    Earlier rows of the file count as history for later ones, as if they were sent.
    """
    rows = [_understood(there, one) for one in said]
    history = _History(there)
    taken: dict[tuple[str, dt.date], int] = {}
    checked: dict[int, Row] = {}
    for number, row in sorted(enumerate(rows), key=lambda pair: _in_time(pair[1])):
        checked[number] = _checked(row, history, taken) if row.is_good else row
    return Rehearsal(tuple(checked[number] for number in range(len(rows))))


def _in_time(row: Row) -> tuple[dt.date, int]:
    return row.period or dt.date.max, row.line


def _understood(there: Books, said: Said) -> Row:
    """Which cell a row is about, and whether that may be written; its counts come later."""
    measure = measure_named(said.measure, there.names)
    month = month_from(said.month)
    wrong = [*_unknown(said, measure, month)]
    source, sampled = source_from(said.source) if said.source else None, _sample(said.sample)
    if said.source and source is None:
        wrong.append(("Source", f"“{said.source[:40]}” is not a source we know. Use: {SOURCES}."))
    if sampled is None:
        wrong.append(("Sample size", "Enter the sample size as a whole number, or leave it out."))
    if measure is None or month is None:
        name = measure.key if measure else said.measure
        return Row(said, name, wrong=tuple(wrong))
    cell = there.cell(measure.key, month)
    page_month = add_months(cell.period, cell.version.frequency.months - 1)
    refusal = _why_not(there, cell, page_month)
    return Row(
        said,
        cell.version.name,
        cell.period,
        page_month,
        is_owed=page_month in there.owed and cell.period >= _joined(there),
        cell=cell,
        source=source,
        sample_size=(sampled or None) if source is Source.CHART_AUDIT else None,
        wrong=(*wrong, *([("Month", refusal)] if refusal else [])),
    )


def _unknown(said: Said, measure: Named | None, month: dt.date | None) -> list[tuple[str, str]]:
    wrong = []
    if month is None:
        text = f"“{said.month[:40]}” is not a month we can read. Write it like Nov 2026 or 2026-11."
        wrong.append(("Month", text))
    if measure is None:
        text = f"“{said.measure[:80]}” is not one of your measures. Use a name from the template."
        wrong.append(("Measure", text))
    return wrong


def _sample(text: str) -> int | None:
    """The sample size; 0 when there is none, None when it cannot be read."""
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(MOST_SAMPLED)):
        return None
    return int(text) if int(text) <= MOST_SAMPLED else None


def _joined(there: Books) -> dt.date:
    enrolment = there.team.enrolment
    return enrolment.joined_on if enrolment else dt.date.max


def _why_not(there: Books, cell: Cell, page_month: dt.date) -> str:
    """Why this period cannot be written, or nothing. What lies before joining always can."""
    cohort = there.team.cohort
    if page_month > central(there.now).date():
        return f"{month_name(page_month)} has not started yet. Leave it out for now."
    if cohort is None or not there.owed or cell.period < _joined(there):
        return ""
    if page_month < there.owed[0]:
        return ""
    if page_month not in there.owed:
        return "Your practice owes no numbers for this month any more. Leave it out."
    if there.now >= locks_at(page_month, 1, cohort.due_day, cohort.lock_days):
        return (
            f"{month_name(page_month)} is locked. Leave it out; ask your coach if it must change."
        )
    return ""


class _History:
    """What a team counted before, from what was sent and from earlier rows of the file."""

    def __init__(self, there: Books) -> None:
        self._by_measure: defaultdict[str, dict[dt.date, tuple[int | None, int | None] | None]]
        self._by_measure = defaultdict(dict)
        keys = {one.measure.id: one.measure.key for one in there.reported}
        for (measure_id, period), point in there.points.items():
            if point.sent_answer is not None:
                counts = (point.sent_numerator, point.sent_denominator)
                self.add(keys[measure_id], period, point.sent_answer, counts)

    def add(
        self, key: str, period: dt.date, answer: Answer, counts: tuple[int | None, int | None]
    ) -> None:
        self._by_measure[key][period] = counts if answer is Answer.COUNTED else None

    def before(self, cell: Cell) -> History:
        """The history that a cell is compared with: earlier periods, oldest first."""
        known = self._by_measure[cell.key]
        earlier = [known[period] for period in sorted(known) if period < cell.period]
        counted = [counts for counts in earlier if counts is not None]
        kind, per = cell.version.kind, cell.version.per
        values = [value_of(kind, per, Answer.COUNTED, top, bottom) for top, bottom in counted]
        return History(
            denominators=tuple(bottom for _, bottom in counted if bottom is not None),
            values=tuple(value for value in values if value is not None),
            last=earlier[-1] if earlier else None,
        )


def _checked(row: Row, history: _History, taken: dict[tuple[str, dt.date], int]) -> Row:
    """The row with its counts checked; a good one becomes history for later rows."""
    cell = row.cell
    assert cell is not None  # noqa: S101  # only rows that name a cell come here
    wrong: list[tuple[str, str]] = []
    first = taken.setdefault((cell.key, cell.period), row.line)
    if first != row.line:
        wrong.append(("Month", f"Line {first} already has this measure for this time. Keep one."))
    none = yes_or_no(row.said.none)
    if none is None:
        wrong.append(("No eligible patients", "Write yes or no, or leave it empty."))
    typed = Typed(
        row.said.top,
        row.said.bottom,
        none_eligible=bool(none),
        note=row.said.note,
        is_vouched=True,  # the form that confirms the import asks about the texts of the file
    )
    found = check(typed, cell.version.kind, cell.version.per, history.before(cell))
    wrong += [_told(problem) for problem in (*found.wrong, *found.unfinished)]
    if not wrong and found.answer is Answer.BLANK:
        wrong.append((BOXES["top"], "Enter the numbers, or leave the whole row empty."))
    if not wrong:
        history.add(cell.key, cell.period, found.answer, (found.numerator, found.denominator))
    return replace(row, checked=found, wrong=tuple(wrong))


def _told(problem: Problem) -> tuple[str, str]:
    """The field and reason of a problem, in the words of a spreadsheet."""
    if problem.code is Code.CONFIRM_NONE:
        return BOXES["none"], ZERO_OF_ZERO
    return BOXES[problem.box], problem.message
