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
from app.core.pages import Frame, frame
from app.curriculum.queries.going_on import going_on
from app.curriculum.queries.waiting import waiting
from app.events.queries.next_up import next_for, next_to_run, next_up
from app.home import queries
from app.home.domain.landing import Landing, Standing, follows_team, landing, place_words, standing
from app.home.presenters import ahead, navigation, program
from app.home.presenters import team as presenters
from app.home.presenters.learn import learning
from app.home.presenters.onboarding import onboarding
from app.improvement import queries as improvement
from app.measures import queries as measures
from app.policy import Action, allows, authorize, current_actor, public, requires
from app.public.views.landing import landing as visitors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from app.collaborative.queries import Team, TeamName
    from app.home.presenters.ahead import Ahead
    from app.home.presenters.learn import Learning
    from app.policy import Actor

bp = Blueprint("home", __name__)

SHOWN_CARDS = 6
_QUIET = frozenset({"core", "testing"})


def surround() -> None:
    """Put the navigation of the signed-in person around the page of this request."""
    if "person" not in g or request.blueprint in _QUIET or request.endpoint is None:
        return
    actor, team_key = current_actor(), (request.view_args or {}).get("team")
    own = None if team_key else _only_team(actor)
    if own:
        items = (*navigation.around_team(actor, own.key), *navigation.reviewing(actor))
    elif team_key:
        items = navigation.around_team(actor, team_key)
    else:
        items = navigation.own(actor)
    place = own.name if own else place_words(standing(actor)) or Frame().place_name
    frame(Frame(g.person, items, place, g.idle_seconds, around_place=bool(team_key)))


def _only_team(actor: Actor) -> TeamName | None:
    """The team of somebody who has one and nothing else here but reviews."""
    if not follows_team(standing(actor)):
        return None
    with reading():
        teams = collaborative.names_of(actor)
    return teams[0] if len(teams) == 1 else None


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """Everybody's way in: what the program is, the only place one belongs to, or a choice."""
    actor = current_actor()
    of = standing(actor)
    teams = collaborative.teams_of(actor)
    match landing(of, len(teams)):
        case Landing.VISITORS:
            return visitors()
        case Landing.APPLICATIONS:
            return redirect(url_for("rfa.applications_list"))
        case Landing.REVIEWS:
            return redirect(url_for("reviews.desk"))
        case Landing.PROGRAM:
            return redirect(url_for(".staff"))
        case Landing.TEAM:
            return redirect(url_for(".team", team=teams[0].key))
        case Landing.CHOICE:
            return _choice(actor, of, teams)


def _choice(actor: Actor, of: Standing, teams: Sequence[Team]) -> ResponseReturnValue:
    return render_template(
        "home/choose.html",
        teams=teams,
        applies=of.applies,
        oversees=of.oversees,
        reviews=of.reviews,
        roles=sorted(actor.roles),
        ahead=None if of.oversees else _ahead(actor),
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
