"""Read the words of a PDF; run in a cell (`app.core.jail`).

It is started by `inside` with the file on standard input and knows nothing of the portal. It
answers in UTF-8, page by page, so that what it has read counts also when the system ends it.
Only text is read: scripts, forms, links and attachments are never looked at.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import BinaryIO

from pypdf import PdfReader

MOST_PAGES = 200
MOST_CHARACTERS = 100_000


def pages(content: bytes) -> Iterator[str]:
    """The words of the first pages; nothing of a file that is locked or broken."""
    try:
        reader = PdfReader(io.BytesIO(content))
        count = 0 if reader.is_encrypted else min(len(reader.pages), MOST_PAGES)
    except Exception:  # noqa: BLE001  # a damaged file may fail in any way, and says nothing
        return
    for number in range(count):
        try:
            yield reader.pages[number].extract_text()
        except Exception:  # noqa: BLE001, S112  # the same, and the next page may be whole
            continue


def answer(given: BinaryIO, out: BinaryIO) -> None:
    """Read a file from `given` and write its words to `out`, until there are enough."""
    left = MOST_CHARACTERS
    for words in pages(given.read()):
        out.write(f"{words[:left]}\n".encode(errors="replace"))
        out.flush()
        left -= len(words)
        if left <= 0:
            return


if __name__ == "__main__":  # pragma: no cover  # runs in its cell
    answer(sys.stdin.buffer, sys.stdout.buffer)
