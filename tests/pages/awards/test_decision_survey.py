"""How the decision was found: three questions once it is told, and averages for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.awards.models import DecisionSurvey
from app.awards.services import survey
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.policy import Actor, Role
from app.rfa.models import Application
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.telling import AT, RELEASE_AT, SECOND, World

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

GIVEN: dict[str, Any] = {"clear": 4, "fair": 5, "better": "Tell us sooner."}


@pytest.fixture
def world(app: Flask) -> World:
    app.extensions["clock"].set(AT)
    app.config["SECOND_FACTOR_ROLES"] = ()
    found = World()
    found.planned_and_confirmed()
    return found


def told(app: Flask, world: World) -> World:
    world.tell()
    app.extensions["clock"].set(RELEASE_AT + SECOND)
    return world


def path(world: World, place: int = 2) -> str:
    return f"/applications/{world.applications[place].id}/decision/survey"


def said() -> list[tuple[int, int, str]]:
    db.session.rollback()
    return [(one.clear, one.fair, one.better) for one in db.session.query(DecisionSurvey)]


def given(of: Application, count: int, **other: Any) -> None:
    for _ in range(count):
        row = {"application_id": of.id, "person_id": build.person().id, "answered_at": AT}
        build.saved(DecisionSurvey(**GIVEN | row | other))


def test_before_the_decision_is_told_there_is_nothing(client: PageClient, world: World) -> None:
    client.sign_in(world.leads[2])

    client.visit(path(world), status=404)


def test_also_the_declined_answer_three_questions_once(
    app: Flask, client: PageClient, world: World
) -> None:
    told(app, world)
    client.sign_in(world.leads[2])
    assert path(world) in client.visit(path(world).removesuffix("/survey")).links.values()

    client.fill_in(path(world), clear="4", fair="5", better="Tell us sooner.")

    assert said() == [(4, 5, "Tell us sooner.")]
    assert "We have your answers" in client.visit(path(world)).text


def test_what_is_missing_is_said_beside_the_question(
    app: Flask, client: PageClient, world: World
) -> None:
    told(app, world)
    client.sign_in(world.leads[2])

    page = client.fill_in(path(world), status=422, clear=None, fair="9", better="Kept")

    assert "Choose one of the five answers" in page.one("error-summary").text
    assert "Kept" in page.response.text
    assert said() == []


def test_another_practice_finds_nothing(app: Flask, client: PageClient, world: World) -> None:
    told(app, world)
    client.sign_in(world.leads[0])

    client.visit(path(world), status=404)


def test_staff_read_averages_from_five_answers_on(client: PageClient, world: World) -> None:
    results = f"/staff/rounds/{world.round.key}/decisions/survey"
    client.sign_in(world.second)
    given(world.applications[0], 4)
    page = client.visit(results)
    assert "4 answers so far" in page.one("survey-few").text
    assert "Tell us sooner" not in page.text

    given(world.applications[1], 1, fair=1, better="")

    page = client.visit(results)
    assert "Clear: on average 4.0 of 5. Fair: on average 4.2 of 5" in page.one("survey-clear").text
    assert len(page.all("survey-comment")) == 4


def test_reading_the_answers_takes_the_same_statements_for_one_and_many(
    client: PageClient, world: World
) -> None:
    results = f"/staff/rounds/{world.round.key}/decisions/survey"
    client.sign_in(world.second)
    given(world.applications[0], 5)
    with statements() as few:
        client.visit(results)
    given(world.applications[0], 10)
    with statements() as many:
        client.visit(results)

    assert len(many) == len(few)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR, Role.COACH])
def test_others_do_not_read_the_answers(client: PageClient, world: World, role: Role) -> None:
    place = build.cohort() if role is Role.COACH else None
    client.sign_in(build.person(role=role, at=place))

    client.visit(f"/staff/rounds/{world.round.key}/decisions/survey", status=403)


def test_the_service_refuses_too_early_twice_and_what_does_not_fit(
    app: Flask, world: World
) -> None:
    by = Actor(world.leads[2].id, "Lead")
    with pytest.raises(NotPossibleNow, match="after the decision"):
        survey.answer(world.applications[2], **GIVEN, by=by, at=AT)
    told(app, world)
    of = db.session.get_one(Application, world.applications[2].id)
    for wrong in ({"clear": 0}, {"fair": 6}, {"better": "x" * 2001}):
        with pytest.raises(Refused):
            survey.answer(of, **GIVEN | wrong, by=by, at=AT)
    survey.answer(of, **GIVEN, by=by, at=AT)
    with pytest.raises(NotPossibleNow, match="already"):
        survey.answer(of, **GIVEN, by=by, at=AT)
