"""A reviewer says whether there is a conflict, before an application opens and later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.policy import Action, current_actor, requires
from app.reviews.domain.kinds import Standing, Statement
from app.reviews.domain.rulings import answers
from app.reviews.forms.conflicts import ConflictForm
from app.reviews.presenters import conflicts as words
from app.reviews.queries.hints import hints_for
from app.reviews.services import conflicts as services
from app.reviews.views.blueprint import bp
from app.reviews.views.fetching import take_seat

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.reviews.queries.seats import Seat

CLOSED = (
    "Thank you for telling us. The application is closed to you now, and staff look for somebody "
    "else to review it."
)
ASKED = "Staff are asked. The application stays closed to you until they decide. You get a mail."


@bp.route("/reviews/<id:application_id>/conflict", methods=["GET", "POST"])
@requires(Action.REVIEW_WRITE)
def conflict(application_id: int) -> ResponseReturnValue:
    """Ask about a conflict, and show no more than who applies."""
    seat = take_seat(application_id)
    if request.method == "GET" and not seat.has_declared:
        flash("Declare your interests for this round first.", "error")
        return redirect(url_for(".declaration", key=seat.application.round.key))
    form = ConflictForm(answers(seat.stand.standing))
    if form.accepted():
        said = form.said
        if attempt(form, lambda: _state(application_id, form)):
            if said is Statement.NO:
                return redirect(url_for(".sheet", application_id=application_id))
            flash(CLOSED if said is Statement.YES else ASKED, "success")
            return redirect(url_for(".desk"))
        seat = take_seat(application_id)
    return _page(seat, form), 422 if form.errors else 200


def _state(application_id: int, form: ConflictForm) -> None:
    services.state(
        take_seat(application_id, locked=True),
        form.said,
        reason=form.reason.data or "",
        by=current_actor(),
        at=now(),
    )


def _page(seat: Seat, form: ConflictForm) -> str:
    pair = seat.application.id, g.person.id
    noticed = hints_for([pair[0]], [pair[1]]).get(pair, ()) if seat.sees_applicant else ()
    return render_template(
        "reviews/conflicts/conflict.html",
        application=seat.application,
        form=form,
        called=words.applicant_words(seat),
        facts=words.applicant_facts(seat),
        hints=noticed,
        is_waiting=seat.stand.standing is Standing.WAITING,
        is_open=seat.is_open,
        has_review=seat.review is not None,
    )
