from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.accounts import queries
from app.accounts.models import Invitation, Person
from app.core.clock import now
from app.core.db import db
from app.policy import PRACTICE_ROLES, PROGRAM_ROLES, Role
from tests.pages.accounts.people import (
    PASSWORD,
    deeds,
    look_again,
    mails,
    somebody,
    with_second_step,
)
from tests.support import build
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.page import PageClient

PEOPLE = "/staff/people"
READERS = (Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR)
MANAGERS = (Role.DIRECTOR, Role.ADMINISTRATOR)


@pytest.fixture
def boss(client: PageClient) -> Person:
    """An administrator, signed in."""
    person = build.person(name="Zoe Boss", role=Role.ADMINISTRATOR)
    client.sign_in(person)
    return person


def roles_of(person: Person) -> list[Role]:
    look_again()
    return [row.role for row in queries.grants_of(person.id)]


def grant_id(person: Person) -> int:
    return queries.grants_of(person.id)[0].id


# who may


@pytest.mark.parametrize("role", Role)
def test_program_staff_reads_and_directors_and_administrators_change(
    client: PageClient, role: Role
) -> None:
    someone = build.person()
    client.sign_in(build.person(role=role))

    reading = {client.get(path).status_code for path in (PEOPLE, f"{PEOPLE}/{someone.id}")}
    changing = {
        client.get(f"{PEOPLE}/{tail}").status_code
        for tail in ("invite", f"{someone.id}/close", f"{someone.id}/roles/new")
    }

    assert reading == ({200} if role in READERS else {403})
    assert changing == ({200} if role in MANAGERS else {403})


def test_staff_that_only_reads_is_offered_no_changes(client: PageClient) -> None:
    someone = build.person(role=Role.REVIEWER)
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))

    page = client.visit(f"{PEOPLE}/{someone.id}")

    assert not {"Close the account", "Give a role"} & set(page.links)
    assert "Invite somebody" not in client.visit(PEOPLE).links


@pytest.mark.parametrize(
    "tail",
    [
        "999",
        "999/close",
        "999/roles/new",
        "999/roles/1/end",
        "999/second-factor/reset",
        "0",
        "99999999999",
    ],
)
def test_who_does_not_exist_is_not_found(client: PageClient, boss: Person, tail: str) -> None:
    client.visit(f"{PEOPLE}/{tail}", status=404)


# the list


def test_everyone_is_listed_by_name_with_roles_and_state(client: PageClient, boss: Person) -> None:
    clinic, group = build.practice(name="Delta Health"), build.cohort(name="Cohort 9")
    ana = build.person(name="ana reed", email="ana@example.org")
    build.grant(ana, Role.LEAD, at=clinic)
    build.grant(ana, Role.COACH, at=group)
    with_second_step(name="Ben Cole", email="ben@example.org", closed_at=build.NOON)

    page = client.visit(PEOPLE)

    names = [row.text.split(" ")[0] for row in page.root.walk("tr")][1:]
    assert names == ["ana", "Ben", "Zoe"]
    row = next(r for r in page.root.walk("tr") if r.attrs.get("data-key") == "ana@example.org")
    assert "Lead, Delta Health; Coach, Cohort 9" in row.text
    assert "Never" in row.text
    closed = next(r for r in page.root.walk("tr") if r.attrs.get("data-key") == "ben@example.org")
    assert "Closed" in closed.text
    assert "Second step" in closed.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=reed", ["ana@example.org"]),
        ("q=REED", ["ana@example.org"]),
        ("q=ben@", ["ben@example.org"]),
        ("q=%25", []),
        ("q=_", []),
        ("q=%5C", []),
        ("role=reviewer", ["ben@example.org"]),
        ("role=nonsense&q=ana@", ["ana@example.org"]),
        ("q=zoe&page=99", ["zoe@example.org"]),
        ("q=zoe&page=-1", ["zoe@example.org"]),
        ("q=zoe&page=x", ["zoe@example.org"]),
    ],
)
def test_the_list_is_searched(client: PageClient, query: str, found: list[str]) -> None:
    build.person(name="Ana Reed", email="ana@example.org")
    build.person(name="Ben Cole", email="ben@example.org", role=Role.REVIEWER)
    client.sign_in(build.person(name="Zoe Boss", email="zoe@example.org", role=Role.ADMINISTRATOR))

    page = client.visit(f"{PEOPLE}?{query}")

    rows = [row.attrs["data-key"] for row in page.root.walk("tr") if "data-key" in row.attrs]
    assert rows == found
    assert ("Nobody found" in page.text) == (found == [])


def test_long_lists_come_in_pages_of_25(client: PageClient, boss: Person) -> None:
    db.session.add_all(
        Person(email=f"p{n:02}@example.org", name=f"P {n:02}", created_at=build.NOON)
        for n in range(60)
    )
    db.session.commit()

    first = client.visit(f"{PEOPLE}?q=p")
    last = client.visit(f"{PEOPLE}?q=p&page=3")

    def count(page):
        return sum("data-key" in row.attrs for row in page.root.walk("tr"))

    assert (count(first), "Page 1 of 3" in first.text) == (25, True)
    assert first.links["Next"] == "/staff/people?q=p&page=2"
    assert "Previous" not in first.links
    assert (count(last), "Next" in last.links) == (11, False)


def test_the_list_takes_as_many_statements_for_many_people_as_for_one(
    client: PageClient, boss: Person
) -> None:
    with statements() as one:
        client.visit(PEOPLE)
    for _ in range(3):
        build.person(role=Role.LEAD)
        build.person(role=Role.COACH)

    with statements() as many:
        client.visit(PEOPLE)

    assert len(many) <= 8, many
    assert len(many) - len(one) <= 1, (
        many
    )  # the names of practices are asked for when there are any


def test_markup_in_names_is_shown_as_text(client: PageClient, boss: Person) -> None:
    build.person(name="<script>alert(1)</script>")

    page = client.visit(f"{PEOPLE}?q=%3Cscript%3E")

    assert "<script>alert" not in page.response.text
    assert "<script>alert(1)</script>" in page.text


# roles


def test_a_role_is_given_and_signs_the_person_out(
    client: PageClient, new_client: Callable[[], PageClient], boss: Person
) -> None:
    ana = build.person(name="Ana")
    other = new_client()
    other.sign_in(ana)

    page = client.fill_in(f"{PEOPLE}/{ana.id}/roles/new", role="reviewer")

    assert "Reviewer" in client.follow(page).text
    assert roles_of(ana) == [Role.REVIEWER]
    other.visit("/account", status=302)
    assert deeds() == ["gave a role"]


def test_a_coach_is_given_a_cohort(client: PageClient, boss: Person) -> None:
    ana, group = build.person(), build.cohort(name="Cohort 3")
    path = f"{PEOPLE}/{ana.id}/roles/new"

    client.fill_in(path, role="coach", cohort_id=str(group.id))

    assert queries.grants_of(ana.id)[0].cohort_id == group.id
    assert "Coach, Cohort 3" in client.visit(f"{PEOPLE}/{ana.id}").text


@pytest.mark.parametrize(
    ("role", "cohort", "words"),
    [
        ("", "", "Select a role"),
        ("lead", "", "Select a role of the list."),
        ("king", "", "Select a role of the list."),
        ("coach", "", "Select the cohort that this person coaches."),
        ("coach", "x", "Select the cohort that this person coaches."),
        ("coach", "999", "Select a cohort of the list."),
        ("reviewer", "", "has this role already"),
    ],
)
def test_a_role_that_cannot_be_given(
    client: PageClient, boss: Person, role: str, cohort: str, words: str
) -> None:
    ana = build.person(role=Role.REVIEWER)
    path = f"{PEOPLE}/{ana.id}/roles/new"

    page = client.fill_in(path, role=role, cohort_id=cohort, status=422)

    assert words in page.one("error-summary").text
    assert roles_of(ana) == [Role.REVIEWER]


def test_a_cohort_without_the_role_of_a_coach_is_ignored(client: PageClient, boss: Person) -> None:
    ana, group = build.person(), build.cohort()

    client.fill_in(f"{PEOPLE}/{ana.id}/roles/new", role="publisher", cohort_id=str(group.id))

    assert queries.grants_of(ana.id)[0].cohort_id is None


def test_nobody_gives_a_role_to_himself(client: PageClient) -> None:
    director = build.person(role=Role.DIRECTOR)
    client.sign_in(director)

    page = client.fill_in(f"{PEOPLE}/{director.id}/roles/new", role="administrator", status=422)

    assert "You cannot give yourself a role" in page.one("error-summary").text


def test_a_role_is_ended_with_a_reason(
    client: PageClient, new_client: Callable[[], PageClient], boss: Person
) -> None:
    ana = build.person(name="Ana", role=Role.PROGRAM_STAFF)
    other = new_client()
    other.sign_in(ana)
    path = f"{PEOPLE}/{ana.id}/roles/{grant_id(ana)}/end"

    page = client.fill_in(path, reason="", status=422)
    assert "Say why, for the record" in page.one("error-summary").text
    client.fill_in(path, reason="Moved to another office")

    assert roles_of(ana) == []
    other.visit(PEOPLE, status=302)
    assert deeds() == ["ended a role"]
    client.visit(path, status=404)


def test_team_roles_are_ended_on_the_page_of_the_team(client: PageClient, boss: Person) -> None:
    ana = build.person(role=Role.LEAD)

    client.visit(f"{PEOPLE}/{ana.id}/roles/{grant_id(ana)}/end", status=404)
    assert "End this role" not in client.visit(f"{PEOPLE}/{ana.id}").text


def test_the_role_of_another_person_is_not_found_here(client: PageClient, boss: Person) -> None:
    ana, ben = build.person(role=Role.REVIEWER), build.person()

    client.visit(f"{PEOPLE}/{ben.id}/roles/{grant_id(ana)}/end", status=404)


def test_the_last_administrator_stays(client: PageClient, boss: Person) -> None:
    build.person(role=Role.ADMINISTRATOR, closed_at=build.NOON)
    end = f"{PEOPLE}/{boss.id}/roles/{grant_id(boss)}/end"

    page = client.fill_in(end, reason="Tired", status=422)
    assert "This is the last administrator." in page.one("error-summary").text
    assert page.control("reason").inside == ["\nTired"] or "Tired" in page.text
    page = client.fill_in(f"{PEOPLE}/{boss.id}/close", reason="Tired", status=422)
    assert "This is the last administrator." in page.one("error-summary").text
    assert roles_of(boss) == [Role.ADMINISTRATOR]


def test_a_director_cannot_remove_the_last_administrator_either(
    client: PageClient, boss: Person
) -> None:
    client.sign_in(build.person(role=Role.DIRECTOR))

    client.fill_in(f"{PEOPLE}/{boss.id}/close", reason="Coup", status=422)
    client.fill_in(f"{PEOPLE}/{boss.id}/roles/{grant_id(boss)}/end", reason="Coup", status=422)


def test_one_of_two_administrators_can_go(client: PageClient, boss: Person) -> None:
    build.person(role=Role.ADMINISTRATOR)

    client.fill_in(f"{PEOPLE}/{boss.id}/roles/{grant_id(boss)}/end", reason="Enough")

    assert roles_of(boss) == []


# accounts


def test_an_account_is_closed_with_a_reason_and_opened_again(
    client: PageClient, new_client: Callable[[], PageClient], boss: Person
) -> None:
    ana = somebody(name="Ana", role=Role.REVIEWER)
    other = new_client()
    other.sign_in(ana)
    path = f"{PEOPLE}/{ana.id}"
    client.fill_in(f"{path}/close", reason=" ", status=422)

    closed = client.follow(client.fill_in(f"{path}/close", reason="Left"))

    assert closed.one("status").text == "Closed"
    other.visit("/account", status=302)
    other.fill_in("/sign-in", email=ana.email, password=PASSWORD, status=422)
    client.fill_in(f"{path}/close", reason="Again", status=422)
    opened = client.follow(client.fill_in(f"{path}/reopen", at=path))
    assert opened.one("status").text == "Open"
    other.fill_in("/sign-in", email=ana.email, password=PASSWORD)
    assert roles_of(ana) == [Role.REVIEWER]
    token = opened.form(f"{path}/sessions/end").fields["csrf_token"]
    assert client.post(f"{path}/reopen", data={"csrf_token": token}).status_code == 409


def test_somebody_is_signed_out_everywhere(
    client: PageClient, new_client: Callable[[], PageClient], boss: Person
) -> None:
    ana = build.person()
    other = new_client()
    other.sign_in(ana)

    client.fill_in(f"{PEOPLE}/{ana.id}/sessions/end", at=f"{PEOPLE}/{ana.id}")

    other.visit("/account", status=302)
    assert deeds() == ["ended all sessions"]


def test_a_lost_second_step_is_taken_off(client: PageClient, boss: Person) -> None:
    ana = with_second_step()
    path = f"{PEOPLE}/{ana.id}/second-factor/reset"
    client.fill_in(path, reason="", status=422)

    client.fill_in(path, reason="Phone lost, called back on the clinic's number")

    look_again()
    assert db.session.get_one(Person, ana.id).totp_confirmed_at is None
    assert deeds() == ["took the second step off"]
    assert [mail.recipient for mail in mails("second step")] == [ana.email]


# invitations


def test_somebody_is_invited_to_the_program(client: PageClient, boss: Person) -> None:
    page = client.fill_in(
        f"{PEOPLE}/invite", name="Rita Moss", email="Rita@Example.org", role="reviewer"
    )

    listed = client.follow(page)
    assert "rita@example.org" in listed.text
    assert "Waiting" in listed.text
    assert [mail.recipient for mail in mails("invitation")] == ["rita@example.org"]


def test_an_invitation_that_cannot_be_sent(client: PageClient, boss: Person) -> None:
    build.person(email="rita@example.org", role=Role.REVIEWER)
    terms = {"name": "Rita", "email": "rita@example.org", "role": "reviewer"}

    page = client.fill_in(f"{PEOPLE}/invite", status=422, **terms)
    assert "has this role already" in page.one("error-summary").text
    assert page.control("email").attrs["value"] == "rita@example.org"
    page = client.fill_in(f"{PEOPLE}/invite", status=422, **terms | {"email": "rita"})
    assert "name@example.com" in page.one("error-summary").text


def test_invitations_stand_on_the_first_page_of_people_only(
    client: PageClient, boss: Person
) -> None:
    for number in range(26):
        build.person(name=f"Pat {number:02}", email=f"pat{number}@example.org")
    client.fill_in(f"{PEOPLE}/invite", name="Rita", email="rita@example.org", role="reviewer")

    assert "rita@example.org" in client.visit(f"{PEOPLE}?q=pat").text
    second = client.visit(f"{PEOPLE}?q=pat&page=2")
    assert "rita@example.org" not in second.text
    first = second.links["1 open invitation is on the first page"]
    assert first == f"{PEOPLE}?q=pat#invitations-h"

    client.fill_in(f"{PEOPLE}/invite", name="Moss", email="moss@example.org", role="reviewer")
    page = client.visit(f"{PEOPLE}?page=2")
    assert page.links["2 open invitations are on the first page"] == f"{PEOPLE}#invitations-h"


def test_inviting_again_sends_the_same_invitation_again(client: PageClient, boss: Person) -> None:
    for _ in range(2):
        client.fill_in(f"{PEOPLE}/invite", name="Rita", email="rita@example.org", role="reviewer")

    look_again()
    assert db.session.query(Invitation).one().times_sent == 2
    assert len(mails("invitation")) == 2


def test_an_invitation_is_sent_again_and_taken_back(client: PageClient, boss: Person) -> None:
    client.fill_in(f"{PEOPLE}/invite", name="Rita", email="rita@example.org", role="reviewer")
    number = db.session.query(Invitation).one().id
    path = f"{PEOPLE}/invitations/{number}"

    client.fill_in(f"{path}/resend", at=PEOPLE)
    listed = client.visit(PEOPLE)
    client.send(listed.form(f"{path}/revoke"))

    assert "rita@example.org" not in client.visit(PEOPLE).text
    client.send(listed.form(f"{path}/revoke"), status=409)
    client.send(listed.form(f"{path}/resend"), status=409)
    assert deeds() == [
        "invited a person",
        "sent an invitation again",
        "took an invitation back",
    ]


def test_invitations_of_teams_are_not_found_here(client: PageClient, boss: Person) -> None:
    from app.accounts import services
    from app.core.db import transaction
    from app.policy import SYSTEM

    with transaction():
        offer = services.invite(
            email="ben@example.org",
            name="Ben",
            role=Role.LEAD,
            practice_id=build.practice().id,
            by=SYSTEM,
            at=now(),
        )
    token = client.visit(f"{PEOPLE}/invite").forms[0].fields["csrf_token"]

    for number in (offer.id, 999):
        reply = client.post(f"{PEOPLE}/invitations/{number}/revoke", data={"csrf_token": token})
        assert reply.status_code == 404
    assert "ben@example.org" not in client.visit(PEOPLE).text


def test_every_role_is_either_of_a_team_or_of_the_program() -> None:
    assert {*PRACTICE_ROLES, *PROGRAM_ROLES} == set(Role)
