"""Forms and applications on paper: as PDF, as Word file and as plain text.

What a paper says is put together once, as blocks (`blocks`), in `blank` and `answered`;
`as_pdf`, `as_docx` and `as_text` each write any blocks.
"""

from __future__ import annotations

from app.core.papers import as_pdf
from app.rfa.domain.document import FormDocument
from app.rfa.domain.snapshots import Frozen
from app.rfa.presenters.papers import answered, as_docx, as_text, blank
from app.rfa.presenters.papers.answered import PaperFacts, Signed

__all__ = [
    "PaperFacts",
    "Signed",
    "application_pdf",
    "application_text",
    "blank_docx",
    "blank_pdf",
    "blank_text",
]


def blank_pdf(round_title: str, document: FormDocument, *, pays: bool) -> bytes:
    """The empty form with its limits and its rubric, to read and print."""
    return as_pdf.written(blank.paper(round_title, document, pays=pays))


def blank_docx(round_title: str, document: FormDocument, *, pays: bool) -> bytes:
    """The same as a Word file, with room to write."""
    return as_docx.written(blank.paper(round_title, document, pays=pays))


def blank_text(round_title: str, document: FormDocument, *, pays: bool) -> str:
    """The same as plain text."""
    return as_text.written(blank.paper(round_title, document, pays=pays))


def application_pdf(frozen: Frozen, facts: PaperFacts) -> bytes:
    """A whole application with everything answered, as PDF."""
    return as_pdf.written(answered.paper(frozen, facts))


def application_text(frozen: Frozen, facts: PaperFacts) -> str:
    """The same as plain text, for the mail."""
    return as_text.written(answered.paper(frozen, facts))
