from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db, transaction
from app.measures.queries import library as queries
from app.measures.services import library
from app.policy import APPLICANT_ROLES, SYSTEM, Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

LIST = "/measures"
PLAN = "/measures/shared-plan"
EDIT = "/staff/measures/shared-plan/new-version"
MANAGERS = (Role.PROGRAM_STAFF, Role.DIRECTOR)


@pytest.fixture
def loaded(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)
    with transaction():
        library.load_standard(by=SYSTEM, at=build.NOON)


@pytest.fixture
def staff(client: PageClient, loaded: None) -> Any:
    person = build.person(role=Role.PROGRAM_STAFF)
    client.sign_in(person)
    return person


def fresh() -> None:
    db.session.rollback()
    db.session.expire_all()


# reading


@pytest.mark.parametrize("role", [r for r in Role if r not in APPLICANT_ROLES])
def test_everybody_with_a_role_reads_the_library(
    client: PageClient, loaded: None, role: Role
) -> None:
    client.sign_in(build.person(role=role))

    assert client.visit(LIST).links["Current shared plan of care"] == PLAN
    page = client.visit(PLAN)
    assert "registry patients" in page.text
    assert "at least 75%" in page.text
    assert ("Write a new version" in page.links) == (role in MANAGERS)


def test_visitors_are_asked_to_sign_in(client: PageClient, loaded: None) -> None:
    for path in (LIST, PLAN, EDIT):
        assert client.visit(path, status=302).location.startswith("/sign-in")


def test_what_is_not_there_is_404(client: PageClient, staff: Any) -> None:
    for path in ("/measures/nothing", "/staff/measures/nothing/new-version"):
        client.visit(path, status=404)


def test_an_empty_library_says_what_to_do(client: PageClient, app: Flask) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert "flask measures load" in client.visit(LIST).text
    cohort = build.cohort()
    assert "flask measures load" in client.visit(f"/staff/cohorts/{cohort.key}/measures").text


def test_the_list_takes_as_many_statements_for_three_measures_as_for_one(
    client: PageClient, app: Flask
) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    cohort = build.cohort()
    counts: dict[str, set[int]] = {LIST: set(), f"/staff/cohorts/{cohort.key}/measures": set()}
    for more in (1, 2):
        for _ in range(more):
            build.measure(of=cohort)
        for path, found in counts.items():
            with statements() as sent:
                client.visit(path)
            found.add(len(sent))

    assert all(len(found) == 1 and max(found) <= 8 for found in counts.values()), counts


# writing versions


def test_a_new_version_counts_from_the_first_free_month(client: PageClient, staff: Any) -> None:
    done = client.fill_in(EDIT, notes="Signed by the family", change_note="Agreed in November")

    page = client.follow(done)
    assert "counts from December 2026" in page.text
    rows = [
        r.attrs["data-key"] for r in page.one("version-list").walk("tr") if "data-key" in r.attrs
    ]
    assert rows == ["2", "1"]
    assert "Agreed in November" in page.one("version-list").text
    assert "Signed by the family" not in page.text  # still the old one this month
    fresh()
    assert queries.library_measure("shared-plan").latest.created_by_id == staff.id


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("name", "", "Enter a name"),
        ("name", "x" * 121, "120 characters"),
        ("numerator", "", "Say what the top number counts"),
        ("denominator", " ", "Say what the bottom number counts"),
        ("goal", "many", "Enter a number such as 80"),
        ("goal", "nan", "Enter a number such as 80"),
        ("goal", "-1", "Enter a number such as 80"),
        ("goal", "101", "goal up to 100"),
        ("min_denominator", "few", "whole number"),
        ("min_denominator", "1001", "whole number from 0 to 1,000"),
        ("change_note", "", "Say what changed"),
        ("notes", "x" * 2001, "2,000 characters"),
        ("role", "king", "what it is for"),
    ],
)
def test_what_is_wrong_is_told_and_the_text_is_kept(
    client: PageClient, staff: Any, field: str, text: str, reason: str
) -> None:
    answers = {"exclusions": "Kept text", "change_note": "Because"} | {field: text}
    page = client.fill_in(EDIT, status=422, **answers)

    assert reason in page.one("error-summary").text
    assert "Kept text" in page.text
    fresh()
    assert len(queries.library_measure("shared-plan").versions) == 1


def test_a_version_without_a_change_is_refused(client: PageClient, staff: Any) -> None:
    page = client.fill_in(EDIT, change_note="Nothing really", status=422)

    assert "Nothing has changed yet" in page.one("error-summary").text


def test_kind_and_other_fields_cannot_be_sent(client: PageClient, staff: Any) -> None:
    client.fill_in(EDIT, notes="x", change_note="y", kind="count", code="M99", number="7")

    fresh()
    latest = queries.library_measure("shared-plan").latest
    assert (latest.kind, latest.number) == ("percent", 2)


@pytest.mark.parametrize("role", [r for r in Role if r not in MANAGERS])
def test_only_managers_write_versions(client: PageClient, loaded: None, role: Role) -> None:
    client.sign_in(build.person(role=role))
    assert client.get(EDIT).status_code == 403


# cohorts


@pytest.fixture
def cohort(app: Flask) -> Any:
    return build.cohort()


def measures_of(cohort: Any) -> str:
    return f"/staff/cohorts/{cohort.key}/measures"


def test_staff_says_what_a_cohort_requires(client: PageClient, staff: Any, cohort: Any) -> None:
    plan = queries.library_measure("shared-plan").measure.id
    level = queries.library_measure("level-set").measure.id
    path = measures_of(cohort)
    client.follow(
        client.fill_in(
            path,
            **{
                f"use_{plan}": "required",
                f"position_{plan}": "1",
                f"baseline_{plan}": "6",
                f"use_{level}": "optional",
            },
        )
    )

    fresh()
    used = queries.cohort_measures(cohort.id)
    assert {
        key: (row.is_required, row.position, row.baseline_points) for key, row in used.items()
    } == {
        plan: (True, 1, 6),
        level: (False, 6, None),
    }
    client.fill_in(path, **{f"use_{plan}": "off"})
    fresh()
    assert set(queries.cohort_measures(cohort.id)) == {level}


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("baseline", "2", "3 to 36 points"),
        ("baseline", "some", "whole number"),
        ("position", "1000", "place from 0 to 999"),
        ("position", "", "Enter a whole number"),
        ("use", "always", "choose how it is used"),
    ],
)
def test_wrong_settings_of_a_cohort_are_told(
    client: PageClient, staff: Any, cohort: Any, *, field: str, text: str, reason: str
) -> None:
    plan = queries.library_measure("shared-plan").measure.id
    page = client.fill_in(measures_of(cohort), status=422, **{f"{field}_{plan}": text})

    assert reason in page.one("error-summary").text
    fresh()
    assert queries.cohort_measures(cohort.id) == {}


@pytest.mark.parametrize("role", [Role.LEAD, Role.COACH, Role.REVIEWER, Role.PUBLISHER])
def test_only_the_program_sets_the_measures_of_a_cohort(
    client: PageClient, cohort: Any, role: Role
) -> None:
    client.sign_in(build.person(role=role, at=cohort if role is Role.COACH else None))
    assert client.get(measures_of(cohort)).status_code == 403


def test_a_cohort_that_is_not_there_is_404(client: PageClient, staff: Any) -> None:
    client.visit("/staff/cohorts/nothing/measures", status=404)


# a team's own


def test_the_definition_of_an_own_measure_is_for_those_who_see_the_team(
    client: PageClient, app: Flask
) -> None:
    app.extensions["clock"].set(build.NOON)
    team, other = build.team(), build.team()
    build.measure(of=team, own=True, key="ours-t1", name="Our secret measure")
    paths = {
        (Role.VIEWER, team.practice): 200,
        (Role.COACH, team.cohort): 200,
        (Role.PROGRAM_STAFF, None): 200,
        (Role.LEAD, other.practice): 404,
        (Role.COACH, other.cohort): 404,
        (Role.REVIEWER, None): 404,
    }
    for (role, place), status in paths.items():
        client.sign_in(build.person(role=role, at=place))
        page = client.visit("/measures/ours-t1", status=status)
        assert ("secret" in page.text) == (status == 200)
        assert "secret" not in client.visit(LIST).text


def test_a_later_version_is_told_as_later(client: PageClient, app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)
    measure = build.measure(key="plan", goal=None)
    build.version(measure, number=2, effective_from=dt.date(2026, 12, 1), change_note="Soon")
    client.sign_in(build.person(role=Role.VIEWER))

    assert (
        "Later"
        in client.visit("/measures/plan")
        .one(
            "version-list",
        )
        .text
    )
