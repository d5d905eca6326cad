"""How wide and high a picture is, read from its first bytes. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_JPG = b"\xff\xd8"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The parts of a JPEG that say its size; the three others in between are tables."""
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})
"""Marks of a JPEG without a length."""

Sides = tuple[int, int]


def sides(content: bytes) -> Sides | None:
    """Width and height of a PNG or JPEG in pixels; None when it does not say them.

    >>> sides(b"\\x89PNG\\r\\n\\x1a\\n" + bytes(8) + b"\\x00\\x00\\x00\\x20\\x00\\x00\\x00\\x10")
    (32, 16)
    """
    found = _of_png(content) if content.startswith(_PNG) else _of_jpg(content)
    return found if found and min(found) > 0 else None


def _of_png(content: bytes) -> Sides | None:
    head = content[16:24]
    if len(head) < 8:
        return None
    width, height = struct.unpack(">II", head)
    return width, height


def _of_jpg(content: bytes) -> Sides | None:
    for mark, part in _parts(content):
        if mark in _FRAMES and len(part) >= 5:
            height, width = struct.unpack(">HH", part[1:5])
            return width, height
    return None


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The marked parts of a JPEG up to its pixels: their marks, and what stands in them."""
    place = 2 if content.startswith(_JPG) else len(content)
    while place + 4 <= len(content) and content[place] == 0xFF:
        mark = content[place + 1]
        if mark == 0xFF:
            place += 1
        elif mark in _ALONE:
            place += 2
        else:
            length = int.from_bytes(content[place + 2 : place + 4], "big")
            yield mark, content[place + 4 : place + 2 + length]
            place += 2 + max(2, length)
