"""One uploaded file, looked at once: size, kind, harm. The words for those who sent it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import Refused
from app.core.uploads import scanner
from app.core.uploads.content import is_old_office, kind_of, looks_like, text_of
from app.core.uploads.kinds import PACKAGES, TEXTS, FileKind, of_name
from app.core.uploads.names import in_words

if TYPE_CHECKING:
    from collections.abc import Collection

EMPTY = "This file is empty. Open it to see what is wrong, or choose another file."


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file turned out to be; safe to keep."""

    kind: FileKind
    size: int
    sha256: str
    mime: str


def inspect(
    content: bytes, *, allowed: Collection[FileKind], most_bytes: int, name: str = ""
) -> Inspected:
    """Find out what a file is, by content, and let the virus scanner look at it.

    `name` is what the sender called it; it decides nothing and only helps to explain. Raises
    `Refused` with a sentence that says what to do.
    """
    if not content:
        raise Refused(EMPTY)
    if len(content) > most_bytes:
        large = in_words(len(content), at_least=True)
        raise Refused(f"This file has {large}. The most is {in_words(most_bytes)}.")
    wanted = frozenset(allowed)
    kind = kind_of(content, wanted)
    if kind is None or kind not in wanted:
        raise Refused(_why_not(content, kind, wanted, of_name(name)))
    scanner.check(content)
    return Inspected(kind, len(content), hashlib.sha256(content).hexdigest(), kind.mime)


def _why_not(
    content: bytes, kind: FileKind | None, wanted: frozenset[FileKind], claimed: FileKind | None
) -> str:
    choose = f"Choose {choices(wanted)}."
    if is_old_office(content):
        if wanted & PACKAGES:
            endings = _listed([kind.endings[0] for kind in FileKind if kind in wanted & PACKAGES])
            choose = f"Save it as {endings} without a password, then choose it again."
        return f"An old version of Office saved this file, or it has a password. {choose}"
    if claimed is not None and claimed in wanted:
        again = f"Save it as {claimed.save_as}, then choose it again."
        if claimed in TEXTS and text_of(content) is None:
            return f"The letters of this file cannot be read. {again}"
        return f"This is not {claimed.words}, although its name says so. {again}"
    if kind is not None:
        return f"This is {kind.words}. {choose}"
    ending = looks_like(content)
    start = f"This looks like a {ending} file." if ending else "We cannot take this kind of file."
    return f"{start} {choose}"


def choices(wanted: Collection[FileKind]) -> str:
    """The kinds as part of a sentence, always in the same order.

    >>> choices({FileKind.DOCX, FileKind.PDF, FileKind.PNG})
    'a PDF, a Word document or a PNG picture'
    """
    return _listed([kind.words for kind in FileKind if kind in wanted])


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
