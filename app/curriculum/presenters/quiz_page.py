"""The pages of a quiz: what it asks before a try, the tries so far, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.dates import moment
from app.curriculum.domain import quizzes
from app.curriculum.domain.content import Quiz
from app.curriculum.domain.kinds import Feedback
from app.curriculum.domain.quizzes import Answers, Posed
from app.curriculum.presenters.learn_words import counted
from app.curriculum.queries.attempts import Try

FEEDBACK = {
    Feedback.EACH: "After each try you see every question with the right answer and why.",
    Feedback.SCORE: "After each try you see your score, not the answers.",
    Feedback.PASSED: "You see your score after each try, and every answer once you pass.",
}
LEFT_OUT = "If you leave a question out, we ask you once. Sent again, it counts as wrong."
COUNTS = (
    "A try counts when you start it. If you leave, or open it in a second tab, you go on with the "
    "same try. Only what is sent first counts."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A try in the list. `attempt_id` leads to it."""

    number: int
    attempt_id: int
    version: int
    started: str
    result: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Before:
    """What a quiz says before it is started."""

    rules: tuple[tuple[str, str], ...]
    used: str


def before(quiz: Quiz, bank: int, extra: int, used: int) -> Before:
    """What is stated before a try: questions, pass mark, tries left, what is shown afterwards.

    `bank` is how many questions there are, in case they are fewer than the quiz wants.
    """
    asked = min(quiz.questions, bank)
    most = quizzes.allowed(quiz, extra)
    left = "As many as you like" if most is None else f"{max(most - used, 0)} of {most} left"
    need = -(-quiz.pass_percent * asked // 100)
    return Before(
        (
            ("Questions", str(asked)),
            ("To pass", f"{quiz.pass_percent} percent: {need} of {asked} right"),
            ("Tries", left),
            ("Afterwards", FEEDBACK[quiz.feedback]),
            ("Left out", LEFT_OUT),
            ("What counts", COUNTS),
        ),
        used_words(used, most),
    )


def used_words(used: int, most: int | None) -> str:
    """
    >>> used_words(1, 2), used_words(3, None)
    ('1 of 2', '3')
    """
    return str(used) if most is None else f"{used} of {most}"


def lines(tries: Sequence[Try]) -> list[Line]:
    """The tries of somebody, the newest first."""
    return [_line(one) for one in reversed(tries)]


def _line(one: Try) -> Line:
    row = one.row
    if row.right_count is None:
        result, tone, words = "Not sent yet", "due", "Open"
    else:
        result = score(row.right_count, row.total)
        tone, words = ("ok", "Passed") if row.is_passed else ("bad", "Not passed")
    return Line(row.number, row.id, one.version.number, moment(row.started_at), result, tone, words)


def score(right: int, total: int) -> str:
    """
    >>> score(3, 5)
    '60% (3 of 5 right)'
    """
    return f"{quizzes.percent(right, total)}% ({right} of {total} right)"


# ------------------------------------------------------------------ what came out


@dataclass(frozen=True, slots=True)
class Told:
    """A question with what was chosen and what is right."""

    number: int
    posed: Posed
    is_right: bool
    chosen: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of a try. `told` is empty where the quiz tells only the score."""

    percent: int
    right: int
    total: int
    is_passed: bool
    needed: int
    used: str
    left: str
    told: tuple[Told, ...]
    why_untold: str
    sent: str


def result(one: Try, quiz: Quiz, extra: int, used: int) -> Result:
    """The result of a try that was sent, with as much feedback as the quiz gives."""
    row = one.row
    posed, given = quizzes.posed(row.questions), quizzes.answers(row.answers)
    passed = bool(row.is_passed)
    tells = quiz.feedback is Feedback.EACH or (quiz.feedback is Feedback.PASSED and passed)
    most = quizzes.allowed(quiz, extra)
    left = None if most is None else max(most - used, 0)
    return Result(
        percent=quizzes.percent(row.right_count or 0, row.total),
        right=row.right_count or 0,
        total=row.total,
        is_passed=passed,
        needed=quiz.pass_percent,
        used=used_words(used, most),
        left="" if passed or left is None else f"You have {counted(left, 'try', 'tries')} left.",
        told=tuple(_told(n, p, given) for n, p in enumerate(posed, 1)) if tells else (),
        why_untold="" if tells else FEEDBACK[quiz.feedback],
        sent=moment(row.submitted_at) if row.submitted_at else "",
    )


def _told(number: int, posed: Posed, given: Answers) -> Told:
    return Told(
        number,
        posed,
        quizzes.is_right(posed, given),
        tuple(posed.options[place] for place in sorted(given.get(posed.key, ()))),
        tuple(posed.options[place] for place in sorted(posed.right)),
    )
