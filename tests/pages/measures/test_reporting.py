from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.collaborative import queries as collaborative
from app.core.days import CENTRAL
from app.core.db import transaction
from app.measures import queries, services
from app.measures.domain.kinds import Answer, Frequency
from app.policy import Actor, Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.measures.models import Measure
    from tests.support.html import Page
    from tests.support.page import PageClient

PAGE = "/staff/reporting"
SEPTEMBER = dt.date(2026, 9, 1)


def central(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=CENTRAL)


def at(app: Flask, instant: dt.datetime) -> dt.datetime:
    app.extensions["clock"].set(instant)
    return instant.astimezone(dt.UTC)


@pytest.fixture
def cohort(app: Flask) -> Any:
    at(app, central(10, 1, 9))
    return build.cohort()


@pytest.fixture
def m1(cohort: Any) -> Measure:
    return build.measure(of=cohort, key="plan", name="Shared plan of care", short_name="Plan")


def send(app: Flask, team: Any, when: dt.datetime, top: int, note: str = "") -> None:
    """Enter and send September as the month page does."""
    instant = at(app, when)
    by = Actor(name="Dev")
    of = collaborative.team(team.key)
    with transaction():
        (cell,) = queries.month_of(queries.owed(of, instant), SEPTEMBER).cells
        services.save_cell(
            cell,
            services.Value(Answer.COUNTED, top, 60, note=note),
            practice_id=of.id,
            seen_version=cell.point.version if cell.point else 0,
            by=by,
            at=instant,
        )
    month = queries.month_of(queries.owed(of, instant), SEPTEMBER)
    with transaction():
        services.send_month(month, month.cells, practice_id=of.id, by=by, at=instant)


def keys(page: Page, testid: str) -> list[str]:
    return [
        row.attrs["data-key"]
        for box in page.all(testid)
        for row in box.walk("tr")
        if "data-key" in row.attrs
    ]


def test_the_reporting_rate_is_honest(
    app: Flask, client: PageClient, cohort: Any, m1: Measure
) -> None:
    p1, p2, p4, p5 = (
        build.team(cohort=cohort, key=key, joined_on=SEPTEMBER) for key in ("p1", "p2", "p4", "p5")
    )
    send(app, p1, central(10, 8, 12), 12)
    send(app, p2, central(10, 10, 23, 58), 13)
    send(app, p5, central(10, 12, 9), 14)
    at(app, central(10, 13, 9))
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))

    page = client.visit(f"{PAGE}/2026-09")

    assert page.one("reporting-rate").text == "75% (3 of 4)"
    assert page.one("ontime-rate").text == "50% (2 of 4)"
    assert keys(page, "missing-list") == [p4.key]
    assert keys(page, "late-list") == [p5.key]
    assert "late" in page.one("late-list").text

    send(app, p1, central(10, 20, 9), 15, note="Two plans found later")
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    page = client.visit(f"{PAGE}/2026-09")

    assert page.one("reporting-rate").text == "75% (3 of 4)"
    assert page.one("ontime-rate").text == "50% (2 of 4)"
    (row,) = (r for r in page.one("ontime-list").walk("tr") if r.attrs.get("data-key") == "p1")
    assert "on time, revised" in row.text
    cell = queries.month_of(
        queries.owed(collaborative.team("p1"), central(10, 20, 10)), SEPTEMBER
    ).cells[0]
    assert cell.point is not None
    tops = [one.revision.numerator for one in queries.history(cell.point.id)]
    assert {12, 15} <= set(tops)


def test_a_minute_later_is_late(app: Flask, client: PageClient, cohort: Any, m1: Measure) -> None:
    send(app, build.team(cohort=cohort, joined_on=SEPTEMBER), central(10, 11, 0, 0), 12)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))

    page = client.visit(f"{PAGE}/2026-09")

    assert page.one("reporting-rate").text == "100% (1 of 1)"
    assert page.one("ontime-rate").text == "0% (0 of 1)"
    assert page.one("missing-list").text == "Nothing is missing."


def test_a_month_that_is_not_due_says_so(
    app: Flask, client: PageClient, cohort: Any, m1: Measure
) -> None:
    build.team(cohort=cohort, joined_on=SEPTEMBER)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))

    page = client.visit(f"{PAGE}/2026-09")

    assert "not due yet" in page.text
    assert "Due by October 10, 2026, 11:59 p.m. Central" in page.text
    assert "Not due yet" in client.visit(PAGE).text


def test_optional_measures_own_measures_and_months_outside_are_not_owed(
    app: Flask, client: PageClient, cohort: Any
) -> None:
    build.measure(of=cohort, required=False)
    team = build.team(cohort=cohort, joined_on=SEPTEMBER)
    build.measure(of=team, own=True)
    build.practice()
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))

    assert "Nothing is owed yet" in client.visit(PAGE).text
    for month in ("2026-09", "2026-12", "2031-01"):
        client.visit(f"{PAGE}/{month}", status=404)


def test_a_quarter_is_owed_with_its_last_month(app: Flask, client: PageClient, cohort: Any) -> None:
    build.measure(of=cohort, frequency=Frequency.QUARTERLY)
    build.team(cohort=cohort, joined_on=dt.date(2026, 7, 1))
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))

    assert keys(client.visit(PAGE), "none") == []
    months = [
        r.attrs["data-key"] for r in client.visit(PAGE).root.walk("tr") if "data-key" in r.attrs
    ]
    assert "2026-09" in months
    assert "2026-08" not in months


def test_a_coach_sees_the_own_cohorts_only(
    app: Flask, client: PageClient, cohort: Any, m1: Measure
) -> None:
    mine = build.team(cohort=cohort, joined_on=SEPTEMBER)
    other = build.cohort()
    build.measure(of=other)
    build.team(cohort=other, joined_on=SEPTEMBER)
    client.sign_in(build.person(role=Role.COACH, at=cohort))

    assert keys(client.visit(f"{PAGE}/2026-09"), "missing-list") == [mine.key]


@pytest.mark.parametrize("role", [Role.LEAD, Role.DATA_MANAGER, Role.REVIEWER, Role.PUBLISHER])
def test_teams_do_not_see_the_reporting_of_others(
    app: Flask, client: PageClient, cohort: Any, m1: Measure, role: Role
) -> None:
    client.sign_in(build.person(role=role))
    for path in (PAGE, f"{PAGE}/2026-09"):
        assert client.get(path).status_code == 403


def test_the_pages_take_as_many_statements_for_three_teams_as_for_one(
    app: Flask, client: PageClient, cohort: Any, m1: Measure
) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    counts = []
    for teams in (1, 2):
        for _ in range(teams):
            build.sent_point(build.team(cohort=cohort, joined_on=SEPTEMBER), m1, SEPTEMBER, 1, 20)
        for path in (PAGE, f"{PAGE}/2026-09"):
            with statements() as sent:
                client.visit(path)
            counts.append(len(sent))

    assert len(set(counts)) == 1
    assert counts[0] <= 8
