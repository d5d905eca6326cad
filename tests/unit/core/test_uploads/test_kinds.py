from __future__ import annotations

import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refused
from app.core.uploads import FileKind, in_words
from tests.unit.core.test_uploads.samples import GOOD, MEGABYTE, look, picture, refusal


@pytest.mark.parametrize("kind", list(FileKind))
def test_each_kind_is_known_by_its_content(kind: FileKind) -> None:
    content = GOOD[kind]

    found = look(content, name="misleading.exe")

    assert found.kind is kind
    assert found.size == len(content)
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.mime == kind.mime


@pytest.mark.parametrize("kind", list(FileKind))
def test_a_kind_that_the_page_does_not_take_is_named(kind: FileKind) -> None:
    others = [other for other in FileKind if other is not kind]
    if kind in {FileKind.CSV, FileKind.TXT, FileKind.VTT}:
        others = [FileKind.PDF]
    if kind in {FileKind.XLSX, FileKind.PPTX}:
        others = [FileKind.DOCX, FileKind.PDF]

    assert refusal(GOOD[kind], *others).startswith(f"This is {kind.words}. Choose a ")


def test_a_word_file_is_not_opened_where_no_office_file_is_taken() -> None:
    expected = "We cannot take this kind of file. Choose a PDF or a PNG picture."

    assert refusal(GOOD[FileKind.DOCX], FileKind.PNG, FileKind.PDF) == expected


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("letter.PDF", "This is not a PDF, although its name says so. Save it as PDF,"),
        ("plan.docx", "This is not a Word document, although its name says so. Save it as Word"),
        ("photo.jpeg", "This is not a JPG picture, although its name says so. Save it as JPG,"),
    ],
)
def test_a_name_that_promises_too_much_is_explained(name: str, sentence: str) -> None:
    message = refusal(
        b"MZ" + bytes(200), FileKind.PDF, FileKind.DOCX, FileKind.JPG, name=f"C:\\{name} "
    )

    assert message.startswith(sentence)
    assert message.endswith(", then choose it again.")


@pytest.mark.parametrize("kind", list(FileKind))
@pytest.mark.parametrize("other", list(FileKind))
def test_a_renamed_file_is_taken_for_what_it_is(kind: FileKind, other: FileKind) -> None:
    assert look(GOOD[kind], name=f"x.{other}").kind is kind


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"").startswith("This file is empty.")


@pytest.mark.parametrize(
    ("size", "most", "sentence"),
    [
        (12 * MEGABYTE, 10 * MEGABYTE, "This file has 12 MB. The most is 10 MB."),
        (10 * MEGABYTE + 1, 10 * MEGABYTE, "This file has 10.1 MB. The most is 10 MB."),
        (100 * 1024 + 1, 100 * 1024, "This file has 101 KB. The most is 100 KB."),
    ],
)
def test_a_large_file_is_refused_with_both_sizes(size: int, most: int, sentence: str) -> None:
    assert refusal(bytes(size), most=most) == sentence


def test_a_file_of_exactly_the_most_is_taken() -> None:
    assert look(b"a" * 1000, FileKind.TXT, most=1000).size == 1000


@given(st.integers(1, 10**9))
def test_a_size_that_is_too_large_never_looks_like_the_most(most: int) -> None:
    assert in_words(most) != in_words(most + 1, at_least=True) or most % 1024


# ------------------------------------------------------------------ PDF and pictures


def test_a_pdf_may_start_a_little_late() -> None:
    assert look(b"\r\n" * 100 + GOOD[FileKind.PDF]).kind is FileKind.PDF
    assert look(b"\x1b%-12345X@PJL\n" + GOOD[FileKind.PDF]).kind is FileKind.PDF


@pytest.mark.parametrize(
    "content",
    [
        b"\x00" * 1024 + GOOD[FileKind.PDF],
        GOOD[FileKind.PDF].replace(b"%%EOF", b"\x00"),
        b"MZ\x00" + GOOD[FileKind.PDF],
        b"GIF89a\x00" + GOOD[FileKind.PDF],
        b"#!/bin/sh\n" + GOOD[FileKind.PDF],
        b"<html><script>alert(1)</script>" + GOOD[FileKind.PDF],
        b"  <!DOCTYPE html>" + GOOD[FileKind.PDF],
        GOOD[FileKind.PNG][:16] + GOOD[FileKind.PDF],
    ],
)
def test_a_pdf_that_is_cut_off_or_something_else_too_is_refused(content: bytes) -> None:
    assert refusal(content, FileKind.PDF, name="x.pdf").startswith("This is not a PDF")


@pytest.mark.parametrize(
    "content",
    [
        GOOD[FileKind.PNG][:30],
        b"\x89PNG\r\n\x1a\n<svg>IEND",
        b"\xff\xd8\xff\xe0 cut off",
        b"BM" + bytes(100),
        b"RIFF\x00\x00\x00\x00WEBPVP8 \x00",
    ],
)
def test_a_picture_that_is_cut_off_or_of_another_kind_is_refused(content: bytes) -> None:
    refusal(content)


# ------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xef\xbb\xbfclinic;visits\r\nBiloxi;12\r\n", FileKind.CSV),
        (b'clinic\tnote\n"Biloxi\nBay"\tx\n', FileKind.CSV),
        (b"MZ,BM,visits\n1,2,3\n", FileKind.CSV),
        (b"ID3,visits\n1,2\n", FileKind.CSV),
        (b"Dear reviewers,\n\nwe want to join, all of us, today.\n", FileKind.TXT),
        (b"one word", FileKind.TXT),
        (b"This is a note about function and record.\n", FileKind.TXT),
        (b"a page\x0cand another", FileKind.TXT),
        (b"a," + b"b" * 200_000, FileKind.TXT),
        (b"\n\n\n", FileKind.TXT),
    ],
)
def test_csv_and_text_are_told_apart_where_both_are_taken(content: bytes, kind: FileKind) -> None:
    assert look(content).kind is kind


def test_a_single_column_is_csv_where_only_csv_is_taken() -> None:
    assert look(b"clinic\nBiloxi\n", FileKind.CSV, FileKind.PDF).kind is FileKind.CSV
    assert look(b"a,b\n1,2\n", FileKind.TXT).kind is FileKind.TXT


@pytest.mark.parametrize(
    "content",
    ["clinic,name\n1,Peña\n".encode("cp1252"), "a,b\n".encode("utf-16"), b"a,b\x00\n", b"a\x1bb"],
)
def test_text_in_other_letters_asks_for_utf_8(content: bytes) -> None:
    expected = "The letters of this file cannot be read. Save it as CSV UTF-8 (.csv), then choose it again."

    assert refusal(content, FileKind.CSV, FileKind.XLSX, name="rows.csv") == expected


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg/>',
        b"a,b\n<SVG/onload=alert(1)>",
        b"<!doctype html>\n<p>",
        b"   \n<HTML>",
        b"hello <script>alert(1)</script>",
        b"<?php system('ls');",
        b"#!/bin/sh\nrm -rf /\n",
        b"{\\rtf1 \\ansi hello}",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
)
def test_text_that_is_drawn_or_run_is_refused(content: bytes) -> None:
    assert refusal(content).startswith("We cannot take this kind of file. Choose a PDF, ")
    assert refusal(content, FileKind.CSV, name="x.csv").startswith("This is not a CSV file")


def test_comparisons_in_text_are_no_markup() -> None:
    assert look(b"age,bmi\n<5,>20\n", FileKind.CSV).kind is FileKind.CSV


# ------------------------------------------------------------------ others


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (picture("GIF"), ".gif"),
        (b"MZ\x90\x00" + bytes(100), ".exe"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(30), ".7z"),
    ],
)
def test_a_file_of_another_kind_is_named_if_we_know_it(content: bytes, ending: str) -> None:
    expected = f"This looks like a {ending} file. Choose a PDF or a JPG picture."

    assert refusal(content, FileKind.JPG, FileKind.PDF) == expected


@pytest.mark.parametrize("content", [b"\x7fELF" + bytes(3), b"\x00\x01\x02\x03", b"\xfe"])
def test_what_nobody_knows_is_refused_too(content: bytes) -> None:
    assert refusal(content, FileKind.PDF).endswith("Choose a PDF.")


def test_old_and_locked_office_files_are_explained() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

    assert "Save it as .docx, .xlsx or .pptx without a password" in refusal(old, name="a.docx")
    one = refusal(old, FileKind.DOCX, FileKind.PDF)
    assert one.endswith("Save it as .docx without a password, then choose it again.")
    assert refusal(old, FileKind.PDF).endswith("or it has a password. Choose a PDF.")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_a_kind_or_refused(content: bytes) -> None:
    with suppress(Refused):
        assert look(content).kind in FileKind


@given(st.sampled_from(list(FileKind)), st.integers(0, 10**6), st.binary(min_size=1, max_size=9))
def test_damaged_files_are_a_kind_or_refused(kind: FileKind, place: int, other: bytes) -> None:
    good = GOOD[kind]
    place %= len(good)
    with suppress(Refused):
        assert look(good[:place] + other + good[place + len(other) :]).kind in FileKind
