"""The month page: its rows in words, with what was there before and what is wrong or odd."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.dates import day, moment, month
from app.core.days import CENTRAL
from app.measures.domain.checks import (
    LONGEST_NOTE,
    SHORTEN,
    Checked,
    Code,
    History,
    Problem,
    Typed,
    check,
)
from app.measures.domain.kinds import Answer, MeasureKind, Source
from app.measures.domain.periods import MonthState
from app.measures.domain.rows import Row
from app.measures.models import MeasureVersion
from app.measures.presenters.cells import (
    Conflict,
    cell_state,
    sent_value,
    shown,
    typed_of,
    value_in,
    value_words,
)
from app.measures.queries import Cell, OwedMonth

NOTHING = "\N{EN DASH}"
SPARK_POINTS = 12
_ASK_FOR_A_NOTE = frozenset(
    {
        Code.FAR_DENOMINATOR,
        Code.OUTLIER,
        Code.SAME_AS_LAST,
        Code.NOTE_TOO_LONG,
        Code.NOTE_ON_PATIENT,
    }
)
SPARK_WIDTH, SPARK_HEIGHT = 120, 36
NUMBER_NAMES = {
    MeasureKind.PERCENT: ("Top number", "Bottom number"),
    MeasureKind.RATE: ("Top number", "Bottom number"),
    MeasureKind.MEAN: ("Sum", "How many"),
    MeasureKind.COUNT: ("Number", ""),
    MeasureKind.TIME_BETWEEN: ("Days", ""),
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One measure of the month, ready for the page."""

    key: str
    name: str
    version: MeasureVersion
    is_required: bool
    top_name: str
    bottom_name: str
    typed: Typed
    source: Source | None
    sample_size: int | None
    seen_version: int
    value: str
    previous: str
    spark: Spark
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    state: str
    history_period: dt.date
    conflict: Conflict | None = None

    @property
    def has_bottom(self) -> bool:
        return bool(self.bottom_name)

    @property
    def opens_details(self) -> bool:
        """Whether the note and source should be open: when they say something or are asked for."""
        found = (*self.problems, *self.warnings)
        return bool(self.typed.note) or any(problem.code in _ASK_FOR_A_NOTE for problem in found)


@dataclass(frozen=True, slots=True)
class Spark:
    """The last values as a small line: the path and its last point, in pixels."""

    path: str = ""
    x: float = 0
    y: float = 0


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A month as the team fills it in."""

    owed: OwedMonth
    rows: tuple[EntryRow, ...]
    previous_month: dt.date | None
    next_month: dt.date | None
    previous_name: str
    lock_reason: str
    open_month: dt.date | None
    complete_at: str
    note: str
    note_stops: str
    refusal: str

    @property
    def month(self) -> dt.date:
        return self.owed.month

    @property
    def is_locked(self) -> bool:
        return bool(self.lock_reason)

    @property
    def done(self) -> int:
        """How many rows say something complete."""
        return sum(bool(row.value) for row in self.rows)

    @property
    def share(self) -> int:
        return round(100 * self.done / len(self.rows)) if self.rows else 0

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The lines of the error summary: (id of the box, sentence with the measure's name)."""
        of_rows = [
            (f"{problem.box}-{row.key}", f"{row.name}: {problem.message}")
            for row in self.rows
            for problem in row.problems
        ]
        of_note = [("month-note", self.note_problem)] if self.note_problem else []
        first = f"top-{self.rows[0].key}" if self.rows else "month-note"
        return [*([(first, self.refusal)] if self.refusal else []), *of_rows, *of_note]

    @property
    def note_problem(self) -> str:
        """What is wrong with the note about the month, if anything is."""
        return SHORTEN if len(self.note) > LONGEST_NOTE else self.note_stops

    @property
    def conflicts(self) -> tuple[EntryRow, ...]:
        return tuple(row for row in self.rows if row.conflict is not None)


def history_of(months: Sequence[OwedMonth], cell: Cell) -> History:
    """What the team sent for this measure before the cell's period, oldest first."""
    earlier = [
        other.point
        for one in months
        for other in one.cells
        if other.key == cell.key and other.period < cell.period and other.is_sent
    ]
    counted = [p for p in earlier if p is not None and p.sent_answer is Answer.COUNTED]
    values = [sent_value(cell.version, point) for point in counted]
    last = counted[-1] if counted and counted[-1] is earlier[-1] else None
    return History(
        denominators=tuple(p.sent_denominator for p in counted if p.sent_denominator is not None),
        values=tuple(value for value in values if value is not None),
        last=(last.sent_numerator, last.sent_denominator) if last else None,
    )


def checked(cell: Cell, typed: Typed, history: History) -> Checked:
    """Check what was typed into a cell by the rules of its measure.

    What was sent just so is not asked about again: it was answered then.
    """
    found = check(typed, cell.version.kind, cell.version.per, history)
    as_sent = cell.is_sent and not cell.is_changed_since and typed == typed_of(cell.point)
    return replace(found, odd=()) if as_sent else found


def entry_page(
    months: Sequence[OwedMonth],
    owed: OwedMonth,
    *,
    now: dt.datetime,
    lock_days: int,
    complete_at: dt.datetime | None,
    note: str = "",
    note_stops: str = "",
    typed: Mapping[str, Row] | None = None,
    sending: bool = False,
    refusal: str = "",
    conflicts: Mapping[str, Conflict] | None = None,
) -> EntryPage:
    """The page of one month; with `typed` it shows what was typed instead of what is saved.

    `sending` also counts what is unfinished, or odd without a note, as a problem. `refusal`
    is why nothing could be sent at all, `note_stops` why the note about the month cannot stay.
    """
    rows = tuple(
        _row(
            months,
            cell,
            (typed or {}).get(cell.key),
            sending=sending,
            conflict=(conflicts or {}).get(cell.key),
        )
        for cell in owed.cells
    )
    place = [one.month for one in months].index(owed.month)
    before = months[place - 1].month if place else None
    return EntryPage(
        owed=owed,
        rows=rows,
        previous_month=before,
        next_month=months[place + 1].month if place + 1 < len(months) else None,
        previous_name=before.strftime("%B") if before else "Before",
        lock_reason=lock_reason(owed, now=now, lock_days=lock_days),
        open_month=next((one.month for one in months if one.is_waiting), None),
        complete_at=moment(complete_at) if complete_at else "",
        note=note,
        note_stops=note_stops,
        refusal=refusal,
    )


def lock_reason(owed: OwedMonth, *, now: dt.datetime, lock_days: int) -> str:
    """Why a month can no longer be changed, since when, and whom to ask; empty when it can."""
    if now < owed.locks_at:
        return ""
    last = (owed.locks_at - dt.timedelta(seconds=1)).astimezone(CENTRAL)
    return (
        f"{month(owed.month)} is locked since the end of {last.strftime('%b')} {last.day}"
        f" because {lock_days} days passed after the due date."
        " Ask your coach or program staff if a number must change."
    )


def _row(
    months: Sequence[OwedMonth],
    cell: Cell,
    row: Row | None,
    *,
    sending: bool,
    conflict: Conflict | None,
) -> EntryRow:
    history = history_of(months, cell)
    typed = row.typed if row else typed_of(cell.point)
    found = checked(cell, typed, history)
    value = value_in(cell, found)
    top_name, bottom_name = NUMBER_NAMES[cell.version.kind]
    point = cell.point
    odd_stops = sending and not typed.note
    return EntryRow(
        key=cell.key,
        name=cell.version.name,
        version=cell.version,
        is_required=cell.reported.is_required,
        top_name=top_name,
        bottom_name=bottom_name,
        typed=typed,
        source=row.source if row else (point.source if point else _last_source(months, cell)),
        sample_size=row.sample_size if row else (point.sample_size if point else None),
        seen_version=row.seen_version if row and found.wrong else (point.version if point else 0),
        value=value_words(cell, found),
        previous=_previous(months, cell),
        spark=_spark([*history.values, *([value] if value is not None else [])]),
        problems=(
            *found.wrong,
            *(found.unfinished if sending else ()),
            *(found.odd if odd_stops else ()),
        ),
        warnings=(*(() if sending else found.unfinished), *(() if odd_stops else found.odd)),
        state=cell_state(cell),
        history_period=cell.period,
        conflict=conflict,
    )


def _last_source(months: Sequence[OwedMonth], cell: Cell) -> Source | None:
    """Where the team took this measure from the last time: the likely answer now."""
    sources = [
        other.point.source
        for one in months
        for other in one.cells
        if other.key == cell.key and other.period < cell.period and other.point is not None
    ]
    return next((source for source in reversed(sources) if source is not None), None)


def _previous(months: Sequence[OwedMonth], cell: Cell) -> str:
    """What was sent for the period just before, in words."""
    earlier = [
        other
        for one in months
        for other in one.cells
        if other.key == cell.key and other.period < cell.period
    ]
    if not earlier or earlier[-1].point is None or earlier[-1].point.sent_at is None:
        return NOTHING
    point = earlier[-1].point
    if point.sent_answer is Answer.NONE_ELIGIBLE:
        return "None eligible"
    return shown(cell.version.kind, sent_value(cell.version, point)) or NOTHING


def _spark(values: Sequence[float]) -> Spark:
    """The last 12 values as a line that fills its box."""
    kept = list(values)[-SPARK_POINTS:]
    if not kept:
        return Spark()
    low, high = min(kept) - 8, max(kept) + 8
    step = (SPARK_WIDTH - 10) / (SPARK_POINTS - 1)
    points = [
        (
            round(5 + index * step, 1),
            round(SPARK_HEIGHT - 3 - (value - low) / (high - low) * (SPARK_HEIGHT - 6), 1),
        )
        for index, value in enumerate(kept)
    ]
    path = " ".join(f"{'L' if index else 'M'}{x} {y}" for index, (x, y) in enumerate(points))
    return Spark(path, *points[-1])


def month_words(owed: OwedMonth) -> str:
    """Where a month stands and when it is due, in one sentence.

    Due dates are said as the last day on which the numbers are still on time.
    """
    last = (owed.due_at - dt.timedelta(seconds=1)).astimezone(CENTRAL).date()
    if owed.state is MonthState.LATE:
        return f"Was due {day(last)}. You can still send it."
    return f"Due {day(last)}."
