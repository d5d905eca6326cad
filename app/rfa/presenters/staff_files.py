"""The files in which staff take applications out of the portal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.clock import central
from app.rfa.domain.answers import from_plain
from app.rfa.domain.document import FormDocument
from app.rfa.domain.snapshots import opened
from app.rfa.presenters import papers
from app.rfa.presenters.casework import is_signed
from app.rfa.presenters.exports import answer_columns, answer_row, safe_name
from app.rfa.presenters.oversight import ListRow

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
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One application in a file: its line in the list, and what was sent last, if anything was."""

    row: ListRow
    application: Application
    version: Submission | None


def headers(document: FormDocument) -> list[str]:
    """The first row of a table of applications."""
    return [*HEADERS, *(header for header, _, _ in answer_columns(document))]


def table(document: FormDocument, taken: Iterable[Taken]) -> Iterator[list[str]]:
    """One row for each application: the facts, then every answer as it was sent."""
    for one in taken:
        answers = from_plain(one.version.content["answers"]) if one.version else {}
        yield [*(str(fact) for fact in _facts(one)), *answer_row(document, answers)]


def records(taken: Iterable[Taken]) -> Iterator[dict[str, Any]]:
    """The same for programs: facts by name, answers by question and part."""
    for one in taken:
        yield {
            **dict(zip(HEADERS, _facts(one), strict=True)),
            "Answers": one.version.content["answers"] if one.version else {},
        }


def _facts(one: Taken) -> Sequence[str | int]:
    row, version = one.row, one.version
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
        if is_signed(version, signature)
        else None,
        notes=(("Edited by staff", version.staff_reason),) if version.staff_reason else (),
    )
    return papers.application_pdf(opened(version.content), facts)


def folders(
    taken: Iterable[Taken],
    signatures: Mapping[int, Signature],
    files: Mapping[int, Attachment],
    read: Callable[[str], bytes],
) -> Iterator[tuple[str, bytes]]:
    """The contents of the ZIP, one after the other: of what was sent the paper and its files.

    `read` gives the content of a stored file.
    """
    for one in taken:
        if one.version is None:
            continue
        folder = safe_name(f"{one.row.reference} {one.row.key}")
        signature = signatures[one.version.signature_id]
        yield f"{folder}/application.pdf", paper(one.application, one.version, signature)
        for file in one.version.content["files"]:
            name = f"{folder}/{file['question']} {file['name']}"
            yield name, read(files[file["id"]].storage_key)
