"""Where somebody belongs: on which page they land, and whose pages stand around theirs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.policy.table import Action, Actor, Role, allows


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is here, by their grants; `only_reviews`: and nothing else."""

    is_signed_in: bool = True
    on_team: bool = False
    applies: bool = False
    oversees: bool = False
    reviews: bool = False
    only_reviews: bool = False

    @property
    def only_applies(self) -> bool:
        """Whether the application is the only place at a practice, and they oversee nothing."""
        return self.applies and not self.on_team and not self.oversees


class Landing(StrEnum):
    """A page to land on."""

    VISITORS = "what the program is"
    APPLICATIONS = "the own applications"
    REVIEWS = "the own reviews"
    PROGRAM = "all teams"
    TEAM = "the home of the only team"
    CHOICE = "a choice of all of these"


class Menu(StrEnum):
    """What the navigation leads around, where it leads around no team."""

    APPLICATION = "the application"
    PROGRAM = "the program"
    TEAMS = "the own teams"


def standing(actor: Actor) -> Standing:
    """What this person is here."""
    return Standing(
        is_signed_in=actor.is_signed_in,
        on_team=bool(actor.practice_ids),
        applies=bool(actor.applicant_ids),
        oversees=allows(actor, Action.PROGRAM_VIEW),
        reviews=allows(actor, Action.REVIEW_WRITE),
        only_reviews=actor.roles == {Role.REVIEWER},
    )


def landing(of: Standing, teams: int) -> Landing:
    """Where somebody with so many open teams lands: the only place there is, or a choice."""
    if not of.is_signed_in:
        return Landing.VISITORS
    if of.only_reviews:
        return Landing.REVIEWS
    if of.only_applies and not of.reviews:
        return Landing.APPLICATIONS
    has_more = of.applies or of.reviews
    if of.oversees and not teams and not has_more:
        return Landing.PROGRAM
    if teams == 1 and not of.oversees and not has_more:
        return Landing.TEAM
    return Landing.CHOICE


def follows_team(of: Standing) -> bool:
    """Whether the only team stands around every page: there is nothing else here but reviews."""
    return of.on_team and not of.applies and not of.oversees


def menu(of: Standing) -> Menu:
    """What is around somebody who has no team, or several, or applies too."""
    if of.only_applies:
        return Menu.APPLICATION
    return Menu.PROGRAM if of.oversees or not of.on_team else Menu.TEAMS


def place_words(of: Standing) -> str:
    """What stands below the name of the portal when no team does; "" for a visitor."""
    if not of.is_signed_in:
        return ""
    if of.applies and not of.on_team:
        return "Application"
    if of.oversees:
        return "Program"
    return "Leadership team reviewer" if of.only_reviews else "My account"
