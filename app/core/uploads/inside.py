"""The words inside a file, so that a search finds it by them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from app.core import jail
from app.core.text import clean
from app.core.uploads.content import text_of
from app.core.uploads.kinds import FileKind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_WORDS = 100_000
"""So many characters of a file are kept; a handout has a few thousand."""
MOST_READ = 20 * 1024 * 1024
PDF_READER = Path(__file__).with_name("pdf_reader.py")
PDF_MEMORY = 512 * 1024 * 1024
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EXCEL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PARTS = {
    FileKind.DOCX: (re.compile(r"word/document\.xml"), {f"{_WORD}p"}, f"{_WORD}t"),
    FileKind.XLSX: (
        re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml"),
        {f"{_EXCEL}si", f"{_EXCEL}is"},
        f"{_EXCEL}t",
    ),
}
"""Where the words of a package stand: its parts, their pieces, and what holds text in a piece."""
_TROUBLES = (
    *(zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError),
    *(ParseError, DefusedXmlException),
)
_TIMES, _TAG = re.compile(r"\d:\d\d\.\d{3}\s*-->"), re.compile(r"<[^>]*>")
_NOT_SAID = ("WEBVTT", "NOTE", "STYLE", "REGION")


def words_of(content: bytes, kind: FileKind) -> str:
    """The words in a file that was looked into before; "" of one whose words we cannot read."""
    if kind in _PARTS:
        words = "\n".join(_of_package(content, kind))
    elif kind is FileKind.PDF:
        words = _of_pdf(content)
    elif kind is FileKind.VTT:
        words = "\n".join(_said(text_of(content) or ""))
    else:
        words = ""
    return clean(words[:MOST_WORDS])


def _of_package(content: bytes, kind: FileKind) -> Iterator[str]:
    parts, pieces, text = _PARTS[kind]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            named = [one for one in package.infolist() if parts.fullmatch(one.filename)]
            if sum(one.file_size for one in named) > MOST_READ:
                return
            roots: list[Element] = [fromstring(package.read(one)) for one in named]
    except _TROUBLES:
        return
    for piece in (one for root in roots for one in root.iter() if one.tag in pieces):
        yield "".join(one.text or "" for one in piece.iter(text))


def _of_pdf(content: bytes) -> str:
    """Ask the reader in its cell; what it read in time counts."""
    if b"%PDF-" not in content[:1024]:
        return ""
    try:
        read, _ = jail.ask(PDF_READER, content, memory=PDF_MEMORY)
    except OSError:
        return ""
    return read.decode(errors="ignore")


def _said(captions: str) -> Iterator[str]:
    """What is spoken: the lines below the times.

    >>> list(_said("WEBVTT\\n\\n1\\n00:01.000 --> 00:02.000\\n<v Ana>Good &amp; early."))
    ['Good & early.']
    """
    for block in re.split(r"\n[^\S\n]*\n", captions.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip().split("\n")
        times = next((n for n, line in enumerate(lines) if _TIMES.search(line)), None)
        if times is not None and not lines[0].startswith(_NOT_SAID):
            yield from (unescape(_TAG.sub("", line)) for line in lines[times + 1 :])
