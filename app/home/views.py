"""Where people land: the team's home, the program's home, and the way to either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, request, url_for

from app.accounts import queries as accounts
from app.charts import queries as charts
from app.charts.presenters import cards as charts_cards
from app.collaborative import queries as collaborative
from app.core.clock import now, today
from app.core.db import reading
from app.core.pages import Frame, NavigationItem, frame
from app.curriculum.queries.going_on import going_on
from app.curriculum.queries.waiting import waiting
from app.events.queries.next_up import next_for, next_to_run, next_up
from app.home import queries
from app.home.presenters import ahead, program
from app.home.presenters import team as presenters
from app.home.presenters.learn import learning
from app.home.presenters.onboarding import onboarding
from app.improvement import queries as improvement
from app.measures import queries as measures
from app.policy import Action, Role, allows, authorize, current_actor, public, requires
from app.public.views.landing import landing

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.collaborative.queries import Team, TeamName
    from app.home.presenters.ahead import Ahead
    from app.home.presenters.learn import Learning
    from app.policy import Actor

bp = Blueprint("home", __name__)

SHOWN_CARDS = 6
_QUIET = frozenset({"core", "testing"})
LEARN_PAGES = (
    (Action.LEARN, "learn", "Learn", "curriculum.catalogue", "book"),
    (Action.LEARN, "events", "Events", "events.events", "calendar"),
)
PROGRAM_PAGES = (
    (Action.REVIEW_WRITE, "my-reviews", "My reviews", "reviews.desk", "file"),
    (Action.REVIEW_WRITE, "scoring-guide", "Scoring guide", "reviews.guide", "book"),
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


def surround() -> None:
    """Put the navigation of the signed-in person around the page of this request."""
    if "person" not in g or request.blueprint in _QUIET or request.endpoint is None:
        return
    team_key = (request.view_args or {}).get("team")
    own = None if team_key else _only_team()
    around = team_key or (own and own.key)
    items = _team_navigation(around) if around else _own_navigation()
    if own:
        items += _reviewer_navigation()
    place = own.name if own else _place_name()
    frame(Frame(g.person, tuple(items), place, g.idle_seconds, around_place=bool(team_key)))


def _only_team() -> TeamName | None:
    """The team of somebody who has one and nothing else here but reviews."""
    actor = current_actor()
    if not actor.practice_ids or actor.applicant_ids or allows(actor, Action.PROGRAM_VIEW):
        return None
    with reading():
        teams = collaborative.names_of(actor)
    return teams[0] if len(teams) == 1 else None


def _place_name() -> str:
    """What stands below the name of the portal when no team does."""
    actor = current_actor()
    if not actor.is_signed_in:
        return Frame().place_name
    if actor.applicant_ids and not actor.practice_ids:
        return "Application"
    if allows(actor, Action.PROGRAM_VIEW):
        return "Program"
    return "Leadership team reviewer" if _only_reviews(actor) else "My account"


def _only_reviews(actor: Actor) -> bool:
    """Whether reviewing is everything that somebody does here."""
    return actor.roles == {Role.REVIEWER}


def _own_navigation() -> list[NavigationItem]:
    """The way around for somebody who has no team, or several, or applies too."""
    actor = current_actor()
    if actor.applicant_ids and not actor.practice_ids and not allows(actor, Action.PROGRAM_VIEW):
        return [*_applicant_navigation(), *_reviewer_navigation()]
    if allows(actor, Action.PROGRAM_VIEW) or not actor.practice_ids:
        return _program_navigation()
    home = NavigationItem("home", "My teams", url_for("home.start"), "home")
    return [home, *_learn_navigation(), *_reviewer_navigation()]


def _program_navigation() -> list[NavigationItem]:
    """What the roles in the program open; the rare ones stand together when there are many.

    Of two entries with the same key the first counts that is allowed.
    """
    actor = current_actor()
    found = {entry[1]: entry for entry in reversed(PROGRAM_PAGES) if allows(actor, entry[0])}
    return [
        NavigationItem(
            key, label, url_for(endpoint), icon, is_rare=key in RARE and len(found) > FEW
        )
        for _action, key, label, endpoint, icon in reversed(found.values())
    ]


def _reviewer_navigation() -> list[NavigationItem]:
    """What somebody who also reviews needs besides the own pages."""
    actor = current_actor()
    return [
        NavigationItem(key, label, url_for(endpoint), icon)
        for action, key, label, endpoint, icon in PROGRAM_PAGES
        if action is Action.REVIEW_WRITE and allows(actor, action)
    ]


def _learn_navigation() -> list[NavigationItem]:
    """What somebody learns, whose pages belong to no team."""
    actor = current_actor()
    return [
        NavigationItem(key, label, url_for(endpoint), icon)
        for action, key, label, endpoint, icon in LEARN_PAGES
        if allows(actor, action)
    ]


def _applicant_navigation() -> list[NavigationItem]:
    """The way around for somebody who applies and has no team yet."""
    return [
        NavigationItem("application", "My application", url_for("rfa.applications_list"), "file"),
        NavigationItem("guide", "The call", url_for("public.apply"), "book"),
        NavigationItem("questions", "Questions", url_for("public.questions"), "chat"),
    ]


def _team_navigation(team_key: str) -> list[NavigationItem]:
    items = [
        NavigationItem(key, label, url_for(endpoint, team=team_key), icon)
        for key, label, endpoint, icon in TEAM_PAGES
    ]
    if allows(current_actor(), Action.PROGRAM_VIEW):
        return [NavigationItem("teams", "All teams", url_for("home.staff"), "left"), *items]
    return [*items[:BEFORE_LEARN], *_learn_navigation(), *items[BEFORE_LEARN:]]


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """Everybody's way in: what the program is, the only place one belongs to, or a choice."""
    actor = current_actor()
    if not actor.is_signed_in:
        return landing()
    applies = bool(actor.applicant_ids)
    oversees, reviews = allows(actor, Action.PROGRAM_VIEW), allows(actor, Action.REVIEW_WRITE)
    if applies and not actor.practice_ids and not oversees and not reviews:
        return redirect(url_for("rfa.applications_list"))
    if _only_reviews(actor):
        return redirect(url_for("reviews.desk"))
    teams = collaborative.teams_of(actor)
    if oversees and not teams and not applies and not reviews:
        return redirect(url_for(".staff"))
    if len(teams) == 1 and not oversees and not applies and not reviews:
        return redirect(url_for(".team", team=teams[0].key))
    return render_template(
        "home/choose.html",
        teams=teams,
        applies=applies,
        oversees=oversees,
        reviews=reviews,
        roles=sorted(actor.roles),
        ahead=None if oversees else _ahead(actor),
        learning=_own_learning(actor) if allows(actor, Action.LEARN) else None,
    )


@bp.get("/teams/<slug:team>")
@requires(Action.TEAM_VIEW)
def team(team: str) -> ResponseReturnValue:
    """A team's home: what waits, where it stands, what comes up."""
    of = collaborative.team(team)
    authorize(Action.TEAM_VIEW, of.place)
    numbers = measures.numbers(of, now())
    cycles = improvement.of_team(of.id)
    cards = charts_cards.cards(of, numbers.series, charts.marks(of.id), today=today())
    dates = collaborative.upcoming(of.cohort.id, today(), 3) if of.cohort else ()
    roster = accounts.roster(of.id)
    steps = presenters.next_steps(of, numbers, cycles, cards, today())
    reads_application = allows(current_actor(), Action.APPLICATION_VIEW, of.place)
    first = onboarding(of, queries.beginning_of(of), roster, numbers, may_sign=reads_application)
    nothing, is_all_done = presenters.nothing_words(of, bool(cards), bool(first), today())
    return render_template(
        "home/team.html",
        team=of,
        greeting=presenters.greeting(g.person.name),
        cohort_words=presenters.cohort_words(of, today()),
        steps=steps,
        lead=presenters.lead_words(of, steps, bool(first), today()),
        nothing=nothing,
        is_all_done=is_all_done,
        cards=cards[:SHOWN_CARDS],
        card_count=len(cards),
        dates=presenters.coming_up(dates, numbers.months, today()),
        started=presenters.getting_started(of, roster, numbers, cycles),
        onboarding=first,
        is_onboarding_first=bool(first) and (not steps or presenters.is_ahead(of, today())),
        roster=roster,
        learning=_learning(of),
    )


def _learning(of: Team) -> Learning | None:
    """What somebody of the team learns next; others have the same on pages of their own."""
    actor, at = current_actor(), now()
    if actor.person_id is None or of.id not in actor.practice_ids:
        return None
    return learning(going_on(actor, at), next_up(actor, of, at), at)


def _own_learning(actor: Actor) -> Learning:
    """The same for somebody who has no team, or several."""
    at = now()
    return learning(going_on(actor, at), next_for(actor, at), at)


@bp.get("/staff")
@requires(Action.PROGRAM_VIEW)
def staff() -> ResponseReturnValue:
    """All teams that the person oversees: who is late, and what their charts say."""
    found = program.overview(queries.program_now(current_actor(), now()))
    show = request.args.get("show", "")
    rows = program.filtered(found, show)
    return render_template(
        "home/staff.html", overview=found, rows=rows, show=show, ahead=_ahead(current_actor())
    )


def _ahead(actor: Actor) -> Ahead:
    """What waits for somebody in the program: versions that they may approve, and events."""
    approves = allows(actor, Action.CURRICULUM_APPROVE)
    runs = allows(actor, Action.EVENTS_MANAGE)
    return ahead.ahead_of(
        waiting(actor.person_id or 0) if approves else (),
        next_to_run(actor, now(), ahead.SHOWN) if runs else (),
        now(),
    )
