"""A paper as a Word file with headings, tables and room to write."""

from __future__ import annotations

import io
from functools import singledispatchmethod

import docx
from docx.document import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Inches, Pt, RGBColor
from docx.table import Table

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
)
from app.core.text import clean, clean_line

BOX = "☐"
INK, GREY = RGBColor(0x1B, 0x1B, 0x1B), RGBColor(0x56, 0x5C, 0x65)
FONT = "Arial"
"""Word's own fonts are not ours to ship: one that every office program has."""


def written(paper: Paper) -> bytes:
    """The whole paper as a Word file."""
    sheet = _Sheet(paper)
    for block in paper.blocks:
        sheet.write(block)
    file = io.BytesIO()
    sheet.document.save(file)
    return file.getvalue()


class _Sheet:
    """The file, and how each kind of block looks in it."""

    def __init__(self, paper: Paper) -> None:
        self.document: Document = docx.Document()
        about = self.document.core_properties
        about.title = clean_line(paper.title)[:255]
        about.author = clean_line(paper.author)[:255]
        about.comments, about.language = "", "en-US"
        about.created = about.modified = paper.made_at
        section = self.document.sections[0]
        section.page_width, section.page_height = Inches(8.5), Inches(11)
        section.left_margin = section.right_margin = Inches(1)
        self._set_styles()
        section.footer.paragraphs[0].add_run(clean_line(paper.foot)).font.color.rgb = GREY
        self.document.add_heading(clean_line(paper.title), 0)

    def _set_styles(self) -> None:
        for name in ("Normal", "Title", "Heading 1", "Heading 2"):
            style = self.document.styles[name]
            style.font.name, style.font.color.rgb = FONT, INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
        self.document.styles["Normal"].font.size = Pt(10.5)

    @singledispatchmethod
    def write(self, block: Block) -> None:
        """Write a block below the last one."""
        raise TypeError(block)

    @write.register
    def _heading(self, block: Heading) -> None:
        self.document.add_heading(clean_line(block.text), block.level)

    @write.register
    def _text(self, block: Text) -> None:
        run = self.document.add_paragraph().add_run(clean(block.text))
        if block.tone is Tone.QUIET:
            run.font.size, run.font.color.rgb = Pt(9.5), GREY

    @write.register
    def _pairs(self, block: Pairs) -> None:
        for label, text in block.pairs:
            paragraph = self.document.add_paragraph()
            paragraph.add_run(f"{clean_line(label)}: ").font.bold = True
            paragraph.add_run(clean(text))

    @write.register
    def _grid(self, block: Grid) -> None:
        table = self._table(len(block.rows) + 1, len(block.header))
        for cells, given in zip(table.rows, (block.header, *block.rows), strict=True):
            for cell, text in zip(cells.cells, given, strict=True):
                cell.text = clean_line(text)
        for cell in table.rows[0].cells:
            for run in cell.paragraphs[0].runs:
                run.font.bold = True
        _repeat(table)

    @write.register
    def _boxes(self, block: Boxes) -> None:
        for label in block.labels:
            paragraph = self.document.add_paragraph(f"{BOX} {clean_line(label)}")
            paragraph.paragraph_format.space_after = Pt(2)

    @write.register
    def _blanks(self, block: Blanks) -> None:
        table = self._table(len(block.labels), 2)
        for row, label in zip(table.rows, block.labels, strict=True):
            row.cells[0].text = clean_line(label)
            row.height = Cm(0.8)

    @write.register
    def _room(self, block: Room) -> None:
        row = self._table(1, 1).rows[0]
        row.height, row.height_rule = Cm(0.6 * block.lines + 0.2), WD_ROW_HEIGHT_RULE.AT_LEAST

    def _table(self, rows: int, columns: int) -> Table:
        """A table with lines, and a little room below it."""
        table: Table = self.document.add_table(rows, columns, style="Table Grid")
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)
        return table


def _repeat(table: Table) -> None:
    """Mark the first row as the header: read as such, and repeated on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
