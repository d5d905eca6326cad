"""The empty form of a round as a file, written once for the same content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from app.rfa.domain.document import FormDocument
from app.rfa.domain.parsing import parse
from app.rfa.presenters import papers

if TYPE_CHECKING:
    from app.rfa.models import Round


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its content type, and how a form is written as one."""

    content_type: str
    written: Callable[[str, FormDocument, bool], bytes]


KINDS = {
    "pdf": FileKind(
        "application/pdf",
        lambda title, document, pays: papers.blank_pdf(title, document, pays=pays),
    ),
    "docx": FileKind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda title, document, pays: papers.blank_docx(title, document, pays=pays),
    ),
    "txt": FileKind(
        "text/plain; charset=utf-8",
        lambda title, document, pays: papers.blank_text(title, document, pays=pays).encode(),
    ),
}


def blank_form(of: Round, ending: str) -> bytes:
    """The empty form of a round as `pdf`, `docx` or `txt`.

    Anyone may ask for it, as often as they like, so it is kept: writing a PDF takes a
    fifth of a second.
    """
    return _written(ending, of.title, orjson.dumps(of.form), of.pays)


@lru_cache(maxsize=16)
def _written(ending: str, title: str, form: bytes, pays: bool) -> bytes:
    return KINDS[ending].written(title, parse(orjson.loads(form)), pays)
