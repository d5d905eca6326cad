"""What the script of a section sends: the answers that changed, and what it knows of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import abort, request

from app.core.text import clean
from app.rfa.domain import answers

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from app.rfa.domain.answers import Answer
    from app.rfa.domain.document import Section

MOST_FIELDS = 2_000
LARGEST_VERSION = 2**31 - 1
PAIR = 2


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of `questions`, cleaned like those of a form, and the version they stem from.

    `kept_over` says, by question, up to which version the person has seen another text and
    kept the own one. `not_kept` are the fields of own texts that gave way to others.
    """

    version: int
    kept_over: Mapping[str, int]
    questions: frozenset[str]
    fields: Mapping[str, list[str]]
    not_kept: Mapping[str, list[str]]

    def answers(self, section: Section) -> dict[str, Answer]:
        """The answers to the questions that are named."""
        read = answers.read_section(section, lambda name: self.fields.get(name, []))
        return {key: answer for key, answer in read.items() if key in self.questions}

    def given_up(self, section: Section) -> dict[str, Answer]:
        """The own answers that gave way to others."""
        read = answers.read_section(section, lambda name: self.not_kept.get(name, []))
        return {key: answer for key, answer in read.items() if answer}


def sent() -> Sent:
    """What a script sent, in the shape that it must have; anything else is a 400."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict):
        abort(400)
    questions, kept = body.get("questions", []), body.get("kept_over", {})
    if not _are_texts(questions) or not isinstance(kept, dict):
        abort(400)
    return Sent(
        version=_version(body.get("version", 0)),
        kept_over={key: _version(number) for key, number in kept.items()},
        questions=frozenset(questions),
        fields=_fields(body.get("fields", [])),
        not_kept=_fields(body.get("not_kept", [])),
    )


def _fields(pairs: Any) -> dict[str, list[str]]:
    """Pairs of a name and a text, cleaned and put together by name."""
    if not isinstance(pairs, list) or len(pairs) > MOST_FIELDS:
        abort(400)
    fields: dict[str, list[str]] = {}
    for pair in pairs:
        if not _are_texts(pair) or len(pair) != PAIR:
            abort(400)
        fields.setdefault(pair[0], []).append(clean(pair[1]))
    return fields


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose on the pages of two texts, one after the other.

    `kept` are the own texts that stay, with the version of the other one that was seen;
    `theirs` are the questions where the other text stays.
    """

    kept: Mapping[str, int]
    theirs: frozenset[str]


def chosen(fields: MultiDict[str, str]) -> Chosen:
    """The choices in a form: those made before, and the one that is made now."""
    kept, theirs = fields.getlist("kept_over"), set(fields.get("_theirs", "").split())
    if fields.get("keep") == "mine":
        kept.append(fields.get("_clash", ""))
    elif fields.get("keep") == "theirs":
        theirs.add(fields.get("_clash", "").partition(":")[2])
    versions = (one.partition(":") for one in kept)
    return Chosen({key: version_in(number) for number, _, key in versions}, frozenset(theirs))


def version_in(text: str) -> int:
    """The version in a field of a form; what is no number fits no version."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _version(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        abort(400)
    if not 0 <= number <= LARGEST_VERSION:
        abort(400)
    return number


def _are_texts(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, str) for one in given)
