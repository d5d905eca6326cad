"""The way in: sign-in, the only place a person belongs to, or a choice; and the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.policy import Role
from tests.support import build

if TYPE_CHECKING:
    from tests.support.page import Page, PageClient


def navigation(page: Page) -> list[str]:
    """The words of the main navigation."""
    nav = next(e for e in page.root.walk("nav") if "Main" in e.attrs.get("aria-label", ""))
    return [link.text for link in nav.walk("a")]


def test_visitors_are_asked_to_sign_in(client: PageClient) -> None:
    assert client.visit("/", status=302).location == "/sign-in"


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
    assert navigation(page) == ["My teams"]
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


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PUBLISHER])
def test_who_has_nothing_to_do_now_is_told_so(client: PageClient, role: Role) -> None:
    client.sign_in(build.person(role=role))
    page = client.visit("/")
    assert f"You are signed in as {role}" in page.text
    assert "no role" not in page.text


def test_navigation_offers_what_the_policy_allows(client: PageClient) -> None:
    team = build.team(key="delta")
    for role, where, first, there in (
        (Role.PROGRAM_STAFF, None, "Teams", {"Practices", "Cohorts", "Audit"}),
        (Role.COACH, team.cohort, "Teams", {"Measure library"}),
    ):
        client.sign_in(build.person(role=role, at=where))
        words = navigation(client.visit("/staff"))
        assert words[0] == first
        assert there <= set(words)
        assert ("Practices" in words) is (role is Role.PROGRAM_STAFF)
        assert navigation(client.visit("/teams/delta"))[:2] == ["All teams", "Home"]
