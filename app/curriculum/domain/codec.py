"""The parts of the content that tables keep as JSON, there and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.curriculum.domain.content import (
    Asked,
    Completion,
    Credit,
    Lesson,
    Monday,
    Prerequisite,
    Question,
    Quiz,
    Text,
)
from app.curriculum.domain.kinds import Feedback, Gate, Language, Need


def completion_json(completion: Completion) -> dict[str, Any]:
    return {
        "needs": sorted(completion.needs),
        "minutes": completion.minutes,
        "checklist": list(completion.checklist),
        "attestation": completion.attestation,
    }


def completion(kept: dict[str, Any]) -> Completion:
    return Completion(
        needs=frozenset(Need(need) for need in kept["needs"]),
        minutes=kept["minutes"],
        checklist=tuple(kept["checklist"]),
        attestation=kept["attestation"],
    )


def quiz_json(quiz: Quiz | None) -> dict[str, Any] | None:
    return None if quiz is None else asdict(quiz)


def quiz(kept: dict[str, Any] | None) -> Quiz | None:
    return None if kept is None else Quiz(**kept | {"feedback": Feedback(kept["feedback"])})


def monday_json(monday: Monday | None) -> dict[str, Any] | None:
    return None if monday is None else asdict(monday)


def monday(kept: dict[str, Any] | None) -> Monday | None:
    return None if kept is None else Monday(**kept)


def credit_json(credit: Credit | None) -> dict[str, Any] | None:
    return None if credit is None else asdict(credit)


def credit(kept: dict[str, Any] | None) -> Credit | None:
    return None if kept is None else Credit(**kept)


def prerequisites_json(prerequisites: Iterable[Prerequisite]) -> list[dict[str, Any]]:
    return [asdict(one) for one in prerequisites]


def prerequisites(kept: Iterable[dict[str, Any]]) -> tuple[Prerequisite, ...]:
    return tuple(Prerequisite(**one | {"gate": Gate(one["gate"])}) for one in kept)


def asked_json(texts: dict[Language, Asked]) -> dict[str, Any]:
    return {language.value: asdict(asked) for language, asked in texts.items()}


def asked(kept: dict[str, Any]) -> dict[Language, Asked]:
    return {
        Language(language): Asked(one["question"], tuple(one["options"]), one["why"])
        for language, one in kept.items()
    }


def text(row: Any) -> Text:
    """A lesson in one language, from its row."""
    return Text(row.title, tuple(row.objectives), row.body, monday(row.monday), tuple(row.sources))


def question(row: Any) -> Question:
    """A question, from its row."""
    return Question(
        key=row.key,
        kind=row.kind,
        right=frozenset(row.right),
        texts=asked(row.texts),
        in_quiz=row.in_quiz,
    )


def lesson(row: Any, texts: Iterable[Any], questions: Iterable[Any]) -> Lesson:
    """A lesson, whole, from its row and the rows of its texts and questions."""
    return Lesson(
        key=row.key,
        code=row.code,
        minutes=row.minutes,
        texts={one.language: text(one) for one in texts},
        audience=tuple(row.audience),
        practice_types=tuple(row.practice_types),
        tags=tuple(row.tags),
        sources=tuple(row.sources),
        facilitator=row.facilitator,
        monday=monday(row.monday),
        completion=completion(row.completion),
        questions=tuple(question(one) for one in questions),
        outline=tuple(row.outline),
        is_draft=row.is_draft,
    )
