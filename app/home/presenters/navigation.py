"""The way around: which pages the main navigation offers to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import url_for

from app.core.pages import NavigationItem
from app.home.domain.landing import Menu, menu, standing
from app.policy import Action, Actor, allows

LEARN_PAGES = (
    (Action.LEARN, "learn", "Learn", "curriculum.catalogue", "book"),
    (Action.LEARN, "events", "Events", "events.events", "calendar"),
)
REVIEW_PAGES = (
    (Action.REVIEW_WRITE, "my-reviews", "My reviews", "reviews.desk", "file"),
    (Action.REVIEW_WRITE, "scoring-guide", "Scoring guide", "reviews.guide", "book"),
)
PROGRAM_PAGES = (
    *REVIEW_PAGES,
    (Action.PROGRAM_VIEW, "teams", "Teams", "home.staff", "home"),
    (Action.PRACTICE_MANAGE, "practices", "Practices", "practices.practices", "clinic"),
    (Action.COHORT_MANAGE, "cohorts", "Cohorts", "collaborative.cohorts", "calendar"),
    (Action.ROUND_MANAGE, "rounds", "Rounds", "rfa.rounds", "flag"),
    (Action.APPLICATIONS_OVERSEE, "applications", "Applications", "rfa.staff_applications", "file"),
    (Action.PROGRAM_VIEW, "reporting", "Reporting", "measures.reporting", "chart"),
    (Action.EVENTS_MANAGE, "events", "Events", "events.desk", "calendar"),
    *LEARN_PAGES,
    (Action.CURRICULUM_WRITE, "curriculum", "Curriculum", "curriculum.desk", "edit"),
    (Action.LIBRARY_VIEW, "library", "Measure library", "measures.library", "book"),
    (Action.LEARNING_OVERSEE, "learning", "Learning", "curriculum.oversight", "eye"),
    (Action.PUBLIC_PAGES_MANAGE, "public-pages", "Public pages", "public.texts", "globe"),
    (Action.PEOPLE_VIEW, "people", "People", "accounts.people", "team"),
    (Action.WORDS_REMOVE, "removals", "Take words out", "removals.look", "edit"),
    (Action.OUTBOX_VIEW, "outbox", "Mails", "outbox.mails", "mail"),
    (Action.AUDIT_VIEW, "audit", "Audit", "audit.trail", "eye"),
    (Action.STYLEGUIDE_VIEW, "components", "Components", "styleguide.components", "file"),
)
RARE = frozenset(
    {
        "cohorts",
        "learn",
        "library",
        "public-pages",
        "people",
        "removals",
        "outbox",
        "audit",
        "components",
    }
)
FEW = 7
TEAM_PAGES = (
    ("home", "Home", "home.team", "home"),
    ("measures", "Measures", "charts.overview", "chart"),
    ("pdsa", "PDSA cycles", "improvement.cycles", "cycle"),
    ("charter", "Charter", "charter.charter", "flag"),
    ("people", "Our team", "collaborative.roster", "team"),
)
BEFORE_LEARN = 3
"""How many pages of a team stand before those of learning, which are the person's own."""


def around_team(actor: Actor, team_key: str) -> tuple[NavigationItem, ...]:
    """The pages of a team, and those of learning for its people."""
    items = [
        NavigationItem(key, label, url_for(endpoint, team=team_key), icon)
        for key, label, endpoint, icon in TEAM_PAGES
    ]
    if allows(actor, Action.PROGRAM_VIEW):
        return (NavigationItem("teams", "All teams", url_for("home.staff"), "left"), *items)
    return (*items[:BEFORE_LEARN], *_offered(actor, LEARN_PAGES), *items[BEFORE_LEARN:])


def own(actor: Actor) -> tuple[NavigationItem, ...]:
    """The way around for somebody who has no team, or several, or applies too."""
    match menu(standing(actor)):
        case Menu.APPLICATION:
            return (*_application(), *reviewing(actor))
        case Menu.PROGRAM:
            return _program(actor)
        case Menu.TEAMS:
            home = NavigationItem("home", "My teams", url_for("home.start"), "home")
            return (home, *_offered(actor, LEARN_PAGES), *reviewing(actor))


def reviewing(actor: Actor) -> tuple[NavigationItem, ...]:
    """What somebody who also reviews needs besides the own pages."""
    return _offered(actor, REVIEW_PAGES)


def _program(actor: Actor) -> tuple[NavigationItem, ...]:
    """What the roles in the program open; the rare ones stand together when there are many.

    Of two entries with the same key the first counts that is allowed.
    """
    found = {one.key: one for one in reversed(_offered(actor, PROGRAM_PAGES))}
    return tuple(
        replace(one, is_rare=one.key in RARE and len(found) > FEW)
        for one in reversed(found.values())
    )


def _application() -> tuple[NavigationItem, ...]:
    return (
        NavigationItem("application", "My application", url_for("rfa.applications_list"), "file"),
        NavigationItem("guide", "The call", url_for("public.apply"), "book"),
        NavigationItem("questions", "Questions", url_for("public.questions"), "chat"),
    )


def _offered(
    actor: Actor, pages: Iterable[tuple[Action, str, str, str, str]]
) -> tuple[NavigationItem, ...]:
    """Those pages that somebody may open."""
    return tuple(
        NavigationItem(key, label, url_for(endpoint), icon)
        for action, key, label, endpoint, icon in pages
        if allows(actor, action)
    )
