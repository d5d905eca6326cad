"""A team's home: what waits, where it stands, what comes up, and its first steps."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.collaborative.domain.kinds import DateKind
from app.collaborative.models import CohortDate
from app.curriculum.models import LessonProgress, Study
from app.events.domain.kinds import Noted, Presence, RegistrationState
from app.events.models import Attendance, Registration
from app.improvement.domain.states import CycleState, Decision
from app.policy import APPLICANT_ROLES, Role
from tests.pages.charts.rows import pdsa
from tests.pages.measures import grid
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

HOME = "/teams/delta-pines"
STRANGERS = {Role.REVIEWER, Role.PUBLISHER, *APPLICANT_ROLES}
READS = {role for role in Role if role not in STRANGERS}


def steps(page: Page) -> list[str]:
    return [item.text for item in page.all("next-action")]


def cycle(of: grid.Clinic, **given: Any) -> Any:
    """A cycle of the clinic, in a ramp of its own."""
    to: Any = type("To", (), {"practice": of.team.practice, "measure": of.measure})
    return pdsa(to, build.person(), **{"ended_on": None, "decision": None} | given)


def date(of: grid.Clinic, title: str, on: dt.date, **given: Any) -> None:
    row = CohortDate(cohort_id=of.cohort.id, kind=DateKind.CALL, title=title, on=on, **given)
    build.saved(row)


@pytest.fixture
def p1(app: Flask, client: PageClient) -> grid.Clinic:
    """P1 on 5 November with its lead signed in; October is open, all before is locked."""
    clinic = grid.clinic(app)
    client.sign_in(clinic.member(Role.LEAD, name="Ana Reed"))
    return clinic


# who may


@pytest.mark.parametrize("role", Role)
def test_members_and_overseers_come_in(client: PageClient, p1: grid.Clinic, role: Role) -> None:
    at = p1.cohort if role is Role.COACH else p1.team.practice
    client.sign_in(build.person(role=role, at=at))
    client.visit(HOME, status=200 if role in READS else 404)


def test_strangers_do_not_learn_that_a_team_exists_and_visitors_sign_in(
    app: Flask, client: PageClient
) -> None:
    grid.clinic(app)
    assert client.visit(HOME, status=302).location.startswith("/sign-in")
    for role in (Role.LEAD, Role.COACH):
        client.sign_in(build.person(role=role))
        client.visit(HOME, status=404)
        client.visit("/teams/nowhere", status=404)


def test_readers_see_what_waits_without_buttons_to_enter(
    client: PageClient, p1: grid.Clinic
) -> None:
    client.sign_in(build.person(role=Role.DIRECTOR))
    page = client.visit(HOME)
    assert page.headings == ["Delta Pines Family Health"]
    assert "Enter October 2026 numbers" in page.text
    assert "Enter numbers" not in page.links


# what waits


def test_the_month_that_is_due_waits_with_its_button(client: PageClient, p1: grid.Clinic) -> None:
    page = client.visit(HOME)
    assert page.headings == ["Hello, Ana"]
    assert steps(page) == [
        "Enter October 2026 numbers 1 measure, about 5 minutes. Due Tuesday, November 10 Enter numbers"
    ]
    assert page.links["Enter numbers"] == p1.october
    assert "One thing needs your team." in page.text


def test_a_late_month_comes_first_and_says_when_it_was_due(app: Flask, client: PageClient) -> None:
    clinic = grid.clinic(app, lock_days=40)
    client.sign_in(clinic.member())
    found = steps(client.visit(HOME))
    assert [item.split(" numbers")[0] for item in found] == [
        "Enter September 2026",
        "Enter October 2026",
    ]
    assert "Was due Saturday, October 10" in found[0]


def test_nothing_waits_when_everything_is_sent(client: PageClient, p1: grid.Clinic) -> None:
    p1.send_earlier(*[(n, 60) for n in (12, 13, 14, 15, 16)])
    page = client.visit(HOME)
    assert steps(page) == []
    assert "Nothing waits for you. Well done." in page.text


def test_cycles_wait_in_the_order_of_what_they_need(client: PageClient, p1: grid.Clinic) -> None:
    p1.send_earlier(*[(n, 60) for n in (12, 13, 14, 15, 16)])
    today = dt.date(2026, 11, 5)
    yesterday, tomorrow = today - dt.timedelta(days=1), today + dt.timedelta(days=1)
    start = {"started_on": dt.date(2026, 10, 1)}
    cycle(p1, title="Planned", state=CycleState.DRAFT, started_on=None)
    cycle(p1, title="Still on", state=CycleState.RUNNING, planned_end=today, **start)
    cycle(p1, title="Goes on", state=CycleState.RUNNING, planned_end=tomorrow, **start)
    cycle(p1, title="Over", state=CycleState.RUNNING, planned_end=yesterday, **start)
    cycle(p1, title="Seen", state=CycleState.STUDYING, **start)
    cycle(p1, title="Decided", state=CycleState.DONE, decision=Decision.ADOPT, ended_on=yesterday, **start)  # fmt: skip

    found = steps(client.visit(HOME))
    assert [item.rsplit(" Open cycle", 1)[0].split(" ", 3)[0] for item in found] == ["Decide", "Record", "Start"]  # fmt: skip
    assert ["Seen" in found[0], "Over" in found[1], "Planned" in found[2]] == [True] * 3
    assert "Three things need your team." in client.visit(HOME).text


def test_a_chart_that_gets_worse_waits_and_never_more_than_four_things(
    app: Flask, client: PageClient
) -> None:
    clinic = grid.clinic(app, at=dt.datetime(2027, 6, 15, 18, tzinfo=dt.UTC))
    client.sign_in(clinic.member())
    falling = [30, 31, 29, 32, 28, 33, 20, 19, 18, 20, 17, 16]
    clinic.send_earlier(*[(top, 60) for top in falling])
    assert steps(client.visit(HOME))[0].startswith("Look at Shared plan")
    for number in range(5):
        cycle(clinic, title=f"Seen {number}", state=CycleState.STUDYING, started_on=dt.date(2026, 10, 1))  # fmt: skip
    page = client.visit(HOME)
    assert len(steps(page)) == 4
    assert "Four things need your team." in page.text


# where it stands, what comes up, who is there


def test_the_home_shows_charts_dates_people_and_first_steps(
    client: PageClient, p1: grid.Clinic
) -> None:
    p1.send_earlier(*[(n, 60) for n in (12, 13, 14)])
    date(p1, "Gone", dt.date(2026, 11, 4))
    date(p1, "Coaching call", dt.date(2026, 11, 5), place="By video", at=dt.datetime(2026, 11, 5, 23, tzinfo=dt.UTC))  # fmt: skip
    date(p1, "Learning session 2", dt.date(2026, 12, 1))

    page = client.visit(HOME)
    assert page.links["Shared plan of care"] == f"{HOME}/measures/shared-plan"
    assert "Gone" not in page.text
    order = ["Coaching call", "5:00 p.m. Central. By video", "October 2026 numbers due", "Learning session 2"]  # fmt: skip
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)
    assert f"{p1.cohort.name}, month 6 of 18" in page.text
    assert "Ana Reed Lead" in page.text
    assert "Getting started: 2 of 6" in page.text
    assert page.links["Invite your team"] == f"{HOME}/people"


def test_a_new_practice_without_a_cohort_has_a_home_too(client: PageClient) -> None:
    practice = build.practice(key="fresh", name="Fresh")
    client.sign_in(build.person(role=Role.LEAD, at=practice, name="Ana"))
    page = client.visit("/teams/fresh")
    assert "Not in a cohort now" in page.text
    assert "No dates yet." in page.text
    assert "Your measures appear here when your clinic joins a cohort." in page.text


def test_first_steps_go_when_all_are_done(client: PageClient, p1: grid.Clinic) -> None:
    p1.send_earlier((12, 60), (13, 60), (14, 60))
    build.person(role=Role.FAMILY_PARTNER, at=p1.team.practice)
    cycle(p1, state=CycleState.RUNNING, started_on=dt.date(2026, 10, 1))
    page = client.visit(HOME)
    assert "Getting started: 5 of 6" in page.text
    assert "Finish a test and decide" in page.text
    cycle(
        p1,
        state=CycleState.DONE,
        decision=Decision.ADOPT,
        started_on=dt.date(2026, 10, 1),
        ended_on=dt.date(2026, 11, 1),
    )
    assert "Getting started" not in client.visit(HOME).text


# what one learns


def card(page: Page) -> str:
    (found,) = page.all("learning")
    return found.text


def studied(person_id: int, **given: Any) -> Study:
    """A module of two lessons that somebody began; the first is done."""
    version = build.published_version(
        title=given.pop("title", "Aims"), lessons=[build.lesson("one"), build.lesson("two")]
    )
    row = Study(person_id=person_id, module_id=version.module_id, version_id=version.id)
    row.began_at = given.pop("began_at", build.NOON)
    build.saved(row)
    for key in given.pop("done", ("one",)):
        times = dict.fromkeys(("opened_at", "seen_at", "read_at", "done_at"), row.began_at)
        build.saved(LessonProgress(study_id=row.id, lesson_key=key, **times))
    return row


@pytest.fixture
def ana(client: PageClient, p1: grid.Clinic) -> int:
    person = p1.member(Role.LEAD, name="Ana Reed")
    client.sign_in(person)
    return int(person.id)


def test_who_has_not_begun_finds_the_lessons(client: PageClient, ana: int) -> None:
    page = client.visit(HOME)
    assert card(page) == "Find a lesson Short lessons, for each role."
    assert page.links["Find a lesson"] == "/learn"


def test_the_home_leads_to_where_one_left_off(client: PageClient, ana: int) -> None:
    studied(ana, title="Older", began_at=build.NOON - dt.timedelta(days=9))
    studied(ana)
    studied(build.person().id, title="Not mine")
    page = client.visit(HOME)
    assert card(page) == "Aims Go on with lesson 2 of 2: About two. 10 minutes."
    assert page.links["Aims"].startswith("/learn/module-")
    assert page.links["Aims"].endswith("/two")


def test_when_only_the_quiz_is_left_the_module_opens(client: PageClient, ana: int) -> None:
    of = studied(ana, done=("one", "two"))
    page = client.visit(HOME)
    assert "Only the quiz is left." in card(page)
    of = build.db.session.merge(of)
    of.left_at = build.NOON
    build.saved(of)
    assert "Next for you" in card(client.visit(HOME))


def test_the_next_event_says_how_it_stands(client: PageClient, p1: grid.Clinic, ana: int) -> None:
    later = build.learning_event(title="Later call")
    soon = dt.datetime(2026, 11, 6, 18, tzinfo=dt.UTC)
    build.learning_event(title="For sponsors", starts_at=soon, roles=["sponsor"])
    build.learning_event(title="Elsewhere", starts_at=soon, cohort_id=build.cohort().id)
    build.learning_event(title="Not out", starts_at=soon, published_at=None, published_by_id=None)
    assert "Later call" in card(client.visit(HOME))
    assert "Monday, November 9, 2026, 12:00 p.m. to 1:00 p.m. Central Open" in card(client.visit(HOME))  # fmt: skip
    own = build.saved(Registration(event_id=later.id, person_id=ana, state=RegistrationState.WAITING, asked_at=build.NOON))  # fmt: skip
    assert "You are in line" in card(client.visit(HOME))
    own = build.db.session.merge(own)
    own.state, own.placed_at = RegistrationState.REGISTERED, build.NOON
    build.saved(own)
    assert card(client.visit(HOME)).endswith("You are registered")


def test_a_full_event_says_so(client: PageClient, ana: int) -> None:
    of = build.learning_event(capacity=1)
    build.saved(Registration(event_id=of.id, person_id=build.person().id, state=RegistrationState.REGISTERED, asked_at=build.NOON, placed_at=build.NOON))  # fmt: skip
    assert card(client.visit(HOME)).endswith("Full, you can wait in line")


def test_while_it_goes_on_one_checks_in_from_here(
    app: Flask, client: PageClient, p1: grid.Clinic, ana: int
) -> None:
    at = dt.datetime(2026, 11, 5, 18, tzinfo=dt.UTC)
    app.extensions["clock"].set(at)
    of = build.learning_event(key="call", starts_at=at - dt.timedelta(minutes=5))
    assert "Check in" not in client.visit(HOME).links
    build.saved(Registration(event_id=of.id, person_id=ana, state=RegistrationState.REGISTERED, asked_at=build.NOON, placed_at=build.NOON))  # fmt: skip
    assert client.visit(HOME).links["Check in"] == "/events/call/check-in"
    build.saved(Attendance(event_id=of.id, person_id=ana, presence=Presence.ATTENDED, how=Noted.CODE, noted_at=at))  # fmt: skip
    page = client.visit(HOME)
    assert "You are checked in" in card(page)
    assert "Check in" not in page.links


def test_who_oversees_the_team_has_no_card(client: PageClient, p1: grid.Clinic) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert client.visit(HOME).all("learning") == []


# the work


def test_more_of_everything_takes_no_more_statements(
    client: PageClient, p1: grid.Clinic, ana: int
) -> None:
    practice_id = p1.team.id

    def add(number: int) -> None:
        more = build.measure(of=p1.cohort, key=f"m{number}")
        p1.send_earlier((12, 60), (13, 60), measure=more)
        cycle(p1, state=CycleState.STUDYING, started_on=dt.date(2026, 10, 1))
        date(p1, f"Call {number}", dt.date(2026, 12, number))
        build.person(role=Role.SPONSOR, at=build.db.session.merge(p1.team.practice))
        studied(ana)
        build.learning_event()

    add(1)
    client.visit(HOME)
    with statements() as one:
        client.visit(HOME)
    add(2)
    add(3)
    with statements() as three:
        client.visit(HOME)
    assert practice_id
    assert len(one) == len(three), (one, three)
    assert len(three) <= 11, "\n".join(three)


def test_a_cohort_without_measures_asks_nothing_and_says_why(
    app: Flask, client: PageClient
) -> None:
    app.extensions["clock"].set(dt.datetime(2026, 11, 5, 15, tzinfo=dt.UTC))
    team = build.team(cohort=build.cohort(), name="Delta Pines", key="delta-pines")
    client.sign_in(build.person(role=Role.LEAD, at=team.practice))

    home = client.get(HOME).text
    assert "Your cohort has no measures yet." in home
    assert "Nothing to do yet." in home
    assert "numbers due" not in home
    assert "joins a cohort" not in home
    assert "Your cohort has no measures yet." in client.get(f"{HOME}/measures").text
