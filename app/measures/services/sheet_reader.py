"""Read the values of an XLSX file; run in a cell (`app.core.jail`).

It is started by `spreadsheets.read` with the file on standard input and knows nothing of the
portal. It answers in JSON: {"sheets": [[line, [cell, ...]], ...]} or {"refused": sentence};
"{what}" in a sentence stands for what people call that which they upload.
Only stored values are read: formulas, macros, links and entities are never evaluated.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
import zipfile
import zlib
from typing import Any, BinaryIO, TextIO

import python_calamine

MOST_ROWS, MOST_COLUMNS = 5_000, 60
MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 500
MOST_SHEETS = 20
LONGEST_CELL = 500
WITH_TIMES = "--with-times"

BROKEN = "We could not read this file. Open it, save it again as .xlsx or .csv, and upload that."
TOO_BIG = "This file is too large once it is unpacked. Keep only the sheet with your {what}."
FAR = (
    f"A sheet of this file is too large: we read up to {MOST_ROWS:,} rows and {MOST_COLUMNS}"
    " columns. Delete what is not needed, then upload it again."
)
LOCKED = "This file is locked with a password. Save a copy without the password and upload that."
OTHER_KIND = "This is not an Excel workbook (.xlsx). Save it as .xlsx or .csv and upload that."

_FILLED_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?>(?:[^<>]*?\s)?r="([A-Z]{1,9})([0-9]{1,18})")[^<>]*+(?<!/)>'
)
"""It never looks beyond the tag, nor twice at its end: the work grows as the file does."""


class Refused(Exception):
    """The file is not read; the text is a sentence for the person who sent it."""


def sheets(content: bytes, *, with_times: bool = False) -> list[list[tuple[int, list[str]]]]:
    """The rows that say anything, of every sheet that is shown: (line, cells as text).

    `with_times` keeps the time of day of a cell that has one.

    Raises `Refused` for anything that is not a workbook of a reasonable size.
    """
    _check_parts(content)
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        shown = [
            one.name
            for one in book.sheets_metadata
            if one.visible is python_calamine.SheetVisibleEnum.Visible
            and one.typ is python_calamine.SheetTypeEnum.WorkSheet
        ]
        found = [_rows(book.get_sheet_by_name(name), with_times) for name in shown[:MOST_SHEETS]]
    except (python_calamine.CalamineError, ValueError, OverflowError) as problem:
        raise Refused(BROKEN) from problem
    if sum(map(len, found)) > MOST_ROWS:
        raise Refused(FAR)
    return found


def _check_parts(content: bytes) -> None:
    """Look at the directory of the archive, and where cells lie, before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Refused(LOCKED)
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(TOO_BIG)
        if "xl/workbook.xml" not in archive.namelist():
            raise Refused(OTHER_KIND)
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                _check_cells(archive.read(part))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError) as problem:
        raise Refused(BROKEN) from problem


def _check_cells(sheet: bytes) -> None:
    """Refuse a sheet with a filled cell far away: reading it would need room for all between."""
    for letters, line in _FILLED_CELL.findall(sheet):
        if int(line) > MOST_ROWS or _column(letters) > MOST_COLUMNS:
            raise Refused(FAR)


def _column(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _rows(sheet: python_calamine.CalamineSheet, with_times: bool) -> list[tuple[int, list[str]]]:
    rows = sheet.to_python(skip_empty_area=False)
    texts = [[as_text(cell, with_times=with_times) for cell in row] for row in rows]
    return [(line, cells) for line, cells in enumerate(texts, start=1) if any(cells)]


def as_text(cell: Any, *, with_times: bool = False) -> str:
    """A stored value as somebody would type it: whole numbers without a point, days as ISO.

    >>> as_text(12.0), as_text(0.5), as_text(dt.date(2026, 11, 1)), as_text("  x ")
    ('12', '0.5', '2026-11-01', 'x')
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds") if with_times else cell.date().isoformat()
    return str(cell).strip()[:LONGEST_CELL]


def answer(given: BinaryIO, out: TextIO, *, with_times: bool = False) -> None:
    """Read a file from `given` and write what it says, or why it is refused, to `out`."""
    try:
        told: dict[str, Any] = {"sheets": sheets(given.read(), with_times=with_times)}
    except Refused as refused:
        told = {"refused": str(refused)}
    json.dump(told, out)


if __name__ == "__main__":  # pragma: no cover  # runs in its cell
    answer(sys.stdin.buffer, sys.stdout, with_times=WITH_TIMES in sys.argv)
