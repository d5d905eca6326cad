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
SOMEWHERE = "[a place]"
_NAME = "name"
_PLACES = ("city", "county")
_TYPED = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.AIM, Kind.TABLE})
"""Kinds in which words are typed; all others are numbers and choices, which stay as they are."""
_COMMON_WORDS = (
    "a all an and at by first for in mississippi my new of on our the to with your "
    "advanced associates care center centers centre child children children's clinic clinics "
    "comprehensive community complete county department doctor doctors family families general "
    "group health healthcare hospital hospitals infant inc integrated kid kids llc medical "
    "medicine network office offices partners patient patients pediatric pediatrics person "
    "physician physicians place practice practices primary program provider providers public "
    "regional rural school service services state system systems team university urban wellness "
    "women women's "
)
"""Words in names of practices that say nothing about which one it is."""
_COMMON = frozenset(_COMMON_WORDS.split())
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
    places: Iterable[str] = (),
    beside: Iterable[Frozen] = (),
) -> Frozen:
    """The version as reviewers read it: without the practice, its people, places and files.

    `texts` are what staff wrote in the place of answers, by question; "" leaves nothing.
    `names` are other names of the practice, `places` its county and city. The names of the
    practice and their telling words, and the people and places of hidden answers, are taken out
    of all other texts, also those that only the versions `beside` it name. Numbers and choices
    stay as they are. The result is called by its reference and asks exactly what the version
    asked.
    """
    every = (frozen, *beside)
    without = _remover(
        (*(one.practice for one in every), *names),
        (name for one in every for name in _people(one)),
        (*places, *(place for one in every for place in _places(one))),
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
                if question.kind in _TYPED:
                    given = {key: _cleared(one, without) for key, one in given.items()}
                answers[question.key] = given
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


def _places(frozen: Frozen) -> Iterator[str]:
    """The cities and counties of addresses."""
    for section in frozen.sections:
        for question in section.questions:
            if question.kind is Kind.ADDRESS:
                given = frozen.answers.get(question.key, {})
                yield from (typed for part in _PLACES if isinstance(typed := given.get(part), str))


def _remover(
    practices: Iterable[str], people: Iterable[str], places: Iterable[str]
) -> Callable[[str], str]:
    """What takes these names out of a text, however they are spaced and capitalised."""
    whole = tuple(practices)
    telling = _either(word for name in whole for word in _telling(name))
    wanted = (
        (_either(whole), STAND_IN),
        (_either(people), SOMEBODY),
        (_with_county(_either(places)), SOMEWHERE),
        (telling and rf"(?:{telling})(?:\s+(?:{telling}))*", STAND_IN),
    )
    known = [(spelled, said) for spelled, said in wanted if spelled]
    groups = "|".join(f"({spelled})" for spelled, _ in known) or "(?!)"
    pattern = re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE)

    def without(text: str) -> str:
        return pattern.sub(lambda found: known[(found.lastindex or 1) - 1][1], text)

    return without


def _telling(name: str) -> Iterator[str]:
    """The words of a name that say which practice it is.

    >>> list(_telling("The Delta Family Clinic of St. Mary's, No. 7"))
    ['Delta', "Mary's"]
    """
    for word in name.split():
        bare = re.sub(r"^\W+|\W+$", "", word)
        is_long = sum(letter.isalpha() for letter in bare) > 2
        if is_long and re.sub(_APOSTROPHES, "'", bare.lower()) not in _COMMON:
            yield bare


def _either(names: Iterable[str]) -> str:
    """A pattern for any of these names, the longest first; "" when there are none."""
    wanted = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    return "|".join(r"\s+".join(_word(word) for word in name.split()) for name in wanted)


def _with_county(places: str) -> str:
    return places and rf"(?:{places})(?:\s+county)?"


def _word(word: str) -> str:
    return re.sub(_APOSTROPHES, lambda _: _APOSTROPHES, re.escape(word))
