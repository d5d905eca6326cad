"""The files of the shipped curriculum: read into the shape of `content`, and told apart."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.curriculum.domain.codec import prerequisites, quiz
from app.curriculum.domain.content import Asked, Completion, Facts, Lesson, Monday, Question, Text
from app.curriculum.domain.kinds import Feedback, Language, Need, QuestionKind
from app.policy.table import Role
from app.practices.domain.kinds import PracticeKind

FENCE = "+++\n"
EVERYONE = "everyone"
AUDIENCES: Mapping[str, Role] = {
    "QI lead": Role.LEAD,
    "champion": Role.PROVIDER_CHAMPION,
    "coordinator": Role.CARE_COORDINATOR,
    "data": Role.DATA_MANAGER,
    "family partner": Role.FAMILY_PARTNER,
    "sponsor": Role.SPONSOR,
    "reviewer": Role.REVIEWER,
    "coach": Role.COACH,
}
"""What authors call the roles that a lesson is for."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Who read a text over, and when."""

    by: str
    on: dt.date


Reviews = Mapping[tuple[str, Language], Reviewed]
"""The texts that somebody read over, by lesson and language."""


@dataclass(frozen=True, slots=True)
class ShippedTrack:
    """A track as the files describe it."""

    key: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class ShippedModule:
    """A module as the files describe it, whole."""

    code: str
    key: str
    track: str
    phase: str
    is_required: bool
    facts: Facts
    lessons: tuple[Lesson, ...]
    reviews: Reviews

    @property
    def is_ready(self) -> bool:
        """Whether every lesson is written, so that staff can be asked to approve it."""
        return not any(lesson.is_draft for lesson in self.lessons)

    @property
    def digest(self) -> str:
        """Tells this text of the module from any other."""
        return digest(self.facts, self.lessons, self.reviews)


def digest(facts: Facts, lessons: Iterable[Lesson], reviews: Reviews) -> str:
    """Tells two versions of a module apart, whatever differs: also order, sources and notes."""
    everything = {
        "facts": asdict(facts),
        "lessons": [asdict(lesson) for lesson in lessons],
        "reviews": sorted((*place, one.by, one.on.isoformat()) for place, one in reviews.items()),
    }
    words = json.dumps(everything, sort_keys=True, ensure_ascii=False, default=sorted)
    return hashlib.sha256(words.encode()).hexdigest()


def tracks(about: Mapping[str, Any]) -> tuple[ShippedTrack, ...]:
    """The tracks that `modules.toml` names, in order."""
    return tuple(ShippedTrack(**one) for one in about["track"])


def module(entry: Mapping[str, Any], texts: Mapping[str, str]) -> ShippedModule:
    """A module from its entry in `modules.toml` and its files by name ("2.4.md", "5.7.es.md")."""
    read = {name: _split(text) for name, text in texts.items()}
    english = [name for name in read if not name.endswith(".es.md")]
    pairs = [
        (read[name], read.get(name.removesuffix(".md") + ".es.md"))
        for name in sorted(english, key=_order)
    ]
    return ShippedModule(
        code=entry["code"],
        key=entry["key"],
        track=entry["track"],
        phase=entry["phase"],
        is_required=entry.get("required", False),
        facts=Facts(
            title=entry["title"],
            summary=entry["summary"],
            title_es=entry.get("title_es", ""),
            summary_es=entry.get("summary_es", ""),
            quiz=quiz({"feedback": Feedback.EACH, **entry["quiz"]}),
            prerequisites=prerequisites(entry.get("prerequisites", ())),
        ),
        lessons=tuple(_lesson(*pair) for pair in pairs),
        reviews=dict(review for pair in pairs for review in _reviews(*pair)),
    )


def _order(name: str) -> tuple[int, ...]:
    """
    >>> sorted(["10.2.md", "9.1.md", "10.10.md"], key=_order)
    ['9.1.md', '10.2.md', '10.10.md']
    """
    return tuple(int(part) for part in name.removesuffix(".md").split("."))


@dataclass(frozen=True, slots=True)
class _File:
    head: Mapping[str, Any]
    body: str


def _split(text: str) -> _File:
    _, head, body = text.split(FENCE, 2)
    return _File(tomllib.loads(head), body.strip())


def _lesson(english: _File, spanish: _File | None) -> Lesson:
    files = {Language.ENGLISH: english} | ({Language.SPANISH: spanish} if spanish else {})
    head = english.head
    return Lesson(
        key=head["key"],
        code=head["code"],
        minutes=head["minutes"],
        texts={
            language: _text(file, is_english=file is english) for language, file in files.items()
        },
        audience=tuple(AUDIENCES[one].value for one in head["audience"] if one != EVERYONE),
        practice_types=tuple(PracticeKind(one).value for one in head.get("practice_types", ())),
        tags=tuple(head["tags"]),
        sources=tuple(head["sources"]),
        facilitator=head["facilitator"],
        monday=Monday(**head["monday"]),
        completion=Completion(frozenset({Need.READ, Need.CHECK})),
        questions=tuple(
            _question(
                place, {language: file.head["check"][place] for language, file in files.items()}
            )
            for place in range(len(head["check"]))
        ),
        outline=tuple(head.get("outline", ())),
        is_draft=head["status"] == "draft",
    )


def _text(file: _File, *, is_english: bool) -> Text:
    head, text = file.head, Text(file.head["title"], tuple(file.head["objectives"]), file.body)
    if is_english:
        return text
    words = Monday(**head["monday"] | {"measure": ""})
    return replace(text, monday=words, sources=tuple(head["sources"]))


def _question(place: int, asked: Mapping[Language, Mapping[str, Any]]) -> Question:
    right = asked[Language.ENGLISH]["right"]
    return Question(
        key=f"check-{place + 1}",
        kind=QuestionKind.SEVERAL if isinstance(right, list) else QuestionKind.ONE,
        right=frozenset(right if isinstance(right, list) else [right]),
        texts={
            language: Asked(one["question"], tuple(one["options"]), one["why"])
            for language, one in asked.items()
        },
    )


def _reviews(
    english: _File, spanish: _File | None
) -> Iterable[tuple[tuple[str, Language], Reviewed]]:
    if spanish is not None and spanish.head["reviewed_by"]:
        on = dt.date.fromisoformat(spanish.head["reviewed_on"])
        yield (
            (english.head["key"], Language.SPANISH),
            Reviewed(spanish.head["reviewed_by"], on),
        )
