"""What becomes of a review when the application changed after it was begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for

from app.core.clock import now
from app.core.db import transaction
from app.policy import Action, current_actor, requires
from app.reviews.services import reviews
from app.reviews.views.blueprint import bp
from app.reviews.views.fetching import take_open_seat

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.post("/reviews/<id:application_id>/stands")
@requires(Action.REVIEW_WRITE)
def let_stand(application_id: int) -> ResponseReturnValue:
    """The changes were read, and what was written holds."""
    with transaction():
        seat = take_open_seat(application_id, locked=True)
        reviews.let_stand(seat, by=current_actor(), at=now())
    flash("Noted. Your review rests on the newest version now.", "success")
    return redirect(url_for(".sheet", application_id=application_id))


@bp.post("/reviews/<id:application_id>/revise")
@requires(Action.REVIEW_WRITE)
def revise(application_id: int) -> ResponseReturnValue:
    """Take the own review back to change it."""
    with transaction():
        seat = take_open_seat(application_id, locked=True)
        reviews.revise(seat, by=current_actor(), at=now())
    flash("Your review is open again. It counts nowhere until you send it.", "success")
    return redirect(url_for(".sheet", application_id=application_id))
