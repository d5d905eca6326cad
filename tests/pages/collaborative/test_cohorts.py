"""Staff pages about cohorts: settings, calendar, and who is enrolled."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.collaborative import queries
from app.collaborative.domain.kinds import DateKind, RuleSet
from app.collaborative.models import Cohort, CohortDate
from app.core.db import db
from app.policy import Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import Page, PageClient

LIST = "/staff/cohorts"
NEW = f"{LIST}/new"
MANAGES = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)
COHORT_2 = {"name": "Cohort 2", "starts_on": "2026-06-01", "ends_on": "2027-11-30"}
CALL = {"kind": "call", "title": "Coaching call", "on": "2026-12-01"}


@pytest.fixture
def kim(app: Flask, client: PageClient) -> None:
    """Program staff, signed in on 2 November 2026."""
    app.extensions["clock"].set(build.NOON)
    client.sign_in(build.person(name="Kim Lott", role=Role.PROGRAM_STAFF))


@pytest.fixture
def cohort(kim: None) -> Cohort:
    return build.cohort(key="c2", name="Cohort 2")


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a")]


def last_event() -> AuditEvent:
    db.session.rollback()
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    return event


def dates() -> list[CohortDate]:
    db.session.rollback()
    return list(db.session.scalars(select(CohortDate).order_by(CohortDate.id)))


@pytest.mark.parametrize("role", Role)
def test_program_staff_manages_cohorts_and_nobody_else(client: PageClient, role: Role) -> None:
    row = build.enrolment()
    of = f"{LIST}/{db.session.get_one(Cohort, row.cohort_id).key}"
    leave = f"{of}/practices/{row.id}/leave"
    client.sign_in(build.person(role=role))
    statuses = {client.get(p).status_code for p in (LIST, NEW, of, f"{of}/settings", leave)}
    assert statuses == ({200} if role in MANAGES else {403})


def test_visitors_sign_in_first(client: PageClient) -> None:
    assert client.visit(LIST, status=302).location.startswith("/sign-in")


def test_what_is_not_there_is_not_found(client: PageClient, cohort: Cohort) -> None:
    other = build.enrolment()
    for tail in ("nowhere", "nowhere/settings", f"c2/practices/{other.id}/leave", "c2/practices/999/leave"):  # fmt: skip
        client.visit(f"{LIST}/{tail}", status=404)


# list and settings


def test_cohorts_are_listed_with_their_teams(client: PageClient, cohort: Cohort) -> None:
    assert "Cohort 2" in client.visit(LIST).links
    with statements() as one:
        client.visit(LIST)
    for _ in range(2):
        build.enrolment(cohort_id=build.cohort().id)
    with statements() as three:
        client.visit(LIST)
    assert len(one) == len(three) <= 8, three


def test_an_empty_list_says_what_to_do(client: PageClient, kim: None) -> None:
    assert "No cohorts yet" in client.visit(LIST).text


def test_a_cohort_is_added_with_its_settings(client: PageClient, kim: None) -> None:
    page = client.fill_in(
        NEW, **COHORT_2, due_day="15", baseline_points="", rule_set="anhoej", small_count="5"
    )
    page = client.follow(page)
    assert "Cohort 2 is added. Next, choose its measures." in page.text
    row = queries.cohort("cohort-2")
    assert (row.due_day, row.lock_days, row.baseline_points) == (15, 15, None)
    assert (row.rule_set, row.small_count) == (RuleSet.ANHOEJ, 5)
    for words in ("day 15 of the month after", "all points", "Anhøj rules", "below 5"):
        assert words in page.text


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"name": ""}, "Enter the name of the cohort"),
        ({"name": "TAKEN"}, "A cohort with this name is already there."),
        ({"starts_on": ""}, "Enter the first day of the cohort"),
        ({"starts_on": "June"}, "Enter the day as year, month and day: 2026-11-02"),
        ({"ends_on": "2026-02-30"}, "Enter the day as year, month and day: 2026-11-02"),
        ({"ends_on": "9999-12-31"}, "Enter a day of the years 2000 to 2099"),
        ({"starts_on": "0026-06-01"}, "Enter a day of the years 2000 to 2099"),
        ({"ends_on": "2026-06-01"}, "The last day must come after the first day."),
        ({"due_day": "29"}, "Enter a day from 1 to 28"),
        ({"due_day": "ten"}, "Enter a whole number"),
        ({"lock_days": "366"}, "Enter a number of days from 0 to 365"),
        ({"baseline_points": "2"}, "Enter a number from 3 to 36, or leave it empty"),
        ({"small_count": "0"}, "Enter a number from 1 to 50"),
        ({"small_count": "9" * 5000}, "Enter a whole number"),
        ({"rule_set": None}, "Choose how charts are read"),
    ],
)
def test_what_cannot_be_is_asked_back_and_the_rest_is_kept(
    client: PageClient, kim: None, answers: dict[str, Any], error: str
) -> None:
    build.cohort(name="Taken")
    page = client.fill_in(NEW, status=422, **COHORT_2 | answers)
    assert errors(page) == [error]
    for name, typed in (COHORT_2 | answers).items():
        if typed and name != "rule_set":
            assert page.control(name).attrs["value"] == typed
    assert len(queries.cohorts(dt.date(2026, 11, 2))) == 1


def test_settings_are_changed_and_told(client: PageClient, cohort: Cohort) -> None:
    at = f"{LIST}/c2/settings"
    page = client.follow(client.fill_in(at, lock_days="20", baseline_points=""))
    assert "20 days after the due day" in page.text
    event = last_event()
    assert event.before == {"lock_days": 15, "baseline_points": 12}
    assert event.after == {"lock_days": 20, "baseline_points": None}
    assert client.visit(at).control("baseline_points").attrs.get("value", "") == ""

    build.cohort(name="Other")
    page = client.fill_in(at, status=422, name="Other")
    assert errors(page) == ["A cohort with this name is already there."]
    assert "Settings of Cohort 2" in page.headings


@pytest.mark.parametrize("version", ["1", "x", ""])
def test_a_change_made_on_an_old_page_is_not_written(
    client: PageClient, cohort: Cohort, version: str
) -> None:
    at = f"{LIST}/c2/settings"
    old = client.visit(at).form(at)
    client.fill_in(at, lock_days="20")
    client.send(old, status=409, lock_days="30", seen_version=version)
    assert queries.cohort("c2").lock_days == 20


# calendar


def test_a_date_is_added_and_removed(client: PageClient, cohort: Cohort) -> None:
    at, here = f"{LIST}/c2/dates", f"{LIST}/c2"
    page = client.follow(client.fill_in(at, at=here, **CALL, time="17:00", place="By video"))
    assert "Tuesday, December 1, 5:00 p.m. Central" in page.text
    (row,) = dates()
    assert row.at == dt.datetime(2026, 12, 1, 23, tzinfo=dt.UTC)
    assert (row.kind, row.place) == (DateKind.CALL, "By video")
    client.follow(client.fill_in(at, at=here, **CALL))
    assert [one.at for one in dates()] == [row.at, None]

    page = client.visit(here)
    page = client.follow(client.send(page.form(f"{at}/{row.id}/remove")))
    assert "The date is gone." in page.text
    assert len(dates()) == 1
    other = build.cohort(key="c3")
    stranger = build.saved(CohortDate(cohort_id=other.id, kind=DateKind.CALL, title="x", on=dt.date(2026, 12, 1)))  # fmt: skip
    form = page.form(f"{at}/{dates()[0].id}/remove")
    token = form.fields["csrf_token"]
    gone = client.post(f"{at}/{stranger.id}/remove", data={"csrf_token": token})
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("on", "time", "words"),
    [
        ("2026-03-08", "02:30", "That time does not exist: clocks go forward that night."),
        ("2026-11-01", "01:30", "That time comes twice: clocks go back that night."),
    ],
)
def test_the_hour_that_does_not_exist_or_comes_twice_is_asked_back(
    client: PageClient, cohort: Cohort, on: str, time: str, words: str
) -> None:
    answers = CALL | {"on": on, "time": time}
    page = client.fill_in(f"{LIST}/c2/dates", at=f"{LIST}/c2", status=422, **answers)
    assert errors(page) == [f"{words} Choose another time."]
    for name, typed in answers.items():
        assert page.form(f"{LIST}/c2/dates").fields[name] == typed
    assert dates() == []


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"title": ""}, "Enter a title, such as Learning session 2"),
        ({"on": ""}, "Enter the day"),
        ({"on": "12/01/2026"}, "Enter the day as year, month and day: 2026-11-02"),
        ({"on": "0001-01-01", "time": "00:00"}, "Enter a day of the years 2000 to 2099"),
        ({"time": "5 pm"}, "Enter the time as hours and minutes, such as 17:00"),
        ({"place": "x" * 201}, "Shorten the place to 200 characters or fewer"),
    ],
)
def test_a_date_that_cannot_be_is_asked_back(
    client: PageClient, cohort: Cohort, answers: dict[str, str], error: str
) -> None:
    page = client.fill_in(f"{LIST}/c2/dates", at=f"{LIST}/c2", status=422, **CALL | answers)
    assert errors(page) == [error]
    assert page.headings == ["Cohort 2"]
    assert dates() == []


# practices


def test_a_practice_joins_and_leaves(client: PageClient, cohort: Cohort) -> None:
    clinic = build.practice(key="delta", name="Delta Pines")
    at, here = f"{LIST}/c2/practices", f"{LIST}/c2"
    page = client.follow(client.fill_in(at, at=here, practice="delta", joined_on="2026-07-20"))
    assert "Delta Pines" in page.links
    assert "Jul 2026" in page.text
    assert "still in" in page.text
    assert "delta" not in {o.attrs.get("value") for o in page.root.walk("option")}
    (row,) = queries.enrolments_in(cohort.id)

    leave = f"{at}/{row.id}/leave"
    page = client.fill_in(leave, status=422, last_month="2026-06-30", reason="Sold.")
    assert errors(page) == ["The last month cannot be before the first."]
    assert page.control("reason").text == "Sold."
    page = client.fill_in(leave, status=422, last_month="", reason="")
    assert len(errors(page)) == 2
    form = client.visit(leave).form(leave)
    page = client.follow(client.send(form, last_month="2026-09-30", reason="Sold."))
    assert "The practice has left the cohort." in page.text
    assert "Sold." in page.text
    assert "Sep 2026" in page.text
    assert last_event().practice_id == clinic.id
    client.send(form, status=409, last_month="2026-10-01", reason="Sold.")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"practice": ""}, "Choose a practice"),
        ({"joined_on": ""}, "Enter the first month"),
        ({"joined_on": "2026-05-31"}, "Choose a month within the cohort's dates."),
        ({"joined_on": "x"}, "Enter the day as year, month and day: 2026-11-02"),
    ],
)
def test_an_enrolment_that_cannot_be_is_asked_back(
    client: PageClient, cohort: Cohort, answers: dict[str, str], error: str
) -> None:
    build.practice(key="delta")
    given = {"practice": "delta", "joined_on": "2026-07-01"} | answers
    page = client.fill_in(f"{LIST}/c2/practices", at=f"{LIST}/c2", status=422, **given)
    assert errors(page) == [error]
    assert page.form(f"{LIST}/c2/practices").fields["practice"] == given["practice"]
    assert queries.enrolments_in(cohort.id) == ()


def test_a_practice_of_another_cohort_is_not_offered(client: PageClient, cohort: Cohort) -> None:
    build.team(key="busy")
    build.practice(key="shut", closed_at=build.NOON)
    page = client.visit(f"{LIST}/c2")
    assert [o.text for o in page.control("practice").walk("option")] == ["Choose a practice"]
    client.send(page.form(f"{LIST}/c2/practices"), status=422, practice="busy", joined_on="2026-07-01")  # fmt: skip


def test_more_practices_and_dates_take_no_more_statements(
    client: PageClient, cohort: Cohort
) -> None:
    def add() -> None:
        build.enrolment(cohort_id=queries.cohort("c2").id)
        build.saved(CohortDate(cohort_id=queries.cohort("c2").id, kind=DateKind.CALL, title="x", on=dt.date(2026, 12, 1)))  # fmt: skip
        build.practice()

    add()
    client.visit(f"{LIST}/c2")
    with statements() as one:
        client.visit(f"{LIST}/c2")
    add()
    add()
    with statements() as three:
        client.visit(f"{LIST}/c2")
    assert len(one) == len(three) <= 8, three
