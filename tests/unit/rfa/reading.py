"""Forms to write on paper, and papers read back."""

from __future__ import annotations

import io
from functools import cache

import docx
from pypdf import PdfReader

from app.rfa.domain.document import FormDocument
from app.rfa.domain.parsing import parse
from app.rfa.queries.rounds import shipped_form

TITLE = "CYSHCN Cares 2"


@cache
def cares2() -> FormDocument:
    return parse(shipped_form())


def small(*questions: dict[str, object], **section: object) -> FormDocument:
    """A form of one section with these questions."""
    only = {"key": "one", "code": "1", "title": "One", "questions": list(questions)}
    return parse({"title": "A form", "sections": [only | section], "criteria": []})


def pdf_text(content: bytes) -> str:
    """Everything a PDF says, with single blanks."""
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def docx_text(content: bytes) -> str:
    """Everything a Word file says, paragraphs first."""
    file = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in file.tables for row in table.rows for cell in row.cells)
    return " ".join(" ".join([*(p.text for p in file.paragraphs), *cells]).split())


def plain(text: str) -> str:
    return " ".join(text.split())
