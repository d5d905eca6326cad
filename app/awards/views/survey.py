"""How a decision was found: three questions to applicants, and what staff read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, redirect, render_template, url_for

from app.awards.forms.survey import DecisionSurveyForm
from app.awards.presenters.survey import results
from app.awards.queries import survey as queries
from app.awards.queries import told
from app.awards.services import survey as services
from app.awards.views.blueprint import bp
from app.core.clock import now
from app.core.db import transaction
from app.policy import Action, Place, authorize, current_actor, requires
from app.rfa.presenters.survey import ENOUGH
from app.rfa.queries import applications, rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/applications/<id:application_id>/decision/survey", methods=["GET", "POST"])
@requires(Action.APPLICATION_VIEW)
def decision_survey(application_id: int) -> ResponseReturnValue:
    """Ask three questions once; afterwards, thanks. Before the decision there is nothing."""
    of = applications.application(application_id)
    place = Place(practice_id=of.practice_id)
    authorize(Action.APPLICATION_VIEW, place, seen_by=Action.APPLICATION_VIEW)
    told.told(of)
    if queries.has_answered(of.id, g.person.id):
        return render_template("awards/survey/thanks.html", of=of)
    form = DecisionSurveyForm()
    if form.accepted():
        with transaction():
            services.answer(
                of,
                clear=int(form.clear.data),
                fair=int(form.fair.data),
                better=form.better.data or "",
                by=current_actor(),
                at=now(),
            )
        return redirect(url_for(".decision_survey", application_id=application_id))
    page = render_template("awards/survey/survey.html", of=of, form=form)
    return page, 422 if form.errors else 200


@bp.get("/staff/rounds/<slug:key>/decisions/survey")
@requires(Action.DECISIONS_READ)
def decision_survey_results(key: str) -> ResponseReturnValue:
    """What the applicants of a round said about the decisions."""
    of = rounds.round_with(key)
    return render_template(
        "awards/survey/results.html",
        round=of,
        enough=ENOUGH,
        results=results(queries.of_round(of.id)),
    )
