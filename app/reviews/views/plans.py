"""Staff pages: how a round is reviewed, and what reviewers read in the place of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.policy import Action, Place, authorize, current_actor, requires
from app.reviews.forms.plans import PlanForm
from app.reviews.forms.redactions import RedactionsForm
from app.reviews.presenters import redactions as words
from app.reviews.queries import plans
from app.reviews.services import plans as services
from app.reviews.views.blueprint import bp
from app.rfa.queries import applications, rounds

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/staff/rounds/<slug:key>/reviewing/settings", methods=["GET", "POST"])
@requires(Action.REVIEWS_MANAGE)
def review_settings(key: str) -> ResponseReturnValue:
    """When reviews are due, how many each, and who sees what in which phase."""
    of = rounds.round_with(key)
    found = plans.plan(of.id)
    terms = plans.terms_of(of)
    form = PlanForm(
        data=PlanForm.shown(
            terms, reviewers_each=of.reviewers_each, version=found.version if found else 0
        )
    )
    if form.accepted():
        known = of

        def change() -> None:
            services.change_settings(
                known, form.settings, seen_version=form.version, by=current_actor(), at=now()
            )

        if attempt(form, change):
            flash("Saved.", "success")
            return redirect(url_for(".reviewing", key=key))
        of = rounds.round_with(key)
    page = render_template("reviews/assigning/settings.html", form=form, round=of)
    return page, 422 if form.errors else 200


@bp.route("/staff/applications/<id:application_id>/redactions", methods=["GET", "POST"])
@requires(Action.REVIEWS_MANAGE)
def redactions(application_id: int) -> ResponseReturnValue:
    """Write what reviewers read in the place of answers while applicants are hidden."""
    of = applications.application(application_id)
    authorize(
        Action.REVIEWS_MANAGE,
        Place(practice_id=of.practice_id),
        seen_by=Action.APPLICATIONS_OVERSEE,
    )
    questions = words.questions(applications.last_frozen(application_id))
    there = {row.question: row.text for row in plans.redactions(application_id)}
    form = RedactionsForm.about(questions, there)
    if form.accepted():
        with transaction():
            of = applications.application(application_id, locked=True)
            seen = form.seen.data or ""
            services.redact(of, form.texts, seen=seen, by=current_actor(), at=now())
        flash("Saved. Reviewers read this while applicants are hidden.", "success")
        return redirect(url_for(".redactions", application_id=application_id))
    page = render_template(
        "reviews/assigning/redactions.html", form=form, application=of, questions=questions
    )
    return page, 422 if form.errors else 200
