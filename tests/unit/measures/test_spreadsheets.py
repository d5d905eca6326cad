from __future__ import annotations

import datetime as dt
import io
import json
import time
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import jail
from app.core.errors import Refused
from app.measures.domain.layouts import Named, find_table
from app.measures.services import sheet_reader, spreadsheets

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAN = Named("plan", ("M07", "Shared plan of care", "Shared plan"), True)
LOOP = Named("loop", ("M12", "Referral loop closed", "Loop closed"), True)
FALLS = Named("falls", ("Falls",), False)
OURS = (PLAN, LOOP, FALLS)


def workbook(*rows: Iterable[Any], more: dict[str, Any] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, value in (more or {}).items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def replaced(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with another part in place of `name`."""
    old, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for item in {*old.namelist(), name}:
            made.writestr(item, part if item == name else old.read(item))
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        spreadsheets.read(content)
    assert refused.value.field == "file"
    return refused.value.message


def said(*rows: list[str]) -> list[tuple[Any, ...]]:
    table = find_table([list(enumerate(rows, start=1))], OURS)
    assert table is not None
    return [(one.line, one.month, one.measure, one.top, one.bottom) for one in table.said]


# what is read


def test_a_workbook_is_read_as_values_with_its_line_numbers() -> None:
    content = workbook(
        ["Month", "Top", "Share"], [dt.date(2026, 11, 1), 12.0, 0.5], [], ["Dec 2026", True, None]
    )

    assert spreadsheets.read(content) == [
        [
            (1, ["Month", "Top", "Share"]),
            (2, ["2026-11-01", "12", "0.5"]),
            (4, ["Dec 2026", "yes", ""]),
        ]
    ]


def test_formulas_are_never_evaluated() -> None:
    content = workbook(
        ["Month", "Top"], ["2026-11", "=1+1"], ["2026-12", '=WEBSERVICE("http://x")']
    )

    assert [cells for _, cells in spreadsheets.read(content)[0]] == [
        ["Month", "Top"],
        ["2026-11", ""],
        ["2026-12", ""],
    ]
    assert spreadsheets.read(b"a,b\n=1+1,2\n") == [[(1, ["a", "b"]), (2, ["=1+1", "2"])]]


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Month"])
    hidden = book.create_sheet("Old")
    hidden.append(["Secret"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)

    assert spreadsheets.read(out.getvalue()) == [[(1, ["Month"])]]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_in_the_spellings_of_excel(mark: str, encoding: str) -> None:
    text = f"Month{mark}Note\r\n2026-11{mark}Peña\r\n"

    assert spreadsheets.read(text.encode(encoding)) == [
        [(1, ["Month", "Note"]), (2, ["2026-11", "Peña"])]
    ]


def test_line_numbers_of_csv_count_lines_inside_of_cells() -> None:
    assert spreadsheets.read(b'a,b\n"x\ny",1\n\nz,2\n')[0] == [
        (1, ["a", "b"]),
        (3, ["x y", "1"]),
        (5, ["z", "2"]),
    ]


def test_control_characters_are_dropped() -> None:
    assert spreadsheets.read("a\u202eb\x07,c\n".encode())[0] == [(1, ["ab", "c"])]


# what is refused


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "Old Excel"),
        (b"%PDF-1.7 ...", "Excel workbooks"),
        (b"<!DOCTYPE html><p>x</p>", "Excel workbooks"),
        (b"\x89PNG\r\n\x00\x00", "Excel workbooks"),
        (b'a,"' + b"x" * 200_000, "could not read"),
        (b"1\n" * 5_001, "too large"),
        (b"1," * 60 + b"1\n", "too large"),
        (b"PK\x03\x04 broken", "could not read"),
        (archive(mimetype=b"application/vnd.oasis"), "not an Excel workbook"),
        (archive(**{"xl__workbook.xml": b"<nothing"}), "could not read"),
        (archive(**{f"n{n}": b"" for n in range(501)}), "too large once"),
    ],
)
def test_odd_files_get_one_clear_sentence(content: bytes, reason: str) -> None:
    assert reason in refusal(content)


def test_a_workbook_with_a_password_part_is_refused() -> None:
    content = bytearray(workbook(["Month"]))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1

    assert "password" in refusal(bytes(content))


@pytest.mark.parametrize("place", ["XFD1048576", "A5001", "BI1"])
def test_far_cells_are_refused_before_the_sheet_is_read(place: str) -> None:
    assert "too large" in refusal(workbook(["Month"], more={place: 1}))


@pytest.mark.parametrize(
    "hostile",
    [b"<c ", b'<c r="A1" ', b'<c r="A1"/', b'<c x r="', b"<aa", b"<a:"],
)
def test_cells_are_looked_for_once_along_the_sheet(hostile: bytes) -> None:
    sheet = hostile * 200_000 + b'<c r="B7">'

    assert sheet_reader._FILLED_CELL.findall(sheet) == [(b"B", b"7")]
    one_tag = b"<c" + b' r="A1"' * 300_000
    assert sheet_reader._FILLED_CELL.findall(one_tag) == []
    assert sheet_reader._FILLED_CELL.findall(one_tag + b">") == [(b"A", b"1")]


def test_a_cell_is_found_in_its_own_tag_only() -> None:
    found = sheet_reader._FILLED_CELL.findall
    assert found(b'<c t="s"\n r="A12" s="1"><v>0</v></c><x:c r="BI1">') == [
        (b"A", b"12"),
        (b"BI", b"1"),
    ]
    assert found(b'<c <row r="A1">') == []
    assert found(b'<c r="A1"/><cols r="A1"><c t="s"><v r="A1">') == []


def test_too_many_rows_over_all_sheets_are_refused() -> None:
    book = openpyxl.Workbook()
    for _ in range(2):
        sheet = book.create_sheet()
        for _ in range(2_600):
            sheet.append([1])
    out = io.BytesIO()
    book.save(out)

    assert "too large" in refusal(out.getvalue())


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = archive(**{"xl__workbook.xml": b"", "xl__worksheets__a.xml": b"\0" * 60_000_000})
    started = time.monotonic()

    assert len(bomb) < 100_000
    assert "once it is unpacked" in refusal(bomb)
    assert time.monotonic() - started < 5


def test_one_long_text_in_every_cell_does_not_fill_the_memory() -> None:
    base = workbook(["x"])
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + (
        b"x" * 1_000_000 + b"</t></si></sst>"
    )
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{chr(65 + column)}{row}" t="s"><v>0</v></c>' for column in range(20))
        + "</row>"
        for row in range(1, 200)
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    bomb = replaced(base, "xl/worksheets/sheet1.xml", sheet.encode())
    bomb = replaced(bomb, "xl/sharedStrings.xml", strings)
    started = time.monotonic()

    assert "takes too long" in refusal(bomb)
    assert time.monotonic() - started < 10


def test_entities_are_not_expanded() -> None:
    base = workbook(["x"])
    strings = (
        b'<!DOCTYPE s [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<si><t>&b;</t></si></sst>"
    )
    try:
        found = spreadsheets.read(replaced(base, "xl/sharedStrings.xml", strings))
    except Refused:
        return
    assert "lol" not in json.dumps(found)


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail, "WAIT_SECONDS", 0.001)

    assert "takes too long" in refusal(workbook(["Month"]))


def test_the_reader_answers_in_json() -> None:
    out = io.StringIO()
    sheet_reader.answer(io.BytesIO(workbook(["Month"])), out)
    assert json.loads(out.getvalue()) == {"sheets": [[[1, ["Month"]]]]}

    out = io.StringIO()
    sheet_reader.answer(io.BytesIO(b"PK"), out)
    assert "refused" in json.loads(out.getvalue())


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    try:
        sheets = spreadsheets.read(content)
    except Refused as refused:
        assert refused.message.endswith(".")  # noqa: PT017  # the message itself is checked
    else:
        assert any(sheets)


# what is written


def test_the_template_is_read_back_as_it_was_written() -> None:
    rows = [["Month", "Measure"], ["Nov 2026", "=cmd|' /C calc'!A0"], ["", ""]]
    content = spreadsheets.as_workbook(rows, ["Fill it in.", "Save it."])

    numbers, how = spreadsheets.read(content)
    assert [cells for _, cells in numbers] == rows[:2]
    assert [cells for _, cells in how] == [["Fill it in."], ["Save it."]]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert spreadsheets.read(spreadsheets.as_csv(rows).encode())[0][0] == (1, rows[0])


# which layouts are understood


def test_the_long_form_is_found_below_a_title() -> None:
    assert said(
        ["Our numbers"],
        ["Month", "Measure", "Numerator", "Denominator", "Comment"],
        ["Nov 2026", "M07", "12", "60", "x"],
        ["Nov 2026", "M12", "", "", "only a note"],
    ) == [(3, "Nov 2026", "M07", "12", "60")]


def test_the_wide_form_has_two_columns_for_each_measure() -> None:
    assert said(
        [
            "Month",
            "Shared plan of care numerator",
            "Shared plan of care denominator",
            "Loop closed - n",
            "Loop closed - d",
            "Falls",
        ],
        ["2026-11", "12", "60", "", "", "3"],
        ["2026-12", "13", "61", "5", "9"],
    ) == [
        (2, "2026-11", "plan", "12", "60"),
        (2, "2026-11", "falls", "3", ""),
        (3, "2026-12", "plan", "13", "61"),
        (3, "2026-12", "loop", "5", "9"),
    ]


@pytest.mark.parametrize(
    ("top", "bottom"),
    [("top", "bottom"), ("N", "D"), ("(num)", "(denom)"), ("Top number", "Bottom number")],
)
def test_parts_have_several_names(top: str, bottom: str) -> None:
    row = ["2026-11", "12", "60"]
    expected = [(2, "2026-11", "plan", "12", "60")]

    assert said(["Period", f"M07 {top}", f"M07 {bottom}"], row) == expected
    assert said(["Period", f"{top}: M07", f"{bottom}: M07"], row) == expected


def test_names_may_stand_in_a_row_above_the_parts() -> None:
    rows = (["Nov 2026", "12", "60", "4", "9"],)
    expected = [(3, "Nov 2026", "plan", "12", "60"), (3, "Nov 2026", "loop", "4", "9")]
    parts = ["Numerator", "Denominator", "Numerator", "Denominator"]
    names = ["Shared plan", "", "Loop closed", ""]

    assert said(["", *names], ["Month", *parts], *rows) == expected
    assert said(["Month", *names], ["", *parts], *rows) == expected


def test_a_part_of_a_name_is_enough_when_only_one_measure_has_it() -> None:
    twins = (PLAN, Named("family", ("Shared plan with family",), True))
    rows = [
        (1, ["Month", "Plan care numerator", "Shared plan with numerator"]),
        (2, ["2026-11", "1", "2"]),
    ]
    table = find_table([rows], twins)

    assert table is not None
    assert [one.measure for one in table.said] == ["plan", "family"]
    ambiguous = (Named("a", ("One two three",), True), Named("b", ("One two four",), True))
    assert find_table([[(1, ["Month", "One two numerator"])]], ambiguous) is None


def test_columns_that_mean_nothing_are_told() -> None:
    heads = ["Month", "M07 n", "M07 d", "M07 %", "M07 n", "Loop closed", ""]
    table = find_table([[(1, heads), (2, ["2026-11", "1", "2", "50%", "9", "5"])]], OURS)
    long = find_table([[(1, ["Month", "Measure", "Top", "Colour"])]], OURS)

    assert table is not None
    assert long is not None
    assert table.unread == ("M07 %", "M07 n", "Loop closed")
    assert long.unread == ("Colour",)


def test_a_sheet_without_a_table_is_passed_over() -> None:
    table = [(1, ["Month", "M07 n", "M07 d"]), (2, ["2026-11", "1", "2"])]

    assert find_table([[(1, ["Hello"])], [], table], OURS) is not None
    assert find_table([[(1, ["Month", "Weather"])]], OURS) is None
    assert find_table([[(1, ["M07 n", "M07 d"])]], OURS) is None


@pytest.mark.parametrize("content", [b"%PDF-1.7", archive(**{f"n{n}": b"" for n in range(501)})])
def test_a_refusal_calls_the_content_what_people_call_it(content: bytes) -> None:
    assert "your numbers" in refusal(content)
    with pytest.raises(Refused, match="your list") as refused:
        spreadsheets.read(content, what="list")
    assert refused.value.field == "file"


# the reader, in this process


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK", sheet_reader.BROKEN),
        (archive(xl__workbook_xml=b""), sheet_reader.OTHER_KIND),
        (archive(**{"xl__workbook.xml": b"<x"}), sheet_reader.BROKEN),
        (archive(**{f"n{n}": b"" for n in range(501)}), sheet_reader.TOO_BIG),
        (workbook(["x"], more={"A5001": 1}), sheet_reader.FAR),
    ],
)
def test_the_reader_refuses_before_it_reads(content: bytes, reason: str) -> None:
    with pytest.raises(sheet_reader.Refused, match=reason[:20]):
        sheet_reader.sheets(content)


def test_the_reader_finds_passwords_and_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = bytearray(workbook(["x"]))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(sheet_reader.Refused, match="password"):
        sheet_reader.sheets(bytes(locked))
    monkeypatch.setattr(sheet_reader, "MOST_ROWS", 2)
    two_sheets = openpyxl.Workbook()
    for _ in range(2):
        sheet = two_sheets.create_sheet()
        sheet.append([1])
        sheet.append([2])
    out = io.BytesIO()
    two_sheets.save(out)
    with pytest.raises(sheet_reader.Refused, match="too large"):
        sheet_reader.sheets(out.getvalue())


def test_the_reader_has_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(["Month"])
    monkeypatch.setattr(spreadsheets, "MEMORY", 2**20)

    assert "takes too long" in refusal(content)


def test_values_become_the_text_that_somebody_would_type() -> None:
    morning = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
    values = (True, False, morning, morning.date(), 0.25, 12.0)
    expected = ["yes", "no", "2026-11-01", "2026-11-01", "0.25", "12"]
    assert [sheet_reader.as_text(value) for value in values] == expected
