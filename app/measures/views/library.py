"""The measure library: what each measure means, its versions, and what cohorts use of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.collaborative import queries as collaborative
from app.core.clock import now, today
from app.core.dates import month as month_name
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.measures.forms.library import VersionForm, cohort_form
from app.measures.presenters import library as words
from app.measures.queries import library as queries
from app.measures.services import library as services
from app.measures.views.blueprint import bp
from app.policy import Action, authorize, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.collaborative.models import Cohort
    from app.measures.forms.library import CohortForm
    from app.measures.queries.library import Defined


@bp.get("/measures")
@requires(Action.LIBRARY_VIEW)
def library() -> ResponseReturnValue:
    """Every measure of the library."""
    rows = [words.library_row(one, today()) for one in queries.library()]
    return render_template("measures/library.html", rows=rows)


@bp.get("/measures/<slug:measure>")
@requires(Action.LIBRARY_VIEW)
def definition(measure: str) -> ResponseReturnValue:
    """What one measure means, now and before; a team's own only for those who see the team."""
    one = queries.any_measure(measure)
    if one.measure.practice_id is not None:
        _authorize_own(one)
    version = one.at(today())
    return render_template(
        "measures/definition.html",
        one=one,
        version=version,
        facts_now=words.definition_facts(version),
        versions=words.version_rows(one, today()),
    )


def _authorize_own(one: Defined) -> None:
    """404 for everybody who does not see the team that this measure belongs to."""
    actor = current_actor()
    for team in (*collaborative.teams_of(actor), *collaborative.every_practice()):
        if team.id == one.measure.practice_id:
            authorize(Action.MEASURE_VIEW, team.place)
            return
    raise Missing(one.measure.key)


@bp.route("/staff/measures/<slug:measure>/new-version", methods=["GET", "POST"])
@requires(Action.LIBRARY_MANAGE)
def new_version(measure: str) -> ResponseReturnValue:
    """Write a new version of a definition."""
    one = queries.library_measure(measure)
    form = VersionForm(one.latest)
    if form.accepted():
        try:
            with transaction():
                version = services.revise(
                    one,
                    form.definition,
                    change_note=str(form.change_note.data),
                    by=current_actor(),
                    at=now(),
                )
        except Refused as refusal:
            form.show(refusal)
            one = queries.library_measure(measure)
        else:
            flash(f"The new version counts from {month_name(version.effective_from)}.", "success")
            return redirect(url_for(".definition", measure=measure))
    page = render_template("measures/definition_edit.html", one=one, form=form)
    return page, (422 if form.errors else 200)


@bp.route("/staff/cohorts/<slug:cohort>/measures", methods=["GET", "POST"])
@requires(Action.COHORT_MANAGE)
def cohort_measures(cohort: str) -> ResponseReturnValue:
    """Which measures a cohort requires, offers or leaves out."""
    of = collaborative.cohort(cohort)
    measures = queries.library()
    form = cohort_form(measures, queries.cohort_measures(of.id))
    if form.accepted():
        with transaction():
            _use(of, form)
        flash("The measures of this cohort are saved.", "success")
        return redirect(url_for(".cohort_measures", cohort=cohort))
    page = render_template(
        "measures/cohort_measures.html",
        cohort=of,
        form=form,
        rows=[(one.measure.id, words.library_row(one, today())) for one in measures],
    )
    return page, (422 if form.errors else 200)


def _use(cohort: Cohort, form: CohortForm) -> None:
    for use in form.uses:
        if use.state == "off":
            services.drop_from_cohort(cohort.id, use.measure_id, by=current_actor(), at=now())
            continue
        services.require_in_cohort(
            cohort.id,
            use.measure_id,
            is_required=use.state == "required",
            position=use.position,
            baseline_points=use.baseline_points,
            by=current_actor(),
            at=now(),
        )
