"""Who was there: the list, what staff note, and whom rows of a roster mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from app.accounts.queries.contacts import contacts_of
from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.core.paging import asked_page
from app.events.domain.kinds import Presence
from app.events.domain.minutes import given
from app.events.forms.attending import AddForm, PresenceForm, WhoForm
from app.events.presenters import attendance as words
from app.events.queries import attendance as queries
from app.events.queries import registrations
from app.events.services import attendance as services
from app.events.services import roster_undo
from app.events.views.blueprint import bp
from app.events.views.exports import handed_out
from app.events.views.fetching import cancelled_page, managed, refuse_draft
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.events.models import Event
    from app.events.presenters.attendance import Row


def _rows(of: Event) -> tuple[Row, ...]:
    """Everybody who registered or is noted: three statements."""
    noted = queries.rows(of.id)
    registered = [row.person_id for row in registrations.placed([of.id])]
    known = [row.person_id for row in noted if row.person_id is not None]
    return words.people(of, noted, registered, contacts_of({*registered, *known}))


@bp.get("/staff/events/<slug:event>/attendance")
@requires(Action.EVENTS_MANAGE)
def attendance(event: str) -> ResponseReturnValue:
    """Everybody who registered or was there, and what is known about it."""
    of, at = managed(event), now()
    rows = _rows(of)
    return render_template(
        "events/staff/attendance.html",
        event=of,
        page=words.rows_of_page(rows, asked_page()),
        page_address=lambda number: url_for(".attendance", event=event, page=number),
        lists=roster_undo.open_lists(of, at),
        newer_first=roster_undo.NEWER_FIRST,
        there=sum(row.words == Presence.ATTENDED.words for row in rows),
        unknown=sum(row.is_unknown for row in rows),
    )


@bp.get("/staff/events/<slug:event>/attendance.csv")
@requires(Action.EVENTS_MANAGE)
def attendance_csv(event: str) -> ResponseReturnValue:
    """The same for a spreadsheet."""
    of = managed(event)
    return handed_out(of, "attendance", words.table(of, _rows(of)))


@bp.route("/staff/events/<slug:event>/attendance/add", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def add_attendee(event: str) -> ResponseReturnValue:
    """Note somebody who came without a place."""
    of = managed(event)
    if page := cancelled_page(of, "Note somebody else"):
        return page
    refuse_draft(of)
    form = AddForm(presence=Presence.ATTENDED.value)

    def deed() -> None:
        fresh = managed(event, locked=True)
        person_id = services.person_at(fresh, form.address)
        services.mark(fresh, person_id, **form.marks, by=current_actor(), at=now())

    if form.accepted() and attempt(form, deed):
        flash("Noted.", "success")
        return redirect(url_for(".attendance", event=event))
    return _mark_page(event, form, name="")


@bp.route("/staff/events/<slug:event>/attendance/<id:person_id>", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def mark(event: str, person_id: int) -> ResponseReturnValue:
    """Note whether somebody of the list was there, is excused, or did not come."""
    of = managed(event)
    listed = next((row for row in _rows(of) if row.person_id == person_id), None)
    if listed is None:
        raise Missing(person_id)
    if page := cancelled_page(of, listed.name):
        return page
    form = PresenceForm(data=PresenceForm.shown(queries.of_person(of.id, person_id)))

    def deed() -> None:
        fresh = managed(event, locked=True)
        services.mark(fresh, person_id, **form.marks, by=current_actor(), at=now())

    if form.accepted() and attempt(form, deed):
        flash("Noted.", "success")
        return redirect(url_for(".attendance", event=event))
    return _mark_page(event, form, name=listed.name)


def _mark_page(event: str, form: PresenceForm, *, name: str) -> ResponseReturnValue:
    of = managed(event)
    page = render_template(
        "events/staff/mark.html",
        event=of,
        form=form,
        name=name,
        given=given(of),
        action=request.path,
    )
    return page, 422 if form.errors else 200


@bp.route("/staff/events/<slug:event>/attendance/row/<id:row_id>", methods=["GET", "POST"])
@requires(Action.EVENTS_MANAGE)
def assign(event: str, row_id: int) -> ResponseReturnValue:
    """Say whom a row of a roster means."""
    of = managed(event)
    row = queries.unknown(of.id, row_id)
    form = WhoForm(email=_suggested(of, row.name))

    def deed() -> None:
        fresh = managed(event, locked=True)
        person_id = services.person_at(fresh, form.address)
        there = queries.unknown(fresh.id, row_id)
        services.assign(fresh, there, person_id, by=current_actor(), at=now())

    if form.accepted() and attempt(form, deed):
        flash("This row now belongs to that person.", "success")
        return redirect(url_for(".attendance", event=event))
    of = managed(event)
    row = queries.unknown(of.id, row_id)
    page = render_template(
        "events/staff/assign.html", event=of, form=form, row=row, is_guest=words.is_guest(row)
    )
    return page, 422 if form.errors else 200


@bp.post("/staff/events/<slug:event>/attendance/row/<id:row_id>/guest")
@requires(Action.EVENTS_MANAGE)
def keep_as_guest(event: str, row_id: int) -> ResponseReturnValue:
    """Say that a row of a roster means nobody of ours."""
    with transaction():
        of = managed(event, locked=True)
        there = queries.unknown(of.id, row_id)
        services.keep_as_guest(of, there, by=current_actor(), at=now())
    flash("This is a guest. The row stays, and nobody has to say who it is.", "success")
    return redirect(url_for(".attendance", event=event))


@bp.post("/staff/events/<slug:event>/attendance/row/<id:row_id>/take-out")
@requires(Action.EVENTS_MANAGE)
def take_row_out(event: str, row_id: int) -> ResponseReturnValue:
    """Take a row of a roster that fits no account out of the list."""
    with transaction():
        of = managed(event, locked=True)
        services.take_out(of, queries.unknown(of.id, row_id), by=current_actor(), at=now())
    flash("The row is out of the list.", "success")
    return redirect(url_for(".attendance", event=event))


def _suggested(of: Event, name: str) -> str:
    """The address of the only registered person of that name, for staff to look at."""
    alike = [
        row.email
        for row in _rows(of)
        if row.is_registered and name and row.name.casefold() == name.casefold()
    ]
    return alike[0] if len(alike) == 1 else ""
