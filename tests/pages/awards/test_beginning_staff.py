"""Agreements, milestones and places that became free, on their pages."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from app.awards.domain.kinds import Outcome
from app.awards.models import Agreement, AwardPlan
from app.awards.queries import beginnings
from app.core.db import db
from app.policy import Role
from tests.pages.accounts.people import PASSWORD
from tests.pages.awards.begun import errors, in_cohort, rows, sign, staff
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.awarded import SOON, Awarded

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.page import PageClient

SIGNED = {"name": "Carla Simms", "title": "CEO", "agree": "y", "password": PASSWORD}


@pytest.fixture
def world(app: Flask) -> Awarded:
    return in_cohort(app)


# ------------------------------------------------------------------ the agreement


def test_the_signer_signs_exactly_what_is_on_the_screen(client: PageClient, world: Awarded) -> None:
    path = f"{world.at}/award/agreement"
    client.sign_in(world.carla)
    assert "Accept the award first" in client.visit(path).text
    world.accept()
    client.sign_in(world.carla)
    page = client.fill_in(path, name="", title="", status=422)
    assert "Type your full name" in errors(page)
    page = client.fill_in(path, **SIGNED | {"password": "not my own word"}, status=422)
    assert "This is not your password" in errors(page)
    page = client.fill_in(path, **SIGNED, seen="0" * 64, status=422)
    assert "The words changed meanwhile" in errors(page)
    page = client.follow(client.fill_in(path, **SIGNED))
    assert "You have signed the agreement." in page.text
    assert "For the practice: Carla Simms, CEO" in client.visit(path).text
    paper = client.get(f"{path}.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    assert "Practice: Delta Pines" in text
    assert "Not countersigned yet" in text


def test_others_read_the_agreement_and_cannot_sign(client: PageClient, world: Awarded) -> None:
    world.accept()
    client.sign_in(world.ana)
    path = f"{world.at}/award/agreement"
    page = client.visit(path)
    assert "The authorized signer is Carla Simms." in page.text
    client.visit(f"{path}.pdf", status=404)
    token = next(f.fields["csrf_token"] for f in page.forms if f.method == "post")
    assert client.post(path, data=SIGNED | {"csrf_token": token}).status_code == 403
    assert db.session.query(Agreement).count() == 0


def test_too_many_wrong_passwords_wait(client: PageClient, world: Awarded) -> None:
    world.accept()
    client.sign_in(world.carla)
    form = client.visit(f"{world.at}/award/agreement").form(f"{world.at}/award/agreement")
    given = dict(form.fields) | SIGNED | {"password": "wrong words here"}
    answers = [client.post(form.action, data=given).status_code for _ in range(12)]
    assert answers[-1] == 429


def test_staff_countersign_with_their_password(client: PageClient, world: Awarded) -> None:
    path = f"{staff(world)}/countersign"
    client.sign_in(world.neil)
    client.visit(path, status=409)
    world.accept()
    sign(world)
    client.sign_in(world.neil)
    given = {"name": "Neil Ward", "title": "Manager", "agree": "y", "password": PASSWORD}
    client.fill_in(path, **given | {"title": ""}, status=422)
    client.fill_in(path, **given | {"password": "not it at all"}, status=422)
    page = client.follow(client.fill_in(path, **given))
    assert page.one("agreement-state").text == "Signed by both sides"
    assert "Countersigned by Neil Ward (account of Neil)" in client.visit(path).text
    paper = client.get(f"{staff(world)}/agreement.pdf")
    assert paper.mimetype == "application/pdf"
    text = PdfReader(io.BytesIO(paper.data)).pages[-1].extract_text()
    assert "Neil Ward (account of Neil), Manager" in " ".join(text.split())
    assert "Carla Simms, CEO" in text
    assert "Neil Ward (account of Neil), Manager" in client.visit(staff(world)).text


def test_a_typed_name_stands_beside_that_of_the_account(client: PageClient, world: Awarded) -> None:
    path = f"{world.at}/award/agreement"
    world.accept()
    client.sign_in(world.carla)
    client.fill_in(path, **SIGNED | {"name": "C. Other"})
    words = "C. Other (account of Carla Simms), CEO"
    assert f"For the practice: {words}" in client.visit(path).text
    paper = client.get(f"{path}.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    assert words in " ".join(text.split())


def test_staff_write_the_words_of_the_agreement(client: PageClient, world: Awarded) -> None:
    path = f"/staff/rounds/{world.round.key}/decisions/agreement"
    client.sign_in(world.neil)
    page = client.visit(path)
    assert "These are the usual words." in page.text
    stale = page.form(path)
    client.fill_in(path, title="", status=422)
    client.fill_in(path, title="Our agreement")
    assert "Version 1" in client.visit(path).text
    client.send(stale, title="Another", status=409)
    client.sign_in(world.ana)
    assert "Our agreement" in client.visit(f"{world.at}/award/agreement").one("agreement-words").text  # fmt: skip
    client.visit(path, status=403)


# ------------------------------------------------------------------ the program


def test_staff_note_milestones_and_steps(client: PageClient, world: Awarded) -> None:
    world.accept()
    client.sign_in(world.neil)
    page = client.visit(staff(world))
    assert page.one("milestone-total").text == "$0 of $10,001 met."
    step = beginnings.milestones_of(world.decision.id)[1]
    path = f"{staff(world)}/milestones/{step.id}"
    client.fill_in(path, on="", status=422)
    assert "Choose today or an earlier day" in errors(client.fill_in(path, on="2027-05-30", status=422))  # fmt: skip
    page = client.follow(client.fill_in(path, on="2027-04-18", note="Seen at the session"))
    assert page.one("milestone-total").text == "$6,001 of $10,001 met."
    assert "Apr 18, 2027 Seen at the session" in rows(page, "milestone-row")[1]
    client.fill_in(path, on="2027-04-18", status=409)
    client.visit(f"{path}/reopen")
    page = client.follow(client.fill_in(f"{path}/reopen"))
    assert page.one("milestone-total").text == "$0 of $10,001 met."
    client.visit(f"{staff(world)}/milestones/99999", status=404)

    w9 = f"{staff(world)}/w-9"
    page = client.follow(client.fill_in(w9, at=staff(world)))
    assert "Take the tick away" in page.text
    assert "Not yet. Finance keeps the form" in client.follow(client.fill_in(w9, at=staff(world))).text  # fmt: skip


def test_a_list_shows_what_became_of_every_award(client: PageClient, world: Awarded) -> None:
    world.accept()
    sign(world)
    waits = {"outcome": Outcome.WAIT_LIST, "amount": None}
    Awarded(name="Second", round=world.round, waits_as=1, **waits)
    client.sign_in(world.neil)
    page = client.visit(f"/staff/rounds/{world.round.key}/awards")

    assert rows(page, "award-row") == ["Delta Pines Accepted Signed Not yet 0 of 2 Enrolled"]
    assert rows(page, "waiting-row") == ["Second 1 The director gives places"]
    assert page.one("places-free").text == "9 places are free."


def test_a_round_without_awards_says_so(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.DIRECTOR))
    page = client.visit(f"/staff/rounds/{build.rfa_round().key}/awards")
    assert "No awards yet" in page.text
    assert "No cohort is chosen" in page.text


def test_more_awards_take_no_more_statements(client: PageClient, world: Awarded) -> None:
    world.accept()
    client.sign_in(world.neil)
    path = f"/staff/rounds/{world.round.key}/awards"
    client.visit(path)
    with statements() as one:
        client.visit(path)
    for name in ("Alder", "Birch"):
        other = Awarded(name=name, round=world.round, cohort=world.cohort)
        other.accept()
        sign(other)
    with statements() as three:
        page = client.visit(path)
    assert len(rows(page, "award-row")) == 3
    assert len(one) == len(three), three


def test_the_director_gives_a_place_that_became_free(client: PageClient, world: Awarded) -> None:
    world.round.awards = 1
    db.session.commit()
    waits = {"outcome": Outcome.WAIT_LIST, "amount": None}
    second = Awarded(name="Second", round=world.round, waits_as=1, **waits)
    third = Awarded(name="Third", round=world.round, waits_as=2, **waits)
    client.sign_in(world.ana)
    client.fill_in(f"{world.at}/award/reply", reply="decline", reason="Too busy")
    client.sign_in(build.person(role=Role.DIRECTOR))
    at = f"/staff/applications/{third.id}/promote"
    assert "Another practice is before this one" in client.visit(at).text
    assert "Another practice" in errors(client.fill_in(at, status=422))
    at = f"/staff/applications/{second.id}/promote"
    assert "from $1 to $20,000" in errors(client.fill_in(at, amount="20001", status=422))
    page = client.follow(client.fill_in(at, amount="9000"))
    assert "Second has a place now." in page.text
    assert page.one("places-free").text == "No places are free."
    client.visit(at, status=404)
    client.sign_in(second.ana)
    assert "$9,000" in client.visit(f"{second.at}/award").text


def test_a_round_that_pays_nothing_asks_for_no_amount(app: Flask, client: PageClient) -> None:
    app.extensions["clock"].set(SOON)
    world = Awarded(amount=None, outcome=Outcome.WAIT_LIST, waits_as=1)
    client.sign_in(build.person(role=Role.DIRECTOR))
    at = f"/staff/applications/{world.id}/promote"
    assert "amount" not in client.visit(at).form(at).fields
    client.fill_in(at)


def test_who_looks_after_awards(client: PageClient, world: Awarded) -> None:
    world.accept()
    of_round = f"/staff/rounds/{world.round.key}/awards"
    wait = Awarded(
        name="Second", round=world.round, outcome=Outcome.WAIT_LIST, waits_as=1, amount=None
    )
    promote = f"/staff/applications/{wait.id}/promote"
    for role, status, gives in (
        (Role.PROGRAM_STAFF, 200, 403),
        (Role.DIRECTOR, 200, 200),
        (Role.ADMINISTRATOR, 403, 403),
        (Role.REVIEWER, 404, 404),
    ):
        client.sign_in(build.person(role=role))
        client.visit(of_round, status=403 if status == 404 else status)
        for tail in ("", "/milestones/1"):
            found = client.get(f"{staff(world)}{tail}").status_code
            assert found == (status if tail == "" or status != 200 else found)
        client.visit(promote, status=gives)


def test_staff_put_a_practice_into_the_cohort_when_there_is_one(
    app: Flask, client: PageClient
) -> None:
    app.extensions["clock"].set(SOON)
    world = Awarded()
    client.sign_in(world.neil)
    page = client.visit(f"/staff/rounds/{world.round.key}/decisions/agreement")
    token = next(form for form in page.forms if form.method == "post").fields["csrf_token"]
    enrol = f"{staff(world)}/enrol"
    assert client.post(enrol, data={"csrf_token": token}).status_code == 409
    world.accept()
    cohort = build.cohort(name="Cohort 2")
    db.session.scalars(db.select(AwardPlan)).one().cohort_id = cohort.id
    db.session.commit()
    page = client.visit(staff(world))
    assert "The practice is not in Cohort 2 yet." in page.text
    page = client.follow(client.send(page.form(enrol)))
    assert "The practice is in its cohort, with its charter." in page.text
    assert "Epic 2024" in client.visit(f"/teams/{world.practice.key}/charter").text
