"""What is missing or wrong in an answer, in words that say what to do.

Nothing here blocks saving. Missing answers block submitting, and so do wrong ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.core.identifiers import warning
from app.rfa.domain.answers import (
    LONGEST_LINE,
    LONGEST_TEXT,
    PICKED,
    VALUE,
    Answer,
    Answers,
    Control,
    Part,
    asked,
    field_name,
    parts_of,
    single,
)
from app.rfa.domain.document import Question, Section
from app.rfa.domain.kinds import Kind, Required

LARGEST_NUMBER = 10**9
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,10}")
_MONEY = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,2})?")
_PHONE = re.compile(
    r"(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]?\d{3}[ .-]?\d{4}(?: ?(?:x|ext\.?) ?\d{1,6})?", re.ASCII
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_PATTERNS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "phone": (_PHONE, "Enter a phone number with 10 digits, such as 601-555-0143"),
    "email": (_EMAIL, "Enter an email address in the form name@example.com"),
    "npi": (re.compile(r"[0-9]{10}"), "Enter the NPI as 10 digits, such as 1234567893"),
    "zip": (re.compile(r"[0-9]{5}(?:-[0-9]{4})?"), "Enter a ZIP code with 5 digits, such as 39216"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to do before the application can be sent, at one part of a question.

    `missing`: nothing is there yet; otherwise what is there cannot stand.
    """

    question: Question
    part: Part | None
    message: str
    missing: bool = False

    @property
    def field(self) -> str:
        """The name of the control to go to."""
        return field_name(self.question, self.part) if self.part else self.question.key


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge knows besides the answers.

    `answers` are those that count. `kind` is the practice's; `files` says how many files
    hang on a question; `cap` is the most dollars that a practice may ask for; `counties`
    are those of the round; `is_signed`: somebody's signature holds. `confirmed` are texts that
    look as if they named a patient and do not, with the keys of their questions.
    """

    answers: Answers
    kind: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    cap: int | None = None
    counties: tuple[str, ...] = ()
    is_signed: bool = False
    confirmed: frozenset[tuple[str, str]] = frozenset()


def faults_of(question: Question, about: Judged) -> tuple[Fault, ...]:
    """Everything missing or wrong in the answer to one question that is asked."""
    answer = about.answers.get(question.key, {})
    if question.kind is Kind.SIGNATURE:
        return ()
    if question.kind is Kind.FILE:
        return tuple(_file(question, about))
    parts = parts_of(question, about.counties)
    wrong = [
        Fault(question, part, message)
        for part in parts
        if part.key in answer and (message := _wrong(question, part, answer[part.key], about))
    ]
    missing = tuple(_missing(question, parts, answer))
    together = (
        () if wrong or missing or not answer else tuple(_together(question, parts, answer, about))
    )
    return (*missing, *wrong, *together)


def faults_in(section: Section, about: Judged) -> tuple[Fault, ...]:
    """Everything missing or wrong in a section, in the order of its questions."""
    return tuple(
        fault
        for question in asked(section, about.answers, about.kind)
        for fault in faults_of(question, about)
    )


def faults(sections: Iterable[Section], about: Judged) -> tuple[tuple[Section, Fault], ...]:
    """The same for several sections."""
    return tuple((section, fault) for section in sections for fault in faults_in(section, about))


def shown_on_page(found: Iterable[Fault]) -> tuple[Fault, ...]:
    """What a section says while it is being written: what is wrong, and what is missing now.

    What may wait until submitting is for the check page.
    """
    return tuple(f for f in found if not f.missing or f.question.required is Required.NOW)


# ------------------------------------------------------------------ missing


def _missing(question: Question, parts: Iterable[Part], answer: Answer) -> Iterable[Fault]:
    if question.required is Required.NO and not answer:
        return
    demanded = _DEMANDED.get(question.kind, _every)
    for part in demanded(question, tuple(parts), answer):
        yield Fault(question, part, _ask(question, part), missing=True)


def _every(_question: Question, parts: tuple[Part, ...], answer: Answer) -> Iterable[Part]:
    return [part for part in parts if part.key not in answer]


def _some_roster(question: Question, parts: tuple[Part, ...], answer: Answer) -> Iterable[Part]:
    """A roster lacks names until enough people are on it, and where a line was begun.

    Whoever is named lacks the hours at most.
    """
    names = [part for part in parts if part.key.endswith(".name")]
    named = [part for part in names if part.key in answer]
    lacking = (1 if question.least is None else question.least) - len(named)
    begun = {key.rsplit(".", 1)[0] for key in answer}
    rest = [part for part in names if part not in named]
    empty = [part for part in rest if part.key.rsplit(".", 1)[0] not in begun]
    unnamed = [part for part in rest if part not in empty]
    hours = [part for part in parts if part.key.endswith(".hours")]
    without = [h for h in hours if h.key not in answer and f"{h.key[:-6]}.name" in answer]
    return (*unnamed, *empty[: max(0, lacking - len(unnamed))], *without)


_DEMANDED: Mapping[Kind, Callable[[Question, tuple[Part, ...], Answer], Iterable[Part]]] = {
    Kind.ROSTER: _some_roster,
}


def _ask(question: Question, part: Part) -> str:
    """What to do about a part without an answer."""
    if part.control in {Control.CHOICE, Control.CHOICES}:
        return f"Choose an answer to {question.key}"
    if part.control is Control.SELECT:
        return f"Choose an answer for “{part.label}” in {question.key}"
    if part.control is Control.TICK:
        return f"Tick the box in {question.key} to agree"
    return (
        f"Answer {question.key}"
        if part.key == VALUE
        else f"Fill in “{part.label}” in {question.key}"
    )


def _file(question: Question, about: Judged) -> Iterable[Fault]:
    there = about.files.get(question.key, 0)
    if not there and question.required is not Required.NO:
        yield Fault(question, None, f"Attach a file to {question.key}", missing=True)


# ------------------------------------------------------------------ wrong


def _wrong(question: Question, part: Part, typed: Any, about: Judged) -> str:
    """What is wrong with what was typed into one part; "" when nothing is."""
    if part.control in {Control.CHOICE, Control.CHOICES, Control.SELECT}:
        return _not_offered(part, typed)
    if part.control is Control.WHOLE:
        return _number(question, part, typed)
    if part.control is Control.MONEY:
        return _money(question, typed, about)
    if part.control is Control.TICK:
        return "" if typed == "yes" else "Tick the box to agree"
    return _text(question, part, typed, about)


def _not_offered(part: Part, typed: Any) -> str:
    offered = {option.key for option in part.options}
    given = typed if isinstance(typed, tuple) else (typed,)
    return "" if offered.issuperset(given) else "Choose from the list"


def _number(question: Question, part: Part, typed: str) -> str:
    number = whole(typed)
    if number is None or number > LARGEST_NUMBER:
        return f"Enter a whole number for “{part.label}”, such as 120"
    return _out_of_bounds(question, number) if question.kind is Kind.WHOLE else ""


def _out_of_bounds(question: Question, number: int | Decimal, sign: str = "") -> str:
    if question.least is not None and number < question.least:
        return f"Enter {sign}{question.least:,} or more"
    if question.most is not None and number > question.most:
        return f"Enter {sign}{question.most:,} or less"
    return ""


def _money(question: Question, typed: str, about: Judged) -> str:
    amount = money(typed)
    if amount is None:
        return "Enter an amount in dollars, such as 12,500"
    if question.kind is not Kind.MONEY:
        return ""
    if question.most is None and about.cap is not None and amount > about.cap:
        return f"Ask for ${about.cap:,} or less: that is the most in this round"
    return _out_of_bounds(question, amount, "$")


def _text(question: Question, part: Part, typed: str, about: Judged) -> str:
    if part.pattern:
        shape, words = _PATTERNS[part.pattern]
        return "" if shape.fullmatch(typed) else words
    if (question.key, typed) not in about.confirmed and (names_a_patient := warning(typed)):
        return names_a_patient
    if not is_limited(part):
        return ""
    if question.words is not None and (over := count_words(typed) - question.words) > 0:
        return f"Shorten your answer to {question.words:,} words: it has {over:,} too many"
    if question.characters is not None and (over := len(typed) - question.characters) > 0:
        return (
            f"Shorten your answer to {question.characters:,} characters: it has {over:,} too many"
        )
    return ""


def is_limited(part: Part) -> bool:
    """Whether the question's limit of words or characters is about this part."""
    return part.control is Control.TEXT or (part.control is Control.LINE and part.key == VALUE)


def too_long(question: Question, answer: Answer) -> Fault | None:
    """What is too long to be kept at all, whatever the question allows."""
    for part in parts_of(question):
        most = LONGEST_TEXT if part.control is Control.TEXT else LONGEST_LINE
        over = 0 if part.control in PICKED else len(answer.get(part.key, "")) - most
        if over > 0:
            words = f"This is not saved: it is {over:,} characters too long. The most is {most:,}"
            return Fault(question, part, words)
    return None


def _together(
    question: Question, parts: tuple[Part, ...], answer: Answer, about: Judged
) -> Iterable[Fault]:
    """What is wrong with parts that are each right: sums and totals."""
    match question.kind:
        case Kind.SHARES:
            total = sum(whole(str(value)) or 0 for value in answer.values())
            if total != 100:
                yield Fault(
                    question, parts[0], f"The parts add up to {total}%. They must make 100%"
                )
        case Kind.ROSTER if question.hours:
            hours = sum(whole(str(v)) or 0 for key, v in answer.items() if key.endswith(".hours"))
            if hours < question.hours:
                yield Fault(
                    question,
                    next(part for part in parts if part.key.endswith(".hours")),
                    f"The hours add up to {hours}. Free at least {question.hours} hours a month",
                )
        case Kind.TABLE:
            yield from _table(question, parts, answer, about)


def _table(
    question: Question, parts: tuple[Part, ...], answer: Answer, about: Judged
) -> Iterable[Fault]:
    """Rows above zero and the sum, both in the first column that holds numbers."""
    by_key = {part.key: part for part in parts}
    column = next((column for column in question.columns if column.kind is not Kind.TEXT), None)
    if column is None:
        return
    for row in question.rows:
        part = by_key[f"{row.key}.{column.key}"]
        if row.above_zero and not amount(str(answer.get(part.key, ""))):
            yield Fault(question, part, f"“{row.label}” cannot be 0")
    if question.matches:
        wanted = money(single(about.answers.get(question.matches)))
        total = totals(question, answer)[column.key]
        if wanted is not None and total != wanted:
            words = f"The lines add up to ${total:,}. They must make ${wanted:,}"
            first = by_key[f"{question.rows[0].key}.{column.key}"]
            yield Fault(question, first, f"{words}, as in {question.matches}")


# ------------------------------------------------------------------ numbers in text


def whole(text: str) -> int | None:
    """The whole number that somebody typed, with or without commas.

    >>> whole("1,200"), whole("12.5"), whole("abc")
    (1200, None, None)
    """
    return int(text.replace(",", "")) if text.isascii() and _WHOLE.fullmatch(text) else None


def money(text: str) -> Decimal | None:
    """The dollars that somebody typed.

    >>> money("$12,500"), money("99.50"), money("a lot")
    (Decimal('12500'), Decimal('99.50'), None)
    """
    if not text.isascii() or not _MONEY.fullmatch(text):
        return None
    return Decimal(text.lstrip("$").strip().replace(",", ""))


def amount(text: str) -> Decimal:
    """A number or an amount in a cell of a table; 0 for anything else."""
    return money(text) or Decimal(0)


def totals(question: Question, answer: Answer) -> dict[str, Decimal]:
    """The sum of each column of a table that holds numbers, by column key."""
    return {
        column.key: sum(
            (amount(str(answer.get(f"{row.key}.{column.key}", ""))) for row in question.rows),
            Decimal(0),
        )
        for column in question.columns
        if column.kind is not Kind.TEXT
    }


def count_words(text: str) -> int:
    """How many words a text has, as a person would count them: what blanks part."""
    return len(text.split())
