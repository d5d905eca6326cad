"""Who works on an application: roles, invitations, the lead, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts.models import Invitation
from app.core.db import db
from app.policy import APPLICANT_ROLES, Role
from app.rfa.models import Signature
from tests.pages.accounts import people as accounts_of
from tests.pages.rfa.team import APPLICANTS, Team, errors, mails
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

LEAD, EDITOR, SIGNER, VIEWER = APPLICANT_ROLES
MANAGES = (LEAD, Role.PROGRAM_STAFF, Role.DIRECTOR)
BEN = {"name": "Bo Hill", "email": "bo@example.org", "role": EDITOR.value}


@pytest.fixture
def team(app: Flask, client: PageClient) -> Team:
    """The team, with Ana signed in at 2 November."""
    app.extensions["clock"].set(build.NOON)
    team = Team()
    client.sign_in(team.people["ana"])
    return team


def roles(person_id: int) -> list[Role]:
    db.session.rollback()
    return [given.role for given in accounts.grants_of(person_id)]


def offers() -> list[Invitation]:
    db.session.rollback()
    return list(db.session.scalars(select(Invitation).order_by(Invitation.id)))


# who may


@pytest.mark.parametrize("role", Role)
def test_the_team_reads_and_the_lead_and_managers_manage(
    client: PageClient, team: Team, role: Role
) -> None:
    at = team.practice if role in APPLICANT_ROLES else None
    client.sign_in(build.person(role=role, at=at))
    reads = role in {*APPLICANT_ROLES, *MANAGES}
    here = f"{team.at}/people"
    assert client.get(here).status_code == (200 if reads else 404)
    manage = {
        client.get(f"{here}/{tail}").status_code
        for tail in ("lead", f"{team.ids['ben']}/roles", f"{team.ids['ben']}/remove")
    }
    assert manage == ({200} if role in MANAGES else {403} if reads else {404})


def test_strangers_find_nothing_and_visitors_sign_in(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    here = f"{team.at}/people"
    assert new_client().visit(here, status=302).location.startswith("/sign-in")
    client.sign_in(team.stranger())
    for tail in ("", "/lead", f"/{team.ids['ben']}/roles", f"/{team.ids['ben']}/remove"):
        client.visit(here + tail, status=404)
    client.sign_in(team.people["ana"])
    client.visit("/applications/999/people", status=404)


@pytest.mark.parametrize("name", ["ben", "carla", "dev"])
def test_who_does_not_lead_is_offered_and_allowed_nothing(
    client: PageClient, team: Team, name: str
) -> None:
    client.fill_in(f"{team.at}/people", **BEN)
    (offer,) = offers()
    client.sign_in(team.people[name])
    page = client.visit(f"{team.at}/people")
    assert "Pending" in page.one("invitation-row").text
    assert not any("Remove" in link or "Change" in link for link in page.links)
    assert "Send the invitation" not in page.buttons
    token = page.forms[0].fields["csrf_token"]
    here = f"{team.at}/people"
    for path in (here, f"{here}/lead", f"{here}/{team.ids['dev']}/roles", f"{here}/{team.ids['dev']}/remove", f"{here}/invitations/{offer.id}/resend", f"{here}/invitations/{offer.id}/revoke"):  # fmt: skip
        sent = BEN | {"csrf_token": token, "reason": "So.", "email": "x@example.org"}
        assert client.post(path, data=sent).status_code == 403
    assert len(offers()) == 1
    assert offers()[0].revoked_at is None
    assert roles(team.ids["dev"]) == [VIEWER]


# the list


def test_everybody_is_listed_with_roles_in_words(client: PageClient, team: Team) -> None:
    build.grant(team.people["ana"], SIGNER, at=team.practice)
    build.grant(team.people["ana"], Role.LEAD, at=team.practice)
    page = client.visit(f"{team.at}/people")
    rows = {row.attrs["data-key"]: row.text for row in page.all("person-row")}
    assert len(rows) == len(APPLICANTS)
    assert "Ana Test (you) Lead, signer ana@example.org" in rows["ana@example.org"]
    assert "Editor" in rows["ben@example.org"]
    assert "Viewer" in rows["dev@example.org"]


def test_more_people_take_no_more_statements(client: PageClient, team: Team) -> None:
    here = f"{team.at}/people"
    client.fill_in(here, **BEN)
    client.visit(here)
    with statements() as one:
        client.visit(here)
    place = db.session.merge(team.practice)
    for number in (2, 3):
        build.person(role=VIEWER, at=place)
        client.fill_in(here, **BEN | {"email": f"x{number}@example.org"})
    with statements() as three:
        client.visit(here)
    assert len(one) == len(three) <= 8, three


# invitations


def test_two_invitations_are_two_mails_and_both_are_pending(client: PageClient, team: Team) -> None:
    here = f"{team.at}/people"
    client.fill_in(here, **BEN)
    page = client.follow(
        client.fill_in(here, name="Eve", email="eve@example.org", role=VIEWER.value)
    )
    assert "We sent an invitation to eve@example.org." in page.text
    assert mails() == ["bo@example.org", "eve@example.org"]
    assert ["Pending" in row.text for row in page.all("invitation-row")] == [True, True]


def test_an_invitation_is_sent_again_and_taken_back(client: PageClient, team: Team) -> None:
    page = client.follow(client.fill_in(f"{team.at}/people", **BEN))
    (offer,) = offers()
    here = f"{team.at}/people/invitations/{offer.id}"
    page = client.follow(client.send(page.form(f"{here}/resend")))
    assert "We sent it to bo@example.org again." in page.text
    assert "Sent 2 times" in page.one("invitation-row").text
    assert mails() == ["bo@example.org"] * 2
    revoke = page.form(f"{here}/revoke")
    page = client.follow(client.send(revoke))
    assert "The invitation to bo@example.org no longer works." in page.text
    assert page.all("invitation-row") == []
    client.send(revoke, status=409)


def test_an_invitation_that_ran_out_says_so(app: Flask, client: PageClient, team: Team) -> None:
    client.fill_in(f"{team.at}/people", **BEN)
    (offer,) = offers()
    app.extensions["clock"].set(offer.expires_at)
    client.sign_in(db.session.merge(team.people["ana"]))
    assert "Expired" in client.visit(f"{team.at}/people").one("invitation-row").text


def test_whoever_accepts_lands_on_the_application_and_may_do_what_the_role_says(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    for email, role in (("bo@example.org", EDITOR), ("eve@example.org", VIEWER)):
        client.fill_in(f"{team.at}/people", name="New", email=email, role=role.value)
    section = f"{team.at}/section/plan"
    for mail, status in zip(accounts_of.mails("invitation"), (302, 403), strict=True):
        joined = new_client()
        path = accounts_of.link_in(mail)
        page = joined.fill_in(path, name="New", new_password=accounts_of.PASSWORD)
        while page.location:
            page = joined.follow(page, status=joined.get(page.location).status_code)
        assert page.headings == ["Application of Delta Pines"]
        page = joined.visit(section)
        assert ("Save and continue" in page.buttons) == (status == 302)
        form = page.form(section)
        joined.send(form, status=status, P1=f"By {mail.recipient}")
        if status == 302:
            assert "By bo@example.org" in client.visit(section).text
    assert "By eve@example.org" not in client.visit(section).text
    assert client.visit(f"{team.at}/people").all("invitation-row") == []


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"name": ""}, "Enter the person's full name"),
        ({"email": ""}, "Enter the person's email address"),
        ({"email": "bo@"}, "Enter an email address in the form name@example.com"),
        ({"role": None}, "Choose a role"),
        ({"email": "ben@example.org"}, "This person has this role already."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(
    client: PageClient, team: Team, answers: dict[str, Any], error: str
) -> None:
    here = f"{team.at}/people"
    page = client.fill_in(here, status=422, **BEN | answers)
    assert error in errors(page)
    for name, typed in (BEN | answers).items():
        assert page.form(here).fields.get(name) == typed
    assert offers() == []


@pytest.mark.parametrize("role", ["director", "lead", "nonsense"])
def test_no_other_role_can_be_had_here(client: PageClient, team: Team, role: str) -> None:
    client.fill_in(f"{team.at}/people", status=422, **BEN | {"role": role})
    at = f"{team.at}/people/{team.ids['dev']}/roles"
    client.fill_in(at, status=422, roles=[role])
    assert offers() == []
    assert roles(team.ids["dev"]) == [VIEWER]


def test_other_invitations_are_out_of_reach(client: PageClient, team: Team) -> None:
    given = {"token_hash": b"a", "email": "z@example.org", "name": "Z", "times_sent": 1}
    times = {"sent_at": build.NOON, "expires_at": build.NOON}
    elsewhere = build.practice()
    found = [
        build.saved(Invitation(**given | times | one)).id
        for one in (
            {"role": Role.LEAD, "practice_id": team.practice.id},
            {"role": LEAD, "practice_id": elsewhere.id, "token_hash": b"b"},
        )
    ]
    token = client.visit(f"{team.at}/people").forms[0].fields["csrf_token"]
    for number in (*found, 999):
        for deed in ("resend", "revoke"):
            path = f"{team.at}/people/invitations/{number}/{deed}"
            assert client.post(path, data={"csrf_token": token}).status_code == 404


# roles


def test_one_person_is_given_two_roles(client: PageClient, team: Team) -> None:
    at = f"{team.at}/people/{team.ids['ben']}/roles"
    assert client.visit(at).form(at).fields.getlist("roles") == [EDITOR.value]
    page = client.follow(client.fill_in(at, roles=[EDITOR.value, SIGNER.value]))
    assert "The roles of Ben Test are changed." in page.text
    assert "Editor, signer" in page.one("person-row", data_key="ben@example.org").text


def test_a_lead_who_signs_too_stays_signed_in(client: PageClient, team: Team) -> None:
    at = f"{team.at}/people/{team.ids['ana']}/roles"
    client.follow(client.fill_in(at, roles=[LEAD.value, SIGNER.value]))
    assert roles(team.ids["ana"]) == [LEAD, SIGNER]


def test_at_least_one_role_is_chosen(client: PageClient, team: Team) -> None:
    at = f"{team.at}/people/{team.ids['ben']}/roles"
    assert errors(client.fill_in(at, status=422, roles=None)) == ["Choose at least one role"]


def test_the_last_lead_is_told_why_the_role_stays(client: PageClient, team: Team) -> None:
    here = f"{team.at}/people/{team.ids['ana']}"
    page = client.fill_in(f"{here}/roles", status=422, roles=[EDITOR.value])
    assert "The application needs a lead." in page.one("error-summary").text
    page = client.fill_in(f"{here}/remove", status=422, reason="I go.")
    assert "The application needs a lead." in page.one("error-summary").text
    assert page.control("reason").text == "I go."
    assert roles(team.ids["ana"]) == [LEAD]


# the lead


def test_the_lead_is_handed_over(client: PageClient, team: Team) -> None:
    at = f"{team.at}/people/lead"
    page = client.follow(client.fill_in(at, person=str(team.ids["ben"]), after="give up"))
    assert "Ben Test leads the application now." in page.text
    assert roles(team.ids["ben"]) == [EDITOR, LEAD]
    assert roles(team.ids["ana"]) == [EDITOR]
    client.visit(at, status=403)


def test_handing_over_needs_answers(client: PageClient, team: Team) -> None:
    at = f"{team.at}/people/lead"
    page = client.fill_in(at, status=422)
    assert errors(page) == ["Choose who will lead", "Choose whether you stay lead"]
    assert roles(team.ids["ana"]) == [LEAD]


def test_staff_make_somebody_lead_without_a_question_about_themselves(
    client: PageClient, team: Team
) -> None:
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    at = f"{team.at}/people/lead"
    client.fill_in(at, person=str(team.ids["ben"]))
    assert roles(team.ids["ben"]) == [EDITOR, LEAD]
    assert roles(team.ids["ana"]) == [LEAD]


def test_alone_there_is_nobody_to_hand_over_to(client: PageClient, team: Team) -> None:
    for name in ("ben", "carla", "dev"):
        client.fill_in(f"{team.at}/people/{team.ids[name]}/remove", reason="Over.")
    page = client.visit(f"{team.at}/people/lead")
    assert "There is nobody to hand it over to." in page.text


# leaving


def test_a_removed_person_is_out_at_the_next_request(
    client: PageClient, new_client: Callable[[], PageClient], team: Team
) -> None:
    dev = new_client()
    dev.sign_in(team.people["dev"])
    dev.visit(f"{team.at}/people")
    page = client.follow(
        client.fill_in(f"{team.at}/people/{team.ids['dev']}/remove", reason="New job.")
    )
    assert "Dev Test is no longer in the application." in page.text
    dev.visit(f"{team.at}/people", status=404)
    client.visit(f"{team.at}/people/{team.ids['dev']}/remove", status=404)


def test_leaving_needs_a_reason(client: PageClient, team: Team) -> None:
    page = client.fill_in(f"{team.at}/people/{team.ids['dev']}/remove", status=422, reason=" ")
    assert errors(page) == ["Say why. One short sentence is enough"]
    assert roles(team.ids["dev"]) == [VIEWER]


def test_whoever_removes_themselves_leaves_the_pages_too(client: PageClient, team: Team) -> None:
    build.grant(team.people["ben"], LEAD, at=team.practice)
    at = f"{team.at}/people/{team.ids['ana']}/remove"
    assert client.fill_in(at, reason="I go.").location == "/applications"


def test_the_page_says_when_a_signature_becomes_void(client: PageClient, team: Team) -> None:
    build.saved(
        Signature(
            application_id=team.id,
            person_id=team.ids["carla"],
            name="Carla",
            title="Director",
            statement="True.",
            fingerprint="0" * 64,
            signed_at=build.NOON,
        )
    )
    at = f"{team.at}/people/{team.ids['carla']}/remove"
    page = client.follow(client.fill_in(at, reason="New job."))
    assert "The signature is void: somebody has to sign again." in page.text
