"""All teams: who is late, what came in time, what their charts say."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.days import add_months
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.models import Module, ModuleVersion, VersionEditor
from app.events.domain.kinds import RegistrationState
from app.events.models import Registration
from app.policy import Role
from tests.pages.measures import grid
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.collaborative.models import Cohort
    from app.measures.models import Measure
    from tests.support.page import Page, PageClient

OCT_13 = dt.datetime(2026, 10, 13, 14, tzinfo=dt.UTC)
JUNE_2027 = dt.datetime(2027, 6, 15, 18, tzinfo=dt.UTC)
SEES = (Role.COACH, Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)
RISING = [12, 13, 11, 14, 10, 15, 18, 20, 21, 22, 24, 26]
FALLING = [30, 31, 29, 32, 28, 33, 20, 19, 18, 20, 17, 16]


class Program:
    """A cohort with one required measure and teams that send it, or do not."""

    def __init__(self, at: dt.datetime, app: Flask) -> None:
        app.extensions["clock"].set(at)
        self.cohort: Cohort = build.cohort(baseline_points=6)
        self.measure: Measure = build.measure(of=self.cohort, key="plan", short_name="Plans")

    def team(self, name: str, tops: list[int], *, late_by: int = 0) -> None:
        """A team that sent `tops` of 60 from June on, each `late_by` days after its due day."""
        team = build.team(cohort=self.cohort, name=name, key=name.lower())
        for count, top in enumerate(tops):
            month = add_months(dt.date(2026, 6, 1), count)
            due = dt.datetime.combine(add_months(month, 1).replace(day=10), dt.time(18), dt.UTC)
            at = due + dt.timedelta(days=late_by)
            build.sent_point(team, self.measure, month, top, 60, at=at)


def keys(page: Page) -> list[str]:
    return [tr.attrs["data-key"] for tr in page.root.walk("tr") if "data-key" in tr.attrs]


def row(page: Page, key: str) -> str:
    return next(tr.text for tr in page.root.walk("tr") if tr.attrs.get("data-key") == key)


def look(client: PageClient, show: str = "") -> Page:
    """The page as program staff sees it now."""
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    return client.visit(f"/staff?show={show}" if show else "/staff")


@pytest.mark.parametrize("role", Role)
def test_those_who_oversee_come_in(client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))
    client.visit("/staff", status=200 if role in SEES else 403)


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit("/staff", status=302).location.startswith("/sign-in")


def test_each_sees_the_teams_that_the_policy_allows(app: Flask, client: PageClient) -> None:
    first, second = Program(OCT_13, app), Program(OCT_13, app)
    first.team("Alpha", [1, 2])
    first.team("Beta", [])
    second.team("Gamma", [3])
    build.measure(of=build.practice(name="Applies", key="applies"), own=True)
    left = build.practice(name="Left", key="left")
    gone = dt.date(2026, 8, 31)
    build.enrolment(practice_id=left.id, cohort_id=first.cohort.id, left_on=gone)
    build.practice(name="Shut", key="shut", closed_at=build.NOON)

    client.sign_in(build.person(role=Role.COACH, at=first.cohort))
    assert sorted(keys(client.visit("/staff"))) == ["alpha", "beta"]
    client.visit("/teams/alpha")
    client.visit("/teams/gamma", status=404)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert sorted(keys(client.visit("/staff"))) == ["alpha", "beta", "gamma"]


def test_a_program_without_teams_says_what_to_do(client: PageClient) -> None:
    assert "No teams yet" in look(client).text


def test_teams_that_are_late_come_first_with_their_months(app: Flask, client: PageClient) -> None:
    program = Program(OCT_13, app)
    program.team("Alpha", [12, 13, 14, 15])
    program.team("Beta", [12, 13, 14], late_by=2)
    program.team("Gamma", [])

    page = look(client)
    assert keys(page) == ["gamma", "beta", "alpha"]
    for words in ("FQHC, Central", "Sep 2026", "100% (4 of 4)", "Up to date"):
        assert words in row(page, "alpha")
    for words in ("Aug 2026", "0% (0 of 4)", "September 2026"):
        assert words in row(page, "beta")
    assert "June 2026 July 2026 August 2026 September 2026" in row(page, "gamma")
    assert "No numbers yet" in row(page, "gamma")
    assert page.links["Alpha"] == "/teams/alpha"
    assert keys(client.visit("/staff?show=late")) == ["gamma", "beta"]


def test_signals_are_shown_filtered_and_compared_with_luck(app: Flask, client: PageClient) -> None:
    program = Program(JUNE_2027, app)
    program.team("Better", RISING)
    program.team("Worse", FALLING)
    program.team("Quiet", [12, 13, 11])

    page = look(client)
    assert "Improving Plans: 7 months above the starting median" in row(page, "better")
    assert "Getting worse Plans: 6 months below the starting median" in row(page, "worse")
    assert "2 of 3" in page.text
    assert "luck alone would give about" in page.text
    for show, found in (("better", ["better"]), ("worse", ["worse"]), ("<x>", ["quiet", "better", "worse"])):  # fmt: skip
        assert keys(client.visit(f"/staff?show={show}")) == found
    links = [href for href in page.links.values() if href == "/teams/better/measures/plan"]
    assert links


def test_charts_without_numbers_and_practices_without_a_cohort_count_nowhere(
    app: Flask, client: PageClient
) -> None:
    program = Program(JUNE_2027, app)
    program.team("Better", RISING)
    program.team("Quiet", [12, 13, 11])
    program.team("Empty", [])
    build.measure(of=build.practice(name="Applies", key="applies"), own=True)
    text = look(client).text
    assert "3 teams" in text
    assert "1 of 2 charts with numbers show a signal" in text
    assert row(client.visit("/staff/cohorts"), program.cohort.key).endswith(" 3")


def test_a_filter_that_fits_no_team_says_so(app: Flask, client: PageClient) -> None:
    Program(OCT_13, app).team("Alpha", [12, 13, 14, 15])
    assert "No team fits this filter." in look(client, "late").text


def test_staff_reads_the_pages_of_every_team(app: Flask, client: PageClient) -> None:
    clinic = grid.clinic(app)
    look(client)
    home = f"/teams/{clinic.team.key}"
    for tail in ("", "/measures", "/measures/shared-plan", "/pdsa", "/people", "/history"):
        client.visit(home + tail)
    client.visit(f"{home}/entry", status=403)


def test_more_teams_take_no_more_statements(app: Flask, client: PageClient) -> None:
    program = Program(JUNE_2027, app)
    program.team("Alpha", RISING)
    later = JUNE_2027 + dt.timedelta(days=9)
    build.learning_event(starts_at=later)
    in_review("One", asked=build.NOON)
    look(client)
    with statements() as one:
        client.visit("/staff")
    program.team("Beta", FALLING)
    program.team("Gamma", [])
    for _ in range(2):
        build.learning_event(starts_at=later)
        in_review("More", asked=build.NOON)
    with statements() as three:
        client.visit("/staff")

    assert len(one) == len(three), (one, three)
    assert len(three) <= 12, "\n".join(three)


# what waits for those who run the program


def test_versions_in_review_wait_the_oldest_first(client: PageClient) -> None:
    mona = build.person(role=Role.PROGRAM_STAFF)
    mine = in_review("My own", asked=build.NOON, created_by_id=mona.id)
    older = build.NOON - dt.timedelta(days=3)
    in_review("Older", asked=older)
    wrote = in_review("Wrote in it", asked=build.NOON)
    build.saved(VersionEditor(version_id=wrote.id, person_id=mona.id, last_at=build.NOON))
    in_review("Last", asked=build.NOON)
    in_review("Approved", asked=older, approved_at=build.NOON, approved_by_id=mona.id)
    in_review("Archived", asked=older, archived_at=build.NOON, archived_by_id=mona.id)
    build.module_version(title="Draft")

    client.sign_in(mona)
    box = client.visit("/staff").one("to-approve")
    titles = [row.text for row in box.walk("a")]
    assert titles == ["Older", "My own", "Wrote in it"]
    assert "waits since Oct 30, 2026" in box.text
    assert box.text.count("somebody else approves it") == 2
    page = client.visit("/staff")
    assert "And 1 more." in page.text
    assert page.links["My own"] == f"/staff/curriculum/{key_of(mine)}/1"


def test_the_next_events_say_who_comes(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(build.NOON)
    soon = build.learning_event(title="Full call", capacity=1)
    late = build.learning_event(title="Later", starts_at=soon.starts_at + dt.timedelta(days=1))
    build.learning_event(title="Draft", published_at=None, published_by_id=None)
    build.learning_event(title="Off", cancelled_at=build.NOON, cancelled_by_id=build.person().id, cancelled_reason="Ice")  # fmt: skip
    build.learning_event(title="Over", starts_at=build.NOON - dt.timedelta(days=2))
    for state in ("registered", "waiting"):
        row = Registration(event_id=soon.id, person_id=build.person().id, state=RegistrationState(state), asked_at=build.NOON)  # fmt: skip
        row.placed_at = build.NOON if state == "registered" else None
        build.saved(row)

    page = look(client)
    box = page.one("coming")
    assert [row.text for row in box.walk("a")] == ["Full call", "Later"]
    assert "In 7 days. 1 of 1 places taken, 1 in line." in box.text
    assert "0 registered." in box.text
    assert page.links["Later"] == f"/staff/events/{late.key}"
    app.extensions["clock"].set(soon.starts_at + dt.timedelta(minutes=5))
    assert "Going on now." in look(client).one("coming").text


def test_a_coach_sees_the_events_of_the_own_cohort_and_nothing_to_approve(
    app: Flask, client: PageClient
) -> None:
    app.extensions["clock"].set(build.NOON)
    mine, other = build.cohort(), build.cohort()
    for title, cohort_id in (("Mine", mine.id), ("Other", other.id), ("Everybody", None)):
        build.learning_event(title=title, cohort_id=cohort_id)
    in_review("Basics", asked=build.NOON)

    client.sign_in(build.person(role=Role.COACH, at=mine))
    page = client.visit("/staff")
    assert [row.text for row in page.one("coming").walk("a")] == ["Mine"]
    assert page.all("to-approve") == []


def test_nothing_that_waits_takes_no_room(client: PageClient) -> None:
    page = look(client)
    assert page.all("to-approve") == page.all("coming") == []


def in_review(title: str, *, asked: dt.datetime, **given: Any) -> ModuleVersion:
    if "approved_at" in given:
        given["change_class"] = ChangeClass.MINOR
    return build.module_version(title=title, review_asked_at=asked, **given)


def key_of(row: ModuleVersion) -> str:
    return build.db.session.get_one(Module, row.module_id).key
