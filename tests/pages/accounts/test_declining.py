"""Saying no to an invitation behind its link, and what the inviter sees of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts import services
from app.accounts.models import Invitation, Person
from app.core.clock import now
from app.core.db import db, transaction
from app.policy import Actor, Role
from tests.pages.accounts.people import PASSWORD, deeds, link_in, look_again, mails, somebody
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.practices.models import Practice
    from tests.support.page import PageClient

START = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
NO = "No, thank you"
REASON = "I move to another clinic."


@pytest.fixture(autouse=True)
def _still(app: Flask) -> None:
    app.extensions["clock"].set(START)


@pytest.fixture
def clinic() -> Practice:
    return build.team(key="delta", name="Delta Health").practice


@pytest.fixture
def ana(clinic: Practice) -> Person:
    """The lead of the team, who invites."""
    return build.person(name="Ana Reed", email="ana@example.org", role=Role.LEAD, at=clinic)


def invited(ana: Person, clinic: Practice | None, **given: Any) -> str:
    """Let Ana invite Ben; gives the path in the mail."""
    terms: dict[str, Any] = {"role": Role.DATA_MANAGER, "practice_id": clinic and clinic.id}
    by = Actor(ana.id, "Ana Reed")
    with transaction():
        services.invite(email="ben@example.org", name="Ben Cole", by=by, at=now(), **terms | given)
    return link_in(mails("invitation")[-1])


def offers() -> list[Invitation]:
    look_again()
    return db.session.query(Invitation).order_by(Invitation.id).all()


def test_somebody_without_an_account_declines_and_the_inviter_learns_it(
    client: PageClient, new_client: Callable[[], PageClient], ana: Person, clinic: Practice
) -> None:
    path = invited(ana, clinic)
    decline = client.visit(path).links[NO]
    page = client.visit(decline)
    assert "Data manager, Delta Health" in page.text
    assert NO in page.buttons

    reply = client.fill_in(decline, reason=REASON)

    assert reply.location == path
    page = client.visit(path)
    assert page.headings == ["This invitation was declined"]
    assert REASON not in page.text
    assert db.session.query(Person).filter_by(email="ben@example.org").count() == 0
    assert deeds()[-1] == "declined an invitation"
    (mail,) = mails("invitation declined")
    assert mail.recipient == "ana@example.org"
    lead = new_client()
    lead.sign_in(db.session.merge(ana))
    listed = lead.visit("/teams/delta/people")
    assert f"Declined on Nov 2, 2026. “{REASON}”" in listed.text
    assert not any("Take back" in button for button in listed.buttons)


def test_the_list_of_the_application_names_day_and_reason(
    client: PageClient, clinic: Practice
) -> None:
    lead = build.person(role=Role.APPLICATION_LEAD, at=clinic)
    reader = build.person(role=Role.APPLICATION_VIEWER, at=clinic)
    here = f"/applications/{build.application(practice_id=clinic.id).id}/people"
    decline = f"{invited(lead, clinic, role=Role.APPLICATION_EDITOR)}/decline"
    client.fill_in(decline, reason=REASON)

    client.sign_in(db.session.merge(lead))
    page = client.visit(here)
    row = page.one("invitation-row").text
    assert "Declined on Nov 2, 2026." in row
    assert REASON in row
    assert not any("Send again" in button for button in page.buttons)
    again = {"name": "Ben", "email": "ben@example.org", "role": Role.APPLICATION_EDITOR.value}
    assert "Pending" in client.follow(client.fill_in(here, **again)).one("invitation-row").text
    client.sign_in(db.session.merge(reader))
    assert REASON not in client.visit(here).text


def test_the_list_of_the_program_names_day_and_reason(client: PageClient) -> None:
    boss = somebody(role=Role.ADMINISTRATOR)
    decline = f"{invited(boss, None, role=Role.REVIEWER)}/decline"
    client.fill_in(decline, reason=REASON)

    client.sign_in(db.session.merge(boss))
    page = client.visit("/staff/people")

    assert "Declined on Nov 2, 2026" in page.text
    assert REASON in page.text
    assert "Take back" not in page.buttons


def test_who_has_an_account_declines_without_signing_in(
    client: PageClient, ana: Person, clinic: Practice
) -> None:
    somebody(email="ben@example.org")
    path = invited(ana, clinic)
    client.fill_in(client.visit(path).links[NO])

    assert offers()[0].declined_at == START
    assert offers()[0].decline_reason is None


def test_who_is_signed_in_declines_too(client: PageClient, ana: Person, clinic: Practice) -> None:
    client.sign_in(somebody(email="ben@example.org"))
    path = invited(ana, clinic)
    client.fill_in(client.visit(path).links[NO])

    assert client.visit(path).headings == ["This invitation was declined"]


def test_somebody_else_cannot_decline(client: PageClient, ana: Person, clinic: Practice) -> None:
    path = invited(ana, clinic)
    client.sign_in(somebody(email="eve@example.org"))
    page = client.visit(f"{path}/decline", status=403)
    token = page.form("/sign-out").fields["csrf_token"]

    assert client.post(f"{path}/decline", data={"csrf_token": token}).status_code == 403
    assert offers()[0].declined_at is None


def test_an_invitation_is_declined_once(
    client: PageClient, new_client: Callable[[], PageClient], ana: Person, clinic: Practice
) -> None:
    path = invited(ana, clinic)
    form = client.visit(f"{path}/decline").form(f"{path}/decline")
    other = new_client()
    join = other.visit(path).form(path)
    client.send(form, reason="First.")

    page = client.send(form, status=200, reason="Second.")
    assert page.headings == ["This invitation was declined"]
    assert other.send(join, status=200, new_password=PASSWORD).headings == page.headings
    assert offers()[0].decline_reason == "First."
    assert len(mails("invitation declined")) == 1


def test_after_it_ran_out_or_was_taken_back_nothing_is_declined(
    app: Flask, client: PageClient, ana: Person, clinic: Practice
) -> None:
    path = invited(ana, clinic)
    form = client.visit(f"{path}/decline").form(f"{path}/decline")
    app.extensions["clock"].set(START + dt.timedelta(days=7))

    client.visit(f"{path}/decline", status=400)
    client.send(form, status=400)
    app.extensions["clock"].set(START)
    with transaction():
        services.revoke(db.session.query(Invitation).one(), by=Actor(None, "Ana"), at=now())
    client.send(form, status=400)
    assert offers()[0].declined_at is None


def test_a_made_up_link_is_answered_like_a_spent_one(client: PageClient) -> None:
    client.visit("/invitations/" + "A" * 43 + "/decline", status=400)


def test_a_reason_that_is_too_long_is_kept_to_be_shortened(
    client: PageClient, ana: Person, clinic: Practice
) -> None:
    path = f"{invited(ana, clinic)}/decline"
    page = client.fill_in(path, status=422, reason="x" * 201)

    assert "Shorten the reason" in page.one("error-summary").text
    assert page.control("reason").attrs["value"] == "x" * 201
    assert offers()[0].declined_at is None


@pytest.mark.parametrize("kind", ["team", "application", "program"])
def test_nobody_invites_their_own_address(
    client: PageClient, ana: Person, clinic: Practice, kind: str
) -> None:
    build.grant(ana, Role.APPLICATION_LEAD, at=clinic)
    build.grant(ana, Role.ADMINISTRATOR)
    of = build.application(practice_id=clinic.id)
    path, role = {
        "team": ("/teams/delta/people", "viewer"),
        "application": (f"/applications/{of.id}/people", "application viewer"),
        "program": ("/staff/people/invite", "reviewer"),
    }[kind]
    client.sign_in(ana)

    page = client.fill_in(path, name="Ana", email="Ana@example.org", role=role, status=422)

    assert "This is your own address." in page.one("error-summary").text
    assert page.control("email").attrs["value"] == "Ana@example.org"
    assert offers() == []
