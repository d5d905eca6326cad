"""Checking in with the code, and the slide that shows the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, url_for

from app.accounts.presenters import qr_code
from app.accounts.services import throttle
from app.accounts.services.throttle import TooManyTries
from app.accounts.views import visit
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.pages import error_page
from app.events.domain import checking_in
from app.events.domain.words import moment
from app.events.forms.attending import CheckInForm
from app.events.presenters import presence
from app.events.queries import attendance
from app.events.services import check_in as services
from app.events.views.blueprint import bp
from app.events.views.fetching import cancelled_page, managed, seen
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

TOO_MANY = "There were too many tries. Wait 5 minutes, then enter the code again."


@bp.route("/events/<slug:event>/check-in", methods=["GET", "POST"])
@requires(Action.LEARN)
def check_in(event: str) -> ResponseReturnValue:
    """Enter the code that is shown during the event; always for oneself."""
    of = seen(event).event
    form = CheckInForm()
    if form.accepted():
        try:
            is_in = _try(event, form)
        except TooManyTries as too_many:
            reply = current_app.make_response(error_page(429, TOO_MANY, kept={}))
            reply.headers["Retry-After"] = str(too_many.seconds)
            return reply
        if is_in:
            flash("You are checked in. This event is on your record.", "success")
            return redirect(url_for(".event", event=event))
        of = seen(event).event
    row = attendance.of_person(of.id, current_actor().person_id or 0)
    shown = presence.check_in(of, row, now())
    page = render_template("events/check_in.html", event=of, form=form, shown=shown)
    return page, 422 if form.errors else 200


def _try(event: str, form: CheckInForm) -> bool:
    """Count the try, then look at the code; a right one counts against nobody."""
    with transaction():
        counted = services.count_try(current_actor(), visit.address(), at=now())

    def deed() -> None:
        of = seen(event, locked=True).event
        services.check_in(of, typed=str(form.code.data), by=current_actor(), at=now())
        throttle.give_back(counted)

    return attempt(form, deed)


@bp.get("/staff/events/<slug:event>/code")
@requires(Action.EVENTS_MANAGE)
def check_in_code(event: str) -> ResponseReturnValue:
    """The code, large enough for a slide, with the address of the check-in."""
    of = managed(event)
    if page := cancelled_page(of, "Check-in code"):
        return page
    address = f"{current_app.config['BASE_URL']}{url_for('.check_in', event=event)}"
    return render_template(
        "events/staff/code.html",
        event=of,
        address=address,
        qr=qr_code(address),
        opens=moment(checking_in.opens_at(of)),
        closes=moment(checking_in.closes_at(of)),
    )


@bp.post("/staff/events/<slug:event>/code")
@requires(Action.EVENTS_MANAGE)
def renew_code(event: str) -> ResponseReturnValue:
    """Show another code; the old one counts no more."""
    with transaction():
        services.renew(managed(event, locked=True), by=current_actor(), at=now())
    flash("This is the new code. The old one does not count any more.", "success")
    return redirect(url_for(".check_in_code", event=event))
