"""On which line of a JSON text something stands, so that a mistake in it can be found."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


def lines_of(text: str) -> Mapping[Path, int]:
    """The line (from 1) on which the value at each path of a valid JSON text begins.

    >>> lines_of('{\\n "a": [1,\\n  2]}')[("a", 1)]
    3
    """
    return _Walk(text).lines


def line_at(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that is there.

    >>> line_at({(): 1, ("a",): 2}, ("a", "missing"))
    2
    """
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


class _Walk:
    """One pass over the tokens; the text is known to be valid."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._tokens = [
            (match.group(), text.count("\n", 0, match.start()) + 1)
            for match in _TOKEN.finditer(text)
        ]
        self._next = 0
        self._value(())

    def _take(self) -> tuple[str, int]:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _peek(self) -> str:
        return self._tokens[self._next][0]

    def _value(self, path: Path) -> None:
        word, line = self._take()
        self.lines[path] = line
        if word == "{":
            self._members(path, "}")
        elif word == "[":
            self._members(path, "]")

    def _members(self, path: Path, end: str) -> None:
        place = 0
        while self._peek() != end:
            if self._peek() == ",":
                self._take()
                continue
            step: str | int = place
            if end == "}":
                step = self._take()[0][1:-1]
                self._take()
            self._value((*path, step))
            place += 1
        self._take()
