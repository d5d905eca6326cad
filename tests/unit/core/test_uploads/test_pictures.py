"""Pictures lose what cameras and programs wrote beside them, and keep every pixel."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps, PngImagePlugin

from app.core.errors import Refused
from app.core.uploads.kinds import FileKind
from app.core.uploads.pictures import bare

SECRET = b"quokka 32.2988 N"
GPS, ORIENTATION, CAMERA = 0x8825, 0x0112, 0x0110
KINDS = {"JPEG": FileKind.JPG, "PNG": FileKind.PNG}


def drawn(sides: tuple[int, int] = (31, 17)) -> Image.Image:
    picture = Image.new("RGB", sides)
    picture.putdata([(3 * n % 256, 7 * n % 256, 11 * n % 256) for n in range(sides[0] * sides[1])])
    return picture


def exif(turn: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[CAMERA], found[ORIENTATION] = SECRET.decode(), turn
    found.get_ifd(GPS)[1], found.get_ifd(GPS)[2] = "N", (32.0, 17.0, 55.0)
    return found


def written(kind: str, turn: int = 1, **how: Any) -> bytes:
    out = io.BytesIO()
    drawn().save(out, kind, exif=exif(turn), **how)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"comment": SECRET}),
        ("JPEG", {"xmp": SECRET}),
        ("JPEG", {"restart_marker_rows": 1}),
        ("JPEG", {"dpi": (300, 300)}),
        ("PNG", {}),
    ],
)
def test_where_a_picture_was_taken_is_gone_and_every_pixel_is_there(
    kind: str, how: dict[str, Any]
) -> None:
    content = written(kind, **how)
    assert SECRET in content

    left = bare(content, KINDS[kind])

    assert SECRET not in left
    assert dict(opened(left).getexif()) == {}
    assert opened(left).tobytes() == opened(content).tobytes()
    assert bare(left, KINDS[kind]) == left


def test_words_in_a_png_are_gone() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_text("Comment", SECRET.decode(), zip=True)
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    left = bare(written("PNG", pnginfo=notes), FileKind.PNG)
    assert opened(left).info == {}
    for name in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"):
        assert name not in left


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_stays_the_right_way_up(turn: int) -> None:
    content = written("JPEG", turn)
    left = bare(content, FileKind.JPG)
    assert dict(opened(left).getexif()) == ({} if turn == 1 else {ORIENTATION: turn})
    upright, same = (ImageOps.exif_transpose(opened(one)) for one in (left, content))
    assert (upright.size, upright.tobytes()) == (same.size, same.tobytes())


def test_colours_of_a_profile_stay() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name, kind in KINDS.items():
        left = bare(written(name, icc_profile=profile), kind)
        assert opened(left).info["icc_profile"] == profile


def test_a_picture_in_the_colours_of_print_stays_readable() -> None:
    out = io.BytesIO()
    drawn().convert("CMYK").save(out, "JPEG", comment=SECRET)
    left = bare(out.getvalue(), FileKind.JPG)
    assert opened(left).tobytes() == opened(out.getvalue()).tobytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "behind", [b"<script>alert(1)</script>", b"PK\x03\x04" + bytes(40), b"%PDF-1.4\n%%EOF"]
)
def test_no_other_file_hides_behind_a_picture(kind: str, behind: bytes) -> None:
    content = written(kind)
    assert bare(content + behind, KINDS[kind]) == bare(content, KINDS[kind])


def test_filling_between_marks_is_no_part_of_the_picture() -> None:
    content = written("JPEG")
    filled = content[:2] + b"\xff\xff" + content[2:]
    assert bare(filled, FileKind.JPG) == bare(content, FileKind.JPG)
    lone = content[:2] + b"\xff\x01" + content[2:]
    assert bare(lone, FileKind.JPG).replace(b"\xff\x01", b"") == bare(content, FileKind.JPG)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_is_cut_off_is_refused(kind: str) -> None:
    content = bare(written(kind), KINDS[kind])
    for end in range(3 if kind == "JPEG" else 9, len(content) - 1):
        with pytest.raises(Refused, match="damaged"):
            bare(content[:end], KINDS[kind])


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_taken_apart_or_refused(noise: bytes) -> None:
    for start, kind in ((b"\xff\xd8\xff", FileKind.JPG), (b"\x89PNG\r\n\x1a\n", FileKind.PNG)):
        try:
            left = bare(start + noise, kind)
        except Refused:
            continue
        assert len(left) <= len(start + noise) + 40


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"words that are none",
        b"II*\0",
        b"MM\0*" + struct.pack(">I", 2**31),
        b"MM\0*" + struct.pack(">IH", 8, 9),
        b"MM\0*" + struct.pack(">IH", 8, 0),
        b"II*\0" + struct.pack("<IHHHIHH", 8, 1, ORIENTATION, 3, 1, 99, 0),
        b"II*\0" + struct.pack("<IHHHIHH", 8, 1, ORIENTATION, 4, 1, 6, 0),
    ],
)
def test_notes_of_a_camera_that_cannot_be_read_go_without_a_word(inside: bytes) -> None:
    content = bare(written("JPEG"), FileKind.JPG)
    note = b"Exif\0\0" + inside
    with_note = content[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + content[2:]
    assert bare(with_note, FileKind.JPG) == content


def test_a_picture_that_moves_becomes_its_first_picture() -> None:
    out = io.BytesIO()
    other = Image.new("RGB", (31, 17), "red")
    drawn().save(out, "PNG", save_all=True, append_images=[other])
    left = bare(out.getvalue(), FileKind.PNG)
    assert opened(left).tobytes() == drawn().tobytes()
    assert b"fdAT" not in left


def test_other_files_stay_as_they_are() -> None:
    assert bare(b"%PDF-1.4", FileKind.PDF) == b"%PDF-1.4"
    assert zlib.crc32(bare(b"a,b", FileKind.CSV)) == zlib.crc32(b"a,b")
