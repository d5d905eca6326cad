"""A page to hang up: one sheet of US Letter, across, in a frame."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from dataclasses import dataclass

import segno
from fpdf.enums import MethodReturnValue

from app.core.papers.as_pdf import FAMILY, GREY, INK, RULE, SOME_MISSING, Sheet
from app.core.papers.blocks import Block, Pairs, Paper, Text
from app.core.papers.glyphs import printable

LEAF, RED = (15, 100, 96), (178, 29, 56)
LEADING = 1.35
INNER, CODE = 240.0, 24.0
"""How wide the texts and the code are, in millimetres."""
LONGEST_SHORT = 40


@dataclass(frozen=True, slots=True)
class Diploma:
    """What stands on the page. `address` is drawn as a code too; `warning` is hard to overlook."""

    heading: str
    name: str
    statement: str
    facts: tuple[tuple[str, str], ...]
    above: str
    made_at: dt.datetime
    warning: str = ""
    signer: str = ""
    signer_title: str = ""
    check: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands and how much room it has, in millimetres."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looks; of the sizes the first one that fits is taken."""

    sizes: tuple[float, ...]
    color: tuple[int, int, int]
    style: str = ""
    align: str = "C"


def written(diploma: Diploma) -> bytes:
    """The page as PDF; the same diploma is always the same file."""
    sheet = _Framed(diploma)
    with closing(sheet):
        sheet.draw(diploma)
        return bytes(sheet.output())


class _Framed(Sheet):
    def __init__(self, of: Diploma) -> None:
        texts = (of.name, of.statement, of.warning, of.signer, of.signer_title, of.check)
        blocks: tuple[Block, ...] = (*(Text(text) for text in texts), Pairs(of.facts))
        paper = Paper(of.heading, of.above, blocks, author=of.above, made_at=of.made_at)
        super().__init__(paper, orientation="landscape")
        self.set_auto_page_break(False)

    def footer(self) -> None:
        """None: everything stands inside the frame."""

    def draw(self, of: Diploma) -> None:
        """Everything, from the top to the bottom."""
        self.add_page()
        self._frame()
        self._put(of.above, self._middle(24, 8), Look((11,), LEAF, "B"))
        self._put(of.heading, self._middle(34, 18), Look((30, 24, 18, 13), INK, "B"))
        self._put(of.warning, self._middle(54, 8), Look((13, 10), RED, "B"))
        self._put(of.name, self._middle(64, 17), Look((26, 20, 15, 11), LEAF, "B"))
        self.set_draw_color(*RULE)
        self.line(self.w / 2 - 60, 82, self.w / 2 + 60, 82)
        self._put(of.statement, self._middle(87, 32, 210), Look((13, 11, 9, 7, 6), INK))
        self._facts(of.facts)
        self._signed(of)
        self._way_to_check(of)
        if self.lacks_letters:
            self._put(SOME_MISSING, self._middle(198, 5), Look((7,), GREY))

    def _frame(self) -> None:
        self.set_draw_color(*LEAF)
        for inset, width in ((9, 1.2), (11.5, 0.3)):
            self.set_line_width(width)
            self.rect(inset, inset, self.w - 2 * inset, self.h - 2 * inset)
        self.set_line_width(0.2)

    def _middle(self, top: float, height: float, width: float = INNER) -> Place:
        return Place((self.w - width) / 2, top, width, height)

    def _put(self, text: str, place: Place, look: Look) -> None:
        """A text in a place, in the largest size that fits; the smallest one if none does."""
        words = " ".join(printable(text).split())
        if not words:
            return
        self.set_text_color(*look.color)
        for size in look.sizes:
            self.set_font(FAMILY, look.style, size)
            if self._height(words, place.width) <= place.height:
                break
        self.set_xy(place.left, place.top)
        lead = self.font_size * LEADING
        self.multi_cell(place.width, lead, words, align=look.align)

    def _height(self, words: str, width: float) -> float:
        """How high a text is in the font of now."""
        lead = self.font_size * LEADING
        lines: list[str] = self.multi_cell(  # type: ignore[assignment]  # LINES asks for a list
            width, lead, words, dry_run=True, output=MethodReturnValue.LINES
        )
        return lead * len(lines)

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Short facts side by side, long ones in lines of their own below."""
        short = [one for one in facts if len(one[1]) <= LONGEST_SHORT]
        shares = [max(len(label), len(words)) + 4 for label, words in short]
        left, top = (self.w - INNER) / 2, 122.0
        for (label, words), share in zip(short, shares, strict=True):
            width = INNER * share / sum(shares)
            self._put(label, Place(left, top, width, 5), Look((9, 8, 7), GREY))
            self._put(words, Place(left, top + 5.5, width, 5), Look((11, 10, 9, 8, 7), INK, "B"))
            left += width
        for row, (label, words) in enumerate(one for one in facts if len(one[1]) > LONGEST_SHORT):
            place = self._middle(top + 18 + 10 * row, 9.5)
            self._put(f"{label}: {words}", place, Look((10, 9, 8, 7, 6), INK))

    def _signed(self, of: Diploma) -> None:
        if not of.signer:
            return
        left = (self.w - INNER) / 2
        self.set_draw_color(*RULE)
        self.line(left, 181, left + 80, 181)
        self._put(of.signer, Place(left, 182.5, 80, 6), Look((11, 9, 7, 5, 4), INK, "B", "L"))
        self._put(of.signer_title, Place(left, 188.5, 80, 8), Look((9, 8, 7, 5), GREY, "", "L"))

    def _way_to_check(self, of: Diploma) -> None:
        """A code that leads to the address, and the address in words beside it."""
        if not of.address:
            return
        right = (self.w + INNER) / 2
        place = Place(right - CODE - 84, 184, 80, 12)
        self._put(of.check, place, Look((9, 8, 7), GREY, "", "R"))
        rows = tuple(segno.make(of.address, error="m", micro=False).matrix_iter(border=0))
        side = CODE / len(rows)
        self.set_fill_color(*INK)
        for y, row in enumerate(rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    self.rect(right - CODE + x * side, 173 + y * side, side, side, style="F")
