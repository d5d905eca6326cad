"""Long lists in pages: which page an address asks for, and what lies on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import request

MOST_PAGES = 10_000
"""No address leads farther: what is asked of the database stays small."""
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Pages:
    """`total` things, `size` on a page; `asked` is the page that somebody wants to see.

    >>> [Pages(60, 25, asked).number for asked in (-1, 1, 3, 9)]
    [1, 1, 3, 3]
    """

    total: int
    size: int
    asked: int = 1

    @property
    def count(self) -> int:
        """How many pages there are: at least one.

        >>> Pages(0, 25).count, Pages(25, 25).count, Pages(26, 25).count
        (1, 1, 2)
        """
        return max(1, -(-self.total // self.size))

    @property
    def number(self) -> int:
        """The page that is shown, counted from 1: the one asked for, or the nearest there is."""
        return min(max(self.asked, 1), self.count)

    @property
    def offset(self) -> int:
        """How many things stand before this page."""
        return (self.number - 1) * self.size

    def of(self, things: Sequence[Thing]) -> Sequence[Thing]:
        """Those of all `things` that are on this page.

        >>> Pages(5, 2, 3).of("abcde")
        'e'
        """
        return things[self.offset : self.offset + self.size]


def asked_page(name: str = "page", default: int = 1) -> int:
    """The page that the address of this request asks for; `default` when it names none."""
    text = request.args.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_PAGES))
    return min(max(int(text), 1), MOST_PAGES) if is_number else default
