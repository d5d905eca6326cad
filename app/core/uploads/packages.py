"""Word, Excel and PowerPoint files are ZIP packages: look at what they declare, keep nothing."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from app.core.errors import Refused
from app.core.uploads.kinds import FileKind

MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_TYPES = 1024 * 1024
MODEST = 10 * 1024 * 1024
MOST_RATIO = 100
"""A package that unpacks to more than `MODEST` may grow by this factor; honest ones stay below."""

START = b"PK\x03\x04"
TYPES = "[Content_Types].xml"
SEALED = 1
LOCAL_HEADER = 30
PIECE = 1024 * 1024

BROKEN = "This file is damaged. Open it, save it again, then choose it again."
BOMB = "This file is too large once it is unpacked. Take large pictures out, then choose it again."
LOCKED = "This file is locked with a password. Save it without the password, then choose it again."
MACROS = "This file holds macros, which can do harm. Save it without macros, then choose it again."

_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    DefusedXmlException,
    OSError,
    ValueError,
    LookupError,
    NotImplementedError,
)
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": (
        FileKind.DOCX
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileKind.XLSX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": (
        FileKind.PPTX
    ),
}
_WITH_MACROS = (
    *(".docm", ".dotm", ".xlsm", ".xltm", ".xlam"),
    *(".pptm", ".potm", ".ppsm", ".ppam", ".sldm"),
)
"""How the names of Office files end that may hold macros, also when another file holds them."""


def kind_of_package(content: bytes) -> FileKind | None:
    """Which kind of Office file this package is; None for any other package.

    Raises `Refused` for one that is damaged, locked, far larger inside, or holds macros.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(parts, len(content))
            _check_names([part.filename for part in parts])
            for part in parts:
                _check_honest(part, content)
            if TYPES not in archive.namelist():
                return None
            types = _types(_small(archive, TYPES))
    except Refused:
        raise
    except _DAMAGES as problem:
        raise Refused(BROKEN) from problem
    return _main_kind(types, {part.filename.lower() for part in parts})


def _check_sizes(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Look at what the directory declares, before anything is unpacked."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise Refused(BOMB)
    if unpacked > MODEST and unpacked > MOST_RATIO * size:
        raise Refused(BOMB)
    if any(part.flag_bits & SEALED for part in parts):
        raise Refused(LOCKED)


def _check_names(names: list[str]) -> None:
    lower = [name.lower().replace("\\", "/") for name in names]
    if any(name.startswith("/") or ".." in name.split("/") for name in lower):
        raise Refused(BROKEN)
    if len(set(lower)) < len(lower):
        raise Refused(BROKEN)
    if any("vbaproject" in name or "/macrosheets/" in name for name in lower):
        raise Refused(MACROS)
    if any(name.endswith(_WITH_MACROS) for name in lower):
        raise Refused(MACROS)


def _check_honest(part: zipfile.ZipInfo, content: bytes) -> None:
    """Refuse a part that unpacks to another size than declared; keeps one piece at a time.

    Whoever reads the file later then needs no more room than the directory says.
    """
    end = part.header_offset + LOCAL_HEADER
    first = end + sum(struct.unpack_from("<HH", content, end - 4))
    packed = content[first : first + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        unpacked = len(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        unpacked = _inflated_size(packed, part.file_size)
    else:
        raise Refused(BROKEN)
    if unpacked != part.file_size:
        raise Refused(BROKEN)


def _inflated_size(packed: bytes, most: int) -> int:
    """How much there is inside, counted no further than just beyond `most`."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    size, rest = 0, packed
    while not inflate.eof and size <= most:
        piece = inflate.decompress(rest, PIECE)
        rest = inflate.unconsumed_tail
        if not piece and not rest:
            break
        size += len(piece)
    return size


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST_TYPES:
        raise Refused(BOMB)
    return archive.read(name)


def _types(xml: bytes) -> list[tuple[str, str]]:
    """What the package declares: (name of the part or ending, content type)."""
    root = fromstring(xml, forbid_dtd=True)
    return [
        (one.get("PartName") or one.get("Extension") or "", (one.get("ContentType") or "").strip())
        for one in root
    ]


def _main_kind(types: list[tuple[str, str]], names: set[str]) -> FileKind | None:
    """The kind by the type of the part that the package is about, which must be there."""
    if any("macro" in kind.lower() or "vbaproject" in kind.lower() for _, kind in types):
        raise Refused(MACROS)
    main = [(name, _MAIN[kind]) for name, kind in types if kind in _MAIN]
    if any(name.startswith("/") and name[1:].lower() not in names for name, _ in main):
        raise Refused(BROKEN)
    kinds = {kind for _, kind in main}
    return kinds.pop() if len(kinds) == 1 else None
