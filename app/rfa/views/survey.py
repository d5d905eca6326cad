"""How applying went: three questions to applicants, and what staff read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.policy import Action, current_actor, requires
from app.rfa.forms.survey import SurveyForm
from app.rfa.presenters.survey import ENOUGH, results
from app.rfa.queries import rounds
from app.rfa.queries import survey as queries
from app.rfa.services import survey as services
from app.rfa.views.blueprint import bp
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/applications/<id:application_id>/survey", methods=["GET", "POST"])
@requires(Action.APPLICATION_VIEW)
def survey(application_id: int) -> ResponseReturnValue:
    """Ask three questions once; afterwards, thanks."""
    of = fetch(application_id, Action.APPLICATION_VIEW)
    services.check_open(of.application)
    if queries.has_answered(of.id, g.person.id):
        return render_template("rfa/survey/thanks.html", of=of)
    form = SurveyForm()
    if form.accepted():
        with transaction():
            services.answer(
                of.application,
                ease=int(form.ease.data),
                hours=form.hours.data,
                better=form.better.data or "",
                by=current_actor(),
                at=now(),
            )
        return redirect(url_for(".survey", application_id=application_id))
    page = render_template("rfa/survey/survey.html", of=of, form=form)
    return page, 422 if form.errors else 200


@bp.get("/staff/applications/survey")
@requires(Action.APPLICATIONS_OVERSEE)
def survey_results() -> ResponseReturnValue:
    """What the applicants of one round said; the latest round when none is named."""
    every = [one for one in rounds.rounds() if one.published_at is not None]
    wanted = request.args.get("round", "")
    shown = next((one for one in every if wanted in ("", one.key)), None)
    if shown is None and wanted:
        raise Missing(wanted)
    return render_template(
        "rfa/survey/results.html",
        every=every,
        shown=shown,
        enough=ENOUGH,
        results=results(queries.of_round(shown.id)) if shown else None,
    )
