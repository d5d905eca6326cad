"""Reading events: one of them, those that lie ahead or behind, those that somebody runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from app.core.db import db
from app.core.errors import Missing
from app.events.domain.audience import ALL_COHORTS
from app.events.domain.doors import status
from app.events.domain.evaluations import LATER_LASTS, mailed_wave
from app.events.domain.kinds import EventKind, EventStatus, Wave
from app.events.models import Event
from app.policy import Action, Place, allows

if TYPE_CHECKING:
    from app.policy import Actor

LATEST_DAYS = 90
"""The latest day on which people are asked again."""
MOST_PAST = 200
"""How many past events a list holds: more than a program has in years."""


def event(key: str, *, locked: bool = False) -> Event:
    """The event with that key; raises `Missing`.

    `locked`: fresh, and nobody else may register, cancel or change it until the transaction ends.
    """
    statement = select(Event).where(Event.key == key)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise Missing(key)
    return found


def place_of(of: Event) -> Place:
    """Where the event belongs, for the policy: its cohort, or the whole program."""
    return Place(cohort_ids=frozenset() if of.cohort_id is None else frozenset({of.cohort_id}))


def ahead(at: dt.datetime) -> tuple[Event, ...]:
    """What is out and not over at `at`, also what was cancelled; the next one first."""
    return _listed(_out().where(Event.ends_at > at).order_by(Event.starts_at, Event.id))


def behind(at: dt.datetime) -> tuple[Event, ...]:
    """What is over at `at`, the latest first; what was cancelled never was."""
    statement = _out().where(Event.ends_at <= at, Event.cancelled_at.is_(None))
    newest = statement.order_by(Event.starts_at.desc(), Event.id.desc())
    return _listed(newest.limit(MOST_PAST))


def with_ids(event_ids: Collection[int], at: dt.datetime) -> tuple[Event, ...]:
    """These events as far as they are out: the next one first, then what is over at `at`."""
    statement = _out().where(Event.id.in_(event_ids))
    return _nearest_first(_listed(statement.order_by(Event.starts_at, Event.id)), at)


def starting(*, after: dt.datetime, until: dt.datetime) -> tuple[Event, ...]:
    """What takes place and starts in that time."""
    statement = _out().where(
        Event.cancelled_at.is_(None), Event.starts_at > after, Event.starts_at <= until
    )
    return _listed(statement.order_by(Event.starts_at, Event.id))


def asking(at: dt.datetime) -> tuple[tuple[Event, Wave], ...]:
    """What took place and asks people by mail at `at`, with the wave: one statement."""
    earliest = at - LATER_LASTS - dt.timedelta(days=LATEST_DAYS)
    statement = _out().where(
        Event.cancelled_at.is_(None), Event.ends_at > earliest, Event.ends_at <= at
    )
    found = _listed(statement.order_by(Event.starts_at, Event.id))
    waves = ((of, mailed_wave(of, at)) for of in found)
    return tuple((of, wave) for of, wave in waves if wave is not None)


def planned_by(person_id: int, title: str, *, since: dt.datetime) -> tuple[Event, ...]:
    """Drafts that somebody has planned under that title since then, the first one first."""
    statement = select(Event).where(
        Event.created_by_id == person_id,
        Event.title == title,
        Event.created_at > since,
        Event.published_at.is_(None),
        Event.cancelled_at.is_(None),
    )
    return tuple(db.session.scalars(statement.order_by(Event.id)))


def cancelled(keys: Collection[str]) -> dict[str, str]:
    """Those of these events that were cancelled: their titles by key."""
    rows = db.session.execute(
        select(Event.key, Event.title).where(Event.key.in_(keys), Event.cancelled_at.is_not(None))
    )
    return {key: title for key, title in rows}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody looks for; `cohort` is its id in digits, or `ALL_COHORTS`."""

    kind: EventKind | None = None
    cohort: str | None = None
    status: EventStatus | None = None


def run_by(actor: Actor, at: dt.datetime, wanted: Wanted) -> tuple[Event, ...]:
    """The events that the actor may run, drafts too: one statement.

    What is not over at `at` comes first, the nearest one first; then the past, the latest first.
    """
    statement = select(Event)
    if not allows(actor, Action.EVENTS_MANAGE, Place()):
        statement = statement.where(Event.cohort_id.in_(actor.cohort_ids))
    if wanted.kind is not None:
        statement = statement.where(Event.kind == wanted.kind)
    if wanted.cohort is not None:
        cohort_id = None if wanted.cohort == ALL_COHORTS else int(wanted.cohort)
        statement = statement.where(Event.cohort_id == cohort_id)
    found = _listed(statement.order_by(Event.starts_at, Event.id))
    fitting = [of for of in found if wanted.status in {None, status(of, at)}]
    return _nearest_first(fitting, at)


def _nearest_first(found: Collection[Event], at: dt.datetime) -> tuple[Event, ...]:
    """Of events in the order of their starts: what is not over, then the past from its end on."""
    over = [of for of in found if of.ends_at <= at]
    return (*(of for of in found if of.ends_at > at), *reversed(over))


def keys_like(key: str) -> frozenset[str]:
    """The keys in use that start with `key`."""
    return frozenset(
        db.session.scalars(select(Event.key).where(Event.key.startswith(key, autoescape=True)))
    )


def _out() -> Select[Event]:
    return select(Event).where(Event.published_at.is_not(None))


def _listed(statement: Select[Event]) -> tuple[Event, ...]:
    """The events of a statement without their long texts, which lists do not show."""
    slim = statement.options(defer(Event.record), defer(Event.recording_transcript))
    return tuple(db.session.scalars(slim))
