"""The words inside a file: what a search finds it by."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
import zipfile
import zlib

import pytest
from docx import Document
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.core import jail
from app.core.uploads import FileKind, inside, pdf_reader, words_of

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


# ------------------------------------------------------------------ PDFs


def handout(*pages: str, password: str = "") -> bytes:
    paper = FPDF()
    paper.set_font("helvetica", size=12)
    if password:
        paper.set_encryption(password, password, EncryptionMethod.AES_256)
    for words in pages:
        paper.add_page()
        paper.multi_cell(0, text=words)
    return bytes(paper.output())


def drawn(content: bytes, *, start: int | None = None) -> bytes:
    """A PDF of one page that is drawn by `content`, packed; `start` lies about its directory."""
    packed = zlib.compress(content)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources 5 0 R/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Font<</F %s>>>>" % font,
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(places)
    begins = len(written) if start is None else start
    return written + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % begins


def test_a_pdf_says_the_words_of_its_pages() -> None:
    content = handout("Ask for the long van.", "Niños y niñas")
    assert words_of(content, FileKind.PDF).split("\n") == [
        "Ask for the long van.",
        "Niños y niñas",
    ]


def test_a_locked_pdf_says_nothing() -> None:
    assert words_of(handout("Secret ramp", password="porch swing"), FileKind.PDF) == ""
    assert list(pdf_reader.pages(handout("Secret ramp", password="porch swing"))) == []


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n%%EOF",
        handout("The ramp")[:300],
        drawn(b"BT /F 9 Tf (ramp) Tj ET").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
    ],
)
def test_a_broken_pdf_says_nothing(content: bytes) -> None:
    assert words_of(content, FileKind.PDF) == ""
    assert "".join(pdf_reader.pages(content)) == ""


def test_a_broken_page_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf import PageObject

    whole = PageObject.extract_text

    def told(page: PageObject) -> str:
        if "second" in (words := whole(page)):
            raise RecursionError
        return words

    monkeypatch.setattr(PageObject, "extract_text", told)
    assert list(pdf_reader.pages(handout("first", "second", "third"))) == ["first", "third"]


def test_only_so_many_pages_and_characters_of_a_pdf_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_reader, "MOST_PAGES", 2)
    content = handout("first", "second", "third")
    assert list(pdf_reader.pages(content)) == ["first", "second"]

    monkeypatch.setattr(pdf_reader, "MOST_CHARACTERS", 8)
    written = io.BytesIO()
    pdf_reader.answer(io.BytesIO(content), written)
    assert written.getvalue() == b"first\nsec\n"

    monkeypatch.setattr(pdf_reader, "MOST_CHARACTERS", 100)
    written = io.BytesIO()
    pdf_reader.answer(io.BytesIO(content), written)
    assert written.getvalue() == b"first\nsecond\n"


def test_a_hostile_pdf_is_ended_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail, "WAIT_SECONDS", 2)
    said = b"BT /F 9 Tf (ramp) Tj ET\n"
    assert words_of(drawn(said), FileKind.PDF) == "ramp"
    bomb = drawn(said * 1_000_000)
    assert len(bomb) < 1_000_000
    assert words_of(bomb, FileKind.PDF) == ""


def test_what_a_pdf_said_until_the_time_was_over_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*args: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("reader", 9, output="The ramp\nNiños".encode()[:-2])

    monkeypatch.setattr(subprocess, "run", late)
    assert words_of(b"%PDF-1.4", FileKind.PDF) == "The ramp\nNiñ"


def test_a_machine_without_room_for_the_reader_takes_the_file_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert words_of(handout("The ramp"), FileKind.PDF) == ""


def test_the_noise_of_a_strange_pdf_stays_in_the_reader(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    strange = drawn(b"BT /F 9 Tf (The ramp) Tj ET", start=20)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert words_of(strange, FileKind.PDF) == "The ramp"
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


@given(st.binary(max_size=200), st.sampled_from(FileKind))
def test_nothing_fails(content: bytes, kind: FileKind) -> None:
    words_of(content, kind)
    words_of(b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + content, kind)
