"""Tries at a quiz: counted at their start, sent once, and never more than there are."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.curriculum.domain.content import Quiz
from app.curriculum.domain.stuck import Tries
from app.curriculum.models import Certificate, QuizAttempt, Study
from app.curriculum.queries import attempts
from app.curriculum.services import quizzes, studies
from app.outbox.models import OutboxMail
from app.policy import Actor, Role
from tests.support import build
from tests.unit.curriculum.learners import NOW, began, learner
from tests.unit.curriculum.takers import (
    answers,
    lessons,
    passed,
    question,
    quiz_version,
    ready,
    sent,
    started,
)

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(NOW)


@pytest.fixture
def ben(app: Flask) -> Actor:
    return learner()


@pytest.fixture
def staff(app: Flask) -> Actor:
    person = build.person(name="Mona Ford")
    return Actor(person.id, person.name)


def test_three_of_five_do_not_pass_and_four_of_five_do(ben: Actor) -> None:
    study = ready(ben, quiz_version())

    first = sent(ben, started(ben, study), 3)
    second = sent(ben, started(ben, study), 4)

    assert (first.number, first.right_count, first.is_passed) == (1, 3, False)
    assert (second.number, second.right_count, second.is_passed) == (2, 4, True)
    assert db.session.get_one(Study, study.id).completed_at == NOW
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1
    assert [e.verb for e in db.session.scalars(select(AuditEvent)) if "quiz" in e.verb] == [
        "began a quiz",
        "did not pass a quiz",
        "began a quiz",
        "passed a quiz",
    ]


def test_two_tabs_share_one_try_and_the_first_one_that_is_sent_counts(ben: Actor) -> None:
    study = ready(ben, quiz_version())
    one, other = started(ben, study), started(ben, study)
    assert one.id == other.id

    sent(ben, one, 3)
    with pytest.raises(quizzes.SentAlready, match="sent already"), transaction():
        quizzes.submit(other, answers(other, 5), by=ben, at=NOW)

    kept = attempts.again(one.id)
    assert (kept.right_count, kept.is_passed) == (3, False)
    assert len(attempts.of_study(study)) == 1


def test_people_at_the_same_moment_begin_one_try_and_send_it_once(app: Flask, ben: Actor) -> None:
    study = ready(ben, quiz_version())
    study_id, outcomes, gate = study.id, [], threading.Barrier(4)
    db.session.remove()

    def tab() -> None:
        with app.app_context():
            gate.wait()
            with transaction():
                row = quizzes.start(db.session.get_one(Study, study_id), by=ben, at=NOW)
            gate.wait()
            try:
                with transaction():
                    quizzes.submit(row, answers(row, 3), by=ben, at=NOW)
                outcomes.append("sent")
            except quizzes.SentAlready:
                outcomes.append("refused")
            db.session.remove()

    tabs = [threading.Thread(target=tab) for _ in range(4)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()

    assert sorted(outcomes) == ["refused", "refused", "refused", "sent"]
    assert len(attempts.of_study(db.session.get_one(Study, study_id))) == 1


def test_a_try_counts_from_its_start_and_there_are_no_more_than_allowed(ben: Actor) -> None:
    study = ready(ben, quiz_version(Quiz(5, 80, 1)))
    started(ben, study)
    assert started(ben, study).number == 1  # left and opened again: the same one
    sent(ben, attempts.of_study(study)[0], 0)

    with pytest.raises(NotPossibleNow, match="ask program staff"):
        started(ben, study)


def test_staff_give_one_more_try_with_a_reason(ben: Actor, staff: Actor) -> None:
    study = ready(ben, quiz_version(Quiz(5, 80, 1)))
    sent(ben, started(ben, study), 0)

    with pytest.raises(Refused, match="Say why"), transaction():
        quizzes.give_extra(study, reason="", by=staff, at=NOW)
    with transaction():
        quizzes.give_extra(study, reason="The power went out", by=staff, at=NOW)

    assert sent(ben, started(ben, study), 5).is_passed
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.verb == "gave one more try")
    ).one()
    assert event.reason == "The power went out"
    with pytest.raises(NotPossibleNow, match="passed the quiz already"), transaction():
        quizzes.give_extra(study, reason="Again", by=staff, at=NOW)


def test_nobody_is_given_a_second_try_while_they_have_one(ben: Actor, staff: Actor) -> None:
    study = ready(ben, quiz_version(Quiz(5, 80, 1)))

    def give() -> None:
        with transaction():
            quizzes.give_extra(study, reason="The power went out", by=staff, at=NOW)

    has_a_try = pytest.raises(NotPossibleNow, match="Ben already has a try left")
    with has_a_try:
        give()
    open_try = started(ben, study)
    with has_a_try:
        give()
    sent(ben, open_try, 0)
    give()
    for _ in range(3):
        with has_a_try:
            give()
    assert attempts.tries_of([study.id]) == {study.id: Tries(1, 2, last_at=NOW)}
    assert len(mails("one more try given")) == 1


def mails(kind: str) -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == kind)))


def test_whoever_has_no_try_left_asks_staff_once_for_one_more(ben: Actor, staff: Actor) -> None:
    mona = build.person(name="Mona", role=Role.PROGRAM_STAFF)
    build.person(role=Role.COACH)
    study = ready(ben, quiz_version(Quiz(5, 80, 1), title="Aims"))
    sent(ben, started(ben, study), 0)

    for _ in range(2):
        with transaction():
            quizzes.ask_extra(study, by=ben, at=NOW)

    [mail] = mails("one more try asked")
    assert mail.recipient == mona.email
    assert "Ben used all tries at the quiz of “Aims”" in mail.body
    assert mail.link is not None
    assert mail.link.endswith(f"/staff/learning/studies/{study.id}/try")
    verb = AuditEvent.verb == "asked for one more try"
    assert db.session.scalars(select(AuditEvent).where(verb)).one().actor_id == ben.person_id
    assert db.session.get_one(Study, study.id).try_asked_at == NOW

    with transaction():
        quizzes.give_extra(study, reason="The power went out", by=staff, at=NOW)
    assert db.session.get_one(Study, study.id).try_asked_at is None
    [told] = mails("one more try given")
    assert told.link is not None
    assert told.link.endswith("/quiz")
    sent(ben, started(ben, study), 0)
    with transaction():
        quizzes.ask_extra(study, by=ben, at=NOW + dt.timedelta(hours=1))
    assert len(mails("one more try asked")) == 2


def test_nobody_asks_for_a_try_that_they_have(ben: Actor) -> None:
    free = ready(ben, quiz_version(Quiz(5, 80)))
    counted = ready(ben, quiz_version(Quiz(5, 80, 1)))
    begun = ready(ben, quiz_version(Quiz(5, 80, 1)))
    started(ben, begun)
    through = passed(ben, quiz_version(Quiz(5, 80, 1)))
    none = began(ben, build.published_version())

    for study in (free, counted, begun, through, none):
        with pytest.raises(NotPossibleNow, match="You have a try"), transaction():
            quizzes.ask_extra(study, by=ben, at=NOW)
    assert mails("one more try asked") == []
    assert attempts.tries_of([]) == {}


def test_there_is_no_more_to_give_where_tries_are_not_counted(ben: Actor, staff: Actor) -> None:
    free = ready(ben, quiz_version(Quiz(5, 80)))
    with pytest.raises(NotPossibleNow, match="as often"), transaction():
        quizzes.give_extra(free, reason="Why", by=staff, at=NOW)
    none = began(ben, build.published_version())
    with pytest.raises(Missing), transaction():
        quizzes.give_extra(none, reason="Why", by=staff, at=NOW)
    for right in (0, 1, 2, 3):
        sent(ben, started(ben, free), right)
    assert sent(ben, started(ben, free), 4).is_passed


def test_a_quiz_opens_when_every_lesson_is_done(ben: Actor) -> None:
    study = ready(ben, quiz_version(), "lesson-1", "lesson-2")
    with pytest.raises(NotPossibleNow, match="every lesson"):
        started(ben, study)


def test_whoever_passed_takes_no_more_tries(ben: Actor) -> None:
    study = passed(ben, quiz_version(Quiz(5, 80)))
    with pytest.raises(NotPossibleNow, match="passed this quiz already"):
        started(ben, study)


def test_a_module_without_a_quiz_or_questions_has_no_try(ben: Actor) -> None:
    with pytest.raises(Missing):
        started(ben, began(ben, build.published_version()))
    silent = [build.lesson("lesson-1", questions=(question(1, in_quiz=False),))]
    study = ready(ben, quiz_version(lessons=silent), "lesson-1")
    with pytest.raises(NotPossibleNow, match="no questions"):
        started(ben, study)


def test_questions_without_an_answer_are_wrong(ben: Actor) -> None:
    study = ready(ben, quiz_version())
    attempt = started(ben, study)

    with transaction():
        row = quizzes.submit(attempt, {}, by=ben, at=NOW)

    assert (row.right_count, row.answers, row.is_passed) == (0, {}, False)


def test_a_try_of_a_version_that_was_left_cannot_be_begun_or_sent(ben: Actor) -> None:
    version = quiz_version()
    study = ready(ben, version)
    attempt = started(ben, study)
    module = version.module_id
    newer = quiz_version(module_id=module, number=2, lessons=lessons(each=3))
    with transaction():
        studies.switch(study, newer, by=ben, at=NOW)

    with pytest.raises(NotPossibleNow, match="newer version"), transaction():
        quizzes.submit(attempt, answers(attempt, 5), by=ben, at=NOW)
    with pytest.raises(NotPossibleNow, match="newer version"):
        started(ben, study)


def test_what_was_asked_is_kept_with_the_try(ben: Actor) -> None:
    attempt = started(ben, ready(ben, quiz_version()))

    row = db.session.get_one(QuizAttempt, attempt.id)
    assert row.total == len(row.questions) == 5
    assert all(one["question"] and len(one["options"]) == 3 for one in row.questions)
