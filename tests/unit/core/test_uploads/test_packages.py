from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib

import pytest

from app.core.uploads import FileKind, packages
from tests.unit.core.test_uploads.samples import MEGABYTE, look, refusal

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = "[Content_Types].xml"


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


def test_the_least_word_file_is_one() -> None:
    assert look(small()).kind is FileKind.DOCX


def test_slides_are_known_by_what_the_package_is_about_and_not_by_a_name() -> None:
    parts = {TYPES: types(("/ppt/p.xml", SLIDES)), "ppt/p.xml": b"<x/>"}

    assert look(package(parts), name="slides.docx").kind is FileKind.PPTX
    del parts["ppt/p.xml"]
    assert refusal(package(parts), name="slides.pptx") == packages.BROKEN
    show = SLIDES.replace("presentation.main", "slideshow.main")
    other = package({TYPES: types(("/ppt/p.xml", show)), "ppt/p.xml": b"<x/>"})
    assert "Save it as PowerPoint (.pptx)" in refusal(other, name="slides.pptx")


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


SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
SLIDE_MACRO = "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize(
    "content",
    [
        package({TYPES: types(("/word/document.xml", MACRO)), "word/document.xml": b""}),
        small(**{"word/vbaProject.bin": b"x"}),
        small(**{"word/VBAPROJECT.BIN": b"x"}),
        small(**{"xl/macrosheets/sheet1.xml": b"x"}),
        small(**{"word/embeddings/Budget.XLSM": b"x"}),
        package({TYPES: types(("/ppt/p.xml", SLIDE_MACRO)), "ppt/p.xml": b""}),
        package(
            {
                TYPES: types(("/ppt/p.xml", SLIDES)),
                "ppt/p.xml": b"",
                "ppt/embeddings/one.pptm": b"x",
            }
        ),
        package(
            {TYPES: types(("/ppt/p.xml", SLIDES)), "ppt/p.xml": b"", "ppt/vbaProject.bin": b"x"}
        ),
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
