"""How wide and high pictures are, and which ones have too many pixels for a page."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from app.core.errors import Refused
from app.core.uploads import FileKind, refuse_huge
from app.core.uploads import sides as measured

KINDS = {"JPEG": FileKind.JPG, "PNG": FileKind.PNG}


def picture(kind: str, sides: tuple[int, int], **how: Any) -> bytes:
    written = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", sides).save(written, kind, **how)
    return written.getvalue()


@pytest.mark.parametrize("sides", [(1, 1), (300, 20), (17, 999)])
@pytest.mark.parametrize(
    ("kind", "how"), [("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True, "comment": b"x"})]
)
def test_a_picture_says_how_wide_and_high_it_is(
    kind: str, how: dict[str, Any], sides: tuple[int, int]
) -> None:
    assert measured(picture(kind, sides, **how)) == sides


def test_marks_without_a_length_and_filling_are_passed_over() -> None:
    frame = b"\xff\xc0\x00\x08\x08\x00\x02\x00\x03\x00"

    assert measured(b"\xff\xd8\xff\x01\xff" + frame) == (3, 2)
    assert measured(b"\xff\xd8\xff\xc0\x00\x03\x08" + frame) == (3, 2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words",
        b"\xff\xd8",
        b"\xff\xd8\xff\xc0",
        b"\xff\xd8\xff\xc4\x00\x00" * 3,
        b"\xff\xd8\xff\xc0\x00\x08\x08\x00\x00\x00\x00\x00",
        picture("PNG", (30, 20))[:20],
        picture("JPEG", (30, 20))[:30],
    ],
)
def test_half_a_picture_says_nothing_and_never_fails(content: bytes) -> None:
    assert measured(content) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_file_that_unfolds_to_very_many_pixels_is_refused(kind: str) -> None:
    said = "This picture is 5,001 by 5,000 pixels. The most is 25 million"
    with pytest.raises(Refused, match=said):
        refuse_huge(picture(kind, (5001, 5000)), KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_as_many_pixels_as_a_page_shows_is_taken(kind: str) -> None:
    refuse_huge(picture(kind, (5000, 5000)), KINDS[kind])


def test_a_file_without_pixels_is_never_too_many() -> None:
    refuse_huge(b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\xff" * 8, FileKind.PDF)
    refuse_huge(b"\xff\xd8", FileKind.JPG)
