"""The form of a round in words, to edit and to preview."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.practices.domain.kinds import PracticeKind
from app.rfa.domain.document import FormDocument, Question, Section
from app.rfa.domain.editing import Piece, Source
from app.rfa.domain.kinds import Kind
from app.rfa.presenters.papers.blank import rules

KINDS: Mapping[Kind, str] = {
    Kind.YES_NO: "Yes or no",
    Kind.CHOICE: "One answer from a list",
    Kind.CHOICES: "Several answers from a list",
    Kind.TEXT: "Short text",
    Kind.LONG_TEXT: "Long text",
    Kind.WHOLE: "Whole number",
    Kind.MONEY: "Dollars",
    Kind.SHARES: "Percentages that make 100",
    Kind.ADDRESS: "Address with county",
    Kind.PERSON: "A person with title, email and phone",
    Kind.ROSTER: "Team with names and hours",
    Kind.MATRIX: "One answer for each row",
    Kind.AIM: "Aim in five parts",
    Kind.FILE: "Files",
    Kind.TABLE: "Table with totals",
    Kind.ATTESTATION: "A sentence to agree to",
    Kind.SIGNATURE: "The sentence that is signed",
}
KIND_OF_PRACTICE = {str(kind): kind.label for kind in PracticeKind}


@dataclass(frozen=True, slots=True)
class Line:
    """One question in the editor. `rules`: what sort of answer, how long, of whom."""

    question: Question
    kind: str
    rules: str
    screens: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One section in the editor."""

    section: Section
    waits_for: str
    lines: tuple[Line, ...]


def outline(document: FormDocument) -> tuple[Part, ...]:
    """The sections of a form with their questions."""
    titles = {section.key: section.title for section in document.sections}
    return tuple(
        Part(
            section,
            ", ".join(titles[key] for key in section.waits_for if key in titles),
            tuple(_line(document, question) for question in section.questions),
        )
        for section in document.sections
    )


def as_asked(document: FormDocument, kind: str, *, pays: bool) -> FormDocument:
    """The form with the sections and questions that a practice of that kind may be asked.

    What depends on an answer stays: the page says on which.
    """
    sections = tuple(
        replace(
            section,
            questions=tuple(
                one for one in section.questions if not one.only_for or kind in one.only_for
            ),
        )
        for section in document.sections
        if pays or not section.only_if_paid
    )
    return replace(document, sections=sections)


def free_key(source: Source, piece: Piece, section: str) -> str:
    """A key that no part of that sort has yet, to begin with."""
    if piece is Piece.SECTION:
        return ""
    if piece is Piece.CRITERION:
        taken = {one["key"] for one in source.get("criteria") or []}
        stem = "K"
    else:
        taken = {q["key"] for one in source["sections"] for q in one.get("questions") or []}
        codes = [one["code"] for one in source["sections"] if one["key"] == section]
        stem = codes[0] if codes and codes[0][:1].isalpha() and codes[0].isalnum() else "Q"
    return next(key for n in itertools.count(1) if (key := f"{stem}{n}") not in taken)


def _line(document: FormDocument, question: Question) -> Line:
    return Line(question, KINDS[question.kind], rules(document, question), bool(question.screen))
