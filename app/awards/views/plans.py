"""What holds for the awards of a round: cohort, days, letterhead, steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.awards.forms.deciding import TermsForm
from app.awards.queries import plans
from app.awards.services import plans as services
from app.awards.views.blueprint import bp
from app.collaborative import queries as collaborative
from app.core.attempts import attempt
from app.core.clock import now, today
from app.core.forms import Choice
from app.policy import Action, current_actor, requires
from app.rfa.queries import rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/staff/rounds/<slug:key>/decisions/settings", methods=["GET", "POST"])
@requires(Action.AWARDS_MANAGE)
def award_settings(key: str) -> ResponseReturnValue:
    """Change what holds for the awards of a round."""
    of = rounds.round_with(key)
    form = TermsForm(data=TermsForm.shown(plans.plan_of(of)))
    form.cohort.choices = [
        Choice("", "Not chosen yet"),
        *(Choice(str(row.cohort.id), row.cohort.name) for row in collaborative.cohorts(today())),
    ]
    if form.accepted() and attempt(
        form, lambda: services.set_terms(of, form.terms, by=current_actor(), at=now())
    ):
        flash("Saved.", "success")
        return redirect(url_for(".award_settings", key=key))
    of = rounds.round_with(key)
    page = render_template("awards/board/settings.html", round=of, form=form)
    return page, 422 if form.errors or form.form_errors else 200
