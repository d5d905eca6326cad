"""Tell files apart by what is in them; neither a name nor a browser is believed."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

import puremagic

from app.core.uploads.kinds import PACKAGES, TEXTS, FileKind
from app.core.uploads.packages import START, kind_of_package

HEAD = 1024
TAIL = 1024
ROWS_LOOKED_AT = 20
DELIMITERS = ",;\t"

_PNG = b"\x89PNG\r\n\x1a\n"
_JPG = b"\xff\xd8\xff"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"MZ", b"\x7fELF", b"GIF8", _PNG, _JPG, _OLD_OFFICE, START, b"\xca\xfe\xba\xbe")
"""What a PDF may not begin with, although readers look for its start a little later."""

_MARKUP = re.compile(
    rb"<(?:!doctype|!entity|\?xml|\?php|html|head|body|script|svg|iframe|style|title|meta)\b",
    re.IGNORECASE,
)
_SCRIPT = re.compile(rb"(?:\xef\xbb\xbf)?\s*#!")
_CAPTIONS = re.compile(r"WEBVTT(?:[ \t\r\n]|$)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ACTIVE = frozenset(
    {"text/html", "image/svg+xml", "application/xml", "application/rtf", "application/postscript"}
)


def kind_of(content: bytes, allowed: frozenset[FileKind]) -> FileKind | None:
    """The kind of a file; None when it is none of ours, or one whose inside we need not see.

    Raises `Refused` for a Word, Excel or PowerPoint file that must not be kept.
    """
    if content.startswith(START):
        return kind_of_package(content) if allowed & PACKAGES else None
    if _is_png(content):
        return FileKind.PNG
    if _is_jpg(content):
        return FileKind.JPG
    if _is_pdf(content):
        return FileKind.PDF
    text = text_of(content)
    return None if text is None or _is_active(content) else _kind_of_text(text, allowed)


def text_of(content: bytes) -> str | None:
    """The text in UTF-8 that the file is; None when it is anything else."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text


def looks_like(content: bytes) -> str | None:
    """The usual ending of files that begin like this one, such as `.gif`, if it is telling."""
    if content.startswith((START, _OLD_OFFICE)) or text_of(content) is not None:
        return None
    return next((match.extension for match in _guesses(content) if match.extension), None)


def is_old_office(content: bytes) -> bool:
    """Whether Office before 2007 wrote it, or a newer one with a password."""
    return content.startswith(_OLD_OFFICE)


def _guesses(content: bytes) -> list[puremagic.PureMagicWithConfidence]:
    """The likeliest formats among the thousand that puremagic knows by their first bytes."""
    try:
        return puremagic.magic_string(content)
    except puremagic.PureError:
        return []


def _is_png(content: bytes) -> bool:
    return content.startswith(_PNG) and content[12:16] == b"IHDR" and b"IEND" in content[-TAIL:]


def _is_jpg(content: bytes) -> bool:
    return content.startswith(_JPG) and b"\xff\xd9" in content


def _is_pdf(content: bytes) -> bool:
    """A PDF starts within the first 1024 bytes, after nothing that is a format of its own."""
    start = content[:HEAD].find(b"%PDF-")
    before = content[: max(start, 0)]
    return (
        start >= 0
        and b"%%EOF" in content
        and not before.startswith(_OTHERS)
        and not _SCRIPT.match(before)
        and not _MARKUP.search(before)
    )


def _is_active(content: bytes) -> bool:
    """Whether a program would run this text, or draw it, instead of showing its letters."""
    head = content[:HEAD]
    if _SCRIPT.match(head) or _MARKUP.search(head):
        return True
    return any(match.mime_type in _ACTIVE for match in _guesses(content))


def _kind_of_text(text: str, allowed: frozenset[FileKind]) -> FileKind:
    """Captions say what they are; CSV and plain text are told apart where a page takes both."""
    texts = allowed & TEXTS
    if _CAPTIONS.match(text) and (FileKind.VTT in texts or not texts):
        return FileKind.VTT
    wanted = texts - {FileKind.VTT}
    if len(wanted) == 1:
        return next(iter(wanted))
    return FileKind.CSV if any(_has_columns(text, sign) for sign in DELIMITERS) else FileKind.TXT


def _has_columns(text: str, delimiter: str) -> bool:
    """Whether the first rows all have the same number of cells, more than one."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = list(islice(reader, ROWS_LOOKED_AT))
    except csv.Error:
        return False
    widths = {len(row) for row in rows if row}
    return len(widths) == 1 and widths != {1}
