"""A try at a quiz: which questions are drawn, in which order, and how they are marked."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.curriculum.domain.content import Question, Quiz
from app.curriculum.domain.kinds import Language, QuestionKind

Answers = Mapping[str, frozenset[int]]
"""The places that somebody chose, as they were shown, by the key of the question."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A question as one try shows it, kept with the try: whatever is written later.

    `right` holds places of `options` in the order shown. `lesson` is where it was taught.
    """

    key: str
    lesson: str
    kind: QuestionKind
    question: str
    options: tuple[str, ...]
    right: frozenset[int]
    why: str
    language: Language = Language.ENGLISH


def bank(lessons: Mapping[str, Sequence[Question]]) -> tuple[tuple[str, Question], ...]:
    """The questions that a quiz may ask, each with its lesson, in the order of the module."""
    return tuple(
        (key, question)
        for key, questions in lessons.items()
        for question in questions
        if question.in_quiz
    )


def draw(
    of: Sequence[tuple[str, Question]],
    quiz: Quiz,
    seed: str,
    language: Language = Language.ENGLISH,
) -> tuple[Posed, ...]:
    """The questions of one try: as many as the quiz asks for, or all that there are.

    The same seed draws the same. Without shuffling they stand in the order of the module, with
    their choices as they were written.
    """
    chance = random.Random(seed)  # noqa: S311  # the seed is secret, and nothing is signed with it
    places = chance.sample(range(len(of)), min(quiz.questions, len(of)))
    posed = [_posed(*of[place], language) for place in (places if quiz.shuffle else sorted(places))]
    return tuple(_shuffled(one, chance) if quiz.shuffle else one for one in posed)


def _posed(lesson: str, question: Question, language: Language) -> Posed:
    spoken = language if language in question.texts else Language.ENGLISH
    asked = question.texts[spoken]
    return Posed(
        key=f"{lesson}/{question.key}",
        lesson=lesson,
        kind=question.kind,
        question=asked.question,
        options=asked.options,
        right=question.right,
        why=asked.why,
        language=spoken,
    )


def _shuffled(posed: Posed, chance: random.Random) -> Posed:
    order = chance.sample(range(len(posed.options)), len(posed.options))
    return replace(
        posed,
        options=tuple(posed.options[place] for place in order),
        right=frozenset(shown for shown, place in enumerate(order) if place in posed.right),
    )


# ------------------------------------------------------------------ marking


def chosen(posed: Sequence[Posed], sent: Answers) -> dict[str, frozenset[int]]:
    """What was answered, without questions and choices that were never shown."""
    found = {
        one.key: sent.get(one.key, frozenset()) & frozenset(range(len(one.options)))
        for one in posed
    }
    return {key: places for key, places in found.items() if places}


def unanswered(posed: Sequence[Posed], answers: Answers) -> tuple[Posed, ...]:
    """The questions without an answer."""
    return tuple(one for one in posed if not answers.get(one.key))


def is_right(one: Posed, answers: Answers) -> bool:
    """Whether exactly the right choices were made; nothing chosen is never right."""
    places = answers.get(one.key)
    return bool(places) and places == one.right


def right_count(posed: Sequence[Posed], answers: Answers) -> int:
    """How many questions were answered right."""
    return sum(is_right(one, answers) for one in posed)


def percent(right: int, total: int) -> int:
    """The share of right answers in whole percent, rounded down: 79.9 is not 80.

    >>> percent(3, 5), percent(2, 3), percent(0, 0)
    (60, 66, 0)
    """
    return 100 * right // total if total else 0


def passes(right: int, total: int, pass_percent: int) -> bool:
    """Whether a try passes. Whole numbers only, so that 4 of 5 is 80 percent, no less.

    >>> passes(4, 5, 80), passes(3, 5, 80), passes(2, 3, 67)
    (True, False, False)
    """
    return total > 0 and 100 * right >= pass_percent * total


def allowed(quiz: Quiz, extra: int) -> int | None:
    """How many tries somebody has with those that staff gave; None for any number.

    >>> allowed(Quiz(5, 80, 2), 1), allowed(Quiz(5), 1)
    (3, None)
    """
    return None if quiz.attempts is None else quiz.attempts + extra


def counts(at: dt.datetime | None, revoked_at: dt.datetime | None) -> bool:
    """Whether a try at a quiz counts, by when it was sent, or one that staff gave.

    A revoked certificate says that its quiz proved nothing. So the tries up to then count no
    more, and the person may take the quiz again, with as many tries as everybody has. Nobody who
    finished is unfinished by it: lessons stay done, and what opened through them stays open.
    """
    return revoked_at is None or at is None or at > revoked_at


# ------------------------------------------------------------------ as tables keep it


def posed_json(posed: Sequence[Posed]) -> list[dict[str, Any]]:
    return [asdict(one) | {"right": sorted(one.right)} for one in posed]


def posed(kept: Sequence[Mapping[str, Any]]) -> tuple[Posed, ...]:
    return tuple(
        Posed(
            key=one["key"],
            lesson=one["lesson"],
            kind=QuestionKind(one["kind"]),
            question=one["question"],
            options=tuple(one["options"]),
            right=frozenset(one["right"]),
            why=one["why"],
            language=Language(one["language"]),
        )
        for one in kept
    )


def answers_json(answers: Answers) -> dict[str, list[int]]:
    return {key: sorted(places) for key, places in answers.items()}


def answers(kept: Mapping[str, Sequence[int]] | None) -> dict[str, frozenset[int]]:
    return {key: frozenset(places) for key, places in (kept or {}).items()}
