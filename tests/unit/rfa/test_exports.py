"""Exports: files for other programs that say what was answered and do no harm."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import clean
from app.rfa.domain.answers import Answers, Control, Part
from app.rfa.domain.document import FormDocument
from app.rfa.domain.parsing import parse
from app.rfa.presenters import exports
from app.rfa.queries.rounds import shipped_form

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(0)"]
NAUGHTY = [
    "",
    "two\nlines",
    'quo"te, comma',
    "漢字 😀 \u202e",
    "\x00\x0b",
    "\ud800",
    "#N/A",
    "0012",
]
TEXTS = st.text(st.characters(), max_size=30)


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# ------------------------------------------------------------------ columns


@pytest.fixture(scope="module")
def form() -> FormDocument:
    return parse(shipped_form())


def test_every_part_of_an_answer_is_a_column_with_a_header_of_its_own(form: FormDocument) -> None:
    columns = exports.answer_columns(form)
    headers = [header for header, _, _ in columns]

    assert len(set(headers)) == len(headers)
    assert ("B4 What is the need in your community and of your families? …", "B4", "value") in columns  # fmt: skip
    assert ("C1 Who is on your team?: QI lead: hours a month", "C1", "qi-lead.hours") in columns
    assert ("A2 Where is your practice?: County", "A2", "county") in columns
    assert not any(question in {"C3", "D6", "S6"} for _, question, _ in columns)


def test_parts_that_are_called_the_same_have_different_headers() -> None:
    rows = [{"key": "a", "label": "Same"}, {"key": "b", "label": "Same"}]
    question = {"key": "Q", "kind": "percent split", "text": "Shares?", "rows": rows}
    section = {"key": "one", "code": "1", "title": "One", "questions": [question]}
    form = parse({"title": "T", "sections": [section], "criteria": []})

    headers = [header for header, _, _ in exports.answer_columns(form)]
    assert headers == ["Q Shares?: Same", "Q Shares?: Same (b)"]


def test_a_row_has_the_answers_in_words_under_their_columns(form: FormDocument) -> None:
    answers: Answers = {
        "E2": {"value": "fqhc"},
        "B3a": {"value": ("claims", "estimate")},
        "B2": {"medicaid": "60"},
        "B3": {"value": "15,000"},
        "B5a": {"value": "about 50"},
        "H1": {"value": "$15,000.50"},
        "C1": {"qi-lead.name": "Ana Ruiz"},
        "S1": {"value": "yes"},
    }
    row = exports.answer_row(form, answers)
    columns = exports.answer_columns(form)
    assert len(row) == len(columns)
    said = {(q, part): cell for (_, q, part), cell in zip(columns, row, strict=True) if cell}

    assert said == {
        ("E2", "value"): "Federally Qualified Health Center (FQHC)",
        ("B3a", "value"): "List from claims, Estimate of clinicians",
        ("B2", "medicaid"): 60,
        ("B3", "value"): 15_000,
        ("B5a", "value"): "about 50",
        ("H1", "value"): 15_000.5,
        ("C1", "qi-lead.name"): "Ana Ruiz",
        ("S1", "value"): "Agreed",
    }


# ------------------------------------------------------------------ CSV and Excel


def test_a_csv_file_opens_in_excel_as_utf_8() -> None:
    content = exports.to_csv(["Name", "Say"], [["Zoë", "two\nlines"], ["“A, B”", '"x"']])

    assert content.startswith(b"\xef\xbb\xbf")
    assert csv_rows(content) == [["Name", "Say"], ["Zoë", "two\nlines"], ["“A, B”", '"x"']]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_of_a_csv_file_is_a_formula(cell: str) -> None:
    ((header,), (said,)) = csv_rows(exports.to_csv([cell], [[cell]]))

    assert said == header == "'" + clean(cell)


def test_numbers_stay_numbers_in_csv() -> None:
    assert csv_rows(exports.to_csv(["n"], [["-12.5"], ["1,200"]])) == [["n"], ["-12.5"], ["1,200"]]


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=4))
def test_whatever_is_typed_comes_back_from_csv_and_begins_no_formula(rows: list[list[str]]) -> None:
    back = csv_rows(exports.to_csv(["a", "b"], rows))[1:]

    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [clean(cell).removeprefix("'") for cell in row] for row in rows
    ]
    for row in back:
        for cell in row:
            assert not cell.startswith(("=", "@", "\t", "\r"))


def test_an_excel_file_has_only_text_and_keeps_its_header_in_sight() -> None:
    rows = [[one, "x"] for one in (*FORMULAS, *NAUGHTY, "12")]
    content = exports.to_xlsx(["=A1", "B"], rows, "Applications")

    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["Applications"]
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in page[1]] == ["=A1", "B"]
    assert page["A1"].font.bold
    back = list(page.iter_rows(min_row=2))
    assert [row[0].value or "" for row in back] == [clean(row[0]) for row in rows]
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value} == {"s"}
    assert all(cell.quotePrefix for row in back for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as inside:
        assert b"<f>" not in inside.read("xl/worksheets/sheet1.xml")


def test_numbers_are_plain_in_both_tables() -> None:
    rows = [[15_000, 99.5, 0, "-3"]]
    assert csv_rows(exports.to_csv(["a", "b", "c", "d"], rows))[1] == ["15000", "99.5", "0", "-3"]
    page = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(["a", "b", "c", "d"], rows))).active
    assert page is not None
    cells = next(iter(page.iter_rows(min_row=2)))
    assert [(cell.value, cell.data_type) for cell in cells] == [
        (15_000, "n"),
        (99.5, "n"),
        (0, "n"),
        ("-3", "s"),
    ]


@given(TEXTS, st.sampled_from(Control))
def test_whatever_is_typed_is_a_small_enough_number_or_stays(text: str, control: Control) -> None:
    found = exports.number_or_typed(Part("value", "?", control), text)
    if isinstance(found, str):
        assert found == text
        return
    assert control in {Control.WHOLE, Control.MONEY}
    assert abs(found) <= exports.MOST


@pytest.mark.parametrize("text", ["9" * 500, "1" + "0" * 15])
def test_a_number_that_programs_would_round_stays_a_text(text: str) -> None:
    assert exports.number_or_typed(Part("value", "?", Control.WHOLE), text) == text


def test_what_is_chosen_or_not_known_any_more_stays() -> None:
    assert exports.number_or_typed(None, "12") == "12"
    assert exports.number_or_typed(Part("value", "?", Control.WHOLE), ("a", "b")) == ("a", "b")


def test_a_cell_that_excel_could_not_hold_is_cut() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(["h"], [["x" * 40_000]])))

    assert len(book.worksheets[0]["A2"].value) == exports.LONGEST_CELL


# ------------------------------------------------------------------ JSON and ZIP


def test_json_says_what_it_was_given() -> None:
    at = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    content = exports.to_json([{"practice": "Zoë", "at": at, "answers": {"B4": {"value": "x"}}}])

    assert json.loads(content) == [
        {
            "practice": "Zoë",
            "at": "2026-11-01T12:00:00+00:00",
            "answers": {"B4": {"value": "x"}},
        }
    ]


def zipped(*names: str) -> list[str]:
    with exports.to_zip((name, name.encode()) for name in names) as file:
        archive = zipfile.ZipFile(file)
        assert archive.testzip() is None
        assert sorted(map(archive.read, archive.namelist())) == sorted(n.encode() for n in names)
        return archive.namelist()


def test_a_zip_gives_every_file_back_under_its_name() -> None:
    assert zipped("C2-1/application.pdf", "C2-1/letter.pdf", "C2-2/application.pdf") == [
        "C2-1/application.pdf",
        "C2-1/letter.pdf",
        "C2-2/application.pdf",
    ]


def test_names_in_a_zip_differ_on_every_system() -> None:
    assert zipped("a/Letter.pdf", "a/letter.PDF", "a/letter.pdf", "notes", "notes", "b/letter.pdf") == [
        "a/Letter.pdf",
        "a/letter (2).PDF",
        "a/letter (3).pdf",
        "notes",
        "notes (2)",
        "b/letter.pdf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("..\\..\\windows\\x.txt", "windows/x.txt"),
        ("/absolute", "absolute"),
        ("C:\\letter.pdf", "C_/letter.pdf"),
        ("a/./b/../c", "a/b/c"),
        ("...", "file"),
        ("", "file"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("letter. ", "letter"),
        ("a\x00b\n.pdf", "ab .pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
        ("x." + "y" * 300, "x." + "y" * 118),
    ],
)
def test_names_in_a_zip_play_no_tricks(name: str, safe: str) -> None:
    assert exports.safe_name(name) == safe


@given(st.lists(st.text("ab./\\: \x00\u202e漢", max_size=12), max_size=6))
def test_whatever_files_are_called_they_stay_apart_and_inside(names: list[str]) -> None:
    found = zipped(*names)

    assert len({name.lower() for name in found}) == len(names)
    for name in found:
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert "\\" not in name
        assert Path("/inside", name).resolve().is_relative_to("/inside")


def test_the_same_files_are_the_same_zip_and_large_ones_go_to_the_disk() -> None:
    with exports.to_zip([("a", b"1")]) as one, exports.to_zip([("a", b"1")]) as other:
        assert one.read() == other.read()
    noise = bytes(range(256)) * 4096
    with exports.to_zip((f"{n}", noise) for n in range(3)) as large:
        assert len(zipfile.ZipFile(large).namelist()) == 3
