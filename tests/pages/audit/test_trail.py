"""Staff read the trail; nobody changes it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest

from app.audit import services
from app.core.db import transaction
from app.policy import Actor, Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

ANA = Actor(name="Ana Whitfield")


@pytest.fixture
def staff(client: PageClient) -> PageClient:
    client.sign_in(build.person(role=Role.DIRECTOR))
    return client


def note(verb: str = "changed cohort", **given: Any) -> None:
    defaults: dict[str, Any] = {"subject": "cohort", "by": ANA, "at": build.NOON}
    with transaction():
        services.record(verb, **defaults | given)


def test_the_newest_event_comes_first_and_says_what_changed(staff: PageClient) -> None:
    clinic = build.practice(name="Magnolia Clinic")
    note("opened practice", practice_id=clinic.id, reason="A new team")
    note(
        name="Cares 2",
        before={"due_day": 10, "is_open": True},
        after={"due_day": 12, "is_open": None},
        at=build.NOON + dt.timedelta(hours=1),
    )

    first, second = staff.visit("/staff/audit").all("audit-row")

    assert "Ana Whitfield changed cohort cohort “Cares 2”" in first.text
    assert "due day: before 10 after 12" in first.text
    assert "is open: before yes removed" in first.text
    assert "November 2, 2026, 1:00 p.m. Central" in first.text
    assert "Magnolia Clinic" in second.text
    assert "A new team" in second.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["third", "second", "first"]),
        ("person=WHIT", ["third", "first"]),
        ("person=50%25", []),
        ("verb=second", ["second"]),
        ("subject=practice", ["third"]),
        ("first=2026-11-03", ["third"]),
        ("last=2026-11-02", ["second", "first"]),
        ("first=2026-11-02&last=2026-11-02&person=ben", ["second"]),
        ("practice={practice}", ["first"]),
    ],
)
def test_the_trail_can_be_narrowed(staff: PageClient, query: str, found: list[str]) -> None:
    clinic = build.practice()
    note("first", practice_id=clinic.id)
    note("second", by=Actor(name="Ben Okoro"))
    # Half past midnight in Mississippi on the third.
    note("third", subject="practice", at=dt.datetime(2026, 11, 3, 6, 30, tzinfo=dt.UTC))

    page = staff.visit("/staff/audit?" + query.format(practice=clinic.id))

    shown = [next(row.walk("b")).text for row in page.all("audit-row")]
    assert shown == found
    if not found:
        assert "No entry fits" in page.text


@pytest.mark.parametrize("query", ["first=yesterday", "practice=77", "verb=nothing"])
@pytest.mark.parametrize("address", ["/staff/audit", "/staff/audit/export.csv"])
def test_a_filter_that_makes_no_sense_is_explained(
    staff: PageClient, address: str, query: str
) -> None:
    page = staff.visit(f"{address}?{query}", status=422)

    assert page.all("error-summary")


def test_long_trails_have_pages_that_keep_the_filter(
    staff: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.audit.queries.PAGE_SIZE", 1)
    note("first")
    note("second")
    note("other", subject="practice")

    page = staff.visit("/staff/audit?subject=cohort")
    assert "Page 1 of 2" in page.text
    second = staff.visit(page.links["Next"])

    assert "first" in second.all("audit-row")[0].text
    assert "subject=cohort" in second.links["Download CSV"]


@pytest.mark.parametrize(
    ("asked", "shown"), [("0", 1), ("-1", 1), ("x", 1), ("9999999", 1), ("99999", 2)]
)
def test_a_page_that_there_is_not_leads_to_one_that_there_is(
    staff: PageClient, monkeypatch: pytest.MonkeyPatch, asked: str, shown: int
) -> None:
    monkeypatch.setattr("app.audit.queries.PAGE_SIZE", 1)
    note("first")
    note("second")

    page = staff.visit(f"/staff/audit?subject=cohort&page={asked}")

    assert f"Page {shown} of 2" in page.text


def test_the_export_holds_what_the_page_shows_and_no_formula(staff: PageClient) -> None:
    note(
        '=HYPERLINK("http://evil.example")',
        reason="+1",
        name="-5",
        before={"goal": None},
        after={"goal": 70},
    )
    note("left out", subject="practice")

    reply = staff.get("/staff/audit/export.csv?subject=cohort")

    heading, line = csv.reader(io.StringIO(reply.text.removeprefix("\ufeff")))
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=audit-trail-")
    assert heading[0] == "When (UTC)"
    assert line == [
        "2026-11-02 18:00:00",
        "Ana Whitfield",
        '\'=HYPERLINK("http://evil.example")',
        "cohort",
        "-5",
        "",
        "",
        "goal: 70",
        "+1",
    ]


@pytest.mark.parametrize("role", [Role.LEAD, Role.COACH, Role.REVIEWER, Role.PUBLISHER])
def test_others_do_not_read_the_trail(client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))

    client.visit("/staff/audit", status=403)
    client.visit("/staff/audit/export.csv", status=403)


def test_a_visitor_is_asked_to_sign_in(client: PageClient) -> None:
    assert client.get("/staff/audit").status_code in {302, 401}


def test_no_address_changes_the_trail(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("audit.")]

    assert rules
    assert {method for rule in rules for method in rule.methods or ()} <= {"GET", "HEAD", "OPTIONS"}


def test_the_trail_takes_as_many_statements_for_three_events_as_for_one(
    staff: PageClient,
) -> None:
    note()
    staff.visit("/staff/audit")
    with statements() as few:
        staff.visit("/staff/audit")
    note()
    note()
    with statements() as many:
        staff.visit("/staff/audit")

    assert len(many) == len(few) <= 8
