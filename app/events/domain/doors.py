"""Where an event stands, and which of its doors are open: registration, the call. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from app.events.domain.kinds import EventStatus

CALL_STAYS = dt.timedelta(minutes=30)
"""How long after the end the link of the call still shows: calls last longer than planned."""


class Dated(Protocol):
    """What decides where an event stands."""

    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def ends_at(self) -> dt.datetime: ...
    @property
    def published_at(self) -> dt.datetime | None: ...
    @property
    def cancelled_at(self) -> dt.datetime | None: ...


class Entered(Dated, Protocol):
    """What decides until when one may register."""

    @property
    def registration_closes_at(self) -> dt.datetime | None: ...


class Called(Dated, Protocol):
    """What decides when the link of the call shows."""

    @property
    def link(self) -> str: ...
    @property
    def link_minutes(self) -> int: ...


def status(of: Dated, now: dt.datetime) -> EventStatus:
    """Where the event stands at `now`."""
    if of.cancelled_at is not None:
        return EventStatus.CANCELLED
    if of.published_at is None:
        return EventStatus.DRAFT
    if now < of.starts_at:
        return EventStatus.PLANNED
    return EventStatus.RUNNING if now < of.ends_at else EventStatus.OVER


def is_past_draft(of: Dated, now: dt.datetime) -> bool:
    """Whether the event was never published and its time has gone by: it needs another day."""
    return status(of, now) is EventStatus.DRAFT and of.ends_at <= now


def is_on(of: Dated, now: dt.datetime) -> bool:
    """Whether the event is out and goes on or lies ahead."""
    return status(of, now) in {EventStatus.PLANNED, EventStatus.RUNNING}


def registration_ends(of: Entered) -> dt.datetime:
    """The first instant at which nobody can register any more: at the latest, the end."""
    return min(of.registration_closes_at or of.ends_at, of.ends_at)


def may_register(of: Entered, now: dt.datetime) -> bool:
    """Whether one can register at `now`, for a place or for the line."""
    return is_on(of, now) and now < registration_ends(of)


def link_shows_at(of: Called) -> dt.datetime:
    """From when registered people see the link of the call."""
    return of.starts_at - dt.timedelta(minutes=of.link_minutes)


def shows_link(of: Called, now: dt.datetime) -> bool:
    """Whether registered people see the link of the call at `now`."""
    if not of.link or of.published_at is None or of.cancelled_at is not None:
        return False
    return link_shows_at(of) <= now < of.ends_at + CALL_STAYS
