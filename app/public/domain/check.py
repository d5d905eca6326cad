"""Four questions that tell a family whether a call is worth it. It always is; nobody is refused.

Nothing here is kept: answers come in, words go out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Answer(StrEnum):
    """What somebody can say to a question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `advice` is for everybody who does not say yes."""

    key: str
    words: str
    hint: str
    advice: str


QUESTIONS = (
    Question(
        "age",
        "Is your child under 21?",
        "The program is for children and youth from birth to 21.",
        "The program is for people from birth to 21. Ask what there is for your child's age.",
    ),
    Question(
        "state",
        "Does your child live in Mississippi?",
        "The program is for people who live in the state.",
        "The program is for people who live in Mississippi. If you are about to move here, or live"
        " in two places, ask. Other states have programs of their own.",
    ),
    Question(
        "condition",
        "Does your child have a health condition that has lasted a year, or may last that long?",
        "For example a condition of the blood, heart, hormones, ears, eyes, nerves, bones, face or"
        " organs, a genetic condition, or one found by the newborn blood test. It can also be a"
        " condition of behavior, feelings or development.",
        "The list of conditions is only examples. Describe what you see, and ask.",
    ),
    Question(
        "care",
        "Does your child need more care than most children?",
        "For example more doctor visits, medicine, therapy, equipment, or help at school.",
        "Some needs are easy to miss. Tell what a hard week looks like, and ask.",
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers mean: likely, or a call to check, with what to ask about."""

    is_likely: bool
    advice: tuple[str, ...]


def outcome(answers: Mapping[str, Answer]) -> Outcome:
    """What to tell a family that gave these answers, one to each question.

    >>> outcome(dict.fromkeys(("age", "state", "condition", "care"), Answer.YES))
    Outcome(is_likely=True, advice=())
    """
    open_points = tuple(
        question.advice for question in QUESTIONS if answers[question.key] is not Answer.YES
    )
    return Outcome(not open_points, open_points)
