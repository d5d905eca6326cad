"""The files in which staff take applications out of the portal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.clock import central
from app.core.free_text import removal_notes
from app.rfa.domain.answers import from_plain, parts_of
from app.rfa.domain.document import FormDocument
from app.rfa.domain.snapshots import opened
from app.rfa.domain.wording import text_of
from app.rfa.presenters import papers
from app.rfa.presenters.exports import (
    Cell,
    answer_columns,
    answer_row,
    number_or_typed,
    safe_name,
)
from app.rfa.presenters.oversight import ListRow
from app.rfa.presenters.signing import belongs

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.rfa.models import Application, Attachment, Signature, Submission

HEADERS = (
    "Practice",
    "Reference",
    "Type",
    "County",
    "Region",
    "Status",
    "Submitted (Central)",
    "Version",
    "Under extension",
    "Sections complete",
    "Sections",
    "Last change",
    "Lead",
    "Tags",
    "Open flags",
    "Signed by",
    "Signed (Central)",
    "Changed by staff",
    "Files",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One application in a file: its line in the list, and what was sent last, if anything was.

    `signature` is the one that was given last before that.
    """

    row: ListRow
    application: Application
    version: Submission | None
    signature: Signature | None

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that were sent."""
        return tuple(file["name"] for file in self.version.content["files"]) if self.version else ()

    @property
    def signed(self) -> Signature | None:
        """The signature under what was sent last; None when staff changed it since."""
        if self.version is None or self.signature is None:
            return None
        return self.signature if belongs(self.signature, self.version) else None


def headers(document: FormDocument) -> list[str]:
    """The first row of a table of applications."""
    return [*HEADERS, *(header for header, _, _ in answer_columns(document))]


def table(document: FormDocument, taken: Iterable[Taken]) -> Iterator[list[Cell]]:
    """One row for each application: the facts, then every answer as it was sent."""
    for one in taken:
        answers = from_plain(one.version.content["answers"]) if one.version else {}
        yield [*_facts(one), *answer_row(document, answers)]


def records(document: FormDocument, taken: Iterable[Taken]) -> Iterator[dict[str, Any]]:
    """The same for programs: facts by name, answers by question and part."""
    questions = [(one, {part.key: part for part in parts_of(one)}) for one in document.questions()]
    for one in taken:
        answers = from_plain(one.version.content["answers"]) if one.version else {}
        yield {
            **dict(zip(HEADERS, _facts(one), strict=True)),
            "Files": one.files,
            "Answers": {
                question.key: {
                    "question": question.text,
                    "answer": {
                        key: number_or_typed(parts.get(key), typed)
                        for key, typed in answers[question.key].items()
                    },
                    "words": text_of(question, answers[question.key]),
                }
                for question, parts in questions
                if question.key in answers
            },
        }


def _facts(one: Taken) -> Sequence[str | int]:
    row, version, signed = one.row, one.version, one.signed
    return (
        row.name,
        row.reference,
        row.kind,
        row.county,
        row.region,
        row.status,
        _instant(version.submitted_at) if version else "",
        version.number if version else "",
        "yes" if row.under_extension else "",
        row.complete,
        row.sections,
        _instant(one.application.content_at),
        row.lead,
        ", ".join(row.tags),
        row.flags,
        f"{signed.name}, {signed.title}" if signed else "",
        _instant(signed.signed_at) if signed else "",
        version.staff_reason if version else "",
        "; ".join(one.files),
    )


def _instant(at: dt.datetime) -> str:
    return central(at).strftime("%Y-%m-%d %H:%M")


def paper(of: Application, version: Submission, signature: Signature) -> bytes:
    """One version as a PDF."""
    facts = papers.PaperFacts(
        status=f"Submitted, version {version.number}",
        made_at=version.submitted_at,
        reference=of.reference or "",
        submitted_at=version.submitted_at,
        fingerprint=version.fingerprint,
        signed=papers.Signed(signature.name, signature.title, signature.signed_at)
        if belongs(signature, version)
        else None,
        notes=(
            *((("Edited by staff", version.staff_reason),) if version.staff_reason else ()),
            *removal_notes(version.words_removed_at, version.mended_fingerprint),
        ),
    )
    return papers.application_pdf(opened(version.content), facts)


def folders(
    taken: Iterable[Taken],
    files: Mapping[int, Attachment],
    read: Callable[[str], bytes],
) -> Iterator[tuple[str, bytes]]:
    """The contents of the ZIP, one after the other: of what was sent the paper and its files.

    `read` gives the content of a stored file.
    """
    for one in taken:
        if one.version is None or one.signature is None:
            continue
        folder = safe_name(f"{one.row.reference} {one.row.key}")
        yield f"{folder}/application.pdf", paper(one.application, one.version, one.signature)
        for file in one.version.content["files"]:
            name = f"{folder}/{file['question']} {file['name']}"
            yield name, read(files[file["id"]].storage_key)
