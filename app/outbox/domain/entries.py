"""The words inside an entry for calendars (RFC 5545): read as people wrote them, and changed.

Such a text is folded into lines of 75 octets and marks its commas, semicolons and line ends, so
words that stand in it are not found by looking through it as it is. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LONGEST = 75
"""How many octets a line may have."""
WRITTEN = frozenset({"SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT"})
"""The lines that people wrote; all others are for programs."""
_END = "\r\n"
_FOLD = re.compile(r"\r?\n[ \t]")
_LINES = re.compile(r"\r?\n")
_MARKED = re.compile(r"\\(.)")
_HEAD = re.compile(r'(?:[^":]|"[^"]*")*:')


def words_of(entry: str) -> list[str]:
    """What people wrote in an entry, in its order.

    >>> words_of("BEGIN:VEVENT\\r\\nSUMMARY:Ann Le\\r\\n e\\\\, at noon\\r\\nEND:VEVENT\\r\\n")
    ['Ann Lee, at noon']
    """
    return [_plain(value) for head, value in _lines(entry) if _is_written(head)]


def with_words(entry: str, words: Sequence[str]) -> str:
    """The same entry with other words, as many as `words_of` gives.

    >>> with_words("BEGIN:VEVENT\\r\\nSUMMARY:Ann\\r\\nEND:VEVENT\\r\\n", ["Now, at noon"])
    'BEGIN:VEVENT\\r\\nSUMMARY:Now\\\\, at noon\\r\\nEND:VEVENT\\r\\n'
    """
    left = iter(words)
    return "".join(
        _folded(head + (_marked(next(left)) if _is_written(head) else value)) + _END
        for head, value in _lines(entry)
    )


def _lines(entry: str) -> Iterator[tuple[str, str]]:
    """The unfolded lines: what each is called, with its colon, and what it says."""
    for line in _LINES.split(_FOLD.sub("", entry)):
        if line:
            found = _HEAD.match(line)
            head = found[0] if found else ""
            yield head, line.removeprefix(head)


def _is_written(head: str) -> bool:
    return re.split("[;:]", head, maxsplit=1)[0].upper() in WRITTEN


def _plain(value: str) -> str:
    return _MARKED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)


def _marked(words: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", words).replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets; no letter is cut in two."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += octets
    return _END.join(pieces)
