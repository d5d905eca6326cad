"""Certificates: one for each completed study, as it was issued; revoked ones stay."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.curriculum.domain import codec, proofs
from app.curriculum.domain.content import Credit
from app.curriculum.domain.proofs import Standing
from app.curriculum.domain.stuck import Tries
from app.curriculum.domain.trained import Span
from app.curriculum.models import Certificate, ModuleEvaluation, Study
from app.curriculum.queries import attempts, studies, trained
from app.curriculum.queries import certificates as queries
from app.curriculum.queries import proofs as records
from app.curriculum.services import certificates, quizzes
from app.curriculum.services.certificates import Words
from app.policy import Actor, Grant, Role
from tests.support import build
from tests.unit.curriculum.learners import NOW, began, completed, learner, read_all
from tests.unit.curriculum.takers import passed, quiz_version, ready, sent, started

if TYPE_CHECKING:
    from flask import Flask

CREDIT = Credit("State Board of Nursing", "contact hours", "0.5", "A-77", needs_evaluation=True)


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(NOW)


@pytest.fixture
def ben(app: Flask) -> Actor:
    return learner(name="Ben Ivey")


@pytest.fixture
def staff(app: Flask) -> Actor:
    person = build.person(name="Mona Ford")
    return Actor(person.id, person.name)


def certificate(study: Study) -> Certificate:
    found = queries.of_study(study.id)
    assert found is not None
    return found


def test_a_completed_module_gives_one_certificate_with_what_holds_then(ben: Actor) -> None:
    version = quiz_version(title="Medical home basics")
    study = passed(ben, version)

    with transaction():
        again = certificates.issue(study, at=NOW + dt.timedelta(days=1))

    assert again.id == certificate(study).id
    assert (again.name, again.title, again.version_number, again.minutes, again.issued_at) == (
        "Ben Ivey",
        "Medical home basics",
        1,
        30,
        NOW,
    )
    assert proofs.read_number(again.number) == again.number
    assert queries.words_numbered(1).statement == proofs.STATEMENT


def test_there_is_none_before_every_rule_holds(ben: Actor) -> None:
    study = ready(ben, quiz_version())
    started(ben, study)

    assert queries.of_study(study.id) is None
    with pytest.raises(NotPossibleNow, match="not complete"), transaction():
        certificates.issue(study, at=NOW)


def test_it_expires_when_the_words_say_so_and_holds_on_its_last_day(
    ben: Actor, staff: Actor
) -> None:
    with transaction():
        certificates.put_words(Words(valid_months=24), seen=1, by=staff, at=NOW)

    row = certificate(passed(ben, quiz_version()))

    last = dt.date(2028, 11, 2)
    assert row.expires_on == last
    held = [
        proofs.standing(day, is_revoked=False, expires_on=last)
        for day in (last, last + dt.timedelta(days=1))
    ]
    assert held == [Standing.VALID, Standing.EXPIRED]
    assert proofs.standing(last, is_revoked=True, expires_on=last) is Standing.REVOKED


def test_a_certificate_is_revoked_with_a_reason_and_can_hold_again(
    ben: Actor, staff: Actor
) -> None:
    row = certificate(passed(ben, quiz_version()))

    with pytest.raises(NotPossibleNow, match="not revoked"), transaction():
        certificates.reinstate(row, reason="x", by=staff, at=NOW)
    with pytest.raises(Refused, match="Say why"), transaction():
        certificates.revoke(row, reason="", by=staff, at=NOW)
    with transaction():
        certificates.revoke(row, reason="Somebody else answered", by=staff, at=NOW)
    with pytest.raises(NotPossibleNow, match="revoked already"), transaction():
        certificates.revoke(row, reason="Again", by=staff, at=NOW)

    row = queries.by_id(row.id)
    assert (row.revoked_at, row.revoked_by_id) == (NOW, staff.person_id)
    assert [one.row.id for one in queries.of_person(ben.person_id or 0)] == [row.id]

    with pytest.raises(Refused, match="Say why"), transaction():
        certificates.reinstate(row, reason="", by=staff, at=NOW)
    with transaction():
        certificates.reinstate(row, reason="It was Ben after all", by=staff, at=NOW)
    assert queries.by_id(row.id).revoked_at is None
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.verb == "let a certificate hold again")
    ).one()
    assert event.before is not None
    assert event.before["reason"] == "Somebody else answered"


def revoked(row: Certificate, by: Actor, at: dt.datetime) -> Study:
    with transaction():
        certificates.revoke(row, reason="Somebody else answered", by=by, at=at)
    return db.session.get_one(Study, row.study_id)


HOUR = dt.timedelta(hours=1)


def after_three_tries(ben: Actor, staff: Actor) -> Study:
    """Somebody who passed with the one try that staff gave."""
    of = ready(ben, quiz_version())
    for right in (0, 0):
        sent(ben, started(ben, of), right)
    with transaction():
        quizzes.give_extra(of, reason="Power cut", by=staff, at=NOW)
    sent(ben, started(ben, of), 5)
    return of


def trained_of(study: Study, since: dt.datetime | None = None) -> int:
    mona = Actor(0, "Mona", frozenset({Grant(Role.PROGRAM_STAFF)}))
    return trained.trained(mona, Span(since), {study.module_id}).total.all


def test_whoever_lost_a_certificate_counts_no_more_and_begins_the_quiz_anew(
    ben: Actor, staff: Actor
) -> None:
    of = after_three_tries(ben, staff)
    assert trained_of(of) == 1

    of = revoked(certificate(of), staff, NOW + HOUR)

    assert (of.completed_at, of.revoked_at) == (NOW, NOW + HOUR)
    assert trained_of(of) == 0
    assert studies.completed([of.person_id]) == {(of.person_id, of.module_id)}
    assert attempts.tries_of([of.id]) == {of.id: Tries(allowed=2)}
    for number in (4, 5):
        one = started(ben, of, NOW + 2 * HOUR)
        assert sent(ben, one, 0, NOW + 2 * HOUR).number == number
    with pytest.raises(NotPossibleNow, match="all your tries"):
        started(ben, of, NOW + 2 * HOUR)
    assert attempts.tries_of([of.id])[of.id].are_used_up
    with transaction():
        quizzes.ask_extra(of, by=ben, at=NOW + 3 * HOUR)
        quizzes.give_extra(of, reason="Once more", by=staff, at=NOW + 3 * HOUR)
    assert not attempts.tries_of([of.id])[of.id].are_used_up
    assert queries.holding(of.id) is None


def test_whoever_passes_again_gets_another_certificate_and_counts_from_then_on(
    ben: Actor, staff: Actor
) -> None:
    of = after_three_tries(ben, staff)
    first = certificate(of)
    of = revoked(first, staff, NOW + HOUR)

    sent(ben, started(ben, of, NOW + 2 * HOUR), 5, NOW + 2 * HOUR)

    second = certificate(of)
    assert (second.number != first.number, second.issued_at) == (True, NOW + 2 * HOUR)
    assert db.session.get_one(Study, of.id).revoked_at is None
    assert [trained_of(of, NOW + n * HOUR) for n in (0, 2, 3)] == [1, 1, 0]
    with pytest.raises(NotPossibleNow, match="passed the quiz again"), transaction():
        certificates.reinstate(first, reason="It was Ben", by=staff, at=NOW + 3 * HOUR)
    with pytest.raises(NotPossibleNow, match="passed this quiz"):
        started(ben, of, NOW + 3 * HOUR)


def test_a_lesson_done_again_gives_no_certificate_back(ben: Actor, staff: Actor) -> None:
    study = completed(ben, build.published_version(lessons=[build.lesson("lesson-1")]))
    of = revoked(certificate(study), staff, NOW)

    read_all(ben, of, "lesson-1", at=NOW + dt.timedelta(hours=1))

    assert queries.holding(of.id) is None


def test_numbers_that_do_not_exist_are_missing(app: Flask) -> None:
    assert queries.numbered(proofs.NO_NUMBER) is None
    for look in (
        lambda: queries.by_id(7),
        lambda: queries.proof("AAAA-AAAA-AAAA-AAAA"),
        lambda: queries.words_numbered(3),
    ):
        with pytest.raises(Missing):
            look()


# ------------------------------------------------------------------ words


def test_new_words_hold_for_new_certificates_and_older_ones_keep_theirs(
    ben: Actor, staff: Actor
) -> None:
    first = certificate(passed(ben, quiz_version()))
    with transaction():
        certificates.put_words(Words("Well done", "{name} did {title}."), seen=1, by=staff, at=NOW)
    second = certificate(passed(ben, quiz_version()))

    said = {one.row.id: one.words.heading for one in queries.of_person(ben.person_id or 0)}
    assert said == {first.id: proofs.HEADING, second.id: "Well done"}

    with transaction():
        back = certificates.roll_back(queries.words_numbered(1), by=staff, at=NOW)
    assert (back.number, certificates.of(back)) == (3, Words())
    assert [row.number for row in queries.words()] == [3, 2, 1]


def test_words_that_nobody_can_fill_in_are_refused(staff: Actor) -> None:
    with pytest.raises(Refused, match="“salary”"), transaction():
        certificates.put_words(Words(statement="{salary}"), seen=1, by=staff, at=NOW)


def test_two_authors_of_words_do_not_overwrite_each_other(staff: Actor) -> None:
    with transaction():
        certificates.put_words(Words(heading="A"), seen=1, by=staff, at=NOW)
    with pytest.raises(Conflict, match="meanwhile"), transaction():
        certificates.put_words(Words(heading="B"), seen=1, by=staff, at=NOW)
    with pytest.raises(NotPossibleNow, match="in use already"), transaction():
        certificates.roll_back(queries.words_numbered(2), by=staff, at=NOW)


# ------------------------------------------------------------------ continuing education


def test_credit_counts_after_the_evaluation_when_it_asks_for_one(ben: Actor) -> None:
    study = passed(ben, quiz_version(credit=codec.credit_json(CREDIT)))
    row = certificate(study)
    assert codec.credit(row.credit) == CREDIT
    assert proofs.earned(CREDIT, has_evaluated=False) is None

    with transaction():
        certificates.evaluate(study, useful=5, ready=4, better="More charts", by=ben, at=NOW)
    with pytest.raises(NotPossibleNow, match="already"), transaction():
        certificates.evaluate(study, useful=1, ready=1, better="", by=ben, at=NOW)

    assert db.session.get_one(Study, study.id).has_evaluated
    kept = db.session.scalars(select(ModuleEvaluation)).one()
    assert (kept.useful, kept.ready, kept.better) == (5, 4, "More charts")
    assert proofs.earned(CREDIT, has_evaluated=True) == CREDIT
    assert proofs.earned(None, has_evaluated=True) is None


def test_only_a_completed_module_is_evaluated(ben: Actor) -> None:
    study = began(ben, quiz_version())
    with pytest.raises(NotPossibleNow, match="not complete"), transaction():
        certificates.evaluate(study, useful=5, ready=4, better="", by=ben, at=NOW)


def test_evaluations_count_five_at_once_so_that_no_mean_tells_about_one(app: Flask) -> None:
    version = quiz_version()
    seen = []
    for useful in (5, 5, 5, 5, 5, 1, 1, 1, 1, 1):
        person = build.person(role=Role.CARE_COORDINATOR)
        by = Actor(person.id, person.name)
        study = passed(by, version)
        with transaction():
            certificates.evaluate(study, useful=useful, ready=3, better="", by=by, at=NOW)
        seen.append([(one.number, one.count, one.useful) for one in queries.evaluated()])

    assert seen[:4] == [[]] * 4
    assert seen[4:9] == [[(1, 5, 5.0)]] * 5
    assert seen[9] == [(1, 10, 3.0)]


def test_the_export_holds_certificates_with_credit_of_its_time(ben: Actor, staff: Actor) -> None:
    with_credit = quiz_version(credit=codec.credit_json(CREDIT))
    row = certificate(passed(ben, with_credit))
    passed(ben, quiz_version())
    day = dt.timedelta(days=1)

    def found(since: dt.datetime | None, until: dt.datetime | None) -> list[int]:
        return [one.row.id for one in queries.credited(since, until)]

    assert found(None, None) == found(NOW, NOW + day) == [row.id]
    assert found(NOW + day, None) == found(None, NOW) == []
    with transaction():
        certificates.note_export("exported credit", by=staff, at=NOW, name="all", count=1)
        certificates.revoke(row, reason="Wrong person", by=staff, at=NOW)
    assert found(None, None) == []


def test_the_list_is_searched_by_number_name_and_title(ben: Actor) -> None:
    row = certificate(passed(ben, quiz_version(title="100% of aims")))

    for text in (row.number[:6].lower(), "ivey", "100%"):
        assert [one.id for one in queries.page(search=text).rows] == [row.id]
    assert queries.page(search="%ivey").total == 0
    page = queries.page(number=2)
    assert ([one.id for one in page.rows], page.number, page.pages) == ([row.id], 1, 1)


# ------------------------------------------------------------------ the record


def test_the_record_counts_what_was_learned_once(ben: Actor) -> None:
    study = passed(ben, quiz_version())
    build.published_version()

    found = records.record(ben.person_id or 0)

    [one] = found.studied
    assert one.study.id == study.id
    assert [lesson.key for lesson, _ in one.done] == ["lesson-1", "lesson-2", "lesson-3"]
    assert [entry.row.is_passed for entry in one.tries] == [True]
    assert (found.lesson_minutes, found.event_minutes, found.minutes) == (30, 0, 30)
    assert [entry.row.name for entry in found.certificates] == ["Ben Ivey"]


def test_lessons_taken_along_into_a_newer_version_count_where_they_were_done(ben: Actor) -> None:
    from app.curriculum.services import studies
    from tests.unit.curriculum.takers import lessons

    version = quiz_version()
    study = ready(ben, version)
    newer = quiz_version(module_id=version.module_id, number=2, lessons=lessons())
    with transaction():
        studies.switch(study, newer, by=ben, at=NOW)

    found = records.record(ben.person_id or 0)

    assert [one.minutes for one in found.studied] == [30, 0]
    assert found.minutes == 30
