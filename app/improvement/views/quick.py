"""A whole small test on one page, for a phone between two patients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for

from app.collaborative import queries as collaborative
from app.core.clock import now, today
from app.improvement import services
from app.improvement.domain.completeness import Asked
from app.improvement.domain.states import Decision
from app.improvement.forms import QuickForm
from app.improvement.views.blueprint import bp
from app.improvement.views.parts import attempt, choose_measure, fetch_team
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.improvement.models import Cycle


@bp.route("/teams/<slug:team>/pdsa/quick", methods=["GET", "POST"])
@requires(Action.CYCLE_EDIT)
def quick(team: str) -> ResponseReturnValue:
    """Log a small test: still running, or finished with its decision."""
    of = fetch_team(team)
    form = QuickForm(data={"started_on": today()})
    measure_ids = choose_measure(form, of)
    made: list[Cycle] = []
    if form.accepted():
        measure_id = measure_ids.get(form.measure.data or "")
        if attempt(form, lambda: made.append(_log(form, of.id, measure_id))):
            flash("The test is logged.", "success")
            return redirect(url_for(".cycle", team=team, cycle_id=made[0].id))
        of = collaborative.team(team)
    page = render_template("improvement/quick.html", team=of, form=form)
    return page, 422 if form.has_errors else 200


def _log(form: QuickForm, practice_id: int, measure_id: int | None) -> Cycle:
    """Walk the test through its life as far as the page tells it."""
    by, at = current_actor(), now()
    title = form.title.data or ""
    ramp = services.start_ramp(
        practice_id=practice_id, title=title, measure_id=measure_id, by=by, at=at
    )
    start = form.started_on.data or today()
    plan: dict[str, Any] = {
        "title": title,
        "objective": title,
        "what": title,
        "scale": form.scale.data or "",
        "measure_id": measure_id,
        "planned_start": start,
    }
    asked = [Asked("What did you expect?", form.predicted.data or "")]
    cycle = services.plan_cycle(ramp, plan=plan, asked=asked, by=by, at=at)
    services.run(cycle, seen_version=cycle.version, by=by, at=at)
    if form.decision.data:
        _finish(form, cycle)
    return cycle


def _finish(form: QuickForm, cycle: Cycle) -> None:
    by, at = current_actor(), now()
    result = form.result.data or ""
    did = {"as_planned": True, "observations": result or form.learned.data or ""}
    services.save_do(cycle, did=did, seen_version=cycle.version, by=by, at=at)
    services.save_study(
        cycle,
        results=[(result, None)],
        learned=form.learned.data or "",
        seen_version=cycle.version,
        by=by,
        at=at,
    )
    services.refuse_unless_told(cycle, Decision(form.decision.data), form.next_steps.data or "")
    services.study(cycle, seen_version=cycle.version, by=by, at=at)
    services.decide(
        cycle,
        decision=Decision(form.decision.data),
        next_steps=form.next_steps.data or "",
        ended_on=None,
        seen_version=cycle.version,
        by=by,
        at=at,
    )
