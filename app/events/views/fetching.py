"""Events for whoever asks: one that is for them, or one that they run; else it is not there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request

from app.core.errors import Missing, NotPossibleNow
from app.events.domain.audience import Reader, is_for
from app.events.domain.kinds import RegistrationState
from app.events.models import Event, Registration
from app.events.queries import events, registrations
from app.events.queries.readers import reader
from app.policy import Action, allows, authorize, current_actor

DRAFT = "This event is a draft. Publish it first. Then you can note who was there."


@dataclass(frozen=True, slots=True)
class Seen:
    """An event, who looks at it, and how it stands between them."""

    event: Event
    reader: Reader
    registration: Registration | None

    @property
    def has_place(self) -> bool:
        """Whether the reader has a place at the event."""
        row = self.registration
        return row is not None and row.state is RegistrationState.REGISTERED


def seen(key: str, *, locked: bool = False) -> Seen:
    """An event that is out and for whoever asks, or that they registered for; else `Missing`."""
    actor = current_actor()
    of = events.event(key, locked=locked)
    who = reader(actor)
    row = registrations.registration(of.id, actor.person_id or 0)
    is_in = row is not None and row.state is not RegistrationState.CANCELLED
    if of.published_at is None or not (is_in or is_for(of.cohort_id, of.roles, who)):
        raise Missing(key)
    return Seen(of, who, row)


def readable(key: str) -> Event:
    """An event that whoever asks may run or see; else `Missing`."""
    of = events.event(key)
    if allows(current_actor(), Action.EVENTS_MANAGE, events.place_of(of)):
        return of
    return seen(key).event


def cancelled_page(of: Event, title: str) -> str | None:
    """What stands in place of a form about an event that was called off; None for every other."""
    if of.cancelled_at is None or request.method != "GET":
        return None
    return render_template("events/staff/cancelled.html", event=of, title=title)


def refuse_draft(of: Event) -> None:
    """Nobody is noted at what nobody knows of; what was cancelled has a page of its own."""
    if of.published_at is None and of.cancelled_at is None:
        raise NotPossibleNow(DRAFT)


def managed(key: str, *, locked: bool = False) -> Event:
    """An event that whoever asks may run; for a coach every other one is not there."""
    of = events.event(key, locked=locked)
    authorize(Action.EVENTS_MANAGE, events.place_of(of), seen_by=Action.EVENTS_MANAGE)
    return of
