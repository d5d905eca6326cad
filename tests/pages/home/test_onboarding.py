"""The first steps of a team that began from an award, until all are done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.charter import queries as charters
from app.charter import services
from app.collaborative import queries as collaborative
from app.core.db import db, transaction
from app.policy import Role
from tests.pages.awards.begun import sign
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.awarded import ANSWERS, SOON, Awarded, actor

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.html import Page
    from tests.support.page import PageClient


@pytest.fixture
def world(app: Flask) -> Awarded:
    app.extensions["clock"].set(SOON)
    starts, ends = dt.date(2027, 4, 1), dt.date(2028, 5, 31)
    content = {"D2": ANSWERS["D2"]}
    world = Awarded(cohort=build.cohort(starts_on=starts, ends_on=ends), content=content)
    world.accept()
    return world


def home(client: PageClient, world: Awarded) -> Page:
    return client.visit(f"/teams/{world.practice.key}")


def waiting(page: Page) -> list[str]:
    return [
        step.attrs["data-key"]
        for step in page.all("onboarding-step")
        if not step.text.endswith("done")
    ]


def test_steps_are_facts_and_the_card_goes_when_all_are_done(
    client: PageClient, world: Awarded
) -> None:
    client.sign_in(world.ana)
    page = home(client, world)
    assert waiting(page) == ["agreement", "charter", "family", "measures", "numbers"]
    assert page.links["Sign the agreement"] == f"{world.at}/award/agreement"
    assert "Getting started" not in page.text

    sign(world)
    charter = charters.charter(world.practice.id, world.cohort.id)
    by = actor(world.ana)
    with transaction():
        services.confirm(charter, by=by, at=SOON)
        services.add_member(
            charter,
            role="Family partner",
            name="Rosa Hill",
            credentials="",
            hours=None,
            by=by,
            at=SOON,
        )
    measure = build.measure(of=world.cohort)
    assert waiting(home(client, world)) == ["numbers"]
    team = collaborative.team(world.practice.key)
    build.sent_point(team, measure, dt.date(2027, 4, 1), 1, 10, at=SOON)
    page = home(client, world)
    assert page.all("onboarding") == []
    assert "Getting started" in page.text


def test_before_the_cohort_starts_the_first_steps_come_first(
    app: Flask, client: PageClient
) -> None:
    app.extensions["clock"].set(SOON)
    cohort = build.cohort(
        name="Cohort 3", starts_on=dt.date(2027, 5, 1), ends_on=dt.date(2028, 10, 31)
    )
    world = Awarded(cohort=cohort)
    world.accept()
    build.measure(of=cohort)
    client.sign_in(world.ana)
    text = home(client, world).text
    assert "Cohort 3. Starts in May 2027" in text
    assert "Your first steps come now." in text
    assert "Your cohort starts in May 2027." in text
    assert text.index("Sign the agreement") < text.index("Next up")
    for words in ("month 1 of", "Well done", "Everything is in"):
        assert words not in text

    others = build.team(key="others", cohort=cohort)
    client.sign_in(build.person(role=Role.LEAD, at=others))
    text = client.visit("/teams/others").text
    assert "Nothing waits for you yet." in text
    assert "Everything is in" not in text

    app.extensions["clock"].set(dt.datetime(2027, 5, 1, 15, tzinfo=dt.UTC))
    client.sign_in(world.ana)
    text = home(client, world).text
    assert "Cohort 3, month 1 of 18" in text
    assert "Nothing waits besides your first steps." in text
    assert "Everything is in" not in text


def test_who_cannot_open_the_agreement_gets_no_link_to_it(
    client: PageClient, world: Awarded
) -> None:
    client.sign_in(build.person(role=Role.FAMILY_PARTNER, at=world.practice))
    page = home(client, world)
    assert "Sign the agreement" not in page.links
    assert "Sign the agreement" in page.text
    assert "family" not in waiting(page)


def test_before_the_cohort_is_chosen_the_charter_waits(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(SOON)
    world = Awarded()
    world.accept()
    client.sign_in(world.ana)
    assert "charter" in waiting(home(client, world))


def test_a_team_without_an_award_has_no_such_card_and_two_statements_more_at_most(
    app: Flask, client: PageClient, world: Awarded
) -> None:
    team = build.team(key="others", cohort=world.cohort)
    client.sign_in(build.person(role=Role.LEAD, at=team))
    client.visit("/teams/others")
    with statements() as without:
        page = client.visit("/teams/others")
    assert page.all("onboarding") == []
    client.sign_in(world.ana)
    path = f"/teams/{world.practice.key}"
    client.visit(path)
    with statements() as with_award:
        client.visit(path)
    assert len([one for one in without if "award_reply" in one]) == 1
    assert len(with_award) <= len(without) + 2
    db.session.rollback()
