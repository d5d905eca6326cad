"""The way in: the program's page, the only place one belongs to, or a choice; the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import db
from app.policy import APPLICANT_ROLES, Role
from app.practices.models import Practice
from tests.support import build

if TYPE_CHECKING:
    from app.accounts.models import Person
    from tests.support.page import Page, PageClient


CALLS = ("Rounds", "Applications", "Public pages")


def navigation(page: Page) -> list[str]:
    """The words of the main navigation."""
    nav = next(e for e in page.root.walk("nav") if "Main" in e.attrs.get("aria-label", ""))
    return [link.text for link in nav.walk("a")]


def addresses(page: Page) -> set[str]:
    """Where the links of a page lead."""
    return {link.attrs.get("href", "") for link in page.root.walk("a")}


def test_visitors_read_what_the_program_is(client: PageClient) -> None:
    page = client.visit("/")
    assert page.headings == client.visit("/program").headings
    assert page.links["Sign in"] == "/sign-in"


@pytest.mark.parametrize("role", APPLICANT_ROLES)
def test_an_applicant_goes_to_the_only_application(client: PageClient, role: Role) -> None:
    row = build.application()
    build.section_draft(row, "plan", {})
    client.sign_in(_applicant(row, role))
    page = client.visit("/", status=302)
    assert page.location == "/applications"
    assert client.follow(page, status=302).location == f"/applications/{row.id}"


def test_an_applicant_with_several_applications_chooses(client: PageClient) -> None:
    first = build.application()
    build.application(practice_id=first.practice_id)
    client.sign_in(_applicant(first, Role.APPLICATION_LEAD))
    found = [path for path in addresses(client.visit("/applications")) if path.startswith("/applications/")]  # fmt: skip
    assert len(found) == 2


def test_applicants_find_their_application_and_the_call_everywhere(client: PageClient) -> None:
    client.sign_in(_applicant(build.application(), Role.APPLICATION_VIEWER))
    words = ["My application", "The call", "Questions"]
    assert navigation(client.visit("/account")) == words
    assert navigation(client.visit("/applications/999", status=404)) == words


def test_who_applies_and_is_on_a_team_chooses(client: PageClient) -> None:
    team = build.team(name="Alpha")
    person = build.person(role=Role.LEAD, at=team.practice)
    build.grant(person, Role.APPLICATION_LEAD, at=team.practice)
    client.sign_in(person)
    page = client.visit("/")
    assert "Alpha" in page.text
    assert "Your application" in page.text
    assert "All teams" not in page.text


def test_staff_who_apply_choose_too(client: PageClient) -> None:
    person = build.person(role=Role.APPLICATION_LEAD, at=build.practice())
    build.grant(person, Role.PROGRAM_STAFF)
    client.sign_in(person)
    assert {"/applications", "/staff"} <= addresses(client.visit("/"))


def _applicant(of: Any, role: Role) -> Person:
    return build.person(role=role, at=db.session.get(Practice, of.practice_id))


def test_a_member_of_one_team_goes_to_its_home(client: PageClient) -> None:
    team = build.team(key="delta")
    client.sign_in(build.person(role=Role.VIEWER, at=team.practice))
    assert client.visit("/", status=302).location == "/teams/delta"


@pytest.mark.parametrize("role", [Role.COACH, Role.PROGRAM_STAFF, Role.DIRECTOR, Role.ADMINISTRATOR])  # fmt: skip
def test_the_program_goes_to_all_teams(client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))
    assert client.visit("/", status=302).location == "/staff"


def test_members_of_several_teams_choose(client: PageClient) -> None:
    teams = [build.team(name=name) for name in ("beta", "Alpha")]
    person = build.person()
    for team in teams:
        build.grant(person, Role.LEAD, at=team.practice)
    client.sign_in(person)

    page = client.visit("/")
    assert page.text.index("Alpha") < page.text.index("beta")
    assert "All teams" not in page.text
    assert navigation(page) == ["My teams", "Learn", "Events"]
    assert navigation(client.visit(f"/teams/{teams[0].key}"))[0] == "Home"


def test_a_coach_who_is_on_a_team_chooses_too(client: PageClient) -> None:
    team = build.team(name="Alpha")
    person = build.person(role=Role.COACH)
    build.grant(person, Role.LEAD, at=team.practice)
    client.sign_in(person)
    page = client.visit("/")
    assert "Alpha" in page.text
    assert "All teams" in page.text


def test_who_has_no_role_is_told_whom_to_ask(client: PageClient) -> None:
    client.sign_in(build.person())
    page = client.visit("/")
    assert "Nothing here yet" in page.text
    assert page.links["My account"] == "/account"


def test_who_only_reviews_goes_to_the_reviews(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.REVIEWER))
    page = client.visit("/", status=302)
    assert page.location == "/reviews"
    assert navigation(client.follow(page))[:2] == ["My reviews", "Scoring guide"]
    assert "Leadership team reviewer" in client.visit("/account").text


def test_who_also_reviews_keeps_the_other_pages_and_chooses(client: PageClient) -> None:
    clinic = build.team(name="Alpha").practice
    also = (
        (build.person(role=Role.LEAD, at=clinic), "Measures"),
        (_applicant(build.application(), Role.APPLICATION_LEAD), "My application"),
        (build.person(role=Role.PROGRAM_STAFF), "Applications"),
    )
    for person, words in also:
        build.grant(person, Role.REVIEWER)
        client.sign_in(person)
        assert "/reviews" in addresses(client.visit("/"))
        assert {words, "My reviews", "Scoring guide"} <= set(navigation(client.visit("/reviews")))


def test_who_has_several_teams_and_reviews_finds_both(client: PageClient) -> None:
    person = build.person(role=Role.LEAD, at=build.team(name="Alpha").practice)
    build.grant(person, Role.LEAD, at=build.team(name="Beta").practice)
    build.grant(person, Role.REVIEWER)
    client.sign_in(person)
    assert navigation(client.visit("/reviews")) == ["My teams", "Learn", "Events", "My reviews", "Scoring guide"]  # fmt: skip


@pytest.mark.parametrize("role", [Role.PUBLISHER])
def test_who_has_nothing_to_do_now_is_told_so(client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))
    page = client.visit("/")
    assert f"You are signed in as {role}" in page.text
    assert "no role" not in page.text


TEAM_PAGES = ["Home", "Measures", "PDSA cycles", "Learn", "Events", "Charter", "Our team"]


def test_learning_leaves_the_team_and_keeps_its_navigation(client: PageClient) -> None:
    team = build.team(key="delta", name="Delta Pines")
    client.sign_in(build.person(role=Role.FAMILY_PARTNER, at=team.practice))
    for address in ("/teams/delta", "/learn", "/events", "/account"):
        page = client.visit(address)
        assert navigation(page) == TEAM_PAGES
        assert "Delta Pines" in next(page.root.walk("header")).text
        assert page.links["Measures"] == "/teams/delta/measures"


def test_who_oversees_a_team_does_not_take_the_own_lessons_for_its(client: PageClient) -> None:
    build.team(key="delta")
    client.sign_in(build.person(role=Role.PROGRAM_STAFF))
    assert "Learn" not in navigation(client.visit("/teams/delta"))
    assert "Learn" in navigation(client.visit("/staff"))


@pytest.mark.parametrize(
    ("role", "events", "writes"),
    [
        (Role.PROGRAM_STAFF, "/staff/events", True),
        (Role.DIRECTOR, "/staff/events", True),
        (Role.COACH, "/staff/events", False),
        (Role.ADMINISTRATOR, "/events", False),
        (Role.PUBLISHER, "/events", True),
        (Role.REVIEWER, "/events", False),
    ],
)
def test_the_program_learns_writes_and_runs_events_as_far_as_it_may(
    client: PageClient, role: Role, events: str, writes: bool
) -> None:
    client.sign_in(build.person(role=role))
    page = client.visit("/account")
    words = navigation(page)
    assert "Learn" in words
    assert words.count("Events") == 1
    assert page.links["Events"] == events
    assert ("Curriculum" in words) is writes


def test_applicants_do_not_learn_yet(client: PageClient) -> None:
    client.sign_in(_applicant(build.application(), Role.APPLICATION_LEAD))
    assert not {"Learn", "Events"} & set(navigation(client.visit("/account")))


def test_navigation_offers_what_the_policy_allows(client: PageClient) -> None:
    team = build.team(key="delta")
    for role, where, first, there in (
        (Role.PROGRAM_STAFF, None, "Teams", {"Practices", "Cohorts", "Audit", *CALLS}),
        (Role.DIRECTOR, None, "Teams", {"Practices", *CALLS}),
        (Role.ADMINISTRATOR, None, "Teams", {"Practices", "Applications"}),
        (Role.COACH, team.cohort, "Teams", {"Measure library"}),
    ):
        client.sign_in(build.person(role=role, at=where))
        words = navigation(client.visit("/staff"))
        assert words[0] == first
        assert there <= set(words)
        assert ("Practices" in words) is ("Applications" in words) is (role is not Role.COACH)
        assert ("Rounds" in words) is (role in {Role.PROGRAM_STAFF, Role.DIRECTOR})
        assert navigation(client.visit("/teams/delta"))[:2] == ["All teams", "Home"]


def test_a_publisher_finds_the_public_pages(client: PageClient) -> None:
    client.sign_in(build.person(role=Role.PUBLISHER))
    words = navigation(client.visit("/"))
    assert "Public pages" in words
    assert not {"Teams", "Rounds", "Applications", "Practices"} & set(words)


@pytest.mark.parametrize("role", [Role.PROGRAM_STAFF, Role.PUBLISHER, Role.APPLICATION_LEAD])
def test_whatever_the_navigation_offers_opens(client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))
    page = client.visit("/account")
    nav = next(e for e in page.root.walk("nav") if "Main" in e.attrs.get("aria-label", ""))
    for link in nav.walk("a"):
        assert client.get(link.attrs["href"]).status_code in {200, 302}, link.text
