"""From the award to the work, on the pages of the practice and of the program."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from app.awards.domain.kinds import Outcome
from app.awards.models import Agreement, AwardPlan, AwardReply
from app.awards.queries import beginnings
from app.core.db import db, transaction
from app.policy import Role
from tests.pages.accounts.people import PASSWORD
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.awarded import SOON, TOLD, Awarded, actor

if TYPE_CHECKING:
    from flask import Flask

    from tests.support.html import Page
    from tests.support.page import PageClient

LATE = TOLD + dt.timedelta(days=15)
SIGNED = {"name": "Carla Simms", "title": "CEO", "agree": "y", "password": PASSWORD}
OF_PRACTICE = ("", "/reply", "/confirm", "/agreement", "/agreement.pdf")


@pytest.fixture
def world(app: Flask) -> Awarded:
    app.extensions["clock"].set(SOON)
    starts, ends = dt.date(2027, 6, 1), dt.date(2028, 5, 31)
    return Awarded(cohort=build.cohort(name="Cohort 2", starts_on=starts, ends_on=ends))


def staff(world: Awarded) -> str:
    return f"/staff/applications/{world.id}/award"


def errors(page: Page) -> str:
    return page.one("error-summary").text


def rows(page: Page, testid: str) -> list[str]:
    return [one.text for one in page.all(testid)]


def sign(world: Awarded) -> None:
    from app.awards.domain.agreement import fingerprint
    from app.awards.services import agreements

    with transaction():
        award = world.award()
        agreements.sign(
            award,
            name="Carla Simms",
            title="CEO",
            seen=fingerprint(beginnings.words_for(award)),
            by=actor(world.carla),
            at=SOON,
        )


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
    from app.accounts.models import Person
    from tests.pages.accounts.people import _HASH

    neil = db.session.get_one(Person, world.neil.id)
    neil.password_hash, neil.password_set_at = _HASH, build.NOON
    db.session.commit()
    client.sign_in(world.neil)
    given = {"name": "Neil Ward", "title": "Manager", "agree": "y", "password": PASSWORD}
    client.fill_in(path, **given | {"title": ""}, status=422)
    client.fill_in(path, **given | {"password": "not it at all"}, status=422)
    page = client.follow(client.fill_in(path, **given))
    assert page.one("agreement-state").text == "Signed by both sides"
    assert "Countersigned by Neil Ward" in client.visit(path).text
    paper = client.get(f"{staff(world)}/agreement.pdf")
    assert paper.mimetype == "application/pdf"
    assert "Neil Ward, Manager" in PdfReader(io.BytesIO(paper.data)).pages[-1].extract_text()


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
