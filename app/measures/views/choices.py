"""What a team reports: optional measures of its cohort, and measures of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.collaborative import queries as collaborative
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import NotPossibleNow, Refused
from app.measures.forms.library import ChooseForm, NewOwnForm, OwnForm
from app.measures.presenters import library as words
from app.measures.queries import library as queries
from app.measures.services import choices as services
from app.measures.views.blueprint import bp
from app.policy import Action, authorize, current_actor, requires

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from app.collaborative.queries import Team
    from app.measures.queries.library import Defined


def _team(key: str) -> Team:
    team = collaborative.team(key)
    authorize(Action.MEASURE_CHOOSE, team.place)
    return team


@bp.route("/teams/<slug:team>/measures/choose", methods=["GET", "POST"])
@requires(Action.MEASURE_CHOOSE)
def choose(team: str) -> ResponseReturnValue:
    """Tick the optional measures that the team reports; see its own ones."""
    of = _team(team)
    used = queries.cohort_measures(of.cohort.id) if of.cohort else {}
    every, own = queries.library_and_own(of.id)
    library = [one for one in every if one.measure.id in used]
    optional = [one for one in library if not used[one.measure.id].is_required]
    chosen = {key for key, row in queries.team_measures(of.id).items() if row.dropped_at is None}
    form = ChooseForm(optional, chosen & {one.measure.id for one in optional})
    if form.accepted():
        with transaction():
            services.choose(of, form.measures.data or [], by=current_actor(), at=now())
        flash("Your measures are saved.", "success")
        return redirect(url_for(".choose", team=team))
    page = render_template(
        "measures/choices.html",
        team=of,
        form=form,
        required=_rows([one for one in library if used[one.measure.id].is_required]),
        has_optional=bool(optional),
        own=_rows(own),
    )
    return page, (422 if form.errors else 200)


def _rows(measures: Iterable[Defined]) -> list[words.LibraryRow]:
    return [words.library_row(one, today()) for one in measures]


@bp.route("/teams/<slug:team>/measures/own/new", methods=["GET", "POST"])
@requires(Action.MEASURE_CHOOSE)
def own_new(team: str) -> ResponseReturnValue:
    """Add a measure of the team's own."""
    of = _team(team)
    form = NewOwnForm()
    if form.accepted():
        try:
            with transaction():
                services.add_own(of, form.definition, by=current_actor(), at=now())
        except Refused as refusal:
            form.show(refusal)
            of = collaborative.team(team)
        else:
            flash("Your measure is added. You find it on the page of the month.", "success")
            return redirect(url_for(".choose", team=team))
    page = render_template("measures/own_measure.html", team=of, form=form, one=None)
    return page, (422 if form.errors else 200)


@bp.route("/teams/<slug:team>/measures/own/<slug:measure>", methods=["GET", "POST"])
@requires(Action.MEASURE_CHOOSE)
def own_edit(team: str, measure: str) -> ResponseReturnValue:
    """Change the definition of a measure of the team's own."""
    of = _team(team)
    one = queries.own_measure(of.id, measure)
    form = OwnForm(one.latest)
    if form.accepted():
        try:
            with transaction():
                services.change_own(of, one, form.definition, by=current_actor(), at=now())
        except NotPossibleNow:
            raise
        except Refused as refusal:
            form.show(refusal)
            of = collaborative.team(team)
            one = queries.own_measure(of.id, measure)
        else:
            flash("The new definition is saved. Older numbers keep theirs.", "success")
            return redirect(url_for(".choose", team=team))
    page = render_template("measures/own_measure.html", team=of, form=form, one=one)
    return page, (422 if form.errors else 200)


@bp.post("/teams/<slug:team>/measures/own/<slug:measure>/retire")
@requires(Action.MEASURE_CHOOSE)
def own_retire(team: str, measure: str) -> ResponseReturnValue:
    """Stop reporting a measure of the team's own."""
    of = _team(team)
    one = queries.own_measure(of.id, measure)
    with transaction():
        services.retire_own(of, one, by=current_actor(), at=now())
    flash("The measure is retired. Its numbers are kept.", "success")
    return redirect(url_for(".choose", team=team))
