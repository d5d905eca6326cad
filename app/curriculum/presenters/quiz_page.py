"""The pages of a quiz: what it asks before a try, the tries so far, and what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.curriculum.domain import quizzes
from app.curriculum.domain.content import Quiz
from app.curriculum.domain.kinds import Feedback, Language
from app.curriculum.domain.quizzes import Answers, Posed
from app.curriculum.domain.stuck import Tries
from app.curriculum.presenters import module_words
from app.curriculum.presenters.quiz_words import WORDS, when
from app.curriculum.queries.attempts import Try


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


def before(quiz: Quiz, bank: int, tries: Tries, language: Language = Language.ENGLISH) -> Before:
    """What is stated before a try: questions, pass mark, tries left, what is shown afterwards.

    `bank` is how many questions there are, in case they are fewer than the quiz wants.
    """
    asked, words = min(quiz.questions, bank), WORDS[language]
    left = words.any_number
    if tries.allowed is not None:
        left = words.tries_left.format(left=tries.left, most=tries.allowed)
    need = -(-quiz.pass_percent * asked // 100)
    said = (
        str(asked),
        words.need.format(percent=quiz.pass_percent, need=need, asked=asked),
        left,
        words.feedback[quiz.feedback],
        words.left_out,
        words.counts,
    )
    return Before(tuple(zip(words.rules, said, strict=True)), used_words(tries, language))


def used_words(tries: Tries, language: Language = Language.ENGLISH) -> str:
    """
    >>> used_words(Tries(1, 2)), used_words(Tries(3)), used_words(Tries(1, 2), Language.SPANISH)
    ('1 of 2', '3', '1 de 2')
    """
    if tries.allowed is None:
        return str(tries.used)
    return WORDS[language].share.format(used=tries.used, most=tries.allowed)


def lines(tries: Sequence[Try], language: Language = Language.ENGLISH) -> list[Line]:
    """The tries of somebody, the newest first."""
    return [_line(one, language) for one in reversed(tries)]


def _line(one: Try, language: Language) -> Line:
    row, words = one.row, WORDS[language]
    if row.right_count is None:
        result, tone, said = words.open_result, "due", words.open
    else:
        result = score(row.right_count, row.total, language)
        tone, said = ("ok", words.passed) if row.is_passed else ("bad", words.not_passed)
    started = when(row.started_at, language)
    return Line(row.number, row.id, one.version.number, started, result, tone, said)


def score(right: int, total: int, language: Language = Language.ENGLISH) -> str:
    """
    >>> score(3, 5)
    '60% (3 of 5 right)'
    """
    percent = quizzes.percent(right, total)
    return WORDS[language].line_score.format(percent=percent, right=right, total=total)


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
    is_passed: bool
    score: str
    used: str
    left: str
    told: tuple[Told, ...]
    why_untold: str


def result(one: Try, quiz: Quiz, tries: Tries, language: Language = Language.ENGLISH) -> Result:
    """The result of a try that was sent, with as much feedback as the quiz gives."""
    row, words = one.row, WORDS[language]
    posed, given = quizzes.posed(row.questions), quizzes.answers(row.answers)
    passed = bool(row.is_passed)
    tells = quiz.feedback is Feedback.EACH or (quiz.feedback is Feedback.PASSED and passed)
    told_left = words.one_left if tries.left == 1 else words.several_left.format(left=tries.left)
    return Result(
        percent=quizzes.percent(row.right_count or 0, row.total),
        is_passed=passed,
        score=words.score.format(
            right=row.right_count or 0,
            total=row.total,
            needed=quiz.pass_percent,
            sent=when(row.submitted_at, language) if row.submitted_at else "",
        ),
        used=used_words(tries, language),
        left="" if passed or tries.left is None else told_left,
        told=tuple(_told(n, p, given) for n, p in enumerate(posed, 1)) if tells else (),
        why_untold="" if tells else words.feedback[quiz.feedback],
    )


def proves(one: Try) -> bool:
    """Whether a try stands behind a certificate that holds."""
    return bool(one.row.is_passed) and one.study.revoked_at is None


def revoked(one: Try, language: Language = Language.ENGLISH) -> str:
    """That the certificate was revoked that a try led to; "" for any other try."""
    at = one.study.revoked_at
    if at is None or not one.row.is_passed:
        return ""
    return WORDS[language].revoked.format(day=module_words.day(at, language))


def _told(number: int, posed: Posed, given: Answers) -> Told:
    return Told(
        number,
        posed,
        quizzes.is_right(posed, given),
        tuple(posed.options[place] for place in sorted(given.get(posed.key, ()))),
        tuple(posed.options[place] for place in sorted(posed.right)),
    )
