"""A frozen copy of an application: what was asked, answered and attached, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.differences import Stretch, word_difference
from app.rfa.domain.answers import Answers, from_plain, is_asked, to_plain
from app.rfa.domain.document import FormDocument, Section
from app.rfa.domain.kinds import Kind
from app.rfa.domain.parsing import parsed
from app.rfa.domain.wording import text_of

FORMAT = 1


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file as a version remembers it: which one, by content."""

    question: str
    name: str
    size: int
    sha256: str
    id: int = 0


def snapshot(
    document: FormDocument,
    sections: Iterable[Section],
    answers: Answers,
    files: Iterable[FileMark],
    *,
    kind: str,
    practice: str,
    round_title: str,
) -> dict[str, Any]:
    """Everything that an application says now, as plain values.

    Answers to questions that are not asked of this applicant stay out.
    """
    said = {
        question.key: answers[question.key]
        for section in sections
        for question in section.questions
        if answers.get(question.key) and is_asked(question, answers, kind)
    }
    return {
        "format": FORMAT,
        "round": round_title,
        "practice": practice,
        "kind": kind,
        "form": document.source,
        "sections": [section.key for section in sections],
        "answers": to_plain(said),
        "files": [
            {"question": f.question, "name": f.name, "size": f.size, "sha256": f.sha256, "id": f.id}
            for f in sorted(files, key=lambda file: (file.question, file.id))
        ],
    }


def fingerprint(content: Mapping[str, Any]) -> str:
    """The sha256 of a snapshot, in hexadecimal: the same content has the same one, always."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def short(mark: str) -> str:
    """The beginning of a fingerprint, in groups of four, as pages show it.

    >>> short("0123456789abcdef0123")
    '0123 4567 89ab cdef'
    """
    return " ".join(mark[place : place + 4] for place in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Frozen:
    """A snapshot, opened again."""

    document: FormDocument
    sections: tuple[Section, ...]
    answers: Answers
    files: tuple[FileMark, ...]
    kind: str
    practice: str
    round_title: str


def opened(content: Mapping[str, Any]) -> Frozen:
    """Read a snapshot that `snapshot` made."""
    document = parsed(content["form"])
    wanted = set(content["sections"])
    return Frozen(
        document=document,
        sections=tuple(section for section in document.sections if section.key in wanted),
        answers=from_plain(content["answers"]),
        files=tuple(FileMark(**file) for file in content["files"]),
        kind=content["kind"],
        practice=content["practice"],
        round_title=content["round"],
    )


@dataclass(frozen=True, slots=True)
class QuestionDifference:
    """How the answer to one question, or its files, changed."""

    section: Section
    question_key: str
    question_text: str
    stretches: tuple[Stretch, ...]


def differences(old: Frozen, new: Frozen) -> tuple[QuestionDifference, ...]:
    """Every question whose answer or files differ, in the order of the form."""
    found = []
    for section in new.sections:
        for question in section.questions:
            before, after = (_said(frozen, question.key) for frozen in (old, new))
            if before != after:
                stretches = word_difference(before, after)
                found.append(QuestionDifference(section, question.key, question.text, stretches))
    return tuple(found)


def changed_sections(old: Frozen, new: Frozen) -> frozenset[str]:
    """The keys of the sections in which anything differs."""
    return frozenset(
        section.key
        for section in new.sections
        if any(_said(old, one.key) != _said(new, one.key) for one in section.questions)
    )


def _said(frozen: Frozen, key: str) -> str:
    question = frozen.document.question(key)
    if question is None:
        return ""
    if question.kind is Kind.FILE:
        files = [file for file in frozen.files if file.question == key]
        return "\n".join(f"{file.name} ({short(file.sha256)})" for file in files)
    return text_of(question, frozen.answers.get(key, {}))
