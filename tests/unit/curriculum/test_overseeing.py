"""Assignments, reminders and counts, as the rows of both databases keep them."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.curriculum.domain.assigning import Aim, Due
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.domain.nudging import Spared
from app.curriculum.domain.stuck import Stage, Tries
from app.curriculum.domain.trained import Count, Span
from app.curriculum.models import LearningAssignment, Module, Nudge, NudgeStop
from app.curriculum.queries import assignments as assigned
from app.curriculum.queries import learners, oversight, trained
from app.curriculum.services import assignments, nudges, quizzes, studies
from app.curriculum.services.nudges import Pick
from app.outbox.models import OutboxMail
from app.policy import Actor, Grant, Role
from tests.support import build
from tests.unit.curriculum.learners import NOW, began, completed, learner
from tests.unit.curriculum.takers import quiz_version, ready, sent, started

if TYPE_CHECKING:
    from flask import Flask

DAY = dt.timedelta(days=1)
LATER = dt.date(2026, 11, 30)


@pytest.fixture(autouse=True)
def today(app: Flask) -> None:
    app.extensions["clock"].set(NOW)


@pytest.fixture
def mona(app: Flask) -> Actor:
    person = build.person(name="Mona Ford", role=Role.PROGRAM_STAFF)
    return Actor(person.id, person.name, frozenset({Grant(Role.PROGRAM_STAFF)}))


def module_of(version: Any) -> Module:
    return db.session.get_one(Module, version.module_id)


def assign(
    module: Module,
    aim: Aim,
    by: Actor,
    *,
    due: dt.date | None = None,
    required: bool = True,
    at: dt.datetime = NOW,
) -> LearningAssignment:
    with transaction():
        return assignments.assign(
            module, aim, is_required=required, due_on=due, name="For some", by=by, at=at
        )


# ------------------------------------------------------------------ assignments


def test_an_assignment_holds_until_it_is_ended(mona: Actor) -> None:
    clinic = build.team()
    ben = learner(at=clinic.practice)
    module = module_of(build.published_version())
    row = assign(module, Aim("care coordinator", cohort_id=clinic.cohort.id), mona, due=LATER)
    who = learners.learner(ben)
    assert assigned.for_learner(who) == {module.id: Due(True, LATER)}
    with transaction():
        assignments.end(assigned.assignment(row.id), name="For some", by=mona, at=NOW)
    assert assigned.for_learner(who) == {}
    assert [one.id for one in assigned.ended()] == [row.id]
    with pytest.raises(NotPossibleNow), transaction():
        assignments.end(assigned.assignment(row.id), name="For some", by=mona, at=NOW)
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs[-2:] == ["assigned a module", "ended an assignment"]


def test_assignments_find_coaches_and_single_people(mona: Actor) -> None:
    cohort = build.cohort()
    person = build.person(role=Role.COACH, at=cohort)
    coach = Actor(person.id, person.name, frozenset({Grant(Role.COACH, cohort_id=cohort.id)}))
    module = module_of(build.published_version())
    other = module_of(build.published_version())
    assign(module, Aim("coach", cohort_id=cohort.id), mona, required=False)
    assign(other, Aim(person_id=coach.person_id), mona)
    assign(other, Aim(person_id=mona.person_id), mona, due=LATER)
    found = assigned.for_learner(learners.learner(coach))
    assert found == {module.id: Due(False), other.id: Due(True)}


def test_the_same_people_are_assigned_the_same_module_once(mona: Actor) -> None:
    module = module_of(build.published_version())
    row = assign(module, Aim("lead"), mona)
    with pytest.raises(Refused, match="already"):
        assign(module, Aim("lead"), mona, due=LATER, required=False)
    assign(module, Aim("sponsor"), mona)
    with transaction():
        assignments.end(assigned.assignment(row.id), name="", by=mona, at=NOW)
    assign(module, Aim("lead"), mona)


def test_two_who_assign_at_the_same_moment_make_one_assignment(app: Flask, mona: Actor) -> None:
    module_id = module_of(build.published_version()).id
    db.session.commit()
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def deed() -> None:
        with app.app_context():
            barrier.wait(5)
            try:
                assign(db.session.get_one(Module, module_id), Aim("lead"), mona)
                outcomes.append("assigned")
            except (Refused, Conflict):
                outcomes.append("refused")

    threads = [threading.Thread(target=deed) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(outcomes) == ["assigned", "refused"]


@pytest.mark.parametrize(
    ("aim", "due", "field"),
    [
        (Aim(cohort_id=1, practice_id=1), None, "team"),
        (Aim(), dt.date(2026, 11, 1), "due_on"),
    ],
)
def test_what_reaches_nobody_in_time_is_refused(
    mona: Actor, aim: Aim, due: dt.date | None, field: str
) -> None:
    module = module_of(build.published_version())
    with pytest.raises(Refused) as refused:
        assign(module, aim, mona, due=due)
    assert refused.value.field == field
    assign(module, Aim(), mona, due=dt.date(2026, 11, 2))


def test_an_archived_module_is_assigned_to_nobody(mona: Actor) -> None:
    module = build.module(archived_at=NOW, archived_by_id=mona.person_id)
    with pytest.raises(Refused, match="archived"):
        assign(module, Aim(), mona)


def test_an_assignment_that_is_not_there_is_missing(app: Flask) -> None:
    with pytest.raises(Missing):
        assigned.assignment(7)


# ------------------------------------------------------------------ who is where


def test_everybody_stands_where_they_are(mona: Actor) -> None:
    clinic = build.team()
    ben, ana, cy = (learner(at=clinic.practice, name=name) for name in ("Ben", "Ana", "Cy"))
    basics, quiz = build.published_version(publish_at=NOW - 9 * DAY), quiz_version()
    completed(ben, basics)
    began(ana, basics, NOW - DAY)
    study = ready(ana, quiz)
    sent(ana, started(ana, study), 1)
    sent(ana, started(ana, study), 1)
    found = oversight.overview(mona, NOW)
    assert [one.name for one in found.crowd.at(found.crowd.team(clinic.key))] == [
        "Ana",
        "Ben",
        "Cy",
    ]

    def footing(who: Actor, version: Any) -> Any:
        return found.footing(who.person_id or 0, version.module_id)

    assert footing(ben, basics).stage is Stage.DONE
    assert footing(ana, basics).stage is Stage.IN_PROGRESS
    assert footing(ana, basics).last_at == NOW - DAY
    assert footing(cy, basics).stage is Stage.NOT_BEGUN
    assert footing(ana, quiz).tries == Tries(2, 2, last_at=NOW)
    assert (footing(ana, quiz).lessons, footing(ana, quiz).lessons_done) == (3, 3)
    with transaction():
        quizzes.give_extra(study, reason="Once more.", by=mona, at=NOW)
    again = oversight.overview(mona, NOW).footing(ana.person_id or 0, quiz.module_id)
    assert again.tries == Tries(2, 3, last_at=NOW)


def test_whoever_finished_stays_done_while_taking_a_newer_version(mona: Actor) -> None:
    clinic = build.team()
    ben, ana = learner(at=clinic.practice), learner(at=clinic.practice, name="Ana")
    first = build.published_version()
    completed(ben, first)
    study = began(ana, first)
    newer = build.published_version(
        module_of(first),
        number=2,
        lessons=(build.lesson("lesson-1"), build.lesson("more")),
        change_class=ChangeClass.RE_READ,
    )
    began(ben, newer)
    with transaction():
        studies.switch(study, newer, by=ana, at=NOW)
    found = oversight.overview(mona, NOW)
    assert found.footing(ben.person_id or 0, first.module_id).completed_at == NOW
    assert found.footing(ana.person_id or 0, first.module_id).lessons == 2


def test_a_coach_oversees_the_own_cohort_alone(mona: Actor) -> None:
    own, other = build.team(), build.team()
    coach = build.person(role=Role.COACH, at=own.cohort)
    actor = Actor(coach.id, "Cora", frozenset({Grant(Role.COACH, cohort_id=own.cohort.id)}))
    ben = learner(at=own.practice)
    learner(at=other.practice, name="Ana")
    found = oversight.overview(actor, NOW)
    assert list(found.crowd.everybody) == [ben.person_id]
    assert [team.id for team in found.crowd.teams] == [own.id]
    with pytest.raises(Missing):
        found.crowd.team(other.key)
    everybody = oversight.overview(mona, NOW)
    assert {one.name for one in everybody.crowd.others} == {coach.name, "Mona Ford"}


# ------------------------------------------------------------------ reminders


def pick(who: Actor, version: Any) -> Pick:
    return Pick(who.person_id or 0, version.module_id, "basics", version.title, "You began it.")


def remind(picks: list[Pick], by: Actor, at: dt.datetime = NOW, words: str = "Kind.") -> Any:
    with transaction():
        return nudges.remind(picks, words, by=by, at=at)


def mails() -> list[OutboxMail]:
    rows = select(OutboxMail).where(OutboxMail.kind == "learning reminder").order_by(OutboxMail.id)
    return list(db.session.scalars(rows))


def test_each_person_gets_one_mail_that_says_why_and_from_whom(mona: Actor) -> None:
    ben, ana = learner(), learner(name="Ana")
    one, two = build.published_version(title="Basics"), build.published_version(title="Charts")
    outcome = remind([pick(ben, one), pick(ben, two), pick(ana, one)], mona, words="Hi {link}")
    assert outcome.told == {ben.person_id, ana.person_id}
    to_ben, to_ana = mails()
    for words in ("Hello Ben,", "Hi (link)", "Basics", "Charts", "You began it.", "Mona Ford"):
        assert words in to_ben.body
    assert to_ben.body.count("{link}") == 1
    assert "Charts" not in to_ana.body
    assert to_ben.link == nudges.stop_address(ben.person_id or 0)
    assert db.session.scalar(select(func.count()).select_from(Nudge)) == 3
    noted = db.session.scalars(
        select(AuditEvent.subject_name).where(AuditEvent.verb == "reminded of learning")
    )
    assert sorted(noted) == ["Ana", "Ben"]


def test_nobody_is_reminded_twice_in_seven_days_whatever_it_is_about(mona: Actor) -> None:
    ben, version = learner(), build.published_version()
    other = build.published_version()
    remind([pick(ben, version), pick(ben, version)], mona)
    outcome = remind([pick(ben, version)], mona, NOW + 6 * DAY)
    assert outcome.told == set()
    assert [why for _, why in outcome.spared] == [Spared.RECENT]
    assert remind([pick(ben, other)], mona, NOW + DAY).told == set()
    assert remind([pick(ben, version)], mona, NOW + 7 * DAY).told == {ben.person_id}
    assert len(mails()) == 2


def test_the_mails_can_be_read_before_they_are_sent(mona: Actor) -> None:
    ben, ana, version = learner(), learner(name="Ana"), build.published_version()
    picked = [pick(ben, version), pick(ana, version)]
    names = {ben.person_id or 0: "Ben", ana.person_id or 0: "Ana"}
    shown = nudges.letters(picked, names, "Kind.", by=mona, at=NOW)
    assert mails() == []
    remind(picked, mona)
    assert [(one.subject, one.body) for one in shown] == [(m.subject, m.body) for m in mails()]
    assert nudges.letters(picked, names, "Kind.", by=mona, at=NOW) == []


def test_two_who_remind_at_the_same_moment_send_one_mail(app: Flask, mona: Actor) -> None:
    picked = pick(learner(), build.published_version())
    db.session.commit()
    told: list[int] = []
    barrier = threading.Barrier(2)

    def deed() -> None:
        with app.app_context():
            barrier.wait(5)
            told.append(len(remind([picked], mona).told))

    threads = [threading.Thread(target=deed) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(told) == [0, 1]


def test_whoever_finished_stopped_or_left_gets_nothing(mona: Actor) -> None:
    version = build.published_version()
    done, quiet, gone = learner(name="Done"), learner(name="Quiet"), learner(name="Gone")
    completed(done, version)
    with transaction():
        nudges.stop(quiet.person_id or 0, by=quiet, at=NOW)
        nudges.stop(quiet.person_id or 0, by=quiet, at=NOW)
    from app.accounts.models import Person

    db.session.get_one(Person, gone.person_id).closed_at = NOW
    db.session.commit()
    outcome = remind([pick(who, version) for who in (done, quiet, gone)], mona)
    assert outcome.told == set()
    assert [why for _, why in outcome.spared] == [Spared.DONE, Spared.STOPPED, Spared.CLOSED]
    assert mails() == []
    with transaction():
        nudges.allow(quiet.person_id or 0, by=quiet, at=NOW)
        nudges.allow(quiet.person_id or 0, by=quiet, at=NOW)
    assert db.session.scalar(select(NudgeStop)) is None
    assert remind([pick(quiet, version)], mona).told == {quiet.person_id}


def test_a_reminder_needs_people_and_words(mona: Actor) -> None:
    with pytest.raises(Refused, match="at least one"):
        remind([], mona)
    with pytest.raises(Refused, match="Write"):
        remind([pick(learner(), build.published_version())], mona, words="  ")


def test_only_our_links_stop_reminders(app: Flask) -> None:
    ben = learner()
    token = nudges.stop_address(ben.person_id or 0).rpartition("/")[2]
    assert nudges.person_of(token).id == ben.person_id
    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), "x" * 30):
        with pytest.raises(Missing):
            nudges.person_of(wrong)


# ------------------------------------------------------------------ trained people


def test_trained_people_count_by_the_practice_of_that_day(mona: Actor) -> None:
    own, other = build.team(), build.team()
    ben, ana = learner(at=own.practice), learner(Role.LEAD, at=other.practice, name="Ana")
    one, two = build.published_version(), build.published_version()
    for version in (one, two):
        completed(ben, version)
    completed(ana, one)
    required = [one.module_id, two.module_id]
    found = trained.trained(mona, Span(), required)
    assert found.total == Count(2, 1)
    assert found.by_role == {Role.CARE_COORDINATOR: Count(1, 1), Role.LEAD: Count(1, 0)}
    assert found.by_kind == {"fqhc": Count(2, 1)}
    assert trained.trained(mona, Span(), required, two.module_id).total == Count(1, 1)
    assert trained.trained(mona, Span(NOW + DAY), required).total == Count()
    coach = Actor(7, "Cora", frozenset({Grant(Role.COACH, cohort_id=other.cohort.id)}))
    assert trained.trained(coach, Span(), required).total == Count(1, 0)
