"""Names and sizes of files, as people may see them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.core.uploads.kinds import of_name

if TYPE_CHECKING:
    from app.core.uploads.kinds import FileKind

LONGEST_NAME = 100
UNNAMED = "file"
KILOBYTE = 1024
MEGABYTE = 1024 * 1024

_SLASHES = re.compile(r"[/\\]")
_NOT_IN_NAMES = re.compile(r'["*:<>?|]')
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
"""Controls, direction marks, halves of characters, what no font knows, and line ends."""


def safe_name(name: str, kind: FileKind) -> str:
    """The name to offer when the file is downloaded: for every system, with the right ending.

    >>> from app.core.uploads.kinds import FileKind
    >>> safe_name("../../Letter of\\u202e support.PDF", FileKind.PDF)
    'Letter of support.pdf'
    >>> safe_name("photo.jpeg", FileKind.JPG), safe_name("", FileKind.CSV)
    ('photo.jpg', 'file.csv')
    """
    shown = "".join(" " if char in "\t\r\n" else char for char in name)
    shown = "".join(char for char in shown if unicodedata.category(char) not in _HIDDEN)
    last = _NOT_IN_NAMES.sub("", _SLASHES.split(shown)[-1])
    stem = " ".join(unicodedata.normalize("NFC", last).split())
    claimed = of_name(stem)
    if claimed is not None:
        stem = stem[: stem.rindex(".")]
    ending = kind.endings[0]
    return (stem.strip(" .")[: LONGEST_NAME - len(ending)].rstrip(" .") or UNNAMED) + ending


def in_words(size: int, *, at_least: bool = False) -> str:
    """How large a file is; `at_least` rounds up, for the one that is too large.

    >>> in_words(900), in_words(250_000), in_words(10 * 1024 * 1024)
    ('1 KB', '245 KB', '10 MB')
    >>> in_words(10 * 1024 * 1024 + 1, at_least=True)
    '10.1 MB'
    """
    if size < MEGABYTE:
        return f"{-(-size // KILOBYTE)} KB"
    tenths = -(-size * 10 // MEGABYTE) if at_least else round(size * 10 / MEGABYTE)
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth} MB" if tenth else f"{whole} MB"
