"""Bring the list of attendees of a webinar tool: upload, look, confirm, undo within a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, flash, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.errors import NotPossibleNow, Refused
from app.events.domain.rosters import Roster
from app.events.forms.attending import ConfirmForm, RosterForm
from app.events.presenters import attendance as words
from app.events.queries import rosters as queries
from app.events.services import roster_undo
from app.events.services import rosters as services
from app.events.views.blueprint import bp
from app.events.views.fetching import cancelled_page, managed, refuse_draft
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.events.models import Event
    from app.events.services.rosters import Brought

ROOM_FOR_THE_FORM = 100_000


@bp.url_value_preprocessor
def allow_large_uploads(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the form of this page send more than others; it runs before anything reads it."""
    if endpoint == "events.bring_roster" and request.mimetype == "multipart/form-data":
        request.max_content_length = current_app.config["MAX_UPLOAD_BYTES"] + ROOM_FOR_THE_FORM


@bp.route("/staff/events/<slug:event>/roster", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def bring_roster(event: str) -> ResponseReturnValue:
    """Ask for the file, read it, and go on to what it says."""
    with reading():
        of = managed(event)
        cancelled = cancelled_page(of, "Bring a list")
    if cancelled:
        return cancelled
    refuse_draft(of)
    form = RosterForm()
    if form.accepted() and (file := _read(of, form)):
        brought: list[int] = []

        def deed() -> None:
            row = services.bring(managed(event, locked=True), file, by=current_actor(), at=now())
            brought.append(row.id)

        if attempt(form, deed):
            return redirect(url_for(".look_at_roster", event=event, roster_id=brought[0]))
    page = render_template("events/staff/roster.html", event=managed(event), form=form)
    return page, 422 if form.errors else 200


def _read(of: Event, form: RosterForm) -> Brought | None:
    """Read the file in no transaction, so that nobody waits for it; None when it is refused."""
    try:
        return services.read(of, form.filename, form.content())
    except Refused as refusal:
        form.show(refusal)
        return None


@bp.get("/staff/events/<slug:event>/roster/<id:roster_id>")
@requires(Action.EVENTS_MANAGE)
def look_at_roster(event: str, roster_id: int) -> ResponseReturnValue:
    """Whom the file names, and what confirming would do."""
    of = managed(event)
    row = queries.roster(of.id, roster_id)
    if row.confirmed_at is not None:
        raise NotPossibleNow(services.TWICE)
    page = words.roster(of, Roster.from_dict(row.said), services.meant(of, row))
    return render_template(
        "events/staff/roster_review.html", event=of, roster=row, page=page, form=ConfirmForm()
    )


@bp.post("/staff/events/<slug:event>/roster/<id:roster_id>")
@requires(Action.EVENTS_MANAGE)
def confirm_roster(event: str, roster_id: int) -> ResponseReturnValue:
    """Note everybody of the file."""
    with transaction():
        of = managed(event, locked=True)
        row = queries.roster(of.id, roster_id, locked=True)
        taken = services.confirm(of, row, by=current_actor(), at=now())
    people = "1 person is" if taken.noted == 1 else f"{taken.noted} people are"
    stay = "stays" if taken.unknown == 1 else "stay"
    kept = f" {taken.unknown} without an account {stay} at the end." if taken.unknown else ""
    flash(f"{people} noted from the file.{kept}", "success")
    return redirect(url_for(".attendance", event=event))


@bp.get("/staff/events/<slug:event>/roster/<id:roster_id>/undo")
@requires(Action.EVENTS_MANAGE)
def look_at_undo(event: str, roster_id: int) -> ResponseReturnValue:
    """Ask before what a list noted is taken back."""
    of = managed(event)
    row = queries.roster(of.id, roster_id)
    found = roster_undo.would_undo(of, row, now())
    return render_template(
        "events/staff/roster_undo.html",
        event=of,
        roster=row,
        does=words.put_back(found.back, found.left),
        form=ConfirmForm(),
    )


@bp.post("/staff/events/<slug:event>/roster/<id:roster_id>/undo")
@requires(Action.EVENTS_MANAGE)
def undo_roster(event: str, roster_id: int) -> ResponseReturnValue:
    """Take back what a list noted."""
    with transaction():
        of = managed(event, locked=True)
        row = queries.roster(of.id, roster_id, locked=True)
        found = roster_undo.undo(of, row, by=current_actor(), at=now())
    flash(f"The list is undone.{words.stay(found.left)}", "success")
    return redirect(url_for(".attendance", event=event))
