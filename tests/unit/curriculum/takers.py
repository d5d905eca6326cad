"""Somebody in front of a quiz, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.db import transaction
from app.curriculum.domain import quizzes as rules
from app.curriculum.domain.content import Asked, Lesson, Question, Quiz
from app.curriculum.domain.kinds import Language, QuestionKind
from app.curriculum.services import quizzes, studies
from tests.support import build
from tests.unit.curriculum.learners import NOW

if TYPE_CHECKING:
    import datetime as dt

    from app.curriculum.models import ModuleVersion, QuizAttempt, Study
    from app.policy import Actor

OPTIONS = ("Every month", "Once a year", "Never")
SPANISH = ("Cada mes", "Una vez al año", "Nunca")


def question(number: int, *, right: frozenset[int] = frozenset({0}), **given: Any) -> Question:
    """A question whose right choice is “Every month”."""
    kind = QuestionKind.ONE if len(right) == 1 else QuestionKind.SEVERAL
    defaults: dict[str, Any] = {
        "texts": {Language.ENGLISH: Asked(f"How often, {number}?", OPTIONS, f"Because {number}.")}
    }
    return Question(f"q{number}", kind, right, **defaults | given)


def lessons(*, each: int = 2, count: int = 3) -> list[Lesson]:
    """Lessons with questions of their own: six for the quiz, unless told."""
    return [
        build.lesson(
            f"lesson-{n}", questions=tuple(question(10 * n + place) for place in range(each))
        )
        for n in range(1, count + 1)
    ]


def quiz_version(quiz: Quiz | None = None, **given: Any) -> ModuleVersion:
    """A published module with three lessons and a quiz of 5, 80 percent, 2 tries."""
    from app.curriculum.domain import codec

    kept = codec.quiz_json(quiz or Quiz(5, 80, 2))
    of = given.pop("lessons", None) or lessons()
    return build.published_version(given.pop("of", None), lessons=of, quiz=kept, **given)


def ready(by: Actor, version: ModuleVersion, *keys: str, at: dt.datetime = NOW) -> Study:
    """Somebody who has done every lesson."""
    with transaction():
        study = studies.begin(by.person_id or 0, version, by=by, at=at)
        for key in keys or ("lesson-1", "lesson-2", "lesson-3"):
            studies.mark_read(study, key, by=by, at=at)
    return study


def started(by: Actor, study: Study, at: dt.datetime = NOW) -> QuizAttempt:
    with transaction():
        return quizzes.start(study, by=by, at=at)


def answers(attempt: QuizAttempt, right: int) -> dict[str, frozenset[int]]:
    """So many right answers; the others are wrong."""
    posed = rules.posed(attempt.questions)
    return {
        one.key: one.right
        if place < right
        else frozenset({next(n for n in range(len(one.options)) if n not in one.right)})
        for place, one in enumerate(posed)
    }


def sent(by: Actor, attempt: QuizAttempt, right: int, at: dt.datetime = NOW) -> QuizAttempt:
    with transaction():
        return quizzes.submit(attempt, answers(attempt, right), by=by, at=at)


def passed(by: Actor, version: ModuleVersion, right: int = 5, at: dt.datetime = NOW) -> Study:
    """Somebody who completed the module."""
    study = ready(by, version, at=at)
    sent(by, started(by, study, at), right, at)
    return study
