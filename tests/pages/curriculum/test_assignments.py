"""Assignments as staff give them and learners meet them, and the count of trained people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import db
from app.curriculum.models import LearningAssignment, Module
from app.policy import Role
from tests.pages.curriculum.learning import out, statuses
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.learners import completed, learner

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from app.policy import Actor
    from tests.support.page import Page, PageClient

NOW = build.NOON + dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
ONE = build.lesson("one")
NEW = "/staff/learning/assignments/new"


@pytest.fixture
def team(app: Flask) -> Any:
    app.extensions["clock"].set(NOW)
    return build.team(name="Delta Kids")


@pytest.fixture
def ben(team: Any) -> Actor:
    return learner(at=team.practice)


@pytest.fixture
def mona(team: Any, client: PageClient) -> Person:
    person = build.person(name="Mona Ford", role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def assigned(client: PageClient, **given: str) -> None:
    """Assign the module "basics", to everybody and required unless `given` says something else."""
    client.fill_in(NEW, deed="assign", **{"module": "basics", "kind": "required"} | given)


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("li")]


# ------------------------------------------------------------------ assignments


def test_a_module_is_assigned_after_a_preview_and_shown_to_its_learners(
    client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    out("basics", ONE, title="Basics")
    out("charts", ONE)
    done = out("done", ONE)
    completed(ben, done, "one")
    learner(Role.LEAD, at=team.practice, name="Ana")
    path = "/staff/learning/assignments/new"
    asked = {
        "module": "basics",
        "role": "care coordinator",
        "cohort": str(team.cohort.id),
        "kind": "required",
        "due_on": "2026-11-30",
    }
    page = client.fill_in(path, status=200, deed="preview", **asked)
    assert "This reaches 1 person now." in page.one("preview").text
    assert "Delta Kids: 1" in page.one("preview").text
    assert count(LearningAssignment) == 0
    client.send(page.form(path), deed="assign")
    [row] = client.visit("/staff/learning/assignments").all("assignment")
    for words in ("Basics", f"Care coordinator, {team.cohort.name}", "Required", "Nov 30, 2026", "1 person, 0 done", "Mona Ford"):  # fmt: skip
        assert words in row.text
    again = client.fill_in(path, status=422, deed="assign", **asked)
    assert "assigned this module already" in errors(again)[0]
    again = client.fill_in(path, status=200, deed="preview", **asked | {"role": ""})
    assert "1 of them are assigned it already" in again.one("preview").text
    client.fill_in(path, deed="assign", module="done", kind="optional", due_on="2026-11-30")
    client.sign_in(ben.person_id)
    with statements() as sent_:
        page = client.visit("/learn")
    assert len(sent_) <= 9
    assert "Assigned to you, due Nov 30, 2026" in page.text
    assert page.text.count("Assigned to you, due") == 1
    assert sorted(statuses(client.visit("/learn?show=assigned"))) == ["basics", "done"]
    assert sorted(statuses(client.visit("/learn?show=required"))) == ["basics"]


def test_an_overdue_assignment_makes_people_stuck_and_an_ended_one_does_not(
    app: Flask, client: PageClient, mona: Person, ben: Actor
) -> None:
    out("basics", ONE)
    path = "/staff/learning/assignments/new"
    email = db.session.get_one(type(mona), ben.person_id).email
    client.fill_in(path, deed="assign", module="basics", person=email, kind="required", due_on="2026-11-02")  # fmt: skip
    assert "Nobody is stuck" in client.visit("/staff/learning/stuck").text
    app.extensions["clock"].set(NOW + DAY)
    client.sign_in(mona)
    assert "Was due Nov 2, 2026" in client.visit("/staff/learning/stuck").text
    page = client.visit("/staff/learning/assignments")
    [end] = [href for href in page.links.values() if href.endswith("/end")]
    form = client.visit(end).form(end)
    assert "has ended" in client.follow(client.send(form)).text
    client.send(form, status=409)
    client.visit(end, status=409)
    assert "Nobody is stuck" in client.visit("/staff/learning/stuck").text
    assert "Ended assignments" in client.visit("/staff/learning/assignments").text


def test_who_ends_an_assignment_sees_first_whose_it_is_and_whether_it_can_be_given_again(
    app: Flask, client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    out("basics", ONE, title="Basics")
    assigned(client, cohort=str(team.cohort.id), due_on="2026-11-30")
    [end] = [
        href
        for href in client.visit("/staff/learning/assignments").links.values()
        if href.endswith("/end")
    ]
    asked = client.visit(end).one("ending").text
    for words in ("Basics", team.cohort.name, "1 person, 0 done", "Required", "Nov 30, 2026"):
        assert words in asked
    assert "Its due date is over" not in asked
    app.extensions["clock"].set(NOW + 30 * DAY)
    client.sign_in(mona)
    assert "Its due date is over" in client.visit(end).one("ending").text
    assert client.visit("/staff/learning/assignments").all("assignment")
    client.visit("/staff/learning/assignments/999/end", status=404)


def test_people_in_teams_and_coaches_are_counted_apart(
    client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    out("basics", ONE, title="Basics")
    coach = build.person(name="Cora", role=Role.COACH, at=team.cohort)
    to_cohort = {"module": "basics", "cohort": str(team.cohort.id), "kind": "required"}
    page = client.fill_in(NEW, status=200, deed="preview", **to_cohort)
    assert "This reaches 2 people now: 1 in teams and 1 coach." in page.one("preview").text
    assigned(client, cohort=str(team.cohort.id))
    [row] = client.visit("/staff/learning/assignments").all("assignment")
    assert "2 people (1 in teams and 1 coach), 0 done" in row.text
    everybody = client.fill_in(NEW, status=200, module="basics", kind="required")
    assert "3 people now: 1 in teams and 2 without a team." in everybody.one("preview").text
    alone = client.fill_in(NEW, status=200, module="basics", kind="required", person=coach.email)
    assert "This reaches 1 person now." in alone.one("preview").text


def test_an_archived_module_keeps_its_name(client: PageClient, mona: Person, ben: Actor) -> None:
    version = out("basics", ONE, title="Basics")
    assigned(client)
    module = db.session.get_one(Module, version.module_id)
    module.archived_at, module.archived_by_id = NOW, mona.id
    db.session.commit()
    page = client.visit("/staff/learning/assignments")
    assert "Basics (archived)" in page.all("assignment")[0].text
    [end] = [href for href in page.links.values() if href.endswith("/end")]
    done = client.follow(client.send(client.visit(end).form(end)))
    assert "It was: Basics (archived): Everybody" in done.text
    assert "Basics (archived)" in client.visit("/staff/learning/assignments").text


def test_assignments_are_narrowed_by_module_cohort_and_kind(
    client: PageClient, mona: Person, team: Any, ben: Actor
) -> None:
    list_ = "/staff/learning/assignments"
    assert client.visit(list_).all("assignment") == []
    first, second = out("basics", ONE, title="Basics"), out("charts", ONE, title="Charts")
    assigned(client, cohort=str(team.cohort.id))
    assigned(client, module="charts", kind="optional")
    end = client.visit(list_).links["End Charts, Everybody"]
    cohort = f"cohort={team.cohort.id}"
    counts = []
    for query, shown in (
        ("", ["Charts", "Basics"]),
        (f"module={first.module_id}", ["Basics"]),
        (f"module={second.module_id}&kind=optional", ["Charts"]),
        (cohort, ["Basics"]),
        ("kind=required", ["Basics"]),
        (f"{cohort}&kind=optional", []),
    ):
        with statements() as sent_:
            page = client.visit(f"{list_}?{query}")
        counts.append(len(sent_))
        assert [next(row.walk("th")).text for row in page.all("assignment")] == shown, query
    assert len(set(counts)) == 1, counts
    assert "Nothing fits" in page.text
    client.send(client.visit(end).form(end))
    ended = client.visit(f"{list_}?kind=optional").text
    assert "Ended assignments" in ended
    assert "Ended assignments" not in client.visit(f"{list_}?kind=required").text
    assert errors(client.visit(f"{list_}?kind=other", status=422)) == ["Choose one of the list"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"module": ""}, "Choose a module"),
        ({"kind": None}, "Choose one of the two"),
        ({"person": "nobody@example.org"}, "Nobody who learns here has this address"),
        ({"due_on": "2026-11-01"}, "Choose today or a later day"),
        ({"due_on": "soon"}, "Enter the day as year, month and day: 2026-11-02"),
        ({"role": "king"}, "Choose one of the list"),
    ],
)
@pytest.mark.parametrize("deed", ["preview", "assign"])
def test_what_cannot_be_assigned_is_said_beside_its_field(
    client: PageClient, mona: Person, given: dict[str, Any], sentence: str, deed: str
) -> None:
    out("basics", ONE)
    asked = {"module": "basics", "kind": "required", "deed": deed} | given
    page = client.fill_in("/staff/learning/assignments/new", status=422, **asked)
    assert errors(page) == [sentence]
    assert count(LearningAssignment) == 0


def test_an_assignment_to_nobody_yet_says_so(client: PageClient, mona: Person, team: Any) -> None:
    out("basics", ONE)
    asked = {"module": "basics", "kind": "optional", "team": str(team.practice.id)}
    page = client.fill_in("/staff/learning/assignments/new", status=200, **asked)
    assert "Nobody fits now." in page.one("preview").text


# ------------------------------------------------------------------ trained people


def test_trained_people_are_counted_in_a_span_with_its_meaning(
    client: PageClient, mona: Person, ben: Actor, team: Any
) -> None:
    completed(ben, out("basics", ONE, title="Basics", is_required=True), "one")
    ana = learner(Role.LEAD, at=team.practice, name="Ana")
    completed(ana, out("charts", ONE, title="Charts"), "one")
    page = client.visit("/staff/learning/trained?first=2026-11-02&last=2026-11-02")
    assert page.one("trained-one").text == "2"
    assert "People, each once * (do not publish)" in page.text
    assert page.one("trained-all").text == "1"
    names = [next(iter(row.walk("th"))).text for row in page.all("trained-row")]
    assert any(name.startswith("Care coordinator") and "do not publish" in name for name in names)
    for words in ("Required now: Basics.", "from Nov 2, 2026 to Nov 2, 2026", "Do not publish"):
        assert words in page.text
    assert client.visit("/staff/learning/trained?module=charts").one("trained-one").text == "1"
    page = client.visit("/staff/learning/trained?first=2026-11-03")
    assert page.one("trained-one").text == "0"
    text = client.get("/staff/learning/trained.csv?first=2026-11-02").text
    assert "By role,Care coordinator *,1,1" in text
    assert 'Total,"People, each once *",2,1' in text
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.verb, event.actor_name) == ("exported counts of trained people", mona.name)
    assert "from Nov 2, 2026" in event.subject_name


@pytest.mark.parametrize(
    ("away", "mark"),
    [("module", "archived"), ("versions", "archived"), ("expired", "not out now")],
)
def test_a_module_that_is_not_out_any_more_stays_in_reports(
    client: PageClient, mona: Person, ben: Actor, away: str, mark: str
) -> None:
    version = out("basics", ONE, title="Basics", is_required=True)
    completed(ben, version, "one")
    completed(ben, out("charts", ONE, title="Charts", is_required=True), "one")
    out("later", ONE, title="Later", publish_at=NOW + DAY, is_required=True)
    row = db.session.get_one(Module, version.module_id) if away == "module" else version
    if away == "expired":
        version.expires_at = NOW
    else:
        row.archived_at, row.archived_by_id = NOW, mona.id
    db.session.commit()
    page = client.visit("/staff/learning/trained")
    assert f"Basics ({mark})" in page.text
    assert "Later" not in page.text
    assert "Required now: Charts. Days in the past ask for the same modules" in page.text
    assert page.one("trained-all").text == "1"
    page = client.visit("/staff/learning/trained?module=basics&first=2026-11-02&last=2026-11-02")
    assert page.one("trained-one").text == "1"
    assert f"Completed Basics ({mark})" in page.text
    text = client.get("/staff/learning/trained.csv?module=basics").text
    assert f"Table,Line,Completed Basics ({mark}),Completed all required modules" in text
    assert "By role,Care coordinator *,1,1" in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=soon", "Enter the day as year, month and day: 2026-11-02"),
        ("first=2026-11-02&last=2026-11-01", "Choose a day that is not before the first"),
    ],
)
def test_days_in_disorder_are_said(
    client: PageClient, mona: Person, query: str, sentence: str
) -> None:
    assert errors(client.visit(f"/staff/learning/trained?{query}", status=422)) == [sentence]
    reply = client.get(f"/staff/learning/trained.csv?{query}")
    assert reply.status_code == 302


def test_no_required_module_is_said(client: PageClient, mona: Person) -> None:
    assert "no module is required now" in client.visit("/staff/learning/trained").text
