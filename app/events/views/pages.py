"""Events for those who come: the lists, one event, registering and giving a place back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, flash, redirect, render_template, request, url_for

from app.core.clock import now
from app.core.db import transaction
from app.core.headers import as_download
from app.core.markdown import rendered
from app.events.domain import calendar
from app.events.domain.audience import is_for
from app.events.domain.calendar import Certainty
from app.events.domain.evaluations import open_wave
from app.events.domain.kinds import Presence, RegistrationState
from app.events.presenters import listing, one, presence
from app.events.queries import attendance, materials, registrations
from app.events.queries import events as queries
from app.events.queries.evaluations import has_answered
from app.events.queries.readers import reader
from app.events.services import places
from app.events.views.blueprint import bp
from app.events.views.fetching import seen
from app.policy import Action, current_actor, requires

if TYPE_CHECKING:
    import datetime as dt

    from flask.typing import ResponseReturnValue

    from app.events.models import Attendance, Event

UPCOMING, MINE, PAST = "upcoming", "mine", "past"


@bp.get("/events")
@requires(Action.LEARN)
def events() -> ResponseReturnValue:
    """What lies ahead, what one has a place at or came to, or what is over."""
    at, wanted = now(), request.args.get("show", UPCOMING)
    shown = wanted if wanted in {UPCOMING, MINE, PAST} else UPCOMING
    person_id = current_actor().person_id or 0
    attended = attendance.attended(person_id)
    found = _found(shown, attended, at)
    ids, came = [of.id for of in found], {of.key for of in found if of.id in attended}
    own = registrations.of_person(person_id, ids)
    rows = listing.rows(found, own, registrations.counts(ids), came, at)
    return render_template("events/events.html", rows=rows, shown=shown)


def _found(shown: str, attended: frozenset[int], at: dt.datetime) -> list[Event]:
    mine, who = registrations.events_of(current_actor().person_id or 0), reader(current_actor())
    if shown == MINE:
        found = queries.with_ids(mine | attended, at)
    else:
        found = queries.behind(at) if shown == PAST else queries.ahead(at)
    return [of for of in found if of.id in mine or is_for(of.cohort_id, of.roles, who)]


@bp.get("/events/<slug:event>")
@requires(Action.LEARN)
def event(event: str) -> ResponseReturnValue:
    """One event: when, where, what one can do, and the link of the call when it is time."""
    found = seen(event)
    of, row = found.event, found.registration
    waits = row is not None and row.state is RegistrationState.WAITING
    number = registrations.place_in_line(row) if row is not None and waits else None
    was_there = attendance.of_person(of.id, current_actor().person_id or 0)
    came = was_there is not None and was_there.presence is Presence.ATTENDED
    return render_template(
        "events/event.html",
        event=of,
        shown=one.page(of, row, registrations.count(of.id), number, now(), came=came),
        place=queries.place_of(of),
        **_what_came_of_it(of, was_there, asks=came),
    )


def _what_came_of_it(of: Event, row: Attendance | None, *, asks: bool) -> dict[str, Any]:
    """Check-in, materials, record and questions: two statements at most."""
    at, person_id = now(), current_actor().person_id or 0
    wave = open_wave(of, at)
    return {
        "check_in": presence.check_in(of, row, at),
        "is_noted": row is not None,
        "asks": asks and wave is not None and not has_answered(of.id, wave, person_id),
        "materials": presence.materials(materials.materials(of.id)),
        "record": rendered(of.record),
    }


@bp.post("/events/<slug:event>/register")
@requires(Action.LEARN)
def register(event: str) -> ResponseReturnValue:
    """Get a place, or the last place in the line."""
    with transaction():
        of = seen(event, locked=True).event
        row = places.register(of, by=current_actor(), at=now())
        has_place = row.state is RegistrationState.REGISTERED
    words = "You have a place. We sent it to you by mail." if has_place else "You are in line."
    flash(words, "success")
    return redirect(url_for(".event", event=event))


@bp.get("/events/<slug:event>/leave")
@requires(Action.LEARN)
def leave(event: str) -> ResponseReturnValue:
    """Ask before a place is given away; who has none to give is sent to the event."""
    found = seen(event)
    if not places.may_give_back(found.event, found.registration, now()):
        return redirect(url_for(".event", event=event))
    return render_template("events/leave.html", event=found.event, has_place=found.has_place)


@bp.post("/events/<slug:event>/leave")
@requires(Action.LEARN)
def give_back(event: str) -> ResponseReturnValue:
    """Give the place, or the place in line, to somebody else."""
    with transaction():
        found = seen(event, locked=True)
        had_place = found.has_place
        places.give_back(found.event, by=current_actor(), at=now())
    flash("You gave your place back." if had_place else "You left the line.", "success")
    return redirect(url_for(".events"))


@bp.get("/events/<slug:event>/event.ics")
@requires(Action.LEARN)
def event_ics(event: str) -> ResponseReturnValue:
    """The event for the reader's own calendar; the same entry as in mails and in the feed."""
    found = seen(event)
    comes = found.has_place or attendance.came(found.event.id, current_actor().person_id or 0)
    entry = calendar.entry(
        found.event,
        site=current_app.config["BASE_URL"],
        certainty=Certainty.CONFIRMED if comes else Certainty.TENTATIVE,
    )
    reply = current_app.response_class(calendar.published([entry]), mimetype="text/calendar")
    return as_download(reply, f"{event}.ics")
