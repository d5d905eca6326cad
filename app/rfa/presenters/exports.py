"""Applications as files for other programs: CSV, Excel, JSON and ZIP."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from app.audit.presenters import harmless
from app.core.text import clean, clean_line
from app.rfa.domain.answers import VALUE, Answers, Control, Part, Typed, parts_of
from app.rfa.domain.document import FormDocument, Question
from app.rfa.domain.judging import money, whole
from app.rfa.domain.wording import words_of

BYTE_ORDER_MARK = "\ufeff"
LONGEST_HEADER, LONGEST_NAME = 60, 120
LONGEST_CELL = 32_767
"""As many characters as Excel keeps in a cell."""
MOST = 10**15 - 1
"""The largest number that every program reads exactly; a larger one is a text."""
NUMERIC = frozenset({Control.WHOLE, Control.MONEY})
IN_MEMORY = 8 * 1024**2
"""A larger ZIP is put together on the disk."""
_UNSAFE = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a ZIP, so that the same files are the same ZIP."""

Cell = str | int | float
Column = tuple[str, str, str]
"""A column of answers: its header, the key of the question, the key of the part."""


def answer_columns(document: FormDocument) -> list[Column]:
    """One column for each part of each answer, in the order of the form.

    The header begins with the key of the question, so it stays the same for a form.
    """
    found: dict[str, Column] = {}
    for question in document.questions():
        start = _short(f"{question.key} {clean_line(question.text)}")
        for part in parts_of(question):
            header = start if part.key == VALUE else f"{start}: {clean_line(part.label)}"
            if header in found:
                header = f"{header} ({part.key})"
            found[header] = (header, question.key, part.key)
    return list(found.values())


def answer_row(document: FormDocument, answers: Answers) -> list[Cell]:
    """The answers, a cell for each of `answer_columns`: numbers plain, all else in words.

    It is "" where there is no answer, and what is no number stays as it was typed.
    """
    return [
        _cell_of(question, part, answer[part.key]) if part.key in answer else ""
        for question in document.questions()
        for answer in [answers.get(question.key, {})]
        for part in parts_of(question)
    ]


def _cell_of(question: Question, part: Part, typed: Typed) -> Cell:
    if part.control in NUMERIC and isinstance(typed, str):
        number = _number(part, typed)
        return typed if number is None else number
    return words_of(question, part, typed)


def number_or_typed(part: Part | None, typed: Typed) -> Typed | int | float:
    """The number that was typed in a part for numbers; else what was typed.

    >>> dollars = Part("value", "Cost", Control.MONEY)
    >>> [number_or_typed(dollars, text) for text in ("$15,000", "99.50", "a lot", "9" * 16)]
    [15000, 99.5, 'a lot', '9999999999999999']
    """
    if part is None or part.control not in NUMERIC or not isinstance(typed, str):
        return typed
    number = _number(part, typed)
    return typed if number is None else number


def _number(part: Part, typed: str) -> int | float | None:
    if part.control is Control.MONEY:
        number = money(typed)
    else:
        count = whole(typed)
        number = None if count is None else Decimal(count)
    if number is None or abs(number) > MOST:
        return None
    return int(number) if number == int(number) else float(number)


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file that Excel opens in UTF-8; no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    for row in (headers, *rows):
        writer.writerow([harmless(clean(c)) if isinstance(c, str) else c for c in row])
    return out.getvalue().encode()


def to_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str = "Export") -> bytes:
    """An Excel workbook of texts and numbers; its header stays in sight, nothing is a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    page.append([_cell(page, text, is_header=True) for text in headers])
    for row in rows:
        page.append([_cell(page, content) for content in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def to_json(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Records as JSON, indented."""
    return orjson.dumps(list(records), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def to_zip(files: Iterable[tuple[str, bytes]]) -> IO[bytes]:
    """A ZIP of (name, content) pairs, ready to be read from its beginning.

    Names are made safe on every system and different from each other. One file is held in
    memory at a time, so `files` may be a generator. The caller closes what is returned.
    """
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by who sends it
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(_free(safe_name(name), taken), _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    out.seek(0)
    return out


def safe_name(name: str) -> str:
    """A name inside a ZIP that stays inside the folder where it is opened, on any system.

    >>> safe_name("../../etc/passwd"), safe_name("C2-1\\\\letter: final?.pdf"), safe_name("..")
    ('etc/passwd', 'C2-1/letter_ final_.pdf', 'file')
    """
    steps = (_safe_step(step) for step in clean_line(name).replace("\\", "/").split("/"))
    return "/".join(step for step in steps if step) or "file"


def _safe_step(step: str) -> str:
    """One folder or file in a name: no dots alone, no signs or names that Windows refuses."""
    kept = _UNSAFE.sub("_", step).strip(". ")
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    if len(kept) <= LONGEST_NAME:
        return kept
    start, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        return kept[:LONGEST_NAME].rstrip(". ")
    return f"{start[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered when it is taken; upper and lower case are the same on some systems."""
    folder, slash, last = name.rpartition("/")
    start, dot, ending = last.rpartition(".") if "." in last else (last, "", "")
    for number in count(2):
        if name.lower() not in taken:
            break
        name = f"{folder}{slash}{start} ({number}){dot}{ending}"
    taken.add(name.lower())
    return name


def _cell(page: Any, content: Cell, *, is_header: bool = False) -> Any:
    if not isinstance(content, str):
        return WriteOnlyCell(page, content)
    cell = WriteOnlyCell(page, clean(content)[:LONGEST_CELL])
    cell.data_type = "s"  # whatever it looks like
    cell.quotePrefix = True  # it stays text when somebody edits it
    if is_header:
        cell.font = Font(bold=True)
    return cell


def _short(text: str) -> str:
    """The beginning of a text, cut at a blank."""
    if len(text) <= LONGEST_HEADER:
        return text
    return f"{text[:LONGEST_HEADER].rsplit(' ', 1)[0]} …"
