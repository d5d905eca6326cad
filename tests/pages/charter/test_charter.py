"""The charter of a team on its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.charter import queries, services
from app.charter.domain.fields import Carried, CarriedMember
from app.core.db import db, transaction
from app.policy import Actor, Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from flask import Flask

    from app.charter.models import Charter
    from tests.support.html import Page
    from tests.support.page import PageClient

READERS = (Role.VIEWER, Role.SPONSOR)
WRITERS = (Role.LEAD, Role.CARE_COORDINATOR, Role.FAMILY_PARTNER)


class World:
    """A team in a cohort with a charter that came from its application."""

    def __init__(self, app: Flask) -> None:
        app.extensions["clock"].set(build.NOON)
        self.team = build.team(name="Delta Pines", key="delta-pines")
        self.lead = build.person(name="Ana Test", role=Role.LEAD, at=self.team)
        self.at = "/teams/delta-pines/charter"

    def begin(self) -> Charter:
        source = "G1. What do you want to change?"
        with transaction():
            return services.open_charter(
                self.team.practice,
                self.team.cohort,
                [Carried("aim", "60% with a plan", source), Carried("baseline", "10%", source)],
                [CarriedMember("Family partner", "Rosa Hill", "", 6, "C1. Who is on your team?")],
                by=Actor(self.lead.id, "Ana Test"),
                at=build.NOON,
            )


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def row(page: Page, key: str) -> Any:
    return next(e for e in page.root.walk("section") if e.attrs.get("data-key") == key)


def test_a_team_without_a_charter_begins_one(client: PageClient, world: World) -> None:
    client.sign_in(world.lead)
    assert "No charter yet" in client.visit(world.at).text
    page = client.follow(client.fill_in(f"{world.at}/begin", at=world.at))

    assert "0 of 21 parts are written" in page.text
    client.sign_in(build.person(role=Role.VIEWER, at=world.team))
    assert not [form for form in client.visit(world.at).forms if world.at in form.action]


def test_without_a_cohort_there_is_no_charter(app: Flask, client: PageClient) -> None:
    practice = build.practice(key="lone")
    client.sign_in(build.person(role=Role.LEAD, at=practice))
    page = client.visit("/teams/lone/charter")

    assert "Your charter begins when your practice joins a cohort." in page.text
    token = next(form for form in page.forms if form.method == "post").fields["csrf_token"]
    assert client.post("/teams/lone/charter/begin", data={"csrf_token": token}).status_code == 409
    client.visit("/teams/lone/charter/aim", status=404)


def test_what_came_from_the_application_says_so(client: PageClient, world: World) -> None:
    world.begin()
    client.sign_in(world.lead)
    page = client.visit(world.at)

    assert "From your application, G1. What do you want to change?" in row(page, "aim").text
    assert "self-reported in the application" in row(page, "baseline").text
    assert "Nothing is written yet" in row(page, "need").text
    assert "Rosa Hill" in page.one("charter-member").text
    measure = build.measure(of=world.team.cohort)
    build.sent_point(world.team, measure, world.team.cohort.starts_on, 1, 10)
    assert "self-reported" not in row(client.visit(world.at), "baseline").text


def test_a_changed_part_shows_what_it_said_first(client: PageClient, world: World) -> None:
    world.begin()
    client.sign_in(world.lead)
    page = client.follow(client.fill_in(f"{world.at}/aim", text="70% with a plan"))

    shown = row(page, "aim").text
    assert "70% with a plan" in shown
    assert "60% with a plan" in shown
    assert "“Aim” is saved." in page.text


def test_two_writers_see_both_texts_and_nothing_is_lost(
    client: PageClient, new_client: Any, world: World
) -> None:
    world.begin()
    client.sign_in(world.lead)
    other = new_client()
    other.sign_in(build.person(role=Role.FAMILY_PARTNER, at=world.team))
    mine = client.visit(f"{world.at}/aim").form(f"{world.at}/aim")
    other.fill_in(f"{world.at}/aim", text="theirs")
    page = client.send(mine, text="yours", status=409)

    assert page.one("charter-theirs").text == "theirs"
    again = page.form(f"{world.at}/aim")
    assert again.fields["text"].strip() == "yours"
    client.send(again, text="theirs and yours")
    assert "theirs and yours" in row(client.visit(world.at), "aim").text


def test_too_long_a_text_is_refused_beside_its_field(client: PageClient, world: World) -> None:
    world.begin()
    client.sign_in(world.lead)
    page = client.fill_in(f"{world.at}/aim", text="x" * 10_001, status=422)
    assert "Shorten the text to 10,000 characters or fewer" in page.one("error-summary").text


def test_the_team_confirms_its_charter(client: PageClient, world: World) -> None:
    world.begin()
    client.sign_in(world.lead)
    assert client.visit(world.at).one("status").text == "Draft"
    page = client.follow(client.fill_in(f"{world.at}/confirm", at=world.at))

    assert page.one("status").text == "Confirmed"
    assert "By Ana Test" in page.text


def test_people_are_named_changed_and_taken_off(client: PageClient, world: World) -> None:
    world.begin()
    client.sign_in(world.lead)
    new = f"{world.at}/members/new"
    page = client.fill_in(new, name="", role="", hours="745", status=422)
    assert "Enter 0 to 744 hours a month" in page.one("error-summary").text
    client.fill_in(new, name="Tom Gray", role="Data person", hours="4")
    charter = queries.charter(world.team.id, world.team.cohort.id)
    tom = queries.members(charter.id)[1]
    client.fill_in(f"{world.at}/members/{tom.id}", hours="many", status=422)
    client.fill_in(f"{world.at}/members/{tom.id}", hours="8")
    page = client.visit(world.at)
    assert "Tom Gray Data person. 8 hours a month" in page.text
    client.visit(f"{world.at}/members/{tom.id}/end")
    client.fill_in(f"{world.at}/members/{tom.id}/end")
    assert "Tom Gray" not in client.visit(world.at).one("charter-member").text
    db.session.rollback()
    client.visit(f"{world.at}/members/{tom.id}", status=404)


@pytest.mark.parametrize("role", [*READERS, *WRITERS])
def test_who_reads_and_who_writes(client: PageClient, world: World, role: Role) -> None:
    world.begin()
    client.sign_in(build.person(role=role, at=world.team))
    client.visit(world.at)
    status = 200 if role in WRITERS else 403
    for path in ("/aim", "/members/new"):
        client.visit(world.at + path, status=status)


def test_strangers_find_nothing(client: PageClient, world: World) -> None:
    world.begin()
    client.sign_in(build.person(role=Role.LEAD))
    for path in ("", "/aim", "/members/new", "/members/1", "/members/1/end"):
        client.visit(world.at + path, status=404)
    client.sign_in(world.lead)
    client.visit(f"{world.at}/secrets", status=404)
    client.visit(f"{world.at}/members/999", status=404)


def test_more_people_take_no_more_statements(client: PageClient, world: World) -> None:
    charter = world.begin()
    client.sign_in(world.lead)
    client.visit(world.at)
    with statements() as one:
        client.visit(world.at)
    with transaction():
        for name in ("B", "C"):
            services.add_member(
                charter,
                role="QI lead",
                name=name,
                credentials="",
                hours=None,
                by=Actor(world.lead.id, "Ana"),
                at=build.NOON,
            )
    with statements() as three:
        client.visit(world.at)
    assert len(one) == len(three), three
