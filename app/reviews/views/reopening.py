"""Staff open a review again that was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, url_for

from app.accounts.queries.names import names_of
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.policy import Action, Place, authorize, current_actor, requires
from app.reviews.domain.visibility import sees_reviews
from app.reviews.forms.sheets import ReasonForm
from app.reviews.queries import panels, sheets
from app.reviews.services import reviews
from app.reviews.views.blueprint import bp
from app.rfa.queries import applications

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.models import Application


@bp.route(
    "/staff/applications/<id:application_id>/reviews/<id:review_id>/reopen",
    methods=["GET", "POST"],
)
@requires(Action.REVIEWS_MANAGE)
def reopen(application_id: int, review_id: int) -> ResponseReturnValue:
    """Ask why, then give the review back to its reviewer."""
    of = _application(application_id)
    review = sheets.review_of(application_id, review_id)
    form = ReasonForm()
    if form.accepted():
        with transaction():
            of = _application(application_id, locked=True)
            review = sheets.review_of(application_id, review_id, locked=True)
            reviews.reopen(review, of, reason=form.reason.data or "", by=current_actor(), at=now())
        flash("The review is open again. Its reviewer gets a mail.", "success")
        return redirect(url_for(".staff_reviews", application_id=application_id))
    who = names_of([review.person_id])[review.person_id]
    page = render_template("reviews/sheet/reopen.html", of=of, review=review, form=form, who=who)
    return page, 422 if form.errors else 200


def _application(application_id: int, *, locked: bool = False) -> Application:
    """The application, for staff who see its reviews; for everybody else it is not there."""
    of = applications.application(application_id, locked=locked)
    place = Place(practice_id=of.practice_id)
    authorize(Action.REVIEWS_MANAGE, place, seen_by=Action.APPLICATIONS_OVERSEE)
    if not sees_reviews(panels.staff_looker(application_id, g.person.id), None):
        raise Missing(str(application_id))
    return of
