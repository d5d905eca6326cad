"""Reading cycles: the list, a ramp, one cycle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request

from app.collaborative import queries as collaborative
from app.core.clock import today
from app.improvement import presenters, queries
from app.improvement.domain.states import CycleState, possible, wording
from app.improvement.forms import CycleForm
from app.improvement.views.blueprint import bp
from app.measures import queries as measures
from app.measures.queries import library
from app.policy import Action, authorize, requires

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask.typing import ResponseReturnValue

    from app.collaborative.queries import Team
    from app.improvement.presenters import MeasureLink


def measures_of(team: Team) -> dict[int, MeasureLink]:
    """The measures that the team reports, by id."""
    cohort_id = team.cohort.id if team.cohort else None
    return presenters.measure_links(measures.reported(team.id, cohort_id))


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A measure of the library that a team does not count; its cohort may offer it."""

    key: str
    name: str
    is_offered: bool


def uncounted(team: Team, key: str, counted: Collection[str]) -> Uncounted | None:
    """The measure that a link names by `key`, when it is none of those that the team counts."""
    found = library.in_use(key) if key and key not in counted else None
    if found is None:
        return None
    offered = library.cohort_measures(team.cohort.id) if team.cohort else {}
    return Uncounted(key, found.at(today()).name, found.measure.id in offered)


@bp.get("/teams/<slug:team>/pdsa")
@requires(Action.CYCLE_VIEW)
def cycles(team: str) -> ResponseReturnValue:
    """All ramps of a team, narrowed by state and measure when asked."""
    of = collaborative.team(team)
    authorize(Action.CYCLE_VIEW, of.place)
    links = measures_of(of)
    state, measure = request.args.get("state", ""), request.args.get("measure", "")
    chosen = next((ident for ident, link in links.items() if link.key == measure), None)
    ramps = queries.ramps(
        of.id,
        measure_id=chosen,
        state=CycleState(state) if state in set(CycleState) else None,
    )
    return render_template(
        "improvement/cycles.html",
        team=of,
        ramps=presenters.ramp_cards(ramps, links),
        links=links.values(),
        state=state,
        measure=measure,
        states=[(one, wording(one, None)) for one in CycleState if one is not CycleState.DONE]
        + [(CycleState.DONE, "Finished")],
    )


@bp.get("/teams/<slug:team>/pdsa/ramps/<id:ramp_id>")
@requires(Action.CYCLE_VIEW)
def ramp(team: str, ramp_id: int) -> ResponseReturnValue:
    """One ramp: what each test taught the next one."""
    of = collaborative.team(team)
    authorize(Action.CYCLE_VIEW, of.place)
    row = queries.ramp(of.id, ramp_id)
    card = presenters.ramp_card(row.id, row.title, queries.cycles_of_ramp(row.id), measures_of(of))
    return render_template("improvement/ramp.html", team=of, ramp=card)


@bp.get("/teams/<slug:team>/pdsa/<id:cycle_id>")
@requires(Action.CYCLE_VIEW)
def cycle(team: str, cycle_id: int) -> ResponseReturnValue:
    """One cycle with its four parts in order."""
    of = collaborative.team(team)
    authorize(Action.CYCLE_VIEW, of.place)
    row = queries.cycle(of.id, cycle_id)
    page = presenters.cycle_page(row, queries.cycles_of_ramp(row.ramp_id), measures_of(of))
    return render_template(
        "improvement/cycle.html",
        team=of,
        cycle=row,
        page=page,
        events=possible(row.state),
        move=CycleForm(data={"seen_version": str(row.version)}),
    )
