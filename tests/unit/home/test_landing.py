"""Who lands where, and what stands around whom."""

from __future__ import annotations

import pytest

from app.home.domain.landing import (
    Landing,
    Menu,
    Standing,
    follows_team,
    landing,
    menu,
    place_words,
    standing,
)
from app.policy import Actor, Grant, Role

VISITOR = Standing(is_signed_in=False)
NOBODY = Standing()
MEMBER = Standing(on_team=True)
APPLICANT = Standing(applies=True)
BOTH = Standing(on_team=True, applies=True)
STAFF = Standing(oversees=True)
COACH_ON_TEAM = Standing(on_team=True, oversees=True)
STAFF_WHO_APPLIES = Standing(applies=True, oversees=True)
REVIEWER = Standing(reviews=True, only_reviews=True)
PUBLISHER_WHO_REVIEWS = Standing(reviews=True)
MEMBER_WHO_REVIEWS = Standing(on_team=True, reviews=True)
APPLICANT_WHO_REVIEWS = Standing(applies=True, reviews=True)
STAFF_WHO_REVIEW = Standing(oversees=True, reviews=True)


@pytest.mark.parametrize(
    ("of", "teams", "where"),
    [
        (VISITOR, 0, Landing.VISITORS),
        (NOBODY, 0, Landing.CHOICE),
        (MEMBER, 1, Landing.TEAM),
        (MEMBER, 2, Landing.CHOICE),
        (MEMBER, 0, Landing.CHOICE),
        (APPLICANT, 0, Landing.APPLICATIONS),
        (BOTH, 1, Landing.CHOICE),
        (STAFF, 0, Landing.PROGRAM),
        (COACH_ON_TEAM, 1, Landing.CHOICE),
        (STAFF_WHO_APPLIES, 0, Landing.CHOICE),
        (REVIEWER, 0, Landing.REVIEWS),
        (PUBLISHER_WHO_REVIEWS, 0, Landing.CHOICE),
        (MEMBER_WHO_REVIEWS, 1, Landing.CHOICE),
        (APPLICANT_WHO_REVIEWS, 0, Landing.CHOICE),
        (STAFF_WHO_REVIEW, 0, Landing.CHOICE),
    ],
)
def test_everybody_lands_at_the_only_place_or_chooses(
    of: Standing, teams: int, where: Landing
) -> None:
    assert landing(of, teams) is where


@pytest.mark.parametrize(
    ("of", "follows"),
    [
        (NOBODY, False),
        (MEMBER, True),
        (MEMBER_WHO_REVIEWS, True),
        (BOTH, False),
        (COACH_ON_TEAM, False),
    ],
)
def test_a_team_follows_those_who_have_nothing_else_here(of: Standing, follows: bool) -> None:
    assert follows_team(of) is follows


@pytest.mark.parametrize(
    ("of", "around"),
    [
        (NOBODY, Menu.PROGRAM),
        (MEMBER, Menu.TEAMS),
        (BOTH, Menu.TEAMS),
        (APPLICANT, Menu.APPLICATION),
        (APPLICANT_WHO_REVIEWS, Menu.APPLICATION),
        (STAFF_WHO_APPLIES, Menu.PROGRAM),
        (COACH_ON_TEAM, Menu.PROGRAM),
        (REVIEWER, Menu.PROGRAM),
    ],
)
def test_the_menu_leads_around_what_somebody_does(of: Standing, around: Menu) -> None:
    assert menu(of) is around


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (VISITOR, ""),
        (NOBODY, "My account"),
        (MEMBER, "My account"),
        (APPLICANT, "Application"),
        (STAFF_WHO_APPLIES, "Application"),
        (BOTH, "My account"),
        (STAFF, "Program"),
        (REVIEWER, "Leadership team reviewer"),
        (PUBLISHER_WHO_REVIEWS, "My account"),
    ],
)
def test_a_place_has_a_name(of: Standing, words: str) -> None:
    assert place_words(of) == words


def test_what_somebody_is_follows_from_the_grants() -> None:
    def of(*grants: Grant) -> Standing:
        return standing(Actor(1, "Ana", frozenset(grants)))

    assert standing(Actor()) == VISITOR
    assert of() == NOBODY
    assert of(Grant(Role.LEAD, practice_id=3)) == MEMBER
    assert of(Grant(Role.APPLICATION_VIEWER, practice_id=3)) == APPLICANT
    assert of(Grant(Role.PROGRAM_STAFF)) == STAFF
    assert of(Grant(Role.REVIEWER)) == REVIEWER
    assert of(Grant(Role.REVIEWER), Grant(Role.LEAD, practice_id=3)) == MEMBER_WHO_REVIEWS
