"""Quizzes: a try counts from its start, is sent once, and is marked by what was asked."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import update

from app.accounts import queries as accounts
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Missing, NotPossibleNow, Refused
from app.curriculum.domain import codec, quizzes
from app.curriculum.domain.content import Quiz
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.quizzes import Answers
from app.curriculum.models import ExtraAttempt, ModuleVersion, QuizAttempt, Study
from app.curriculum.queries import attempts, catalogue, contents
from app.curriculum.queries import studies as queries
from app.curriculum.services import quiz_mails, studies

if TYPE_CHECKING:
    from app.policy import Actor

LESSONS_FIRST = "The quiz opens when every lesson is done. The page of the module shows them."
PASSED = "You passed this quiz already. Your result is kept."
USED_UP = (
    "You used all your tries. Read the lessons again, then ask program staff for one more try: "
    "they can give you one."
)
NO_QUESTIONS = "This quiz has no questions yet. Tell program staff."
SENT = "This try was sent already, maybe in another tab. Only what was sent first counts."
NOT_USED_UP = "You have a try at this quiz, so there is nothing to ask for."
UNLIMITED = "Everybody may try this quiz as often as they like."
PASSED_ALREADY = "This person passed the quiz already."
HAS_A_TRY = "{name} already has a try left at this quiz, so there is none to give."
WHY = "Say why this person gets one more try"


class SentAlready(NotPossibleNow):
    """A try was sent before; what it found then stays."""


def start(
    study: Study, *, by: Actor, at: dt.datetime, language: Language = Language.ENGLISH
) -> QuizAttempt:
    """Begin a try, or go on with the one that is open: two tabs show the same one.

    A try counts from here, on the server. Raises `Missing` when the module has no quiz, and
    `NotPossibleNow` before the lessons are done, after passing, and when no try is left. Whoever's
    certificate was revoked begins anew.
    """
    study = _held(study)
    version = db.session.get_one(ModuleVersion, study.version_id)
    quiz = _quiz(version)
    tries = attempts.of_study(study)
    for one in tries:
        if one.submitted_at is None:
            return one
    _refuse_start(study, tries)
    posed = _drawn(version, quiz, language)
    row = QuizAttempt(
        study_id=study.id,
        number=attempts.next_number(study),
        started_at=at,
        questions=quizzes.posed_json(posed),
        total=len(posed),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("began a quiz", row, by=by, at=at, name=_named(version), after={"try": row.number})
    return row


def _refuse_start(study: Study, tries: list[QuizAttempt]) -> None:
    if _is_done(study) or any(one.is_passed for one in tries):
        raise NotPossibleNow(PASSED)
    keys = {lesson.key for lesson in catalogue.asked_of(study)}
    if not keys <= queries.done_keys([study.id])[study.id]:
        raise NotPossibleNow(LESSONS_FIRST)
    if attempts.tries_of([study.id])[study.id].are_used_up:
        raise NotPossibleNow(USED_UP)


def _is_done(study: Study) -> bool:
    """Whether a study is completed, with a certificate that holds."""
    return study.completed_at is not None and study.revoked_at is None


def _drawn(version: ModuleVersion, quiz: Quiz, language: Language) -> tuple[quizzes.Posed, ...]:
    """The questions of a new try; what is drawn is kept, so that no seed need be."""
    lessons = {
        lesson.key: lesson.questions
        for lesson in contents.lessons(version.id)
        if not lesson.is_draft
    }
    posed = quizzes.draw(quizzes.bank(lessons), quiz, secrets.token_hex(16), language)
    if not posed:
        raise NotPossibleNow(NO_QUESTIONS)
    return posed


def submit(attempt: QuizAttempt, sent: Answers, *, by: Actor, at: dt.datetime) -> QuizAttempt:
    """Send a try, once: it is marked by what was asked, and passing may complete the module.

    Questions without an answer count as wrong. Raises `SentAlready` for whoever comes second.
    """
    study = queries.locked(attempt.study_id)
    if study.left_at is not None:
        raise NotPossibleNow(studies.OVER)
    version = db.session.get_one(ModuleVersion, study.version_id)
    posed = quizzes.posed(attempt.questions)
    answers = quizzes.chosen(posed, sent)
    right = quizzes.right_count(posed, answers)
    is_passed = quizzes.passes(right, len(posed), _quiz(version).pass_percent)
    first = db.session.scalar(
        update(QuizAttempt)
        .where(QuizAttempt.id == attempt.id, QuizAttempt.submitted_at.is_(None))
        .values(
            submitted_at=at,
            answers=quizzes.answers_json(answers),
            right_count=right,
            is_passed=is_passed,
        )
        .returning(QuizAttempt.id)
        .execution_options(synchronize_session=False)
    )
    if first is None:
        raise SentAlready(SENT)
    row = attempts.again(attempt.id)
    audit.record(
        "passed a quiz" if is_passed else "did not pass a quiz",
        row,
        by=by,
        at=at,
        name=_named(version),
        after={"try": row.number, "right": right, "of": len(posed)},
    )
    if is_passed:
        studies.settle(study, at=at)
    return row


def give_extra(study: Study, *, reason: str, by: Actor, at: dt.datetime) -> ExtraAttempt:
    """Give somebody one more try than the module allows; the reason is kept.

    Raises `NotPossibleNow` while they have a try left, so that nobody is given two at once.
    """
    study = _held(study)
    version = db.session.get_one(ModuleVersion, study.version_id)
    if words := why_no_extra(study):
        raise NotPossibleNow(words)
    if not reason:
        raise Refused(WHY, field="reason")
    row = ExtraAttempt(study_id=study.id, given_at=at, given_by_id=by.signed_in_id, reason=reason)
    db.session.add(row)
    study.try_asked_at = None
    db.session.flush()
    audit.record("gave one more try", study, by=by, at=at, name=_named(version), reason=reason)
    quiz_mails.tell_given(row, study, version, at=at)
    return row


def why_no_extra(study: Study) -> str:
    """Why somebody gets no further try; "" when they used all of them without passing.

    Raises `Missing` when there is no quiz.
    """
    tries = attempts.tries_of([study.id]).get(study.id)
    if tries is None:
        raise Missing(study.id)
    if tries.allowed is None:
        return UNLIMITED
    if tries.is_passed or _is_done(study):
        return PASSED_ALREADY
    if not tries.are_used_up:
        return HAS_A_TRY.format(name=accounts.person(study.person_id).name)
    return ""


def ask_extra(study: Study, *, by: Actor, at: dt.datetime) -> Study:
    """Ask staff for one more try; asking again before they gave it changes nothing.

    Raises `NotPossibleNow` while a try is left, and after passing.
    """
    study = _held(study)
    tries = attempts.tries_of([study.id]).get(study.id)
    if tries is None or not tries.are_used_up:
        raise NotPossibleNow(NOT_USED_UP)
    if study.try_asked_at is None:
        version = db.session.get_one(ModuleVersion, study.version_id)
        study.try_asked_at = at
        audit.record("asked for one more try", study, by=by, at=at, name=_named(version))
        quiz_mails.tell_asked(study, version, by=by, at=at)
    return study


def _held(study: Study) -> Study:
    """The study as it is now, held; raises `NotPossibleNow` when it was left for a newer one."""
    found = queries.locked(study.id)
    if found.left_at is not None:
        raise NotPossibleNow(studies.OVER)
    return found


def _quiz(version: ModuleVersion) -> Quiz:
    """The quiz of a version; raises `Missing` when it has none."""
    quiz = codec.quiz(version.quiz)
    if quiz is None:
        raise Missing(version.id)
    return quiz


def _named(version: ModuleVersion) -> str:
    return f"{version.title}, version {version.number}"
