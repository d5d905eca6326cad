"""Appeals for staff: the list of a round, and deciding one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.awards.domain.kinds import AppealOutcome
from app.awards.forms.telling import AppealDecisionForm
from app.awards.queries import appeals, decisions
from app.awards.services import appeals as services
from app.awards.views.blueprint import bp
from app.core.attempts import attempt
from app.core.clock import now
from app.policy import Action, Place, authorize, current_actor, requires
from app.rfa.queries import applications, telling
from app.rfa.queries.rounds import round_with

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

APPEAL_WORDS = {
    None: ("due", "Waits for an answer"),
    AppealOutcome.UPHELD: ("ok", "Upheld"),
    AppealOutcome.DENIED: ("grey", "Denied"),
}


@bp.get("/staff/rounds/<slug:key>/decisions/appeals")
@requires(Action.DECISIONS_READ)
def appeal_list(key: str) -> ResponseReturnValue:
    """The appeals of a round, those that wait first."""
    of = round_with(key)
    decided = decisions.of_applications(telling.ids_in(of.id))
    by_decision = {one.id: one.application_id for one in decided.values()}
    found = appeals.of_decisions(list(by_decision))
    to = telling.addressees([by_decision[one.decision_id] for one in found])
    rows = [(one, to[by_decision[one.decision_id]], *APPEAL_WORDS[one.outcome]) for one in found]
    return render_template("awards/telling/appeals.html", round=of, rows=rows)


@bp.route("/staff/applications/<id:application_id>/appeal", methods=["GET", "POST"])
@requires(Action.AWARDS_MANAGE)
def decide_appeal(application_id: int) -> ResponseReturnValue:
    """Read an appeal, and uphold or deny it."""
    of = applications.application(application_id)
    authorize(
        Action.AWARDS_MANAGE,
        Place(practice_id=of.practice_id),
        seen_by=Action.APPLICATIONS_OVERSEE,
    )
    appeals.of_application(application_id)
    form = AppealDecisionForm()

    def decide() -> None:
        [locked] = telling.locked([application_id])
        services.decide(
            locked,
            appeals.of_application(application_id)[0],
            outcome=form.chosen,
            reason=form.reason.data or "",
            by=current_actor(),
            at=now(),
        )

    if form.accepted() and attempt(form, decide):
        flash("The appeal is decided, and the practice has a mail.", "success")
        return redirect(url_for(".appeal_list", key=of.round.key))
    of = applications.application(application_id)
    _, found = appeals.of_application(application_id)
    versions = {one.id: one.number for one in applications.submissions(application_id)}
    page = render_template(
        "awards/telling/decide_appeal.html",
        of=of,
        appeal=found,
        number=versions[found.submission_id],
        names=names_of([found.filed_by_id, found.decided_by_id]),
        state=APPEAL_WORDS[found.outcome],
        form=form,
    )
    return page, 422 if form.errors or form.form_errors else 200
