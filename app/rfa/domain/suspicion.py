"""Answers with words that look as if they named a patient, until somebody confirms they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.identifiers import Identifier, found_in
from app.rfa.domain.answers import Answer, Answers, Control, asked, parts_of
from app.rfa.domain.document import Question, Section
from app.rfa.domain.judging import Judged


@dataclass(frozen=True, slots=True)
class Suspicious:
    """One text in the answer to a question, and the kinds of identifiers that it looks like."""

    question: Question
    label: str
    text: str
    kinds: tuple[Identifier, ...]


def suspicious_in(question: Question, answer: Answer) -> Iterator[Suspicious]:
    """The texts of an answer that look as if they named a patient, confirmed or not."""
    for part in parts_of(question):
        if part.control not in {Control.LINE, Control.TEXT} or part.pattern:
            continue
        text = str(answer.get(part.key, ""))
        kinds = tuple(dict.fromkeys(kind for kind, _ in found_in(text)))
        if kinds:
            yield Suspicious(question, part.label, text, kinds)


def newly_suspicious(section: Section, given: Answers, there: Answers) -> tuple[Suspicious, ...]:
    """Those among the answers given to a section that differ from what is there."""
    return tuple(
        one
        for question in section.questions
        if given.get(question.key, {}) != there.get(question.key, {})
        for one in suspicious_in(question, given.get(question.key, {}))
    )


def suspicious(sections: Iterable[Section], about: Judged) -> tuple[Suspicious, ...]:
    """Those that nobody has confirmed, in the order of the form."""
    return tuple(
        one
        for section in sections
        for question in asked(section, about.answers, about.kind)
        for one in suspicious_in(question, about.answers.get(question.key, {}))
        if (question.key, one.text) not in about.confirmed
    )
