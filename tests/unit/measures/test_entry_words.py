"""The words of the month page that no page test needs a database for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.measures.domain.checks import History, Typed
from app.measures.domain.kinds import Answer, MeasureKind, Source
from app.measures.domain.periods import MonthState
from app.measures.domain.rows import Row
from app.measures.forms.entry import row_from_form, row_from_json
from app.measures.models import DataPoint, DataPointRevision, Measure, MeasureVersion, Via
from app.measures.presenters import cells, entry
from app.measures.queries import Cell, OwedMonth, Reported, Revision

OCTOBER = dt.date(2026, 10, 1)
DUE = dt.datetime(2026, 11, 11, 6, tzinfo=dt.UTC)
LOCKS = dt.datetime(2026, 11, 26, 6, tzinfo=dt.UTC)
SENT = dt.datetime(2026, 11, 5, 18, tzinfo=dt.UTC)


def point(top: int | None = 12, bottom: int | None = 60, *, sent: bool = False, **given: Any) -> DataPoint:  # fmt: skip
    head = {
        "answer": Answer.COUNTED,
        "numerator": top,
        "denominator": bottom,
        "source": None,
        "sample_size": None,
        "note": "",
    } | given
    if sent:
        head |= {f"sent_{name}": value for name, value in head.items()}
        head |= {"sent_at": SENT, "first_sent_at": SENT}
    return DataPoint(version=1, changed_at=SENT, **head)


def cell(of: DataPoint | None, month: dt.date = OCTOBER) -> Cell:
    version = MeasureVersion(kind=MeasureKind.PERCENT, per=100, name="Shared plan of care")
    reported = Reported(1, Measure(key="plan"), True, None, (version,))
    return Cell(reported, version, month, of)


def owed(*points: DataPoint | None, state: MonthState = MonthState.OPEN) -> list[OwedMonth]:
    """Months up to October, one for each point."""
    months = [dt.date(2026, 11 - count, 1) for count in range(len(points), 0, -1)]
    return [
        OwedMonth(month, DUE, LOCKS, (cell(one, month),), state)
        for month, one in zip(months, points, strict=True)
    ]


def row(top: str = "", bottom: str = "", **given: Any) -> Row:
    return Row(Typed(top, bottom, **given), None, None, 0)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (MeasureKind.PERCENT, 0.0, "0.0%"),
        (MeasureKind.PERCENT, 100.0, "100.0%"),
        (MeasureKind.RATE, 1234.56, "1,234.6"),
        (MeasureKind.MEAN, 3.0, "3.0"),
        (MeasureKind.COUNT, 1234.0, "1,234"),
        (MeasureKind.TIME_BETWEEN, 21.0, "21"),
        (MeasureKind.PERCENT, None, ""),
    ],
)
def test_a_value_is_shown_with_what_it_means(
    kind: MeasureKind, value: float | None, words: str
) -> None:
    assert cells.shown(kind, value) == words


@pytest.mark.parametrize(
    ("of", "says", "typed"),
    [
        (None, "nothing", Typed()),
        (point(answer=Answer.BLANK, note="x"), "nothing", Typed(note="x")),
        (
            point(0, 0, answer=Answer.NONE_ELIGIBLE),
            "no eligible patients",
            Typed(none_eligible=True),
        ),
        (point(12, 60), "12 of 60", Typed("12", "60")),
        (point(0, 60), "0 of 60", Typed("0", "60")),
        (point(7, None), "7", Typed("7")),
        (point(None, 60), "nothing of 60", Typed("", "60")),
    ],
)
def test_a_cell_says_in_words_and_in_boxes_what_is_in_it(
    of: DataPoint | None, says: str, typed: Typed
) -> None:
    assert cells.words_of(of) == says
    assert cells.typed_of(of) == typed
    assert cells.typed_words(typed) == says


@pytest.mark.parametrize(
    ("of", "state"),
    [
        (None, ""),
        (point(answer=Answer.BLANK), ""),
        (point(), "Draft"),
        (point(sent=True), "Sent"),
    ],
)
def test_a_cell_stands_somewhere(of: DataPoint | None, state: str) -> None:
    assert cells.cell_state(cell(of)) == state


def test_a_corrected_cell_is_changed_and_an_emptied_one_says_what_stays() -> None:
    corrected, emptied = point(sent=True), point(sent=True)
    corrected.numerator = 13
    emptied.answer = Answer.BLANK
    assert cells.cell_state(cell(corrected)) == "Changed, not sent again"
    assert cells.cell_state(cell(emptied)) == "Empty now: charts keep what was sent"


def test_the_first_sending_decides_timeliness_and_a_correction_adds_a_word() -> None:
    one = point(sent=True)
    assert cells.timeliness(cell(None), DUE) == "not sent yet"
    assert cells.timeliness(cell(one), DUE) == "on time"
    assert cells.timeliness(cell(one), SENT) == "late"
    one.sent_at = DUE
    assert cells.timeliness(cell(one), DUE) == "on time, revised"


@pytest.mark.parametrize(
    ("via", "at", "how"),
    [
        (Via.GRID, SENT, "Typed"),
        (Via.IMPORT, SENT, "Imported"),
        (Via.UNDO, SENT, "Import undone"),
        (Via.SUBMIT, SENT, "Sent on time"),
        (Via.SUBMIT, DUE, "Sent again"),
    ],
)
def test_history_says_how_a_value_came(via: Via, at: dt.datetime, how: str) -> None:
    revision = DataPointRevision(
        number=1, via=via, at=at, note="", answer=Answer.COUNTED, numerator=1, denominator=2
    )
    found = cells.revision_row(cell(point(sent=True)), Revision(revision, "Dev"), DUE)
    assert (found.how, found.says, found.by) == (how, "1 of 2", "Dev")


def test_history_of_a_late_first_sending_says_late() -> None:
    revision = DataPointRevision(number=2, via=Via.SUBMIT, at=SENT, note="", answer=Answer.BLANK)
    assert cells.revision_row(cell(point(sent=True)), Revision(revision, "Dev"), SENT).how == "Sent late"  # fmt: skip


def test_earlier_periods_are_what_is_usual_and_gaps_break_sameness() -> None:
    gap = point(0, 0, answer=Answer.NONE_ELIGIBLE, sent=True)
    months = owed(point(1, 50, sent=True), point(2, 60), point(3, 70, sent=True), None)
    assert entry.history_of(months, months[-1].cells[0]) == History(
        denominators=(50, 70), values=(2.0, pytest.approx(100 * 3 / 70)), last=(3, 70)
    )
    months = owed(point(1, 50, sent=True), gap, None)
    assert entry.history_of(months, months[-1].cells[0]).last is None


def page(*points: DataPoint | None, typed: Row | None = None, **given: Any) -> entry.EntryPage:
    months = owed(*points)
    defaults = {"now": SENT, "lock_days": 15, "complete_at": None}
    return entry.entry_page(
        months, months[-1], **defaults | given, typed={"plan": typed} if typed else None
    )


def test_the_month_before_stands_beside() -> None:
    none = point(0, 0, answer=Answer.NONE_ELIGIBLE, sent=True)
    for before, words in (
        (point(12, 60, sent=True), "20.0%"),
        (none, "None eligible"),
        (point(), "\N{EN DASH}"),
        (None, "\N{EN DASH}"),
    ):
        found = page(before, None)
        assert (found.rows[0].previous, found.previous_name) == (words, "September")
    assert (page(None).previous_month, page(None).previous_name) == (None, "Before")


def test_the_source_of_last_time_is_likely_now_unless_the_row_says_otherwise() -> None:
    before = point(source=Source.LOG)
    assert page(before, None).rows[0].source is Source.LOG
    assert page(before, point(source=Source.SURVEY)).rows[0].source is Source.SURVEY
    assert page(before, None, typed=row("1", "2")).rows[0].source is None


def test_the_spark_shows_twelve_values_within_its_box() -> None:
    assert page(None).rows[0].spark == entry.Spark()
    found = page(*(point(n, 60, sent=True) for n in (0, 60, 30, 0, 60, 30, 9, 9, 9)), None, typed=row("60", "60")).rows[0].spark  # fmt: skip
    assert found.path.startswith("M5.0 ")
    assert found.path.count("L") == 9
    assert 0 <= found.y <= entry.SPARK_HEIGHT
    assert 0 <= found.x <= entry.SPARK_WIDTH


def test_done_rows_are_counted_and_a_page_without_rows_has_none() -> None:
    assert (page(point()).done, page(point()).share) == (1, 100)
    assert (page(point(12, None)).done, page(point(12, None)).share) == (0, 0)
    empty = entry.entry_page(
        [m := OwedMonth(OCTOBER, DUE, LOCKS, (), MonthState.OPEN)], m,
        now=SENT, lock_days=15, complete_at=SENT, refusal="Nothing there.",
    )  # fmt: skip
    assert (empty.share, empty.problems) == (0, [("month-note", "Nothing there.")])
    assert empty.complete_at == "November 5, 2026, 12:00 p.m. Central"


def test_a_lock_tells_its_last_day_and_a_late_month_that_it_can_still_be_sent() -> None:
    assert page(None).lock_reason == ""
    assert page(None, now=LOCKS - dt.timedelta(seconds=1)).lock_reason == ""
    assert "since the end of Nov 25 because 15 days" in page(None, now=LOCKS).lock_reason
    late, open_ = owed(None, state=MonthState.LATE)[0], owed(None)[0]
    assert entry.month_words(late).startswith("Was due Tuesday, November 10")
    assert entry.month_words(late).endswith("You can still send it.")
    assert entry.month_words(open_).startswith("Due Tuesday, November 10")


def test_odd_rows_stop_a_sending_without_a_note_and_only_then() -> None:
    usual = [point(n, 60, sent=True) for n in (12, 13, 14)]
    for sending, note, stops in ((False, "", False), (True, "", True), (True, "New.", False)):
        typed = Row(Typed("14", "200", note=note), None, None, 0)
        found = page(*usual, None, typed=typed, sending=sending).rows[0]
        assert bool(found.problems) is stops
        assert bool(found.warnings) is not stops
        assert found.opens_details


def test_what_was_sent_just_so_is_not_asked_about_again() -> None:
    usual = [point(n, 60, sent=True) for n in (12, 13, 14)]
    sent = point(14, 200, sent=True)
    assert not page(*usual, sent).rows[0].warnings
    assert not page(*usual, sent, sending=True).rows[0].problems
    assert page(*usual, sent, typed=row("15", "200")).rows[0].warnings
    sent.numerator = 15
    assert page(*usual, sent).rows[0].warnings


# what browsers send


def test_a_row_is_read_from_a_form_and_the_same_from_json() -> None:
    boxes = {"top": " 1 ", "bottom": "2", "none": "y", "note": " a\x00b ", "source": "log", "sample": "9", "version": "3"}  # fmt: skip
    from_form = row_from_form({f"{name}-plan": text for name, text in boxes.items()}, "plan")
    assert from_form == row_from_json(boxes)
    assert from_form == Row(Typed("1", "2", none_eligible=True, note="ab"), Source.LOG, 9, 3)


@pytest.mark.parametrize("sent", [None, [], "x", 7, {"unknown": 1}, {"top": None}])
def test_what_says_nothing_is_an_empty_row(sent: Any) -> None:
    assert row_from_json(sent) == Row(Typed(), None, None, 0)


@pytest.mark.parametrize(("text", "number"), [("-1", 0), ("1.0", 0), ("99999999999", 0), ("9999999999", 2**31 - 1), ("\u0661", 0)])  # fmt: skip
def test_versions_that_cannot_be_are_none(text: str, number: int) -> None:
    assert row_from_json({"version": text}).seen_version == number


def test_unknown_sources_and_empty_samples_are_left_out() -> None:
    found = row_from_json({"source": "rumour", "sample": "0", "none": "maybe"})
    assert (found.source, found.sample_size, found.typed.none_eligible) == (None, None, False)
