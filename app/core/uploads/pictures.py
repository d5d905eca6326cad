"""A picture without what its camera wrote beside it: where it was taken, by whom, with what. Pure.

Pictures that are looked at on a page have no more pixels than a phone can draw. The pixels stay as
they are: nothing is drawn anew. What stands behind the end of the picture is dropped too, so no
other file hides there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.core.errors import Refused
from app.core.uploads.kinds import FileKind
from app.core.uploads.pixels import sides

PICTURES = frozenset({FileKind.PNG, FileKind.JPG})
DAMAGED = "This picture is damaged. Open it, save it again, then choose it again."
MOST_PIXELS = 25_000_000
"""A small file may unfold to gigabytes of pixels, and halts the browser that draws it."""

_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB")
) | {b"cICP", b"bKGD", b"pHYs"}
"""The parts of a PNG that say how it looks."""
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_RESTARTS = frozenset(range(0xD0, 0xD8))
_ALONE = _RESTARTS | {0x01}
"""Marks of a JPEG without a length."""
_EXIF = b"Exif\0\0"
_ORIENTATION, _UPRIGHT, _TURNS, _SHORT = 0x0112, 1, 8, 3
_LOOKS = {0xE0: (b"JFIF\0",), 0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
"""The notes in a JPEG that say how it looks, by their mark and how they begin."""


def refuse_huge(content: bytes, kind: FileKind) -> None:
    """Raise `Refused` for a picture of more pixels than a page shows; other kinds have none."""
    width, height = (sides(content) if kind in PICTURES else None) or (0, 0)
    if width * height > MOST_PIXELS:
        raise Refused(
            f"This picture is {width:,} by {height:,} pixels. The most is"
            f" {MOST_PIXELS // 1_000_000} million, such as 5,000 by 5,000."
            " Make it smaller, then choose it again."
        )


def bare(content: bytes, kind: FileKind) -> bytes:
    """The picture alone; any other kind of file as it is.

    Which way up it is stays said. Raises `Refused` for a picture that cannot be taken apart.
    """
    if kind is FileKind.PNG:
        return _bare_png(content)
    return _bare_jpg(content) if kind is FileKind.JPG else content


def _bare_png(content: bytes) -> bytes:
    kept, place, name = [_PNG], len(_PNG), b""
    while name != b"IEND":
        length = int.from_bytes(content[place : place + 4], "big")
        end = place + 12 + length
        name = content[place + 4 : place + 8]
        if end > len(content):
            raise Refused(DAMAGED)
        if name in _KEPT_CHUNKS:
            kept.append(content[place:end])
        place = end
    return b"".join(kept)


def _bare_jpg(content: bytes) -> bytes:
    kept = [bytes((0xFF, _SOI))]
    turn = _UPRIGHT
    for mark, piece in _pieces(content):
        if mark == 0xE1 and piece[4:].startswith(_EXIF):
            turn = max(turn, _orientation(piece[4 + len(_EXIF) :]))
        elif _says_how_it_looks(mark, piece):
            kept.append(piece)
    if turn != _UPRIGHT:
        kept.insert(1, _turned(turn))
    return b"".join(kept)


def _says_how_it_looks(mark: int, piece: bytes) -> bool:
    """Of notes of programs (APPn) and comments, only those that change the picture stay."""
    if 0xE0 <= mark <= 0xEF or mark == 0xFE:
        return piece[4:].startswith(_LOOKS.get(mark, ()))
    return True


def _pieces(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The marked pieces of a JPEG up to its end, each with the pixels that follow it."""
    place, mark = 2, _SOI
    while mark != _EOI:
        while content[place : place + 2] == b"\xff\xff":
            place += 1
        if content[place : place + 1] != b"\xff" or place + 2 > len(content):
            raise Refused(DAMAGED)
        mark, end = content[place + 1], place + 2
        if mark not in _ALONE and mark != _EOI:
            end += max(2, int.from_bytes(content[end : end + 2], "big"))
        if mark == _SOS:
            end = _end_of_pixels(content, end)
        if end > len(content):
            raise Refused(DAMAGED)
        yield mark, content[place:end]
        place = end


def _end_of_pixels(content: bytes, place: int) -> int:
    """Where the next mark begins: among pixels a mark is only one that restarts them."""
    while (found := content.find(b"\xff", place)) >= 0:
        following = content[found + 1 : found + 2]
        if following and following[0] not in _RESTARTS and following not in {b"\0", b"\xff"}:
            return found
        place = found + (1 if following == b"\xff" else 2)
    raise Refused(DAMAGED)


def _orientation(exif: bytes) -> int:
    """Which way up the camera says that the picture is; 1, upright, when it does not say."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return _UPRIGHT
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for number in range(count):
            at = start + 2 + 12 * number
            tag, kind = struct.unpack_from(f"{order}HH", exif, at)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                (turn,) = struct.unpack_from(f"{order}H", exif, at + 8)
                return int(turn) if _UPRIGHT <= turn <= _TURNS else _UPRIGHT
    except struct.error:
        return _UPRIGHT
    return _UPRIGHT


def _turned(turn: int) -> bytes:
    """A note that says nothing but which way up the picture is."""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, turn, 0)
    exif = _EXIF + b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
