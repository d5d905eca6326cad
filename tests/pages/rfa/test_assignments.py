"""Who takes care of which section, and by when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.rfa.models import Assignment, SectionDraft
from tests.pages.rfa.team import STAFF, Team, errors
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient


@pytest.fixture
def team(app: Flask, client: PageClient) -> Team:
    """The team, with Ana signed in at 2 November."""
    app.extensions["clock"].set(build.NOON)
    team = Team()
    client.sign_in(team.people["ana"])
    return team


def shares() -> dict[str, tuple[int, dt.date | None]]:
    db.session.rollback()
    return {one.section: (one.person_id, one.due_on) for one in db.session.scalars(select(Assignment))}  # fmt: skip


def fields(team: Team, **given: str) -> dict[str, Any]:
    """The fields of a section: `plan="ben 2026-11-20"`."""
    found: dict[str, Any] = {}
    for section, words in given.items():
        name, _, day = words.partition(" ")
        found[f"person-{section}"] = str(team.ids[name]) if name else ""
        found[f"due-{section}"] = day
    return found


def test_sections_are_shared_changed_and_given_back(client: PageClient, team: Team) -> None:
    at = f"{team.at}/assignments"
    page = client.follow(client.fill_in(at, **fields(team, plan="ben 2026-11-20", profile="carla")))
    assert "Who does what is saved." in page.text
    assert page.one("assignment-row", data_key="plan").text.startswith(
        "Plan and aim Ben Test Nov 20, 2026"
    )
    assert "Nobody yet" in page.one("assignment-row", data_key="papers").text
    assert shares() == {
        "plan": (team.ids["ben"], dt.date(2026, 11, 20)),
        "profile": (team.ids["carla"], None),
    }
    client.fill_in(at, **fields(team, plan=""))
    assert shares() == {"profile": (team.ids["carla"], None)}
    assert "Carla Test" in client.visit(team.at).one("section-row", data_key="profile").text


def test_what_is_late_is_said_in_words(app: Flask, client: PageClient, team: Team) -> None:
    at = f"{team.at}/assignments"
    given = fields(team, plan="ben 2026-10-30", papers="ben 2026-11-02", profile="ben 2026-10-01")
    client.fill_in(at, **given)
    db.session.scalars(select(SectionDraft).filter_by(section="profile")).one().is_complete = True
    page = client.visit(at)
    assert "Overdue by 3 days" in page.one("assignment-row", data_key="plan").text
    assert "Due today" in page.one("assignment-row", data_key="papers").text
    assert "Completed" in page.one("assignment-row", data_key="profile").text


def test_somebody_who_left_is_shown_as_such(client: PageClient, team: Team) -> None:
    at = f"{team.at}/assignments"
    client.fill_in(at, **fields(team, plan="ben 2026-11-20"))
    client.fill_in(f"{team.at}/people/{team.ids['ben']}/remove", reason="New job.")
    page = client.visit(at)
    assert "Somebody who left" in page.one("assignment-row", data_key="plan").text


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"due-plan": "2026-11-20"}, "Choose who does it, or clear the date"),
        ({"person-plan": "999"}, "Choose somebody of your team"),
        ({"person-plan": "Ben"}, "Choose somebody of your team"),
        ({"due-plan": "soon"}, "Enter the day as year, month and day: 2026-11-02"),
        ({"due-plan": "1026-01-01"}, "Enter a day of the years 2000 to 2099"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(
    client: PageClient, team: Team, given: dict[str, str], error: str
) -> None:
    at = f"{team.at}/assignments"
    page = client.fill_in(at, status=422, **fields(team, profile="carla 2026-11-18") | given)
    assert error in errors(page)
    kept = page.form(at).fields
    assert (kept["person-profile"], kept["due-profile"]) == (
        str(team.ids["carla"]),
        "2026-11-18",
    )
    assert shares() == {}


@pytest.mark.parametrize("name", ["ana", "ben", "carla", "dev"])
def test_the_team_reads_and_drafters_share(client: PageClient, team: Team, name: str) -> None:
    client.sign_in(team.people[name])
    at = f"{team.at}/assignments"
    page = client.visit(at)
    writes = name in ("ana", "ben")
    assert ("Save" in page.buttons) == writes
    token = page.forms[0].fields["csrf_token"]
    sent = client.post(at, data=fields(team, plan="ben") | {"csrf_token": token})
    assert sent.status_code == (302 if writes else 403)
    assert bool(shares()) == writes


def test_strangers_and_staff_find_nothing_and_visitors_sign_in(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    at = f"{team.at}/assignments"
    assert new_client().visit(at, status=302).location.startswith("/sign-in")
    for person in (team.stranger(), *(build.person(role=role) for role in STAFF)):
        client.sign_in(person)
        client.visit(at, status=404)


def test_more_assignments_take_no_more_statements(client: PageClient, team: Team) -> None:
    at = f"{team.at}/assignments"
    client.fill_in(at, **fields(team, plan="ben"))
    with statements() as one:
        client.visit(at)
    client.fill_in(at, **fields(team, profile="carla", papers="dev"))
    with statements() as three:
        client.visit(at)
    assert len(one) == len(three) <= 13, three
