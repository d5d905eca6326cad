"""Answers as they are kept: exactly what was typed, part by part, right or wrong.

An answer is a mapping from the parts of its question to what was typed there: text, or a
tuple of option keys where several may be chosen. Empty parts are left out, so that an
answer of nothing is an empty mapping. What is typed is judged elsewhere (`judging`) and
never changed: an answer that is wrong today is still there tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.rfa.domain.document import FormDocument, Option, Question, Section
from app.rfa.domain.kinds import WITH_ROWS, WITHOUT_ANSWER, Kind

Typed = str | tuple[str, ...]
Answer = Mapping[str, Typed]
Answers = Mapping[str, Answer]
"""The answers of an application (or section) by question key."""

VALUE = "value"
"""The name of the only part of a question that has one."""
LONGEST_LINE, LONGEST_TEXT = 500, 20_000
"""The most characters of a line and of a text; an option picked is never longer than a line."""
YES_NO = (Option("yes", "Yes"), Option("no", "No"))


class Control(StrEnum):
    """How a part is typed."""

    LINE = "line"
    TEXT = "text"
    WHOLE = "whole"
    MONEY = "money"
    CHOICE = "choice"
    CHOICES = "choices"
    SELECT = "select"
    TICK = "tick"


PICKED = frozenset({Control.CHOICE, Control.CHOICES, Control.SELECT, Control.TICK})
"""Controls in which nothing is typed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One control of a question. `autocomplete` is the browser's word for what goes there."""

    key: str
    label: str
    control: Control
    options: tuple[Option, ...] = ()
    pattern: str = ""
    autocomplete: str = ""
    hint: str = ""


_PERSON = (
    Part("name", "Name", Control.LINE, autocomplete="name"),
    Part("title", "Title", Control.LINE, autocomplete="organization-title"),
    Part("email", "Email", Control.LINE, pattern="email", autocomplete="email"),
    Part("phone", "Phone", Control.LINE, pattern="phone", autocomplete="tel"),
)
_AIM = (
    Part("what", "What will get better?", Control.TEXT),
    Part("how-much", "By how much?", Control.LINE, hint="For example: from 10% to 60%"),
    Part("by-when", "By when?", Control.LINE, hint="For example: by May 2027"),
    Part("for-whom", "For whom?", Control.LINE),
    Part("where", "Where?", Control.LINE),
)
_FIXED = {Kind.PERSON: _PERSON, Kind.AIM: _AIM}
_SINGLE = {
    Kind.YES_NO: Control.CHOICE,
    Kind.CHOICE: Control.CHOICE,
    Kind.TEXT: Control.LINE,
    Kind.LONG_TEXT: Control.TEXT,
    Kind.WHOLE: Control.WHOLE,
    Kind.MONEY: Control.MONEY,
    Kind.CHOICES: Control.CHOICES,
    Kind.ATTESTATION: Control.TICK,
}
_COLUMN = {Kind.WHOLE: Control.WHOLE, Kind.MONEY: Control.MONEY, Kind.TEXT: Control.LINE}


def parts_of(question: Question, counties: Iterable[str] = ()) -> tuple[Part, ...]:
    """The controls of a question, in order; `counties` are those an address may lie in."""
    if question.kind in WITHOUT_ANSWER:
        return ()
    if question.kind is Kind.ADDRESS:
        return _address(counties)
    if question.kind in _FIXED:
        return _FIXED[question.kind]
    if question.kind in WITH_ROWS:
        return tuple(_of_rows(question))
    options = YES_NO if question.kind is Kind.YES_NO else question.options
    control = _SINGLE[question.kind]
    return (Part(VALUE, question.text, control, options, question.pattern),)


def _of_rows(question: Question) -> Iterator[Part]:
    for row in question.rows:
        match question.kind:
            case Kind.SHARES:
                yield Part(row.key, row.label, Control.WHOLE)
            case Kind.MATRIX:
                yield Part(row.key, row.label, Control.SELECT, question.options)
            case Kind.ROSTER:
                yield from _roster(row.key, row.label)
            case _:
                for column in question.columns:
                    label = f"{row.label}: {column.label}"
                    yield Part(f"{row.key}.{column.key}", label, _COLUMN[column.kind])


def _address(counties: Iterable[str]) -> tuple[Part, ...]:
    return (
        Part("street", "Street", Control.LINE, autocomplete="street-address"),
        Part("city", "City", Control.LINE, autocomplete="address-level2"),
        Part("zip", "ZIP code", Control.LINE, pattern="zip", autocomplete="postal-code"),
        Part("county", "County", Control.SELECT, tuple(Option(c, c) for c in counties)),
        Part("phone", "Phone", Control.LINE, pattern="phone", autocomplete="tel"),
    )


def _roster(key: str, label: str) -> tuple[Part, ...]:
    return (
        Part(f"{key}.name", f"{label}: name", Control.LINE),
        Part(f"{key}.credentials", f"{label}: credentials", Control.LINE),
        Part(f"{key}.hours", f"{label}: hours a month", Control.WHOLE),
    )


def field_name(question: Question, part: Part) -> str:
    """The name of a part in forms, such as "A2-county"; "B4" when there is only one.

    >>> field_name(Question("B4", Kind.TEXT, "?"), Part(VALUE, "?", Control.LINE))
    'B4'
    """
    return question.key if part.key == VALUE else f"{question.key}-{part.key}"


def read(question: Question, given: Callable[[str], list[str]]) -> Answer:
    """The answer in posted fields; `given` returns everything sent under a name."""
    typed: dict[str, Typed] = {}
    for part in parts_of(question):
        texts = [text for text in given(field_name(question, part)) if text]
        if part.control in PICKED:
            texts = [text[:LONGEST_LINE] for text in texts]
        if part.control is Control.CHOICES:
            typed[part.key] = tuple(dict.fromkeys(texts))
        elif texts:
            typed[part.key] = texts[0]
    return {key: value for key, value in typed.items() if value}


def read_section(section: Section, given: Callable[[str], list[str]]) -> dict[str, Answer]:
    """The answers of a section in posted fields; only to questions that are typed."""
    return {
        question.key: read(question, given)
        for question in section.questions
        if question.kind not in WITHOUT_ANSWER
    }


def from_plain(stored: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers as JSON keeps them, with tuples where several things were chosen."""
    return {
        question: {
            part: tuple(value) if isinstance(value, list) else value
            for part, value in answer.items()
        }
        for question, answer in stored.items()
    }


def to_plain(answers: Answers) -> dict[str, Any]:
    """The same as JSON knows it; questions without an answer are left out."""
    return {
        question: {
            part: list(value) if isinstance(value, tuple) else value
            for part, value in answer.items()
        }
        for question, answer in answers.items()
        if answer
    }


def single(answer: Answer | None) -> str:
    """The text of a question with one part, "" when there is none."""
    value = (answer or {}).get(VALUE, "")
    return value if isinstance(value, str) else ""


def chosen(answer: Answer | None) -> tuple[str, ...]:
    """The options that an answer chose: none, one or several."""
    value = (answer or {}).get(VALUE, "")
    return value if isinstance(value, tuple) else ((value,) if value else ())


def is_asked(question: Question, answers: Answers, applicant_kind: str) -> bool:
    """Whether a question is for this applicant, given the answers that count: see `counted`."""
    if question.only_for and applicant_kind not in question.only_for:
        return False
    rule = question.show_if
    if rule is None:
        return True
    return any(option in rule.answers for option in chosen(answers.get(rule.question)))


def asked(section: Section, answers: Answers, applicant_kind: str) -> tuple[Question, ...]:
    """The questions of a section that are for this applicant."""
    return tuple(q for q in section.questions if is_asked(q, answers, applicant_kind))


def counted(sections: Iterable[Section], answers: Answers, applicant_kind: str) -> Answers:
    """The answers that count: those to questions that are asked of this applicant.

    An answer stays when its question is not asked any more, but it decides nothing then.
    Questions are decided by earlier ones, so one walk from the first to the last is enough.
    """
    found: dict[str, Answer] = {}
    for section in sections:
        for question in section.questions:
            answer = answers.get(question.key)
            if answer and is_asked(question, found, applicant_kind):
                found[question.key] = answer
    return found


def sections_for(document: FormDocument, *, pays: bool) -> tuple[Section, ...]:
    """The sections of a round: the budget only when the round pays."""
    return tuple(section for section in document.sections if pays or not section.only_if_paid)


def as_fields(question: Question, answer: Answer) -> list[list[str]]:
    """An answer as the (name, value) pairs that a form sends for it."""
    pairs: list[list[str]] = []
    for part in parts_of(question):
        typed = answer.get(part.key, ())
        texts = typed if isinstance(typed, tuple) else (typed,)
        pairs += [[field_name(question, part), text] for text in texts]
    return pairs
