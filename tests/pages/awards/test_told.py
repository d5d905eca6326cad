"""What applicants see of a decision: nothing at all until it is told, then all that is theirs."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from app.awards.domain.kinds import Outcome, Reply
from app.awards.models import Appeal, AwardPlan, AwardReply, Decision, Feedback, Letter
from app.core.db import db, transaction
from app.outbox.models import OutboxMail
from app.policy import Role
from app.practices.models import Practice
from app.rfa.models import Submission
from tests.support import build
from tests.support.sql import statements
from tests.unit.awards.telling import AT, RELEASE_AT, SECOND, World, mails

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.support.page import PageClient

PLAN_WORDS = "Zebra rationale"
CHANGING = re.compile(rb'<[^>]*name="csrf[-_]token"[^>]*>')
NO_CRAWL = re.compile(r"^(https?:|mailto:|tel:|#|/static/)|/sign-out|/account")


@pytest.fixture
def world(app: Flask, client: PageClient) -> World:
    app.extensions["clock"].set(AT)
    app.config["SECOND_FACTOR_ROLES"] = ()
    return World()


def decision_at(world: World, place: int = 2, more: str = "") -> str:
    return f"/applications/{world.applications[place].id}/decision{more}"


def told(app: Flask, client: PageClient, world: World, place: int = 2) -> World:
    """The release is over and the lead of one practice has signed in."""
    world.planned_and_confirmed()
    world.tell()
    app.extensions["clock"].set(RELEASE_AT + SECOND)
    client.sign_in(world.leads[place])
    return world


def crawl(client: PageClient, starts: list[str]) -> dict[str, tuple[int, bytes]]:
    """Every page and file that can be reached from `starts`, with what changes by itself masked."""
    found: dict[str, tuple[int, bytes]] = {}
    waiting = [*starts]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        reply = client.get(path)
        found[path] = reply.status_code, CHANGING.sub(b"", reply.data)
        waiting += _links(path, reply.data) if reply.mimetype == "text/html" else []
    return found


def _links(path: str, data: bytes) -> Iterator[str]:
    for link in re.findall(rb'href="([^"]+)"', data):
        target = link.decode().replace("&amp;", "&").partition("#")[0]
        if target.startswith("?"):
            target = path.partition("?")[0] + target
        if target.startswith("/") and not NO_CRAWL.search(target):
            yield target


@pytest.mark.parametrize("who", ["lead", "other lead", "visitor", "reviewer"])
def test_a_decision_that_is_not_told_changes_no_byte(
    app: Flask, client: PageClient, who: str
) -> None:
    app.extensions["clock"].set(AT)
    app.config["SECOND_FACTOR_ROLES"] = ()
    world = World(())
    for _ in range(2):
        world.apply()
    if who != "visitor":
        of = {"lead": world.leads[0], "other lead": world.leads[1]}
        client.sign_in(of.get(who) or build.person(role=Role.REVIEWER))
    key = world.applications[0].id
    starts = [
        "/applications",
        f"/applications/{key}",
        *(f"/applications/{key}/decision{more}" for more in ("", "/letter.pdf", "/appeal")),
        f"/applications/{key}/award",
        "/program",
        "/apply/cares",
        "/awardees",
        "/",
    ]
    before = crawl(client, starts)
    count = db.session.query(OutboxMail).count()

    for application in world.applications:
        world.decide(application, rationale=PLAN_WORDS)
    build.saved(
        Feedback(
            application_id=key,
            strengths="A strong team.",
            written_at=AT,
            written_by_id=world.second.id,
            approved_at=AT,
            approved_by_id=world.director.id,
        )
    )
    build.saved(
        Letter(
            decision_id=world.decisions[0].id,
            kind="decline",
            fields={"mentor": "Pat"},
            changed_at=AT,
        )
    )
    world.planned_and_confirmed()

    assert len(before) > (5 if who == "reviewer" else 8)
    assert crawl(client, starts) == before
    assert db.session.query(OutboxMail).count() == count
    if who == "lead":
        assert before[f"/applications/{key}/decision"][0] == 404
        assert b"In review" in before[f"/applications/{key}"][1]


def test_the_lead_reads_letter_and_summary_to_the_second(
    app: Flask, client: PageClient, world: World
) -> None:
    build.saved(
        Feedback(
            application_id=world.applications[2].id,
            strengths="A strong team.",
            concerns="",
            written_at=AT,
            written_by_id=world.second.id,
            approved_at=AT,
            approved_by_id=world.director.id,
        )
    )
    world.planned_and_confirmed()
    app.extensions["clock"].set(RELEASE_AT - SECOND)
    assert world.tell(RELEASE_AT - SECOND) == 0
    client.sign_in(world.leads[2])
    client.visit(decision_at(world), status=404)
    page = client.visit(f"/applications/{world.applications[2].id}")
    assert page.one("status").text == "In review"

    app.extensions["clock"].set(RELEASE_AT + 5 * SECOND)
    assert world.tell(RELEASE_AT + 5 * SECOND) == 3
    page = client.visit(f"/applications/{world.applications[2].id}")
    assert page.one("status").text == "Decision ready"
    page = client.visit(decision_at(world))
    assert "We cannot offer Clinic 3 a place" in page.one("letter").text
    assert "A strong team." in page.one("feedback").text
    reply = client.get(decision_at(world, more="/letter.pdf"))
    assert reply.data.startswith(b"%PDF")
    assert "clinic-3-letter.pdf" in reply.headers["Content-Disposition"]


def test_a_summary_that_nobody_approved_stays_inside(
    app: Flask, client: PageClient, world: World
) -> None:
    build.saved(
        Feedback(
            application_id=world.applications[2].id,
            strengths="A draft.",
            written_at=AT,
            written_by_id=world.second.id,
        )
    )
    told(app, client, world)
    assert client.visit(decision_at(world)).all("feedback") == []


def test_only_the_practice_reads_its_decision(app: Flask, client: PageClient, world: World) -> None:
    told(app, client, world, place=0)
    client.visit(decision_at(world), status=404)
    client.visit(decision_at(world, more="/letter.pdf"), status=404)
    client.visit(decision_at(world, more="/appeal"), status=404)
    assert client.get(decision_at(world, 0)).status_code == 200


def test_nothing_is_withdrawn_or_changed_once_it_is_told(
    app: Flask, client: PageClient, world: World
) -> None:
    told(app, client, world)
    at = f"/applications/{world.applications[2].id}"
    assert f"{at}/withdraw" not in client.visit(at).links.values()
    client.fill_in(f"{at}/withdraw", reason="We moved", status=409)


def test_a_promoted_practice_reads_both_letters(
    app: Flask, client: PageClient, world: World
) -> None:
    told(app, client, world, place=1)
    row = db.session.get_one(Decision, world.decisions[1].id)
    row.promoted_at, row.promoted_by_id = RELEASE_AT, world.director.id
    row.promotion_reason = "A place became free."
    db.session.commit()
    page = client.visit(decision_at(world, 1))
    assert [one.attrs["data-key"] for one in page.all("letter")] == ["promotion", "wait list"]
    found = re.findall(rb'href="([^"]+letter\.pdf[^"]*)"', client.get(decision_at(world, 1)).data)
    assert len(found) == 2
    names = []
    for link in found:
        reply = client.get(link.decode().replace("&amp;", "&"))
        assert reply.data.startswith(b"%PDF")
        names.append(reply.headers["Content-Disposition"].rpartition("filename=")[2])
    assert names == ["clinic-2-promotion-letter.pdf", "clinic-2-letter.pdf"]
    assert "Place that became free: letter as PDF" in page.text
    client.visit(decision_at(world, 1, "/letter.pdf?kind=decline"), status=404)
    assert "Appeal the decision" not in page.links
    client.visit(decision_at(world, 1, "/appeal"), status=409)


# ------------------------------------------------------------------ appeals


def test_an_appeal_goes_to_somebody_who_did_not_decide(
    app: Flask, client: PageClient, world: World
) -> None:
    told(app, client, world)
    appeal = decision_at(world, more="/appeal")
    page = client.fill_in(appeal, status=422, basis="")
    token = page.form(appeal).fields["csrf_token"]
    assert "Say why we should look at it again." in page.one("error-summary").text
    client.fill_in(appeal, basis="You missed our plan.")
    assert "It waits for an answer" in client.visit(decision_at(world)).one("appeal").text
    assert client.visit(appeal, status=302).location == decision_at(world)
    again: Any = client.post(appeal, data={"csrf_token": token, "basis": "Once more."})
    assert again.status_code == 409

    staff = f"/staff/applications/{world.applications[2].id}/appeal"
    client.sign_in(world.director)
    assert "Clinic 3" in client.visit("/staff/rounds/cares/decisions/appeals").text
    page = client.fill_in(staff, status=422, outcome="upheld", reason="Yes")
    assert "You made this decision." in page.one("error-summary").text
    client.sign_in(world.second)
    page = client.fill_in(staff, status=422, outcome=None, reason="")
    assert "2 problems" in page.text
    client.fill_in(staff, outcome="denied", reason="The plan was read.")
    assert client.visit(staff).one("status").text == "Denied"
    assert len(mails("appeal decided")) == 1
    app.extensions["clock"].set(RELEASE_AT + 60 * SECOND)
    client.sign_in(world.leads[2])
    assert "It was denied on" in client.visit(decision_at(world)).one("appeal").text


def test_editors_read_but_do_not_appeal_and_after_the_last_day_nobody_does(
    app: Flask, client: PageClient, world: World
) -> None:
    told(app, client, world)
    clinic = db.session.get_one(Practice, world.applications[2].practice_id)
    client.sign_in(build.person(role=Role.APPLICATION_EDITOR, at=clinic))
    assert "Appeal the decision" not in client.visit(decision_at(world)).links
    client.visit(decision_at(world, more="/appeal"), status=403)

    app.extensions["clock"].set(dt.datetime(2027, 1, 17, 6, tzinfo=dt.UTC))
    client.sign_in(world.leads[2])
    assert "Appeal the decision" not in client.visit(decision_at(world)).links
    client.visit(decision_at(world, more="/appeal"), status=409)


# ------------------------------------------------------------------ summaries


def test_a_summary_is_written_looked_at_twice_and_approved(
    client: PageClient, world: World
) -> None:
    reviewer = build.person(name="Ann Grace", role=Role.REVIEWER)
    build.review(world.applications[2], reviewer, strengths="Ann Grace likes it.")
    at = f"/staff/applications/{world.applications[2].id}/feedback"
    client.sign_in(world.second)
    assert client.visit(at).form(at).fields["strengths"].strip() == "Ann Grace likes it."
    client.fill_in(at)
    page = client.fill_in(f"{at}/approve", at=at, status=422)
    assert "Take the name of the reviewer out first: Ann Grace." in page.text
    client.fill_in(at, strengths="A strong team.")
    client.sign_in(world.director)
    client.fill_in(f"{at}/approve", at=at)
    assert client.visit(at).one("status").text == "Approved"
    page = client.fill_in(at, strengths="x" * 4001, status=422)
    assert "Shorten this to 4,000" in page.one("error-summary").text
    assert "Approved" in client.visit("/staff/rounds/cares/decisions").text


def test_nothing_is_approved_before_it_is_written(client: PageClient, world: World) -> None:
    client.sign_in(world.second)
    at = f"/staff/applications/{world.applications[2].id}/feedback"
    form = client.visit(at).form(at)
    reply: Any = client.post(f"{at}/approve", data={"csrf_token": form.fields["csrf_token"]})
    assert reply.status_code == 409


def test_staff_with_a_conflict_read_no_review_here_either(client: PageClient, world: World) -> None:
    clinic = db.session.get_one(Practice, world.applications[2].practice_id)
    build.grant(world.second, Role.LEAD, at=clinic)
    client.sign_in(world.second)
    client.visit(f"/staff/applications/{world.applications[2].id}/feedback", status=409)


# ------------------------------------------------------------------ everybody


def test_awarded_practices_are_public_once_told(
    app: Flask, client: PageClient, new_client: Any, world: World
) -> None:
    cohort = build.cohort(name="Cohort 2")
    with transaction():
        plan = db.session.query(AwardPlan).one()
        plan.cohort_id = cohort.id
    visitor = new_client()
    assert "No practices yet" in visitor.visit("/awardees").text
    told(app, client, world)
    [row] = visitor.visit("/awardees").all("awardee-row")
    assert row.text == "Clinic 1 Hinds Federally Qualified Health Center (FQHC) Cohort 2"
    assert "/awardees" in visitor.visit("/apply/cares").links.values()
    build.saved(
        AwardReply(
            decision_id=world.decisions[0].id,
            reply=Reply.DECLINED,
            reason="We moved",
            replied_at=RELEASE_AT,
            replied_by_id=world.leads[0].id,
        )
    )
    assert visitor.visit("/awardees").all("awardee-row") == []
    assert world.decisions[0].outcome is Outcome.AWARD


def test_lists_take_the_same_number_of_statements_for_any_number(
    app: Flask, client: PageClient, new_client: Any
) -> None:
    app.extensions["clock"].set(AT)
    app.config["SECOND_FACTOR_ROLES"] = ()
    counts = []
    for number in (1, 3):
        world = World((Outcome.AWARD, Outcome.DECLINE) * number, key=None)
        world.planned_and_confirmed().tell()
        for row in world.decisions:
            if row.outcome is Outcome.DECLINE:
                build.saved(appeal_of(row, world))
        client.sign_in(world.director)
        counts.append(
            (
                count(client, f"/staff/rounds/{world.round.key}/decisions/appeals"),
                count(new_client(), "/awardees"),
            )
        )
    assert counts[0] == counts[1]


def count(client: PageClient, path: str) -> int:
    """How many statements a page takes when it was opened before."""
    client.visit(path)
    with statements() as sent:
        client.visit(path)
    return len(sent)


def appeal_of(row: Decision, world: World) -> Appeal:
    """An appeal that waits."""
    version = db.session.query(Submission).filter_by(application_id=row.application_id).one()
    return Appeal(
        decision_id=row.id,
        submission_id=version.id,
        basis="You missed our plan.",
        filed_at=RELEASE_AT,
        filed_by_id=world.leads[0].id,
    )
