from __future__ import annotations

import hashlib
import io
import socket
import socketserver
import struct
import threading
import unicodedata
import zipfile
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest
from flask import Flask
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.core.errors import Refused
from app.core.uploads import FileKind, Inspected, in_words, inspect, packages, safe_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEGABYTE = 1024 * 1024
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = "[Content_Types].xml"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf() -> bytes:
    page = FPDF()
    page.add_page()
    return bytes(page.output())


def picture(form: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "navy").save(written, form)
    return written.getvalue()


def document() -> bytes:
    written = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("We want to join.")
    made.save(written)
    return written.getvalue()


def workbook() -> bytes:
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    return written.getvalue()


def package(parts: dict[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def types(*overrides: tuple[str, str], more: str = "") -> bytes:
    lines = [f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides]
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{more}<Types xmlns="{space}">{"".join(lines)}</Types>'.encode()


def small(**more: bytes) -> bytes:
    """A Word document of the least parts, and `more`."""
    parts = {TYPES: types(("/word/document.xml", WORD)), "word/document.xml": b"<x/>"}
    return package(parts | more)


GOOD = {
    FileKind.PDF: pdf(),
    FileKind.DOCX: document(),
    FileKind.XLSX: workbook(),
    FileKind.CSV: b"clinic,visits\nBiloxi,12\n",
    FileKind.TXT: "Niños y niñas: all of them.\n".encode(),
    FileKind.PNG: picture("PNG"),
    FileKind.JPG: picture("JPEG"),
}


@pytest.fixture(autouse=True)
def settings() -> Iterator[dict[str, Any]]:
    """The settings of a portal without a scanner; a test may change them."""
    app = Flask(__name__)
    app.config["CLAMD_URL"] = ""
    with app.app_context():
        yield app.config


def look(
    content: bytes, *allowed: FileKind, name: str = "", most: int = 20 * MEGABYTE
) -> Inspected:
    return inspect(content, allowed=allowed or tuple(FileKind), most_bytes=most, name=name)


def refusal(content: bytes, *allowed: FileKind, name: str = "", most: int = 20 * MEGABYTE) -> str:
    with pytest.raises(Refused) as refused:
        look(content, *allowed, name=name, most=most)
    return refused.value.message


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
    if kind in {FileKind.CSV, FileKind.TXT}:
        others = [FileKind.PDF]
    if kind is FileKind.XLSX:
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

    assert "Save it as .docx or .xlsx without a password" in refusal(old, name="a.docx")
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


# ------------------------------------------------------------------ packages


def test_the_least_word_file_is_one() -> None:
    assert look(small()).kind is FileKind.DOCX


@pytest.mark.parametrize(
    "parts",
    [
        {"readme.txt": b"hello"},
        {TYPES: types(), "x.xml": b""},
        {TYPES: types(("/ppt/p.xml", WORD.replace("wordprocessingml.document", "p")))},
        {
            TYPES: types(
                ("/w.xml", WORD),
                ("/x.xml", WORD.replace("wordprocessingml.document", "spreadsheetml.sheet")),
            ),
            "w.xml": b"",
            "x.xml": b"",
        },
        {TYPES: b"<Types><Default/></Types>"},
    ],
)
def test_other_packages_are_refused(parts: dict[str, bytes]) -> None:
    expected = "This is not a Word document, although its name says so. Save it as Word (.docx), then choose it again."

    assert refusal(package(parts), name="x.docx") == expected


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize(
    "content",
    [
        package({TYPES: types(("/word/document.xml", MACRO)), "word/document.xml": b""}),
        small(**{"word/vbaProject.bin": b"x"}),
        small(**{"word/VBAPROJECT.BIN": b"x"}),
        small(**{"xl/macrosheets/sheet1.xml": b"x"}),
        package(
            {
                TYPES: types(
                    ("/word/document.xml", WORD),
                    ("/word/renamed.bin", "application/vnd.ms-office.vbaProject"),
                ),
                "word/document.xml": b"",
                "word/renamed.bin": b"",
            }
        ),
    ],
)
def test_macros_are_refused_wherever_they_hide(content: bytes) -> None:
    assert refusal(content, name="x.docx") == packages.MACROS


def test_a_package_that_is_far_larger_inside_is_refused_before_it_is_unpacked() -> None:
    assert refusal(small(**{"word/media/a": bytes(11 * MEGABYTE)})) == packages.BOMB


def test_a_package_over_the_whole_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_UNPACKED", 1000)

    assert refusal(small(**{"word/media/a": b"a" * 1000})) == packages.BOMB


def test_a_package_of_very_many_parts_is_refused() -> None:
    parts = {f"word/{number}.xml": b"" for number in range(packages.MOST_PARTS)}

    assert refusal(small(**parts)) == packages.BOMB


def test_a_package_whose_table_of_contents_is_huge_is_refused() -> None:
    padded = types(("/word/document.xml", WORD)) + b" " * packages.MOST_TYPES

    assert refusal(package({TYPES: padded, "word/document.xml": b""})) == packages.BOMB


def test_a_large_document_that_grows_little_is_taken() -> None:
    noise = b"".join(hashlib.sha256(bytes([a, b])).digest() for a in range(256) for b in range(256))

    assert look(small(**{"word/media/a": noise * 6})).kind is FileKind.DOCX


def declaring(content: bytes, name: bytes, size: int) -> bytes:
    """The package, whose directory declares another size for the part `name`."""
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    return content[: at + 24] + struct.pack("<L", size) + content[at + 28 :]


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("size", [10, 3 * MEGABYTE])
def test_a_package_that_lies_about_its_sizes_is_refused(how: int, size: int) -> None:
    parts = {
        TYPES: types(("/word/document.xml", WORD)),
        "word/document.xml": b"<x/>",
        "word/media/a": b"ab" * MEGABYTE,
    }

    assert refusal(declaring(package(parts, how=how), b"word/media/a", size)) == packages.BROKEN


def test_a_locked_package_is_explained() -> None:
    content = small()
    at = content.rindex(b"PK\x01\x02")

    assert refusal(content[: at + 8] + b"\x01" + content[at + 9 :]) == packages.LOCKED


@pytest.mark.parametrize(
    "content",
    [
        small()[:-30],
        b"PK\x03\x04" + bytes(500),
        small(**{"../../etc/cron.d/x": b"x"}),
        small(**{"/etc/passwd": b"x"}),
        small(**{"word\\..\\x": b"x"}),
        small(**{"WORD/document.xml": b"x"}),
        package({TYPES: types(("/word/document.xml", WORD))}),
        package({TYPES: b"<Types"}),
        package({TYPES: b'<?xml version="1.0" encoding="nonsense"?><Types/>'}),
        package({TYPES: types(more='<!DOCTYPE a [<!ENTITY b "c">]>')}),
        package({TYPES: types()}, how=zipfile.ZIP_LZMA),
        small()[:30] + b"\xff" * 20 + small()[50:],
    ],
)
def test_a_damaged_or_odd_package_is_refused(content: bytes) -> None:
    assert refusal(content) == packages.BROKEN


def test_a_part_that_is_cut_off_inside_is_refused() -> None:
    whole = small(**{"word/media/a": zlib.compress(bytes(range(256)) * 9)})
    at = whole.rindex(b"PK\x01\x02")
    packed = struct.unpack_from("<L", whole, at + 20)[0]

    cut = whole[: at + 20] + struct.pack("<L", packed - 9) + whole[at + 24 :]

    assert refusal(cut) == packages.BROKEN


# ------------------------------------------------------------------ names


@given(st.text(), st.sampled_from(list(FileKind)))
def test_any_name_becomes_a_safe_one(name: str, kind: FileKind) -> None:
    safe = safe_name(name, kind)

    assert safe.endswith(f".{kind}")
    assert len(safe) <= 100
    assert len(safe) > len(f".{kind}")
    assert not set(safe) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(char).startswith("C") for char in safe)
    assert not safe.startswith((".", " "))
    safe.encode("utf-8")
    assert safe_name(safe, kind) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Letter of support.pdf", "Letter of support.pdf"),
        ("C:\\Users\\ana\\letter.PDF", "letter.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("letter\u202efdp.exe", "letterfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1", "a Set-Cookie x=1.pdf"),
        ("Peña.docx", "Peña.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("...", "file.pdf"),
        ("letters/", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("report.final. .pdf", "report.final.pdf"),
    ],
)
def test_names_keep_what_people_know_them_by(name: str, safe: str) -> None:
    assert safe_name(name, FileKind.PDF) == safe


# ------------------------------------------------------------------ the virus scanner


class Clamd(socketserver.BaseRequestHandler):
    """Speaks clamd's protocol; finds the test virus of EICAR."""

    def handle(self) -> None:
        file = self.request.makefile("rb")
        assert file.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", file.read(4))[0]:
            content += file.read(length)
        file.close()
        self.server.seen.append(content)  # type: ignore[attr-defined]
        says = self.server.says  # type: ignore[attr-defined]
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        for start in range(0, len(found), 7):
            self.request.sendall((found if says is None else says)[start : start + 7])


class Server(socketserver.ThreadingTCPServer):
    seen: list[bytes]
    says: bytes | None = None


class UnixServer(socketserver.ThreadingUnixStreamServer):
    seen: list[bytes]
    says: bytes | None = None


@pytest.fixture(params=["tcp", "unix"])
def clamd(
    request: pytest.FixtureRequest, settings: dict[str, Any], tmp_path: Path
) -> Iterator[Server | UnixServer]:
    """A scanner that the portal is set to ask."""
    server: Server | UnixServer
    if request.param == "tcp":
        server = Server(("127.0.0.1", 0), Clamd)
        settings["CLAMD_URL"] = f"tcp://127.0.0.1:{server.server_address[1]}"
    else:
        server = UnixServer(str(tmp_path / "clamd.ctl"), Clamd)
        settings["CLAMD_URL"] = f"unix://{tmp_path / 'clamd.ctl'}"
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_clean_file_passes_the_scanner_whole(clamd: Server) -> None:
    content = GOOD[FileKind.TXT] * 10_000

    assert look(content, FileKind.TXT).size == len(content)
    assert clamd.seen == [content]


def test_a_file_with_a_virus_is_refused(clamd: Server) -> None:
    message = refusal(b"x" * 65_530 + EICAR, FileKind.TXT)

    assert message.startswith("The virus scanner found harm in this file, so we did not keep it.")


def test_a_file_that_we_do_not_take_is_not_sent_to_the_scanner(clamd: Server) -> None:
    refusal(GOOD[FileKind.PNG], FileKind.PDF)

    assert clamd.seen == []


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK but", b"\xff" * 5000]
)
def test_an_odd_answer_of_the_scanner_refuses_the_file(clamd: Server, says: bytes) -> None:
    clamd.says = says

    assert (
        refusal(GOOD[FileKind.PDF])
        == "This file cannot be checked now. Try again in a few minutes."
    )


@pytest.mark.parametrize("scheme", ["tcp", "unix"])
def test_a_scanner_that_is_away_refuses_every_file(
    settings: dict[str, Any], tmp_path: Path, scheme: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings["CLAMD_URL"] = {
        "tcp": f"tcp://127.0.0.1:{port}",
        "unix": f"unix://{tmp_path / 'nobody.ctl'}",
    }[scheme]

    assert "cannot be checked now" in refusal(GOOD[FileKind.PDF])


def test_a_scanner_that_hangs_refuses_the_file(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.uploads.scanner.SECONDS_TO_ANSWER", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings["CLAMD_URL"] = f"tcp://127.0.0.1:{silent.getsockname()[1]}"

        assert "cannot be checked now" in refusal(GOOD[FileKind.PDF])
