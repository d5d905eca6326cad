"""The kinds of files that pages may ask for, and how they are called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """A kind of file; the value is also the ending of its name."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    CSV = "csv"
    TXT = "txt"
    VTT = "vtt"
    PNG = "png"
    JPG = "jpg"

    @property
    def mime(self) -> str:
        """What a browser is told that it gets."""
        return _FACTS[self].mime

    @property
    def words(self) -> str:
        """What people call it, with its article."""
        return _FACTS[self].words

    @property
    def save_as(self) -> str:
        """What to choose in "Save as"."""
        return _FACTS[self].save_as

    @property
    def endings(self) -> tuple[str, ...]:
        """How its names may end, the usual one first."""
        return _FACTS[self].endings


@dataclass(frozen=True, slots=True)
class _Facts:
    mime: str
    words: str
    save_as: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_FACTS = {
    FileKind.PDF: _Facts("application/pdf", "a PDF", "PDF", (".pdf",)),
    FileKind.DOCX: _Facts(
        f"{_OFFICE}.wordprocessingml.document", "a Word document", "Word (.docx)", (".docx",)
    ),
    FileKind.XLSX: _Facts(
        f"{_OFFICE}.spreadsheetml.sheet", "an Excel workbook", "Excel (.xlsx)", (".xlsx",)
    ),
    FileKind.PPTX: _Facts(
        f"{_OFFICE}.presentationml.presentation",
        "a PowerPoint presentation",
        "PowerPoint (.pptx)",
        (".pptx",),
    ),
    FileKind.CSV: _Facts("text/csv", "a CSV file", "CSV UTF-8 (.csv)", (".csv",)),
    FileKind.TXT: _Facts("text/plain", "a text file", "text in UTF-8 (.txt)", (".txt",)),
    FileKind.VTT: _Facts("text/vtt", "a captions file", "captions (.vtt)", (".vtt",)),
    FileKind.PNG: _Facts("image/png", "a PNG picture", "PNG", (".png",)),
    FileKind.JPG: _Facts("image/jpeg", "a JPG picture", "JPG", (".jpg", ".jpeg")),
}

PACKAGES = frozenset({FileKind.DOCX, FileKind.XLSX, FileKind.PPTX})
TEXTS = frozenset({FileKind.CSV, FileKind.TXT, FileKind.VTT})


def of_name(name: str) -> FileKind | None:
    """The kind that a name claims by its ending; only good for telling people about it."""
    lower = name.strip().lower()
    return next((kind for kind in FileKind if lower.endswith(kind.endings)), None)
