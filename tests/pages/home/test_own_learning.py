"""The home of somebody who learns and has no team, or several."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.curriculum.models import Study
from app.policy import APPLICANT_ROLES, Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient


@pytest.fixture(autouse=True)
def _at_noon(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)


def of_two_teams() -> Person:
    person = build.person()
    for _ in range(2):
        build.grant(person, Role.LEAD, at=build.team().practice)
    return person


def began(person: Person, title: str) -> None:
    version = build.published_version(title=title, lessons=[build.lesson()])
    build.saved(
        Study(
            person_id=person.id,
            module_id=version.module_id,
            version_id=version.id,
            began_at=build.NOON,
        )
    )


def test_who_is_in_the_middle_goes_on_from_here(client: PageClient) -> None:
    person = of_two_teams()
    began(person, "Charts by hand")
    build.learning_event(title="Call for all")
    client.sign_in(person)
    card = client.visit("/").one("learning").text
    for words in ("Charts by hand", "About lesson-1", "Call for all", "Monday, November 9, 2026"):
        assert words in card


def test_a_publisher_sees_what_waits_for_approval(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.PUBLISHER))
    page = client.visit("/")
    assert "Nothing waits for you now" in page.text
    assert "Find a lesson" in page.one("learning").text
    build.module_version(title="Basics", review_asked_at=build.NOON)
    build.learning_event(title="Call")
    page = client.visit("/")
    assert "Nothing waits for you now" not in page.text
    assert "Basics" in page.one("to-approve").text
    assert page.all("coming") == []


def test_the_next_event_is_one_that_they_may_come_to(client: PageClient) -> None:
    person = of_two_teams()
    soon = dt.datetime(2026, 11, 6, 18, tzinfo=dt.UTC)
    build.learning_event(title="Elsewhere", starts_at=soon, cohort_id=build.cohort().id)
    build.learning_event(title="For sponsors", starts_at=soon, roles=["sponsor"])
    build.learning_event(title="For leads", roles=["lead"])
    client.sign_in(person)
    card = client.visit("/").one("learning").text
    assert "For leads" in card
    assert "Elsewhere" not in card
    assert "sponsors" not in card


@pytest.mark.parametrize("role", [None, *APPLICANT_ROLES])
def test_who_does_not_learn_has_no_card(client: PageClient, role: Role | None) -> None:
    person = build.person()
    for _ in range(2 if role else 0):
        build.grant(person, role or Role.VIEWER, at=build.practice())
    client.sign_in(person)
    path = "/account" if role else "/"
    assert client.visit(path).all("learning") == []


def test_more_of_it_takes_no_more_statements(client: PageClient) -> None:
    person = of_two_teams()

    def add() -> None:
        began(person, "Basics")
        build.learning_event()

    add()
    client.sign_in(person)
    client.visit("/")
    with statements() as one:
        client.visit("/")
    for _ in range(2):
        add()
    with statements() as three:
        client.visit("/")
    assert len(one) == len(three), (one, three)
