"""From the award to the work, on the pages of the practice and of the program."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.awards.domain.kinds import Outcome
from app.awards.models import AwardReply
from app.awards.queries import beginnings
from app.core.db import db
from tests.pages.awards.begun import errors, in_cohort, rows, staff
from tests.unit.awards.awarded import SOON, TOLD, Awarded

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

LATE = TOLD + dt.timedelta(days=15)
OF_PRACTICE = ("", "/reply", "/confirm", "/agreement", "/agreement.pdf")


@pytest.fixture
def world(app: Flask) -> Awarded:
    return in_cohort(app)


# ------------------------------------------------------------------ the practice answers


def test_an_award_is_accepted_on_one_page_and_becomes_a_team(
    client: PageClient, world: Awarded
) -> None:
    client.sign_in(world.ana)
    page = client.visit(f"{world.at}/award")
    assert "Answer by Saturday, May 1" in page.text
    assert "$10,001" in page.text
    page = client.follow(client.fill_in(f"{world.at}/award/reply", reply="accept"))

    carried = {one.attrs["data-key"]: one.text for one in page.all("carried")}
    assert "Epic 2024" in carried["ehr"]
    assert "From your application, D2. Which health record do you use?" in carried["ehr"]
    assert "60% with shared plan" in carried["aim"]
    assert rows(page, "carried-member") == [
        "Ana Test , QI lead, 4 hours a month",
        "Rosa Hill , Family partner",
    ]
    assert "joins Cohort 2 from June 2027 on" in page.text
    form = page.form(f"{world.at}/award/confirm")
    chosen = {name: value for name, value in form.fields.items() if name.startswith("person-")}
    assert chosen == {
        f"person-{world.ana.id}": "lead",
        f"person-{world.ben.id}": "care coordinator",
        f"person-{world.carla.id}": "sponsor",
    }
    page = client.follow(
        client.send(form, **{f"person-{world.ben.id}": "", f"person-{world.carla.id}": "viewer"})
    )
    assert page.one("status").text == "Accepted"
    team = client.visit(f"/teams/{world.practice.key}/charter")
    assert "From your application, G1. What do you want to change?" in team.text
    assert "Carla Simms" in client.visit(f"/teams/{world.practice.key}/people").text
    assert "Ben Fox" not in client.visit(f"/teams/{world.practice.key}/people").text


def test_two_tabs_and_two_people_begin_once(
    client: PageClient, new_client: Any, world: Awarded
) -> None:
    client.sign_in(world.ana)
    other = new_client()
    other.sign_in(world.carla)
    path = f"{world.at}/award/confirm"
    first, second = client.visit(path).form(path), client.visit(path).form(path)
    third = other.visit(path).form(path)
    client.send(first)
    assert client.send(second).location == f"{world.at}/award"
    other.sign_in(world.carla)
    assert other.post(path, data=dict(third.fields)).status_code in {302, 400, 403}
    db.session.rollback()
    assert db.session.query(AwardReply).count() == 1
    assert len(beginnings.milestones_of(world.decision.id)) == 2


def test_a_decline_needs_a_reason(client: PageClient, world: Awarded) -> None:
    client.sign_in(world.carla)
    path = f"{world.at}/award/reply"
    assert "Choose whether" in errors(client.fill_in(path, status=422))
    page = client.fill_in(path, reply="decline", status=422)
    assert "Tell us why" in errors(page)
    page = client.follow(client.fill_in(path, reply="decline", reason="Our doctor left"))
    assert page.one("status").text == "Declined"
    assert client.visit(path, status=302).location == f"{world.at}/award"


def test_an_old_page_does_not_turn_the_answer_around(client: PageClient, world: Awarded) -> None:
    client.sign_in(world.carla)
    reply, confirm = (f"{world.at}/award/{tail}" for tail in ("reply", "confirm"))
    decline, accept = client.visit(reply).form(reply), client.visit(confirm).form(confirm)
    client.send(decline, reply="decline", reason="Our doctor left")
    page = client.send(accept, status=409)
    assert "Your practice has declined this award already. Call " in page.text
    again = client.send(decline, reply="decline", reason="Our doctor left")
    assert again.location == f"{world.at}/award"
    page = client.visit(f"{world.at}/decision")
    assert page.one("next-action").text == "See where it stands"


def test_somebody_leads_the_team(client: PageClient, world: Awarded) -> None:
    client.sign_in(world.ana)
    path = f"{world.at}/award/confirm"
    page = client.fill_in(path, **{f"person-{world.ana.id}": "viewer"}, status=422)
    assert "Choose at least one team lead." in errors(page)
    page = client.fill_in(path, **{f"person-{world.ana.id}": "director"}, status=422)
    assert "Choose one of the list" in errors(page)


def test_after_the_last_day_a_sentence_says_whom_to_ask(
    app: Flask, client: PageClient, world: Awarded
) -> None:
    client.sign_in(world.ana)
    form = client.visit(f"{world.at}/award/confirm").form(f"{world.at}/award/confirm")
    app.extensions["clock"].set(LATE)
    client.sign_in(world.ana)
    assert "The last day to answer was Saturday, May 1. Call" in client.visit(f"{world.at}/award").text  # fmt: skip
    for path in ("/reply", "/confirm"):
        assert "ask for more time" in client.visit(f"{world.at}/award{path}", status=409).text
    fresh = client.visit(f"{world.at}/award/agreement").root
    token = next(
        e.attrs["content"] for e in fresh.walk("meta") if e.attrs.get("name") == "csrf-token"
    )
    answer = client.post(form.action, data=dict(form.fields) | {"csrf_token": token})
    assert answer.status_code == 409


def test_without_a_cohort_the_practice_accepts_and_staff_finish(
    app: Flask, client: PageClient
) -> None:
    app.extensions["clock"].set(SOON)
    world = Awarded()
    client.sign_in(world.ana)
    path = f"{world.at}/award/confirm"
    assert "Staff finish your place in the cohort" in client.visit(path).text
    page = client.follow(client.fill_in(path))
    assert "Waits for staff" in page.text
    client.sign_in(world.neil)
    enrol = f"{staff(world)}/enrol"
    page = client.fill_in(enrol, at=staff(world), status=422)
    assert "No cohort is chosen for this round yet." in page.text


@pytest.mark.parametrize("tail", OF_PRACTICE)
def test_before_it_is_told_there_is_nothing(app: Flask, client: PageClient, tail: str) -> None:
    app.extensions["clock"].set(SOON)
    world = Awarded(released_at=None)
    for person in (world.ana, world.carla):
        client.sign_in(person)
        client.visit(f"{world.at}/award{tail}", status=404)
    client.sign_in(world.neil)
    client.visit(staff(world), status=404)


@pytest.mark.parametrize("tail", OF_PRACTICE)
def test_strangers_and_those_without_an_award_find_nothing(
    client: PageClient, world: Awarded, tail: str
) -> None:
    other = Awarded(name="Other", round=world.round, outcome=Outcome.DECLINE, amount=None)
    client.sign_in(other.ana)
    client.visit(f"{world.at}/award{tail}", status=404)
    client.visit(f"{other.at}/award{tail}", status=404)


def test_an_editor_reads_and_does_not_answer(client: PageClient, world: Awarded) -> None:
    client.sign_in(world.ben)
    assert "The lead or the signer" in client.visit(f"{world.at}/award").text
    for path in ("/reply", "/confirm"):
        client.visit(f"{world.at}/award{path}", status=403)
