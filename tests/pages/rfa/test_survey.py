"""How applying went: three questions to applicants, counts to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.policy import Role
from app.rfa.domain.states import ApplicationState
from app.rfa.models import SurveyAnswer
from tests.pages.rfa.team import STAFF, Team, errors
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

RESULTS = "/staff/applications/survey"
SENT = {
    "state": ApplicationState.SUBMITTED,
    "submitted_at": build.NOON,
    "reference": "CC2-2026-0001",
}


@pytest.fixture
def team(app: Flask, client: PageClient) -> Team:
    """The team of an application that was sent, with Ana signed in at 2 November."""
    app.extensions["clock"].set(build.NOON)
    team = Team(**SENT)
    client.sign_in(team.people["ana"])
    return team


def said() -> list[tuple[int, int | None, str]]:
    db.session.rollback()
    found = db.session.scalars(select(SurveyAnswer).order_by(SurveyAnswer.id))
    return [(one.ease, one.hours, one.better) for one in found]


def answer(team: Team, **given: Any) -> None:
    defaults = {
        "application_id": team.id,
        "person_id": build.person().id,
        "ease": 4,
        "hours": 10,
        "better": "Fewer tables.",
        "answered_at": build.NOON,
    }
    build.saved(SurveyAnswer(**defaults | given))


# applicants


def test_each_person_answers_once_and_is_thanked(client: PageClient, team: Team) -> None:
    at = f"{team.at}/survey"
    form = client.visit(at).form(at)
    page = client.follow(client.send(form, ease="4", hours="12", better="Fewer tables."))
    assert page.headings == ["Thank you"]
    assert said() == [(4, 12, "Fewer tables.")]
    assert client.send(form, status=200, ease="1").headings == ["Thank you"]
    client.sign_in(db.session.merge(team.people["dev"]))
    client.fill_in(at, ease="2")
    assert said() == [(4, 12, "Fewer tables."), (2, None, "")]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"ease": None}, "Choose how easy it was"),
        ({"hours": "many"}, "Enter a whole number"),
        ({"hours": "1001"}, "Enter a number from 0 to 1,000"),
        ({"hours": "-1"}, "Enter a number from 0 to 1,000"),
        ({"hours": "9" * 5000}, "Enter a whole number"),
        ({"better": "a" * 2001}, "Shorten your answer to 2,000 characters or fewer"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(
    client: PageClient, team: Team, answers: dict[str, Any], error: str
) -> None:
    at = f"{team.at}/survey"
    typed = {"ease": "4", "hours": "12", "better": "Fewer tables."} | answers
    page = client.fill_in(at, status=422, **typed)
    assert errors(page) == [error]
    for name, value in typed.items():
        assert (page.form(at).fields.get(name) or "").strip() == (value or "")
    assert said() == []


@pytest.mark.parametrize("ease", ["0", "6", "x"])
def test_other_values_are_refused(client: PageClient, team: Team, ease: str) -> None:
    client.fill_in(f"{team.at}/survey", status=422, ease=ease)
    assert said() == []


def test_before_sending_nothing_is_asked(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(build.NOON)
    team = Team()
    client.sign_in(team.people["ana"])
    page = client.visit(f"{team.at}/survey", status=409)
    assert "after you have sent the application" in page.text


@pytest.mark.parametrize("name", ["ana", "ben", "carla", "dev"])
def test_everybody_of_the_team_is_asked(client: PageClient, team: Team, name: str) -> None:
    client.sign_in(team.people[name])
    client.visit(f"{team.at}/survey")


def test_strangers_and_staff_find_nothing_and_visitors_sign_in(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    at = f"{team.at}/survey"
    assert new_client().visit(at, status=302).location.startswith("/sign-in")
    for person in (team.stranger(), *(build.person(role=role) for role in STAFF)):
        client.sign_in(person)
        client.visit(at, status=404)


# staff


@pytest.mark.parametrize("role", Role)
def test_only_staff_read_the_answers(client: PageClient, team: Team, role: Role) -> None:
    client.sign_in(build.person(role=role))
    assert client.get(RESULTS).status_code == (200 if role in STAFF else 403)


def test_staff_read_counts_and_comments_without_names(client: PageClient, team: Team) -> None:
    for ease in (5, 4, 4, 1):
        answer(team, ease=ease)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    page = client.visit(f"{RESULTS}?round={team.round.key}")
    few = "4 answers so far. We show what was said from 5 answers on"
    assert page.one("survey-few").text.startswith(few)
    for name in ("survey-ease", "survey-mean", "survey-hours", "survey-comment"):
        assert page.all(name) == []
    assert "Fewer tables." not in page.text
    answer(team, ease=1, hours=None, better="")
    page = client.visit(RESULTS)
    rows = {e.attrs["data-key"]: e.text for e in page.one("survey-ease").walk("tr") if e.attrs}
    assert rows["4"] == "4. Easy 2"
    assert rows["3"] == "3. Neither hard nor easy 0"
    assert [one.text for one in page.all("survey-comment")] == ["Fewer tables."] * 4
    assert "Delta Pines" not in page.text
    assert page.one("survey-mean").text == "On average 3.0 of 5, from 5 answers."
    assert page.one("survey-hours").text.startswith("Fewer than 5 people said")
    answer(team)
    hours = client.visit(RESULTS).one("survey-hours").text
    assert hours == "On average 10.0 hours, from 5 answers."


def test_a_round_without_answers_and_one_that_is_not_there(client: PageClient, team: Team) -> None:
    quiet = build.rfa_round(title="RFA 2027")
    hidden = build.rfa_round(published_at=None)
    client.sign_in(build.person(role=Role.DIRECTOR))
    page = client.visit(f"{RESULTS}?round={quiet.key}")
    assert page.one("survey-few").text.startswith("0 answers so far.")
    for _ in range(5):
        answer(team, better="")
    assert (
        "Nobody has written anything yet." in client.visit(f"{RESULTS}?round={team.round.key}").text
    )
    for key in ("nowhere", hidden.key, "%00"):
        client.visit(f"{RESULTS}?round={key}", status=404)


def test_without_any_round_the_page_says_so(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.DIRECTOR))
    assert "No round yet" in client.visit(RESULTS).text


def test_more_answers_take_no_more_statements(client: PageClient, team: Team) -> None:
    answer(team)
    client.sign_in(build.person(role=Role.DIRECTOR))
    client.visit(RESULTS)
    with statements() as one:
        client.visit(RESULTS)
    answer(team)
    answer(team)
    with statements() as three:
        client.visit(RESULTS)
    assert len(one) == len(three) <= 8, three
