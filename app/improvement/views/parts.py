"""Writing a cycle, part by part, and moving it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from app.collaborative import queries as collaborative
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.forms import Choice
from app.improvement import queries, services
from app.improvement.domain.states import OPEN, CycleState
from app.improvement.forms import (
    MOST_QUESTIONS,
    CycleForm,
    DoForm,
    PlanForm,
    StopForm,
    StudyForm,
    brought,
)
from app.improvement.services import Incomplete
from app.improvement.views.blueprint import bp
from app.improvement.views.read import measures_of, uncounted
from app.policy import Action, authorize, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.collaborative.queries import Team
    from app.improvement.models import Cycle, Ramp
    from app.improvement.views.read import Uncounted


def fetch_team(team_key: str) -> Team:
    """The team, for somebody who may write its cycles."""
    of = collaborative.team(team_key)
    authorize(Action.CYCLE_EDIT, of.place)
    return of


def _open_cycle(of: Team, cycle_id: int) -> Cycle:
    """A cycle of the team that may still be written; raises `NotPossibleNow` for others."""
    cycle = queries.cycle(of.id, cycle_id)
    if cycle.state not in OPEN:
        raise NotPossibleNow("This cycle is finished. Open it to read it, or plan the next one.")
    return cycle


def choose_measure(form: Any, of: Team) -> dict[str, int]:
    """Offer the measures of the team in the form; gives their ids by key."""
    links = measures_of(of)
    choices = [Choice(link.key, link.name) for link in links.values()]
    form.measure.choices = [Choice("", "None yet"), *choices]
    return {link.key: ident for ident, link in links.items()}


def attempt(form: CycleForm, deed: Callable[[], None]) -> bool:
    """Do `deed` in one transaction; a refusal goes beside its field. True when it is done.

    Conflicts and wrong states leave the view: the 409 page keeps the typed text.
    """
    try:
        with transaction():
            deed()
    except Incomplete as lacking:
        form.show_needs(lacking.needs)
    except (Conflict, NotPossibleNow):
        raise
    except Refused as refusal:
        form.show(refusal)
    else:
        return True
    return False


# ------------------------------------------------------------------ plan


@bp.route("/teams/<slug:team>/pdsa/new", methods=["GET", "POST"])
@requires(Action.CYCLE_EDIT)
def new(team: str) -> ResponseReturnValue:
    """Plan a first cycle; the address may bring a measure and words to begin with."""
    of = fetch_team(team)
    form = PlanForm(data=brought(request.args))
    measure_ids = choose_measure(form, of)
    if _adds_question(form) or not form.accepted():
        return _plan_page(of, form, None, uncounted(of, form.measure.data or "", measure_ids))
    made: list[Cycle] = []

    def plan() -> None:
        chosen = form.plan(measure_ids)
        ramp = services.start_ramp(
            practice_id=of.id,
            title=chosen["title"],
            measure_id=chosen["measure_id"],
            by=current_actor(),
            at=now(),
        )
        made.append(_plan(ramp, form, chosen))

    if not attempt(form, plan):
        return _plan_page(collaborative.team(team), form, None)
    flash("The plan is saved as a draft.", "success")
    return redirect(url_for(".cycle", team=team, cycle_id=made[0].id))


def _plan(ramp: Ramp, form: PlanForm, chosen: dict[str, Any]) -> Cycle:
    return services.plan_cycle(ramp, plan=chosen, asked=form.asked(), by=current_actor(), at=now())


@bp.route("/teams/<slug:team>/pdsa/<id:cycle_id>/plan", methods=["GET", "POST"])
@requires(Action.CYCLE_EDIT)
def plan(team: str, cycle_id: int) -> ResponseReturnValue:
    """Change the plan; complete or not, it is saved."""
    of = fetch_team(team)
    cycle = _open_cycle(of, cycle_id)
    form, measure_ids = _plan_form(of, cycle)
    if _adds_question(form) or not form.accepted():
        return _plan_page(of, form, cycle)

    def save() -> None:
        services.save_plan(
            cycle,
            plan=form.plan(measure_ids),
            asked=form.asked(),
            seen_version=form.version,
            note=form.prediction_note.data or "",
            by=current_actor(),
            at=now(),
        )

    if not attempt(form, save):
        return _plan_page(collaborative.team(team), form, queries.cycle(of.id, cycle_id))
    flash("The plan is saved.", "success")
    return redirect(url_for(".cycle", team=team, cycle_id=cycle_id))


def _plan_form(of: Team, cycle: Cycle) -> tuple[PlanForm, dict[str, int]]:
    """The plan of a cycle in its form, and the team's measure ids by key."""
    links = measures_of(of)
    link = links.get(cycle.measure_id or 0)
    asked = [{"question": p.question, "predicted": p.predicted} for p in cycle.predictions]
    form = PlanForm(
        obj=cycle,
        data={
            "purpose": cycle.purpose.value,
            "measure": link.key if link else "",
            "predictions": asked or [{}],
            "seen_version": str(cycle.version),
        },
    )
    return form, choose_measure(form, of)


def _adds_question(form: PlanForm) -> bool:
    """Whether the button for one more question was pressed; it keeps everything typed."""
    if request.method != "POST" or "add" not in request.form:
        return False
    if len(form.predictions) < MOST_QUESTIONS:
        form.predictions.append_entry()
    return True


def _plan_page(
    of: Team, form: PlanForm, cycle: Cycle | None, lacking: Uncounted | None = None
) -> ResponseReturnValue:
    before = queries.before(cycle) if cycle else None
    page = render_template(
        "improvement/plan.html",
        team=of,
        form=form,
        cycle=cycle,
        before=before,
        is_brought=cycle is None and request.method == "GET" and bool(form.title.data),
        uncounted=lacking,
    )
    return page, 422 if form.has_errors else 200


@bp.post("/teams/<slug:team>/pdsa/<id:cycle_id>/run")
@requires(Action.CYCLE_EDIT)
def run(team: str, cycle_id: int) -> ResponseReturnValue:
    """Start the test; what its plan still lacks is shown on the plan."""
    of = fetch_team(team)
    cycle = _open_cycle(of, cycle_id)
    asked = CycleForm()
    form, _ = _stored_plan_form(of, cycle)

    def start() -> None:
        services.run(cycle, seen_version=asked.version, by=current_actor(), at=now())

    if not attempt(form, start):
        return _plan_page(collaborative.team(team), form, queries.cycle(of.id, cycle_id))
    flash("The test is running. Come back when you have seen something.", "success")
    return redirect(url_for(".cycle", team=team, cycle_id=cycle_id))


def _stored_plan_form(of: Team, cycle: Cycle) -> tuple[PlanForm, dict[str, int]]:
    """The plan as it is saved, whatever this request posted."""
    form, measure_ids = _plan_form(of, cycle)
    asked = [{"question": p.question, "predicted": p.predicted} for p in cycle.predictions]
    links = measures_of(of)
    link = links.get(cycle.measure_id or 0)
    form.process(
        None,
        obj=cycle,
        data={
            "purpose": cycle.purpose.value,
            "measure": link.key if link else "",
            "predictions": asked or [{}],
            "seen_version": str(cycle.version),
        },
    )
    return form, measure_ids


# ------------------------------------------------------------------ do


@bp.route("/teams/<slug:team>/pdsa/<id:cycle_id>/do", methods=["GET", "POST"])
@requires(Action.CYCLE_EDIT)
def do(team: str, cycle_id: int) -> ResponseReturnValue:
    """Record what was done and seen; with `go` the test is over and is studied next."""
    of = fetch_team(team)
    cycle = _open_cycle(of, cycle_id)
    shown = {True: "yes", False: "no", None: ""}[cycle.as_planned]
    form = DoForm(obj=cycle, data={"as_planned": shown, "seen_version": str(cycle.version)})
    if form.accepted():

        def save() -> None:
            by, at = current_actor(), now()
            services.save_do(cycle, did=form.did(), seen_version=form.version, by=by, at=at)
            if "go" in request.form:
                services.study(cycle, seen_version=cycle.version, by=by, at=at)

        if attempt(form, save):
            flash("Saved.", "success")
            return redirect(url_for(".cycle", team=team, cycle_id=cycle_id))
        of, cycle = collaborative.team(team), queries.cycle(of.id, cycle_id)
    page = render_template("improvement/do.html", team=of, form=form, cycle=cycle)
    return page, 422 if form.has_errors else 200


# ------------------------------------------------------------------ study and act


@bp.route("/teams/<slug:team>/pdsa/<id:cycle_id>/study", methods=["GET", "POST"])
@requires(Action.CYCLE_EDIT)
def study(team: str, cycle_id: int) -> ResponseReturnValue:
    """Compare with the predictions and decide; with `finish` the cycle is done."""
    of = fetch_team(team)
    cycle = _open_cycle(of, cycle_id)
    form = _study_form(cycle)
    if form.accepted():

        def save() -> None:
            by, at = current_actor(), now()
            services.save_study(
                cycle,
                results=form.found()[: len(cycle.predictions)],
                learned=form.learned.data or "",
                seen_version=form.version,
                by=by,
                at=at,
            )
            if "finish" in request.form:
                services.decide(
                    cycle,
                    decision=form.chosen(),
                    next_steps=form.next_steps.data or "",
                    ended_on=form.ended_on.data,
                    seen_version=cycle.version,
                    by=by,
                    at=at,
                )

        if attempt(form, save):
            return _after_study(team, cycle)
        of, cycle = collaborative.team(team), queries.cycle(of.id, cycle_id)
    page = render_template(
        "improvement/study.html",
        team=of,
        form=form,
        cycle=cycle,
        measure=measures_of(of).get(cycle.measure_id or 0),
        pairs=list(zip(form.results, cycle.predictions, strict=False)),
    )
    return page, 422 if form.has_errors else 200


def _study_form(cycle: Cycle) -> StudyForm:
    words = {True: "yes", False: "no", None: ""}
    results = [{"result": p.result, "matched": words[p.matched]} for p in cycle.predictions]
    form = StudyForm(
        obj=cycle,
        data={
            "results": results,
            "decision": cycle.decision.value if cycle.decision else "",
            "seen_version": str(cycle.version),
        },
    )
    while len(form.results) < len(cycle.predictions):
        form.results.append_entry()
    return form


def _after_study(team: str, cycle: Cycle) -> ResponseReturnValue:
    if cycle.state is CycleState.DONE:
        flash("The cycle is finished. What it taught is kept for the next one.", "success")
    else:
        flash("Saved.", "success")
    return redirect(url_for(".cycle", team=team, cycle_id=cycle.id))


@bp.route("/teams/<slug:team>/pdsa/<id:cycle_id>/stop", methods=["GET", "POST"])
@requires(Action.CYCLE_EDIT)
def stop(team: str, cycle_id: int) -> ResponseReturnValue:
    """Ask why, then give the test up."""
    of = fetch_team(team)
    cycle = _open_cycle(of, cycle_id)
    form = StopForm(data={"seen_version": str(cycle.version)})
    if form.accepted():

        def give_up() -> None:
            services.stop(
                cycle,
                reason=form.stop_reason.data or "",
                seen_version=form.version,
                by=current_actor(),
                at=now(),
            )

        if attempt(form, give_up):
            flash("The test is stopped. What got in the way is kept.", "success")
            return redirect(url_for(".cycle", team=team, cycle_id=cycle_id))
    page = render_template("improvement/stop.html", team=of, form=form, cycle=cycle)
    return page, 422 if form.has_errors else 200


@bp.post("/teams/<slug:team>/pdsa/<id:cycle_id>/next")
@requires(Action.CYCLE_EDIT)
def next_cycle(team: str, cycle_id: int) -> ResponseReturnValue:
    """Plan the cycle that follows, with what was learned carried over."""
    of = fetch_team(team)
    cycle = queries.cycle(of.id, cycle_id)
    with transaction():
        following = services.next_cycle(cycle, by=current_actor(), at=now())
    flash(f"Cycle {following.number} starts from what cycle {cycle.number} taught.", "success")
    return redirect(url_for(".plan", team=team, cycle_id=following.id))
