"""A paper as PDF, on US Letter, with its fonts inside."""

from __future__ import annotations

import logging
import re
from contextlib import closing
from functools import singledispatchmethod

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, WrapMode, XPos, YPos
from fpdf.fonts import FontFace, TextStyle, TTFFont
from fpdf.prefs import ViewerPreferences

from app.core.papers import glyphs
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
    Tone,
    texts_of,
)
from app.core.papers.glyphs import MISSING, printable

# Each font that is cut down to the letters in use would say so in twenty lines.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FAMILY, OTHERS = "Public Sans", "DejaVu Sans"
INK, GREY, RULE, SHADE = (27, 27, 27), (86, 92, 101), (169, 174, 177), (240, 240, 240)
SIZE, SMALL, LEAD = 10, 9, 5
HEADINGS = ((20.0, 0.0, 4.0), (14.0, 7.0, 2.0), (10.5, 4.0, 1.0))
"""Of the title and the levels below it: size, and the room above and below."""
BOX = "☐"
COUNT = "\x1e" * 5
"""Stands for the number of pages; no text can hold it, because `printable` drops it."""
WIDEST_TABLE, LONGEST_CELL = 6, 120
"""A table with more columns or longer cells is written as lines, so that its rows fit a page."""
LONGEST_HEADING, LONGEST_FOOT, LONGEST_MIXED = 400, 200, 2_000
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
SOME_MISSING = (
    f"The sign {MISSING} stands for a character that this file cannot show. The portal keeps the "
    "text as it was typed."
)


def written(paper: Paper) -> bytes:
    """The whole paper as PDF; the same paper is always the same file."""
    sheet = Sheet(paper)
    with closing(sheet):
        sheet.begin()
        for block in paper.blocks:
            sheet.put(block)
        if sheet.lacks_letters:
            sheet.put(Text(SOME_MISSING, Tone.QUIET))
        return bytes(sheet.output())


class Sheet(FPDF):
    """The pages, and how each kind of block looks on them."""

    def __init__(self, paper: Paper, orientation: str = "portrait") -> None:
        super().__init__(orientation, format="letter")
        texts = [paper.title, paper.foot, *(t for block in paper.blocks for t in texts_of(block))]
        shown = [printable(text) for text in texts]
        self.lacks_letters = any(
            new.count(MISSING) > old.count(MISSING) for old, new in zip(texts, shown, strict=True)
        )
        self.foot = _line(paper.foot)[:LONGEST_FOOT]
        self.set_title(_line(paper.title))
        self.set_author(_line(paper.author))
        self.set_lang("en-US")
        self.set_creation_date(paper.made_at)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._set_fonts(glyphs.needs_others(shown) or any(_ticks(b) for b in paper.blocks))
        self.set_margin(20)
        self.set_auto_page_break(True, margin=22)
        self.alias_nb_pages(COUNT)

    def begin(self) -> None:
        """Begin the first page with the title."""
        self.add_page()
        self._title(self.title or "", 0)

    def close(self) -> None:
        """Let go of the font files, whatever happened."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def _set_fonts(self, with_others: bool) -> None:
        self.add_font(FAMILY, "", glyphs.font_file(glyphs.REGULAR))
        self.add_font(FAMILY, "B", glyphs.font_file(glyphs.BOLD))
        if with_others:
            self.add_font(OTHERS, "", glyphs.font_file(glyphs.OTHERS))
        self.others = [OTHERS] if with_others else []
        self.falls_back = False
        self._fall_back(True)
        self._ink()
        self.set_section_title_styles(*(_bold(*sizes) for sizes in HEADINGS))

    def _fall_back(self, does: bool) -> bool:
        """Whether letters that Public Sans lacks are drawn with the other font, one by one.

        Returns how it was before. Looking at every letter is slow.
        """
        before, self.falls_back = self.falls_back, does
        self.set_fallback_fonts(self.others if does else [], exact_match=False)
        return before

    def _ink(self, tone: Tone = Tone.PLAIN, style: str = "") -> None:
        quiet = tone is Tone.QUIET
        self.set_font(FAMILY, style, SMALL if quiet else SIZE)
        self.set_text_color(*(GREY if quiet else INK))
        self.set_draw_color(*RULE)

    def footer(self) -> None:
        """The name of the paper and the page, at the foot of every page."""
        before = self._fall_back(True)
        self.set_y(-15)
        self._ink(Tone.QUIET)
        page = f"Page {self.page_no()} of {COUNT}"
        self.cell(self.epw * 0.8, LEAD, self._fitting(self.foot, self.epw * 0.8))
        self.cell(self.epw * 0.2, LEAD, page, align="R")
        self._fall_back(before)

    def _fitting(self, text: str, width: float) -> str:
        """The beginning of a text that fits into a width."""
        if self.get_string_width(text) <= width - 2:
            return text
        while text and self.get_string_width(f"{text}…") > width - 2:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def _keep(self, height: float) -> None:
        """Begin a new page unless so much room is left on this one."""
        if self.will_page_break(height):
            self.add_page()

    def _lines(self, text: str, lead: float = LEAD) -> None:
        """Lines of text; a long one is drawn with one font."""
        mixed = glyphs.needs_others([text])
        if mixed and len(text) > LONGEST_MIXED:
            self.set_font(OTHERS, "")
            mixed = False
        before = self._fall_back(mixed)
        self.multi_cell(0, lead, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._fall_back(before)

    @singledispatchmethod
    def put(self, block: Block) -> None:
        """Write a block below the last one."""
        raise TypeError(block)

    @put.register
    def _heading(self, block: Heading) -> None:
        self._keep(55 if block.level == 1 else 40)
        self._title(_line(block.text), block.level)

    def _title(self, text: str, level: int) -> None:
        """A heading that the outline lists; one that might fill a page is only written."""
        if len(text) <= LONGEST_HEADING:
            self.start_section(text, level, strict=False)
        else:
            self._ink(style="B")
            self._lines(text)

    @put.register
    def _text(self, block: Text) -> None:
        self._ink(block.tone)
        self._lines(_paragraphs(block.text))
        self.ln(1)

    @put.register
    def _pairs(self, block: Pairs) -> None:
        rows = [(_line(label), _paragraphs(text)) for label, text in block.pairs]
        if any(len(cell) > LONGEST_CELL or "\n" in cell for row in rows for cell in row):
            self._pairs_as_lines(rows)
            return
        self._ink()
        with self.table(
            rows,
            align="LEFT",
            text_align="LEFT",
            col_widths=(3, 7),
            line_height=LEAD,
            padding=(0.3, 1),
            borders_layout=TableBordersLayout.NONE,
            first_row_as_headings=False,
            v_align="TOP",
        ):
            pass
        self.ln(1)

    def _pairs_as_lines(self, rows: list[tuple[str, str]]) -> None:
        for label, text in rows:
            self._keep(2 * LEAD)
            self._ink(Tone.QUIET)
            self._lines(label)
            self._ink()
            self._lines(text)
            self.ln(1)

    @put.register
    def _grid(self, block: Grid) -> None:
        header = [_line(cell) for cell in block.header]
        rows = [[_line(cell) for cell in row] for row in block.rows]
        if len(header) > WIDEST_TABLE or any(
            len(cell) > LONGEST_CELL for row in (header, *rows) for cell in row
        ):
            self._grid_as_lines(header, rows)
            return
        self._keep(3 * LEAD)
        self._ink()
        self.set_font_size(SMALL)
        shares = (1.6, *(1 for _ in header[1:])) if len(header) > 2 else (1, 1)
        with self.table(
            (header, *rows),
            align="LEFT",
            text_align="LEFT",
            col_widths=shares if header[0] != "Score" else (1, 9),
            line_height=LEAD,
            padding=(0.8, 1.2),
            borders_layout=TableBordersLayout.ALL,
            headings_style=FontFace(emphasis="BOLD", fill_color=SHADE),
            wrapmode=WrapMode.WORD,
        ):
            pass
        self.ln(2)

    def _grid_as_lines(self, header: list[str], rows: list[list[str]]) -> None:
        for label, *cells in rows:
            pairs = zip(header[1:], cells, strict=True)
            self.put(Text("\n".join([label, *(f"{name}: {cell}" for name, cell in pairs)])))

    @put.register
    def _boxes(self, block: Boxes) -> None:
        self._ink()
        for label in block.labels:
            self._lines(f"{BOX} {_line(label)}", 6)
        self.ln(1)

    @put.register
    def _blanks(self, block: Blanks) -> None:
        for label in block.labels:
            self._keep(9)
            self._ink(Tone.QUIET)
            self._lines(_line(label), 8)
            self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)
        self.ln(2)

    @put.register
    def _room(self, block: Room) -> None:
        height = 8 if block.lines == 1 else 3 * LEAD
        self._keep(height + 3)
        self._ink()
        self.rect(self.l_margin, self.y + 1, self.epw, height)
        self.set_y(self.y + height + 3)


def _bold(size: float, above: float, below: float) -> TextStyle:
    return TextStyle(FAMILY, "B", size, INK, t_margin=above, b_margin=below)


def _line(text: str) -> str:
    """A text in one line, as it can be drawn."""
    return " ".join(printable(text).split())


def _paragraphs(text: str) -> str:
    """A text as it can be drawn, with one empty line where there are several."""
    return _EMPTY_LINES.sub("\n\n", printable(text).strip("\n"))


def _ticks(block: Block) -> bool:
    return isinstance(block, Boxes)
