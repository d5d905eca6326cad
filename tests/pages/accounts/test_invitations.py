from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts import queries, services
from app.accounts.models import Invitation, Person, RoleGrant
from app.core.clock import now
from app.core.db import db, transaction
from app.policy import SYSTEM, Role
from tests.pages.accounts.people import (
    OTHER_PASSWORD,
    PASSWORD,
    deeds,
    link_in,
    look_again,
    mails,
    somebody,
    with_second_step,
)
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.practices.models import Practice
    from tests.support.page import PageClient

START = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _still(app: Flask) -> None:
    app.extensions["clock"].set(START)


@pytest.fixture
def clinic() -> Practice:
    return build.practice(name="Delta Health")


def invited(clinic: Practice, email: str = "ben@example.org", **given: Any) -> str:
    """Invite somebody to the team; gives the path in the mail."""
    terms: dict[str, Any] = {"role": Role.DATA_MANAGER, "practice_id": clinic.id} | given
    with transaction():
        services.invite(email=email, name="Ben Cole", by=SYSTEM, at=now(), **terms)
    return link_in(mails("invitation")[-1])


def roles_of(email: str) -> list[Role]:
    look_again()
    person = queries.person_by_email(email)
    return [row.role for row in queries.grants_of(person.id)] if person else []


def test_a_new_person_joins_and_is_signed_in(client: PageClient, clinic: Practice) -> None:
    path = invited(clinic)

    page = client.visit(path)
    assert "Data manager, Delta Health" in page.text
    assert page.control("name").attrs["value"] == "Ben Cole"
    joined = client.fill_in(path, name="Ben Cole", new_password=PASSWORD)

    assert joined.location == "/"
    assert "Data manager, Delta Health" in client.visit("/account").text
    assert roles_of("ben@example.org") == [Role.DATA_MANAGER]
    assert deeds() == [
        "invited a person",
        "made an account",
        "gave a role",
        "accepted an invitation",
        "signed in",
    ]


def test_the_mail_says_who_invites_and_until_when(clinic: Practice) -> None:
    invited(clinic)
    [mail] = mails("invitation")

    assert mail.recipient == "ben@example.org"
    assert "The portal invites you" in mail.body
    assert "until November 9, 2026, 6:00 a.m. Central" in mail.body


def test_an_invitation_works_once(
    client: PageClient, new_client: Callable[[], PageClient], clinic: Practice
) -> None:
    path = invited(clinic)
    left_open = new_client()
    form = left_open.visit(path).form(path)
    client.fill_in(path, new_password=PASSWORD)

    new_client().visit(path, status=400)
    left_open.send(form, status=400, new_password=OTHER_PASSWORD)
    assert db.session.query(Person).count() == 1


def test_an_invitation_runs_out(app: Flask, client: PageClient, clinic: Practice) -> None:
    path = invited(clinic)
    app.extensions["clock"].set(START + dt.timedelta(days=7) - dt.timedelta(seconds=1))
    client.visit(path)

    app.extensions["clock"].set(START + dt.timedelta(days=7))

    client.visit(path, status=400)


def test_an_invitation_that_was_taken_back_is_void(client: PageClient, clinic: Practice) -> None:
    path = invited(clinic)
    with transaction():
        services.revoke(db.session.query(Invitation).one(), by=SYSTEM, at=now())

    client.visit(path, status=400)


def test_sending_again_replaces_the_link(app: Flask, client: PageClient, clinic: Practice) -> None:
    old = invited(clinic)
    app.extensions["clock"].set(START + dt.timedelta(days=30))
    with transaction():
        services.resend(db.session.query(Invitation).one(), by=SYSTEM, at=now())

    client.visit(old, status=400)
    client.visit(link_in(mails("invitation")[-1]))
    assert len(mails("invitation")) == 2


def test_a_made_up_link_is_answered_like_a_spent_one(client: PageClient) -> None:
    client.visit("/invitations/" + "A" * 43, status=400)


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("", PASSWORD, "Enter a name"),
        ("Ben Cole", "", "Enter a password"),
        ("Ben Cole", "short", "Use 15 characters or more"),
        ("Ben Cole", "ben cole ben cole", "mostly your name"),
    ],
)
def test_what_a_new_person_must_fix(
    client: PageClient, clinic: Practice, name: str, password: str, words: str
) -> None:
    path = invited(clinic)

    page = client.fill_in(path, name=name, new_password=password, status=422)

    assert words in page.one("error-summary").text
    assert page.control("name").attrs["value"] == name
    assert db.session.query(Person).count() == 0


def test_address_and_role_in_the_form_change_nothing(client: PageClient, clinic: Practice) -> None:
    path = invited(clinic)

    client.fill_in(
        path,
        new_password=PASSWORD,
        email="evil@example.org",
        role="administrator",
        practice_id="99",
    )

    assert roles_of("ben@example.org") == [Role.DATA_MANAGER]
    assert roles_of("evil@example.org") == []


def test_who_has_an_account_signs_in_and_accepts(client: PageClient, clinic: Practice) -> None:
    ben = somebody(email="ben@example.org")
    path = invited(clinic)
    page = client.visit(path)
    assert page.headings == ["Sign in to accept"]
    target = page.links["Sign in"]

    back = client.fill_in("/sign-in", at=target, email=ben.email, password=PASSWORD)
    assert back.location == path
    before = client.get_cookie("portal").value
    client.fill_in(path)

    assert client.get_cookie("portal").value != before
    assert roles_of("ben@example.org") == [Role.DATA_MANAGER]
    client.visit("/account")
    client.visit(path, status=400)


def test_accepting_keeps_the_second_step_and_ends_other_sessions(
    client: PageClient, new_client: Callable[[], PageClient], clinic: Practice
) -> None:
    ben = with_second_step(email="ben@example.org")
    path = invited(clinic)
    other = new_client()
    other.sign_in(ben)
    client.sign_in(ben)

    client.fill_in(path)

    client.visit("/account")
    other.visit("/account", status=302)


def test_somebody_else_cannot_accept(client: PageClient, clinic: Practice) -> None:
    somebody(email="ben@example.org")
    path = invited(clinic)
    client.sign_in(somebody(email="eve@example.org"))

    page = client.visit(path, status=403)

    assert "another email address" in page.text
    assert "ben@example.org" not in page.response.text
    token = page.form("/sign-out").fields["csrf_token"]
    assert client.post(path, data={"csrf_token": token}).status_code == 403
    assert roles_of("eve@example.org") == roles_of("ben@example.org") == []


def test_a_new_account_is_not_made_while_somebody_else_is_signed_in(
    client: PageClient, clinic: Practice
) -> None:
    path = invited(clinic)
    client.sign_in(somebody())

    client.visit(path, status=403)


def test_an_old_link_of_a_changed_address_is_for_that_address_only(
    client: PageClient, clinic: Practice
) -> None:
    ben = somebody(email="ben@example.org")
    path = invited(clinic)
    ben.email = "ben.new@example.org"
    db.session.commit()
    client.sign_in(ben)

    client.visit(path, status=403)


def test_a_closed_account_is_not_opened_by_an_invitation(
    client: PageClient, clinic: Practice
) -> None:
    somebody(email="ben@example.org", closed_at=START)
    path = invited(clinic)

    assert client.visit(path).headings == ["Sign in to accept"]
    client.fill_in("/sign-in", email="ben@example.org", password=PASSWORD, status=422)


def test_accepting_a_role_that_one_got_in_the_meantime_just_uses_the_link_up(
    client: PageClient, clinic: Practice
) -> None:
    ben = somebody(email="ben@example.org")
    path = invited(clinic)
    build.grant(ben, Role.DATA_MANAGER, at=clinic)
    client.sign_in(ben)

    client.fill_in(path)

    look_again()
    assert db.session.query(RoleGrant).count() == 1
    client.visit("/account")


def test_a_coach_is_invited_to_a_cohort(client: PageClient) -> None:
    group = build.cohort(name="Cohort 7")
    with transaction():
        services.invite(
            email="coach@example.org",
            name="Cora",
            role=Role.COACH,
            cohort_id=group.id,
            by=SYSTEM,
            at=now(),
        )
    path = link_in(mails("invitation")[0])

    assert "Coach, Cohort 7" in client.visit(path).text
    client.fill_in(path, new_password=PASSWORD)
    assert roles_of("coach@example.org") == [Role.COACH]
