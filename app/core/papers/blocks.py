"""What a paper is made of, whatever it is written as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""When a paper without a date of its own was made: the same form is always the same file."""


class Tone(StrEnum):
    """How a text is meant: to be read, or only to explain."""

    PLAIN = "plain"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 for sections, 2 for questions. The title of the paper is not one."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text of one or more lines."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels, each with what it says."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header row; the first column names the rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Things to tick."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blanks:
    """Labels with a line behind each to write on."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Space to write in, of so many lines."""

    lines: int


Block = Heading | Text | Pairs | Grid | Boxes | Blanks | Room


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its title, who wrote it, what its foot says, when it was made, what it holds."""

    title: str
    foot: str
    blocks: tuple[Block, ...]
    author: str = ""
    made_at: dt.datetime = UNDATED


def texts_of(block: Block) -> Iterator[str]:
    """Every text in a block."""
    match block:
        case Heading(text) | Text(text):
            yield text
        case Pairs(pairs):
            for pair in pairs:
                yield from pair
        case Grid(header, rows):
            yield from header
            for row in rows:
                yield from row
        case Boxes(labels) | Blanks(labels):
            yield from labels
        case Room():
            return
