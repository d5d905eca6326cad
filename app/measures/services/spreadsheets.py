"""Spreadsheets in and out: reading what somebody uploads, writing the template to fill in.

A file is judged by its content, never by its name or the type that the browser claims.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.styles import Alignment, Font

from app.core import jail
from app.core.errors import Refused
from app.core.text import clean_line
from app.measures.services.sheet_reader import (
    FAR,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    WITH_TIMES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from app.measures.domain.layouts import Line

READER = Path(__file__).with_name("sheet_reader.py")
MOST_BYTES = 5 * 1024 * 1024
MEMORY = 280 * 1024 * 1024
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FIELD = "file"

EMPTY = "This file is empty. Fill in the template, save it, and upload that."
TOO_LARGE = "This file is larger than 5 MB. Keep only the sheet with your {what}."
TOO_MUCH = "This file takes too long to read. Copy your {what} into a new sheet and upload that."
OLD = "Old Excel files (.xls) and files with a password cannot be read. Save it as .xlsx or .csv."
NOT_A_TABLE = "We read Excel workbooks (.xlsx) and .csv files. Save your {what} as one of those."
BAD_CSV = "We could not read this .csv file. Save it again as “CSV UTF-8” and upload that."


def read(content: bytes, *, what: str = "numbers", with_times: bool = False) -> list[list[Line]]:
    """The sheets of an XLSX or CSV file, each as its rows that say anything: (line, cells).

    `what` is what people call that which they upload. `with_times` keeps the time of day of
    cells that have one.

    Raises `Refused` with one sentence for everything that is not a table within the limits
    (5 MB, 5,000 rows, 60 columns).
    """
    try:
        return _read(content, with_times)
    except Refused as refusal:
        raise Refused(refusal.message.format(what=what), field=FIELD) from refusal


def _read(content: bytes, with_times: bool) -> list[list[Line]]:
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE, field=FIELD)
    if not content.strip():
        raise Refused(EMPTY, field=FIELD)
    if content.startswith(OLD_EXCEL):
        raise Refused(OLD, field=FIELD)
    sheets = _workbook(content, with_times) if content.startswith(ZIP) else [_csv(content)]
    cleaned = [[(line, [clean_line(cell) for cell in cells]) for line, cells in s] for s in sheets]
    if not any(cleaned):
        raise Refused(EMPTY, field=FIELD)
    return cleaned


def _workbook(content: bytes, with_times: bool) -> list[list[Line]]:
    """Ask the reader in its cell, so that no file can hurt us."""
    words = [WITH_TIMES] if with_times else []
    read, is_whole = jail.ask(READER, content, *words, memory=MEMORY)
    if not is_whole:
        raise Refused(TOO_MUCH, field=FIELD)
    told = json.loads(read)
    if "refused" in told:
        raise Refused(told["refused"], field=FIELD)
    return [[(line, cells) for line, cells in sheet] for sheet in told["sheets"]]


def _csv(content: bytes) -> list[Line]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[Line] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            rows.append((reader.line_num, [cell.strip()[:LONGEST_CELL] for cell in cells]))
            if len(rows) > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise Refused(FAR, field=FIELD)
    except csv.Error as problem:
        raise Refused(BAD_CSV, field=FIELD) from problem
    return rows


def _decoded(content: bytes) -> str:
    """The text of a CSV file; what holds NUL characters or starts like another kind is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content or content.lstrip()[:5].lower() in {b"%pdf-", b"<html", b"<!doc"}:
        raise Refused(NOT_A_TABLE, field=FIELD)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: whichever the first lines have most of."""
    start = "\n".join(text.splitlines()[:5])
    return max(",;\t", key=start.count)


# ------------------------------------------------------------------ the template


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as the text of a CSV file that Excel opens in UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def as_workbook(rows: Sequence[Sequence[str]], help_lines: Sequence[str]) -> bytes:
    """Rows as an XLSX file with a second sheet that says how to fill it in."""
    book = openpyxl.Workbook()
    numbers = book.active
    assert numbers is not None  # noqa: S101  # a new workbook has a sheet
    numbers.title = "Numbers"
    _fill(numbers, rows)
    numbers.freeze_panes = "A2"
    for letter, width in zip("ABCDEFG", (16, 44, 12, 14, 18, 16, 40), strict=True):
        numbers.column_dimensions[letter].width = width
    for cell in numbers[1]:
        cell.font = Font(bold=True)
    how = book.create_sheet("How to fill this in")
    _fill(how, [[line] for line in help_lines])
    how.column_dimensions["A"].width = 100
    for row in how.iter_rows():
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """Write text cells; a name that starts with = is a name, never a formula."""
    for line, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            if text:
                cell = sheet.cell(line, column, text)
                cell.data_type = "s"
