"""A form as data: sections of questions, and the rubric. Made by `parsing`, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.rfa.domain.kinds import Kind, Outcome, Required


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a roster, matrix, split or table; `above_zero`: its amount may not be 0."""

    key: str
    label: str
    above_zero: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: a whole number, money or text."""

    key: str
    label: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class ShowIf:
    """Ask only when the answer to `question` is, or contains, one of `answers`."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """What may be attached: kinds by name ("pdf"), the size of each, and how many."""

    kinds: tuple[str, ...] = ("pdf",)
    megabytes: int = 10
    count: int = 1


@dataclass(frozen=True, slots=True)
class Screen:
    """What an answer to a screening question leads to, and the rule in words."""

    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Its key is its identity: answers, history and versions hang on it.

    `words` or `characters` limit texts; `least` and `most` limit numbers (and, for a
    roster, `least` is how many people must be named and `hours` the hours a month that
    they must add up to). `matches` names a money question that a table must sum to.
    `only_for` are the practice kinds that are asked; empty means all.
    """

    key: str
    kind: Kind
    text: str
    help: str = ""
    required: Required = Required.SUBMIT
    scored: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    words: int | None = None
    characters: int | None = None
    least: int | None = None
    most: int | None = None
    hours: int | None = None
    pattern: str = ""
    matches: str = ""
    files: Files = field(default_factory=Files)
    show_if: ShowIf | None = None
    only_for: tuple[str, ...] = ()
    screen: Mapping[str, Screen] = field(default_factory=dict)

    def label_of(self, option: str) -> str:
        """The label of an option by its key; the key itself when there is none."""
        return next((o.label for o in self.options if o.key == option), option)


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the application. `waits_for` are sections to complete before it opens."""

    key: str
    code: str
    title: str
    intro: str = ""
    points: int = 0
    questions: tuple[Question, ...] = ()
    waits_for: tuple[str, ...] = ()
    only_if_paid: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the rubric: what is scored 0 to 5, with an anchor text for some scores."""

    key: str
    title: str
    section: str
    points: int
    anchors: Mapping[int, str]
    guidance: str = ""


@dataclass(frozen=True, slots=True)
class FormDocument:
    """The whole form with its rubric; `source` is the JSON that it was made from.

    `carries` says into which field of a charter an answer goes after an award: by question.
    """

    title: str
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...]
    source: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    carries: Mapping[str, str] = field(default_factory=dict)

    def questions(self) -> Iterator[Question]:
        """Every question in order."""
        for section in self.sections:
            yield from section.questions

    def section(self, key: str) -> Section | None:
        """The section with that key."""
        return next((section for section in self.sections if section.key == key), None)

    def question(self, key: str) -> Question | None:
        """The question with that key."""
        return next((question for question in self.questions() if question.key == key), None)

    def section_of(self, question_key: str) -> Section | None:
        """The section that asks this question."""
        return next(
            (s for s in self.sections if any(q.key == question_key for q in s.questions)), None
        )

    @property
    def screening(self) -> tuple[Question, ...]:
        """The questions of the eligibility check, in order."""
        return tuple(question for question in self.questions() if question.screen)

    @property
    def signature(self) -> Question | None:
        """The question whose text the signer signs."""
        return next((q for q in self.questions() if q.kind is Kind.SIGNATURE), None)
