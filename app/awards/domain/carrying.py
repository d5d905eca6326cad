"""What a charter takes over from an application: which answer goes into which field.

A form may say so itself (`carries`). For the rest, the questions of the form that the portal
ships are known, and others are known by their kind. Nothing is made up: every text is what
somebody typed or chose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.charter.domain.fields import BASELINE, FIELDS, MEMBERS, Carried, CarriedMember
from app.rfa.domain.answers import chosen, parts_of
from app.rfa.domain.kinds import Kind
from app.rfa.domain.wording import text_of, words_of

if TYPE_CHECKING:
    from app.rfa.domain.answers import Answer
    from app.rfa.domain.document import FormDocument, Question
    from app.rfa.domain.snapshots import Frozen

LONGEST_SOURCE, LONGEST_NAME, LONGEST_ROLE = 200, 160, 60
MOST_HOURS = 744
AIM, EHR, MEASURES = "aim", "ehr", "measures"
NOT_NOW = frozenset({"no", "none", "not-yet"})
_RECORD = re.compile(r"\bEHR\b|\bhealth record\b|\bmedical record\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """A question of the form that the portal ships, and the field that it fills."""

    question: str
    kind: Kind
    field: str


SHIPPED = (
    Known("A1", Kind.TEXT, "profile"),
    Known("A2", Kind.ADDRESS, "profile"),
    Known("A6", Kind.LONG_TEXT, "profile"),
    Known("A7", Kind.LONG_TEXT, "profile"),
    Known("B1", Kind.TABLE, "patients"),
    Known("B3", Kind.WHOLE, "special-needs"),
    Known("B3a", Kind.CHOICES, "special-needs"),
    Known("B4", Kind.LONG_TEXT, "need"),
    Known("B5", Kind.LONG_TEXT, "need"),
    Known("B6", Kind.LONG_TEXT, "need"),
    Known("C1", Kind.ROSTER, MEMBERS),
    Known("C2", Kind.LONG_TEXT, "leadership"),
    Known("C4", Kind.LONG_TEXT, "barriers"),
    Known("D2", Kind.TEXT, EHR),
    Known("D2a", Kind.CHOICE, "reports"),
    Known("D3", Kind.MATRIX, MEASURES),
    Known("D4", Kind.LONG_TEXT, "data-flow"),
    Known("D5", Kind.LONG_TEXT, "barriers"),
    Known("F1", Kind.LONG_TEXT, "coordination"),
    Known("F3", Kind.LONG_TEXT, "family"),
    Known("G1", Kind.AIM, AIM),
    Known("G2", Kind.LONG_TEXT, "first-test"),
    Known("G3", Kind.LONG_TEXT, "lasting"),
)


@dataclass(frozen=True, slots=True)
class Carry:
    """Everything that a charter takes over, and the measures that the application names."""

    entries: tuple[Carried, ...]
    members: tuple[CarriedMember, ...]
    measures: frozenset[str]


def mapping(document: FormDocument) -> Mapping[str, str]:
    """The field that each question fills, by question key.

    What the form says itself counts first. A question that the portal ships counts when it is
    still of the same kind. Then an aim, a roster and a question about the health record fill
    their fields, where nothing else does.
    """
    found = dict(document.carries)
    shipped = {(one.question, one.kind): one.field for one in SHIPPED}
    for question in document.questions():
        field = shipped.get((question.key, question.kind))
        if field is not None:
            found.setdefault(question.key, field)
    for question in document.questions():
        field = _by_kind(question)
        if field is not None and field not in found.values():
            found.setdefault(question.key, field)
    return found


def _by_kind(question: Question) -> str | None:
    match question.kind:
        case Kind.AIM:
            return AIM
        case Kind.ROSTER:
            return MEMBERS
        case Kind.TEXT | Kind.LONG_TEXT if _RECORD.search(question.text):
            return EHR
    return None


def carried(frozen: Frozen) -> Carry:
    """What a version of an application gives to a charter, in the order of the charter."""
    fields = mapping(frozen.document)
    given = [
        (question, fields[question.key], frozen.answers[question.key])
        for section in frozen.sections
        for question in section.questions
        if question.key in fields and frozen.answers.get(question.key)
    ]
    pieces: dict[str, list[tuple[Question, str]]] = {}
    for question, field, answer in given:
        for into, text in _texts(question, field, answer):
            if text:
                pieces.setdefault(into, []).append((question, text))
    return Carry(
        entries=tuple(
            Carried(
                field.key,
                _joined(pieces[field.key]),
                source_of(one for one, _ in pieces[field.key]),
            )
            for field in FIELDS
            if field.key in pieces
        ),
        members=tuple(
            member
            for question, field, answer in given
            if field == MEMBERS
            for member in _members(question, answer)
        ),
        measures=frozenset(
            key
            for question, field, answer in given
            if field == MEASURES
            for key in _measures(question, answer)
        ),
    )


def source_of(questions: Iterable[Question]) -> str:
    """Where a text came from, as its mark says: "G1. What do you want to change?"."""
    words = "; ".join(f"{question.key}. {question.text}" for question in questions)
    return words if len(words) <= LONGEST_SOURCE else f"{words[: LONGEST_SOURCE - 1]}…"


def _joined(pieces: Iterable[tuple[Question, str]]) -> str:
    return "\n".join(text for _, text in pieces)


def _texts(question: Question, field: str, answer: Answer) -> Iterator[tuple[str, str]]:
    """The texts of an answer with the field of each; an aim fills its parts too."""
    if field == MEMBERS:
        return
    if question.kind is not Kind.AIM or field != AIM:
        yield field, text_of(question, answer)
        if question.kind is Kind.WHOLE and field == "special-needs":
            yield BASELINE, text_of(question, answer)
        return
    said = {
        part.key: words_of(question, part, answer[part.key])
        for part in parts_of(question)
        if part.key in answer
    }
    yield AIM, ", ".join(said.values())
    for part, text in said.items():
        yield f"{AIM}-{part}", text
    yield BASELINE, said.get("how-much", "")


def _members(question: Question, answer: Answer) -> Iterator[CarriedMember]:
    """The people whom a roster names; a person question names one."""
    if question.kind is Kind.ROSTER:
        for row in question.rows:
            if name := _said(answer, f"{row.key}.name"):
                yield CarriedMember(
                    row.label[:LONGEST_ROLE],
                    name[:LONGEST_NAME],
                    _said(answer, f"{row.key}.credentials")[:LONGEST_NAME],
                    _hours(_said(answer, f"{row.key}.hours")),
                    source_of([question]),
                )
    elif question.kind is Kind.PERSON and (name := _said(answer, "name")):
        role = _said(answer, "title") or question.text
        yield CarriedMember(
            role[:LONGEST_ROLE], name[:LONGEST_NAME], "", None, source_of([question])
        )


def _said(answer: Answer, part: str) -> str:
    typed = answer.get(part, "")
    return typed if isinstance(typed, str) else ""


def _hours(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(MOST_HOURS)):
        return None
    return int(text) if int(text) <= MOST_HOURS else None


def _measures(question: Question, answer: Answer) -> Iterator[str]:
    """The keys of measures that an answer names as possible now."""
    if question.kind is Kind.MATRIX:
        for row in question.rows:
            if (option := _said(answer, row.key)) and option not in NOT_NOW:
                yield row.key
    elif question.kind in {Kind.CHOICE, Kind.CHOICES}:
        yield from chosen(answer)
