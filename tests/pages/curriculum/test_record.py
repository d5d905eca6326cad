"""The record of learning: one's own, and that of those whose learning one oversees."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest

from app.audit.models import AuditEvent
from app.core.db import db
from app.curriculum.domain import codec
from app.curriculum.domain.content import Credit, Quiz
from app.curriculum.models import ExtraAttempt, ModuleEvaluation
from app.curriculum.queries import proofs
from app.events.domain.kinds import Noted, Presence
from app.events.models import Attendance
from app.policy import TABLE, Action, Actor, Role
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.learners import NOW
from tests.unit.curriculum.takers import passed, quiz_version, ready, sent, started

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

OWN = "/learn/record"
CREDIT = Credit("State Board", "contact hours", "0.5", needs_evaluation=True)


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    return build.team()


@pytest.fixture
def ben(team: Any) -> Person:
    return build.person(name="Ben Ivey", role=Role.CARE_COORDINATOR, at=team.practice)


def actor(of: Person) -> Actor:
    return Actor(of.id, of.name)


def came(to: Person, minutes: int) -> None:
    event = build.learning_event(title="Huddles")
    row = Attendance(
        event_id=event.id,
        person_id=to.id,
        presence=Presence.ATTENDED,
        how=Noted.STAFF,
        minutes=minutes,
        noted_at=NOW,
    )
    build.saved(row)


def record_of(person: Person) -> str:
    return f"/staff/learning/people/{person.id}/record"


@pytest.mark.parametrize("has_learned", [False, True])
def test_whoever_may_not_learn_gets_no_link_that_refuses_them(
    client: PageClient, team: Any, *, has_learned: bool
) -> None:
    person = build.person(role=Role.APPLICATION_LEAD, at=build.practice())
    if has_learned:
        version = quiz_version(title="Medical home basics")
        study = passed(actor(person), version)
        client.sign_in(person)
        ways = client.visit(f"{OWN}/evaluation/{study.id}")
        assert "Learn" not in ways.links
    client.sign_in(person)
    page = client.visit(OWN)
    inside = [a.attrs["href"] for a in page.root.walk("a") if a.attrs["href"].startswith("/learn")]
    assert [client.get(href).status_code for href in inside] == [200] * len(inside)
    assert "Modules" not in page.links
    assert ("Medical home basics" in page.text) is has_learned


def test_the_record_holds_lessons_modules_quizzes_certificates_events_and_hours(
    client: PageClient, ben: Person
) -> None:
    passed(actor(ben), quiz_version(title="Medical home basics"))
    came(ben, 82)
    client.sign_in(ben)

    page = client.visit(OWN)

    assert page.one("totals").text == (
        "Time in all 1 hour 52 minutes Time in lessons 30 minutes Time at events 1 hour 22 minutes"
        " Modules completed 1"
    )
    assert "Time 30 minutes (0.5 hours)" in page.one("certificate").text
    assert "Nov 2, 2026" in page.one("certificate").text
    assert page.one("module-version").text == "version 1"
    assert "About lesson-2" in page.one("study").text
    assert "100% (5 of 5 right)" in page.one("study").text
    assert "Huddles" in page.one("events").text
    for link in ("PDF", "CSV"):
        assert client.get(page.links[link]).status_code == 200


def test_a_module_counts_once_and_only_while_its_certificate_holds(
    client: PageClient, ben: Person
) -> None:
    of, by = build.module(), actor(ben)
    first = passed(by, quiz_version(of=of))
    first.revoked_at = NOW
    db.session.commit()
    client.sign_in(ben)
    assert "Modules completed 0" in client.visit(OWN).one("totals").text
    passed(by, quiz_version(of=of, number=2))
    assert "Modules completed 1" in client.visit(OWN).one("totals").text
    first.revoked_at = None
    db.session.commit()
    assert "Modules completed 1" in client.visit(OWN).one("totals").text


def test_an_empty_record_says_so_and_has_its_files(client: PageClient, ben: Person) -> None:
    client.sign_in(ben)
    assert "Nothing yet" in client.visit(OWN).text
    assert client.get(f"{OWN}.pdf").data.startswith(b"%PDF")
    assert len(client.get(f"{OWN}.csv").text.splitlines()) == 1


def test_learners_are_told_what_staff_see_of_it(client: PageClient, ben: Person) -> None:
    client.sign_in(ben)
    page = client.visit(OWN)
    assert "Your coach and program staff see this record" in page.one("seen-by-staff").text
    assert client.visit(page.links["see or stop reminders"]).status == 200

    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert client.visit(record_of(ben)).all("seen-by-staff") == []


def test_the_files_hold_the_same_and_no_cell_is_a_formula(client: PageClient, ben: Person) -> None:
    study = passed(actor(ben), quiz_version(title="=1+1"))
    came(ben, 60)
    client.sign_in(ben)

    reply = client.get(f"{OWN}.csv")

    rows = list(csv.reader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    kinds = [row[0] for row in rows[1:]]
    assert kinds == ["Certificate", "Module", "Lesson", "Lesson", "Lesson", "Quiz", "Event"]
    assert rows[1][1] == "'=1+1"
    assert rows[2][3:7] == ["1", "2026-11-02", "30", "completed"]
    assert client.get(f"{OWN}.pdf").headers["Content-Type"] == "application/pdf"
    assert study.completed_at == NOW


@pytest.mark.parametrize("role", Role)
def test_staff_open_records_and_a_coach_those_of_the_own_cohort(
    client: PageClient, team: Any, ben: Person, role: Role
) -> None:
    viewer = build.person(role=role, at=team.cohort if role is Role.COACH else None)
    client.sign_in(viewer)
    status = 200 if role in TABLE[Action.LEARNING_OVERSEE] else 403

    for path in (record_of(ben), f"{record_of(ben)}.pdf", f"{record_of(ben)}.csv"):
        assert client.get(path).status_code == status, path
    verbs = [one.verb for one in db.session.scalars(db.select(AuditEvent))]
    assert verbs.count("took somebody's record of learning") == (2 if status == 200 else 0)


def test_a_coach_of_another_cohort_and_wrong_numbers_find_nothing(
    client: PageClient, ben: Person
) -> None:
    client.sign_in(build.person(role=Role.COACH))
    client.visit(record_of(ben), status=404)
    client.visit("/staff/learning/people/99999/record", status=404)
    staff = build.person(role=Role.PROGRAM_STAFF)
    client.visit(f"/staff/learning/people/{staff.id}/record", status=404)


def test_somebody_without_a_team_learns_in_the_program(app: Flask) -> None:
    [place] = proofs.places_of(build.person(role=Role.REVIEWER).id)
    assert (place.practice_id, place.cohort_ids) == (None, frozenset())


def test_more_to_show_costs_no_more_statements(client: PageClient, ben: Person) -> None:
    client.sign_in(ben)
    counts = []
    for _ in range(3):
        passed(actor(ben), quiz_version())
        came(ben, 30)
        with statements() as found:
            client.visit(OWN)
        counts.append(len(found))
    assert counts[0] == counts[2]


def test_a_visitor_signs_in_first(client: PageClient, app: Flask) -> None:
    assert client.get(OWN).status_code == 302


# ------------------------------------------------------------------ one more try


def test_staff_give_one_more_try_from_the_record(client: PageClient, ben: Person) -> None:
    study = ready(actor(ben), quiz_version(Quiz(5, 80, 1), title="Basics"))
    sent(actor(ben), started(actor(ben), study), 0)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    page = client.visit(record_of(ben))
    path = page.links["Give one more try at Basics, version 1"]

    form = client.visit(path).form(path)
    client.send(form, status=422, reason="")
    done = client.fill_in(path, reason="The power went out")

    assert done.location == record_of(ben)
    assert db.session.scalars(db.select(ExtraAttempt)).one().reason == "The power went out"
    assert "Give one more try" not in client.visit(record_of(ben)).text
    again = client.send(form, status=409, reason="Once more")
    assert "Ben Ivey already has a try left" in again.text
    page = client.visit(path)
    assert "Ben Ivey already has a try left" in page.text
    assert page.links["Record of Ben Ivey"] == record_of(ben)
    client.sign_in(ben)
    assert "0 of 1" not in client.visit("/learn").text
    client.sign_in(build.person(role=Role.COACH))
    client.visit(path, status=403)


def test_no_try_is_offered_where_none_is_needed(client: PageClient, ben: Person) -> None:
    passed(actor(ben), quiz_version())
    ready(actor(ben), quiz_version(Quiz(5, 80)))
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert "Give one more try" not in client.visit(record_of(ben)).text
    client.visit("/staff/learning/studies/999/try", status=404)


# ------------------------------------------------------------------ evaluations


def test_credit_waits_for_the_evaluation(client: PageClient, ben: Person) -> None:
    study = passed(actor(ben), quiz_version(credit=codec.credit_json(CREDIT)))
    path = f"{OWN}/evaluation/{study.id}"
    client.sign_in(ben)
    assert "counts once you evaluate" in client.visit(OWN).one("certificate").text

    refused = client.fill_in(path, status=422, better="Short")
    assert "Short" in refused.response.text
    client.fill_in(path, useful="5", ready="4", better="More charts")

    assert "0.5 contact hours, State Board" in client.visit(OWN).one("certificate").text
    assert db.session.scalars(db.select(ModuleEvaluation)).one().better == "More charts"
    client.fill_in(path, useful="5", ready="4", status=409)
    verbs = [one.verb for one in db.session.scalars(db.select(AuditEvent))]
    assert verbs.count("evaluated a module") == 1


def test_nobody_evaluates_for_somebody_else_or_before_the_end(
    client: PageClient, ben: Person
) -> None:
    done = passed(actor(ben), quiz_version())
    begun = ready(actor(ben), quiz_version())
    client.sign_in(ben)
    client.visit(f"{OWN}/evaluation/{begun.id}", status=404)
    client.sign_in(build.person(role=Role.VIEWER))
    client.visit(f"{OWN}/evaluation/{done.id}", status=404)


def test_lessons_of_an_older_version_are_named_as_such(client: PageClient, ben: Person) -> None:
    from app.core.db import transaction
    from app.curriculum.services import studies
    from tests.unit.curriculum.takers import lessons

    version = quiz_version()
    study = ready(actor(ben), version)
    newer = quiz_version(module_id=version.module_id, number=2, lessons=lessons())
    with transaction():
        studies.switch(study, newer, by=actor(ben), at=NOW + dt.timedelta(hours=1))
    client.sign_in(ben)

    page = client.visit(OWN)

    assert "Done in an older version" in page.all("study")[0].text
    assert "Went on in a newer version" in page.all("study")[1].text
    assert client.get(f"{OWN}.pdf").status_code == 200
    assert "done in an older version" in client.get(f"{OWN}.csv").text
