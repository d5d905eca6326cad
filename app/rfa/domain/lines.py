"""On which line of a JSON text something stands, so that a mistake in it can be found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]

_TOKEN = re.compile(r'\n|"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


def lines_of(text: str) -> Mapping[Path, int]:
    """The line (from 1) on which the value at each path of a valid JSON text begins.

    >>> lines_of('{\\n "a": [1,\\n  2]}')[("a", 1)]
    3
    """
    return dict(_values(text))


def repeated(text: str) -> list[tuple[Path, int]]:
    """The members that an object has already, each with its line; not what is inside of them.

    >>> repeated('{"a": [1],\\n "a": [2]}')
    [(('a',), 2)]
    """
    seen: set[Path] = set()
    found: list[tuple[Path, int]] = []
    inside: Path | None = None
    for path, line in _values(text):
        if inside is not None and len(path) > len(inside):
            continue
        inside = path if path in seen else None
        if inside is not None:
            found.append((path, line))
        seen.add(path)
    return found


def line_at(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that is there.

    >>> line_at({(): 1, ("a",): 2}, ("a", "missing"))
    2
    """
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


class _Around:
    """An object or list that is being read: which of its members comes next."""

    def __init__(self, is_object: bool) -> None:
        self.is_object = is_object
        self.wants_name = is_object
        self.step: str | int = "" if is_object else 0

    def to_next(self) -> None:
        """What follows is the next member."""
        self.wants_name = self.is_object
        if isinstance(self.step, int):
            self.step += 1


def _values(text: str) -> Iterator[tuple[Path, int]]:
    """Every value in the order of the text: its path, and the line on which it begins."""
    around: list[_Around] = []
    for word, line in _tokens(text):
        inner = around[-1] if around else None
        if word in {"}", "]"}:
            around.pop()
        elif word == ",":
            assert inner is not None  # noqa: S101  # the text is valid
            inner.to_next()
        elif inner is not None and inner.wants_name:
            inner.step, inner.wants_name = json.loads(word), False
        elif word != ":":
            yield tuple(one.step for one in around), line
            if word in {"{", "["}:
                around.append(_Around(word == "{"))


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.group() == "\n":
            line += 1
        else:
            yield match.group(), line
