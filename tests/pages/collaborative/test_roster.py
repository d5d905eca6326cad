"""Our team: who is on it, who is invited, who leaves, and who changed what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.models import Invitation, Person
from app.audit.models import AuditEvent
from app.core.db import db
from app.outbox.models import OutboxMail
from app.policy import APPLICANT_ROLES, Role
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from flask import Flask

    from tests.support.page import Page, PageClient

HERE = "/teams/delta/people"
STRANGERS = {Role.REVIEWER, Role.PUBLISHER, *APPLICANT_ROLES}
READS = tuple(role for role in Role if role not in STRANGERS)
MANAGES = (Role.LEAD, Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)
BEN = {"name": "Ben Cole", "email": "ben@example.org", "role": "data manager"}


class Team:
    """A team in a cohort, with Ana as its lead and Vic as a viewer."""

    def __init__(self) -> None:
        self.cohort = build.cohort()
        self.place = build.team(cohort=self.cohort, key="delta", name="Delta Pines").practice
        self.ana = build.person(name="Ana Reed", role=Role.LEAD, at=self.place)
        self.vic = build.person(name="Vic Cole", role=Role.VIEWER, at=self.place)
        self.ana_id, self.vic_id = self.ana.id, self.vic.id

    def at(self, role: Role) -> Any:
        return self.cohort if role is Role.COACH else self.place

    def grant_of(self, person_id: int) -> int:
        db.session.rollback()
        return accounts.grants_of(person_id)[0].id


@pytest.fixture
def team(app: Flask, client: PageClient) -> Team:
    """The team, with Ana signed in at 2 November."""
    app.extensions["clock"].set(build.NOON)
    team = Team()
    client.sign_in(team.ana)
    return team


def errors(page: Page) -> list[str]:
    return [line.text for line in page.one("error-summary").walk("a", "li")]


def roles(person_id: int) -> list[Role]:
    db.session.rollback()
    return [grant.role for grant in accounts.grants_of(person_id)]


def invitations() -> list[Invitation]:
    db.session.rollback()
    return list(db.session.scalars(select(Invitation).order_by(Invitation.id)))


def mails() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail.recipient).order_by(OutboxMail.id)))


# who may


@pytest.mark.parametrize("role", Role)
def test_members_and_overseers_read_and_leads_and_staff_manage(
    client: PageClient, team: Team, role: Role
) -> None:
    client.sign_in(build.person(role=role, at=team.at(role)))
    reads = role in READS
    assert client.get(HERE).status_code == (200 if reads else 404)
    manage = {
        client.get(f"{HERE}/{tail}").status_code
        for tail in (f"roles/{team.grant_of(team.vic_id)}", f"{team.vic_id}/remove")
    }
    assert manage == ({200} if role in MANAGES else {403} if reads else {404})
    history = 200 if role in {*MANAGES, Role.COACH} else 403 if reads else 404
    assert client.get("/teams/delta/history").status_code == history


def test_strangers_do_not_learn_that_a_team_exists_and_visitors_sign_in(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    assert new_client().visit(HERE, status=302).location.startswith("/sign-in")
    client.sign_in(build.person(role=Role.LEAD))
    for path in (HERE, "/teams/delta/history", f"{HERE}/{team.vic_id}/remove", "/teams/nowhere/people"):  # fmt: skip
        client.visit(path, status=404)
    client.sign_in(build.person(role=Role.COACH))
    client.visit(HERE, status=404)


def test_who_does_not_manage_is_offered_nothing(client: PageClient, team: Team) -> None:
    client.sign_in(team.vic)
    page = client.visit(HERE)
    assert "Ana Reed" in page.text
    assert "Send the invitation" not in page.buttons
    assert not any("Remove" in name for name in page.links)
    token = page.forms[0].fields["csrf_token"]
    refused = client.post(HERE, data=BEN | {"csrf_token": token})
    assert refused.status_code == 403
    assert invitations() == []


# the people


def test_everyone_is_listed_with_roles(client: PageClient, team: Team) -> None:
    build.grant(team.vic, Role.SPONSOR, at=team.place)
    page = client.visit(HERE)
    rows = {tr.attrs["data-key"]: tr.text for tr in page.root.walk("tr") if "data-key" in tr.attrs}
    assert "Viewer" in rows[str(team.vic_id)]
    assert "Sponsor" in rows[str(team.vic_id)]
    assert "Not yet" in rows[str(team.vic_id)]


def test_an_empty_team_says_so(client: PageClient, team: Team) -> None:
    build.practice(key="empty")
    client.sign_in(build.person(role=Role.DIRECTOR))
    assert "Nobody is on this team yet." in client.visit("/teams/empty/people").text


def test_more_people_take_no_more_statements(client: PageClient, team: Team) -> None:
    def invite(number: int) -> None:
        client.fill_in(HERE, **BEN | {"email": f"x{number}@example.org"})

    invite(1)
    client.visit(HERE)
    with statements() as one:
        client.visit(HERE)
    place = db.session.merge(team.place)
    for number in (2, 3):
        build.person(role=Role.SPONSOR, at=place)
        invite(number)
    with statements() as three:
        client.visit(HERE)
    assert len(one) == len(three) <= 8, three


# invitations


def test_somebody_is_invited_reminded_and_uninvited(client: PageClient, team: Team) -> None:
    page = client.follow(client.fill_in(HERE, **BEN))
    assert "We sent an invitation to ben@example.org." in page.text
    (offer,) = invitations()
    assert (offer.role, offer.practice_id) == (Role.DATA_MANAGER, team.place.id)
    assert "Pending" in page.text
    assert "Send again the invitation of Ben Cole" in page.buttons
    assert mails() == ["ben@example.org"]

    page = client.follow(client.send(page.form(f"{HERE}/invitations/{offer.id}/resend")))
    assert "We sent it to ben@example.org again." in page.text
    assert mails() == ["ben@example.org"] * 2
    revoke = page.form(f"{HERE}/invitations/{offer.id}/revoke")
    page = client.follow(client.send(revoke))
    assert "The invitation to ben@example.org no longer works." in page.text
    assert "Pending" not in page.text
    client.send(revoke, status=409)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"name": ""}, "Enter the person's full name"),
        ({"email": ""}, "Enter the person's email address"),
        ({"email": "ben@"}, "Enter an email address in the form name@example.com"),
        ({"role": None}, "Choose a role"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_is_kept(
    client: PageClient, team: Team, answers: dict[str, Any], error: str
) -> None:
    page = client.fill_in(HERE, status=422, **BEN | answers)
    assert error in errors(page)
    for name, typed in (BEN | answers).items():
        assert page.form(HERE).fields.get(name) == typed
    assert invitations() == []


@pytest.mark.parametrize("role", ["administrator", "program staff", "coach", "nonsense"])
def test_a_team_gives_no_roles_of_the_program(client: PageClient, team: Team, role: str) -> None:
    client.fill_in(HERE, status=422, **BEN | {"role": role})
    at = f"{HERE}/roles/{team.grant_of(team.vic_id)}"
    client.fill_in(at, status=422, role=role)
    assert invitations() == []
    assert roles(team.vic_id) == [Role.VIEWER]


def test_who_is_on_the_team_already_is_not_invited_to_the_same_role(
    client: PageClient, team: Team
) -> None:
    email = team.vic.email
    page = client.fill_in(HERE, status=422, **BEN | {"email": email, "role": "viewer"})
    assert errors(page)
    assert invitations() == []


def test_invitations_of_other_teams_are_out_of_reach(client: PageClient, team: Team) -> None:
    other = build.practice(key="other")
    client.sign_in(build.person(role=Role.LEAD, at=other))
    client.fill_in("/teams/other/people", **BEN)
    (offer,) = invitations()
    client.sign_in(db.session.get_one(Person, team.ana_id))
    token = client.visit(HERE).form(HERE).fields["csrf_token"]
    for deed in ("resend", "revoke"):
        path = f"{HERE}/invitations/{offer.id}/{deed}"
        assert client.post(path, data={"csrf_token": token}).status_code == 404


# roles


def test_a_role_is_exchanged(client: PageClient, team: Team) -> None:
    at = f"{HERE}/roles/{team.grant_of(team.vic_id)}"
    assert client.visit(at).form(at).fields["role"] == "viewer"
    page = client.follow(client.fill_in(at, role="care coordinator"))
    assert "Vic Cole is now care coordinator." in page.text
    assert roles(team.vic_id) == [Role.CARE_COORDINATOR]


def test_the_last_lead_is_told_why_the_role_stays(client: PageClient, team: Team) -> None:
    at = f"{HERE}/roles/{team.grant_of(team.ana_id)}"
    page = client.fill_in(at, status=422, role="viewer")
    assert "Your team needs a lead." in page.one("error-summary").text
    page = client.fill_in(f"{HERE}/{team.ana_id}/remove", status=422, reason="I go.")
    assert "Your team needs a lead." in page.one("error-summary").text
    assert page.control("reason").text == "I go."
    assert roles(team.ana_id) == [Role.LEAD]


def test_roles_and_people_of_other_teams_are_out_of_reach(client: PageClient, team: Team) -> None:
    other = build.person(role=Role.VIEWER)
    other_id = other.id
    for path in (f"{HERE}/roles/{team.grant_of(other_id)}", f"{HERE}/{other_id}/remove", f"{HERE}/999/remove", f"{HERE}/roles/999"):  # fmt: skip
        client.visit(path, status=404)


# leaving


def test_a_removed_person_is_out_at_the_next_request(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    vic = new_client()
    vic.sign_in(team.vic)
    vic.visit(HERE)
    at = f"{HERE}/{team.vic_id}/remove"
    page = client.fill_in(at, status=422, reason="")
    assert "Say why. One short sentence is enough" in errors(page)

    form = client.visit(at).form(at)
    page = client.follow(client.send(form, reason="Moved to Jackson."))
    assert "Vic Cole is no longer on the team." in page.text
    vic.visit(HERE, status=404)
    vic.visit("/teams/delta", status=404)
    vic.visit("/account")
    client.send(form, status=404, reason="Again.")


# history


def test_the_history_tells_who_changed_what_in_this_team_only(
    client: PageClient, team: Team
) -> None:
    assert "Nothing yet" in client.visit("/teams/delta/history").text
    client.fill_in(f"{HERE}/{team.vic_id}/remove", reason="Moved to Jackson.")
    build.saved(AuditEvent(at=build.NOON, actor_name="Zed", verb="changed", subject_type="x", practice_id=build.practice().id))  # fmt: skip

    page = client.visit("/teams/delta/history")
    (row,) = page.all("audit-row")
    for words in ("Ana Reed", "ended a role", "Vic Cole", "Moved to Jackson."):
        assert words in row.text
    for query in ("page=99", "page=-1", "page=x", "page=99999999999999999999"):
        assert len(client.visit(f"/teams/delta/history?{query}").all("audit-row")) == 1


def test_more_history_takes_no_more_statements(client: PageClient, team: Team) -> None:
    place_id = team.place.id

    def add() -> None:
        build.saved(AuditEvent(at=build.NOON, actor_name="Zed", verb="changed", subject_type="x", practice_id=place_id))  # fmt: skip

    add()
    with statements() as one:
        client.visit("/teams/delta/history")
    add()
    add()
    with statements() as three:
        client.visit("/teams/delta/history")
    assert len(one) == len(three) <= 8, three


# people of the application are not on the team


def test_a_team_lead_has_no_hand_in_the_practices_application(
    client: PageClient, team: Team
) -> None:
    editor = build.person(role=Role.APPLICATION_EDITOR, at=team.at(Role.LEAD))
    given = team.grant_of(editor.id)
    offer = build.saved(
        Invitation(
            token_hash=b"x" * 32,
            email="new@example.org",
            name="New",
            role=Role.APPLICATION_SIGNER,
            practice_id=team.at(Role.LEAD).id,
            sent_at=build.NOON,
            expires_at=build.NOON + dt.timedelta(days=30),
        )
    )
    client.sign_in(build.person(role=Role.LEAD, at=team.at(Role.LEAD)))
    page = client.visit(HERE)

    assert editor.email not in page.text
    assert offer.email not in page.text
    assert client.get(f"{HERE}/roles/{given}").status_code == 404
    token = next(f.fields["csrf_token"] for f in page.forms if f.method == "post")
    for deed in ("resend", "revoke"):
        path = f"{HERE}/invitations/{offer.id}/{deed}"
        assert client.post(path, data={"csrf_token": token}).status_code == 404
