"""A paper as plain text, for mails and for people who read with a screen reader or a ruler."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import singledispatch

from app.core.papers.blocks import (
    Blanks,
    Block,
    Boxes,
    Grid,
    Heading,
    Pairs,
    Paper,
    Room,
    Text,
)
from app.core.text import clean, clean_line

WIDTH = 76
LINE = "_" * 30
UNDER = {1: "=", 2: "-"}


def written(paper: Paper) -> str:
    """The whole paper as text, in lines of at most 76 characters where words allow."""
    lines = [clean_line(paper.title), "=" * WIDTH]
    for block in paper.blocks:
        lines += ["", *_lines(block)]
    return "\n".join(lines) + "\n"


@singledispatch
def _lines(block: Block) -> Iterator[str]:
    raise TypeError(block)


@_lines.register
def _heading(block: Heading) -> Iterator[str]:
    found = _wrapped(clean_line(block.text))
    yield from found
    yield UNDER[block.level] * min(WIDTH, max(map(len, found), default=0))


@_lines.register
def _text(block: Text) -> Iterator[str]:
    for line in clean(block.text).split("\n"):
        yield from _wrapped(line) or [""]


@_lines.register
def _pairs(block: Pairs) -> Iterator[str]:
    for label, text in block.pairs:
        first, *rest = clean(text).split("\n")
        yield from _wrapped(f"{clean_line(label)}: {first}", indent="  ")
        for line in rest:
            yield from _wrapped(line, start="  ", indent="  ")


@_lines.register
def _grid(block: Grid) -> Iterator[str]:
    for label, *cells in block.rows:
        said = "; ".join(
            f"{clean_line(column)}: {clean_line(cell) or LINE[:8]}"
            for column, cell in zip(block.header[1:], cells, strict=True)
        )
        yield from _wrapped(f"- {clean_line(label)}: {said}", indent="  ")


@_lines.register
def _boxes(block: Boxes) -> Iterator[str]:
    for label in block.labels:
        yield from _wrapped(f"[ ] {clean_line(label)}", indent="    ")


@_lines.register
def _blanks(block: Blanks) -> Iterator[str]:
    for label in block.labels:
        yield from _wrapped(f"{clean_line(label)}: {LINE}", indent="  ")


@_lines.register
def _room(_block: Room) -> Iterator[str]:
    yield f"Answer: {LINE}"


def _wrapped(text: str, start: str = "", indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
