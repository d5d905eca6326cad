"""Taking an application back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.core.db import db
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application
from tests.pages.rfa.team import STAFF, Team, errors, mails
from tests.support import build

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


def row(team: Team) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, team.id)


def test_an_application_is_withdrawn_with_a_reason_and_the_team_is_told(
    client: PageClient, team: Team
) -> None:
    at = f"{team.at}/withdraw"
    assert client.visit(team.at).links["Withdraw this application"] == at
    page = client.visit(at)
    assert "Staff can undo this until December 1, 2026, 5:00 p.m. Central." in page.text
    page = client.follow(client.send(page.form(at), reason="We merge with another clinic."))
    assert "The application is withdrawn." in page.text
    assert "Withdraw this application" not in client.visit(team.at).links
    assert row(team).state is ApplicationState.WITHDRAWN
    assert row(team).withdrawn_reason == "We merge with another clinic."
    assert len(mails()) == 4


def test_after_the_deadline_the_page_says_that_nobody_can_undo_it(
    app: Flask, client: PageClient, team: Team
) -> None:
    app.extensions["clock"].set(team.round.closes_at + dt.timedelta(days=1))
    client.sign_in(team.people["ana"])
    assert "Nobody can undo this." in client.visit(f"{team.at}/withdraw").text


def test_a_second_time_is_not_possible(client: PageClient, team: Team) -> None:
    at = f"{team.at}/withdraw"
    form = client.visit(at).form(at)
    client.send(form, reason="No time.")
    client.send(form, status=409, reason="Again.")
    client.visit(at, status=409)
    assert row(team).withdrawn_reason == "No time."


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("", "Say why. One short sentence is enough"),
        ("a" * 501, "Shorten the reason to 500 characters or fewer"),
    ],
)
def test_a_reason_is_needed_and_what_was_typed_stays(
    client: PageClient, team: Team, reason: str, error: str
) -> None:
    page = client.fill_in(f"{team.at}/withdraw", status=422, reason=reason)
    assert errors(page) == [error]
    assert page.control("reason").text == reason
    assert row(team).state is ApplicationState.DRAFT


@pytest.mark.parametrize("name", ["ana", "ben", "carla", "dev"])
def test_leads_and_signers_withdraw(client: PageClient, team: Team, name: str) -> None:
    client.sign_in(team.people[name])
    status = 200 if name in ("ana", "carla") else 403
    page = client.visit(f"{team.at}/withdraw", status=status)
    if status == 403:
        token = page.forms[0].fields["csrf_token"]
        sent = {"csrf_token": token, "reason": "So."}
        assert client.post(f"{team.at}/withdraw", data=sent).status_code == 403
    assert row(team).state is ApplicationState.DRAFT


def test_strangers_and_staff_find_nothing_and_visitors_sign_in(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    at = f"{team.at}/withdraw"
    assert new_client().visit(at, status=302).location.startswith("/sign-in")
    for person in (team.stranger(), *(build.person(role=role) for role in STAFF)):
        client.sign_in(person)
        client.visit(at, status=404)
