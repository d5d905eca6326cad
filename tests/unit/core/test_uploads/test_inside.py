"""The words inside a file: what a search finds it by."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.core.uploads import FileKind, inside, words_of

CAPTIONS = """WEBVTT - a call

STYLE
::cue { color: red }

NOTE 00:00.000 --> nobody says this

intro
00:01.000 --> 00:04.000 align:start
<v Ana>Good &amp; early.</v>
Who is <i>coming</i> today?

00:05.000 --> 00:06.000
The ramp.
"""


def letter(*paragraphs: str) -> bytes:
    paper, written = Document(), io.BytesIO()
    for words in paragraphs:
        paper.add_paragraph(words)
    cell = paper.add_table(1, 1).cell(0, 0)
    cell.text = "In a table"
    paper.save(written)
    return written.getvalue()


def package(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as found:
        for name, content in parts.items():
            found.writestr(name.replace("__", "/") + ".xml", content)
    return written.getvalue()


def test_a_letter_says_its_paragraphs_and_tables() -> None:
    said = words_of(letter("Ask for the long van.", "Bring the form."), FileKind.DOCX)
    assert said == "Ask for the long van.\nBring the form.\nIn a table"


def test_a_workbook_says_its_words() -> None:
    book, written = Workbook(), io.BytesIO()
    book.active.append(["Visits", 12, "Niños"])
    book.save(written)
    assert words_of(written.getvalue(), FileKind.XLSX) == "Visits\nNiños"

    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = b'<sst xmlns="%s"><si><t>Ri</t><t>des</t></si><si/></sst>' % space
    assert words_of(package(xl__sharedStrings=shared), FileKind.XLSX) == "Rides"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_captions_say_what_is_spoken(ends: str) -> None:
    content = CAPTIONS.replace("\n", ends).encode()
    assert words_of(content, FileKind.VTT) == "Good & early.\nWho is coming today?\nThe ramp."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG", FileKind.PNG),
        (b"%PDF-1.4", FileKind.PDF),
        (b"PK\x03\x04 damaged", FileKind.DOCX),
        (package(other=b"<a/>"), FileKind.DOCX),
        (package(word__document=b"<a"), FileKind.DOCX),
        (package(word__document=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), FileKind.DOCX),
        (package(xl__sharedStrings=b"<a/>"), FileKind.XLSX),
        (b"\xff\xfe", FileKind.VTT),
        (b"WEBVTT", FileKind.VTT),
    ],
)
def test_what_cannot_be_read_says_nothing(content: bytes, kind: FileKind) -> None:
    assert words_of(content, kind) == ""


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "MOST_READ", 100)
    assert words_of(letter("Long"), FileKind.DOCX) == ""


def test_only_the_beginning_of_a_long_text_is_kept() -> None:
    said = words_of(letter("word " * 30_000), FileKind.DOCX)
    assert len(said) <= inside.MOST_WORDS
    assert said.startswith("word word")


@given(st.binary(max_size=200), st.sampled_from(FileKind))
def test_nothing_fails(content: bytes, kind: FileKind) -> None:
    words_of(content, kind)
    words_of(b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + content, kind)
