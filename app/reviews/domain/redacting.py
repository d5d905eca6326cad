"""What reviewers read of an application while those who apply are hidden: the one place.

Pages, papers and downloads all show what comes out of here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from app.rfa.domain.answers import VALUE, Answer, Typed, asked
from app.rfa.domain.document import Question, Section
from app.rfa.domain.kinds import Kind
from app.rfa.domain.snapshots import Frozen

NAMES_SOMEBODY = frozenset({Kind.ADDRESS, Kind.PERSON, Kind.ROSTER, Kind.SIGNATURE, Kind.FILE})
"""Kinds whose answers say who applies, whatever was typed. So does a line of text that nobody
scores, such as a name or a registration number."""
HIDDEN = "Hidden while you review"
STAND_IN = "[the practice]"
SOMEBODY = "[a person]"
_NAME = "name"
_APOSTROPHES = "['\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}]"


def title(reference: str) -> str:
    """What an application is called while those who apply are hidden."""
    return f"Application {reference}"


def mark(texts: Mapping[str, str]) -> str:
    """A mark of what is written in the place of answers, by which a change shows.

    >>> mark({"P1": "A clinic"}) == mark({"P1": "A clinic", "P2": ""})
    False
    """
    return hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:32]


def redacted(
    frozen: Frozen,
    texts: Mapping[str, str],
    *,
    reference: str,
    names: Iterable[str] = (),
    beside: Iterable[Frozen] = (),
) -> Frozen:
    """The version as reviewers read it: without the practice, its people, places and files.

    `texts` are what staff wrote in the place of answers, by question; "" leaves nothing.
    `names` are other names of the practice. The names of the practice and of the people in
    hidden answers are taken out of all other texts, also those that only the versions `beside`
    it name. The result is called by its reference and asks exactly what the version asked.
    """
    every = (frozen, *beside)
    without = _remover(
        (*(one.practice for one in every), *names),
        (name for one in every for name in _people(one)),
    )
    sections: list[Section] = []
    answers: dict[str, Answer] = {}
    for section in frozen.sections:
        shown = []
        for question in asked(section, frozen.answers, frozen.kind):
            alone = replace(question, show_if=None, only_for=())
            if question.key in texts:
                alone, said = _as_text(alone), texts[question.key]
                answers[question.key] = {VALUE: said} if said else {}
            elif _is_hidden(question):
                alone = _as_text(alone)
                answers[question.key] = {VALUE: HIDDEN}
            else:
                given = frozen.answers.get(question.key, {})
                answers[question.key] = {key: _cleared(one, without) for key, one in given.items()}
            shown.append(alone)
        sections.append(replace(section, questions=tuple(shown)))
    return replace(
        frozen,
        document=replace(frozen.document, sections=tuple(sections)),
        sections=tuple(sections),
        answers=answers,
        files=(),
        practice=reference,
    )


def _as_text(question: Question) -> Question:
    """The same question for a plain text in the place of its answer."""
    return replace(question, kind=Kind.TEXT, options=(), rows=(), columns=(), pattern="", screen={})


def _is_hidden(question: Question) -> bool:
    return question.kind in NAMES_SOMEBODY or (question.kind is Kind.TEXT and not question.scored)


def _cleared(typed: Typed, without: Callable[[str], str]) -> Typed:
    return typed if isinstance(typed, tuple) else without(typed)


def _people(frozen: Frozen) -> Iterator[str]:
    """The full names in hidden answers; a single word could be any word."""
    for section in frozen.sections:
        for question in section.questions:
            if question.kind in NAMES_SOMEBODY:
                for part, typed in frozen.answers.get(question.key, {}).items():
                    is_name = part.split(".")[-1] == _NAME
                    if is_name and isinstance(typed, str) and len(typed.split()) > 1:
                        yield typed


def _remover(practices: Iterable[str], people: Iterable[str]) -> Callable[[str], str]:
    """What takes these names out of a text, however they are spaced and capitalised."""
    practice, person = _pattern(practices), _pattern(people)

    def without(text: str) -> str:
        return person.sub(SOMEBODY, practice.sub(STAND_IN, text))

    return without


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these names, the longest first; nothing when there are none."""
    wanted = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    spelled = (r"\s+".join(_word(word) for word in name.split()) for name in wanted)
    either = "|".join(spelled)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else r"(?!)", re.IGNORECASE)


def _word(word: str) -> str:
    return re.sub(_APOSTROPHES, lambda _: _APOSTROPHES, re.escape(word))
