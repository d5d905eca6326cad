"""What belongs into somebody's own calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.collaborative import queries as collaborative
from app.core.clock import central
from app.events.domain.audience import is_for
from app.events.domain.kinds import RegistrationState
from app.events.queries import attendance, events, registrations
from app.events.queries.readers import reader
from app.policy import Action, Actor, allows

if TYPE_CHECKING:
    from app.collaborative.models import CohortDate
    from app.events.models import Event

LOOKS_BACK = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """Events that somebody registered for or may register for, and the dates of the cohorts.

    `placed`: the ids of those that they have a place at or came to.
    """

    events: tuple[Event, ...] = ()
    placed: frozenset[int] = frozenset()
    dates: tuple[CohortDate, ...] = ()


def calendar_of(actor: Actor, at: dt.datetime) -> OwnCalendar:
    """The calendar of the last three months and everything ahead: at most five statements.

    Nothing at all for somebody who may not learn here any more.
    """
    if not allows(actor, Action.LEARN):
        return OwnCalendar()
    who, since = reader(actor), at - LOOKS_BACK
    found = events.ahead(since)
    own = registrations.of_person(actor.person_id or 0, [of.id for of in found])
    states = {event_id: row.state for event_id, row in own.items()}
    came = attendance.attended(actor.person_id or 0)
    placed = {n for n, state in states.items() if state is RegistrationState.REGISTERED} | {
        of.id for of in found if of.id in came and is_for(of.cohort_id, of.roles, who)
    }
    waiting = {n for n, state in states.items() if state is RegistrationState.WAITING}
    offered = {
        of.id
        for of in found
        if of.ends_at > at and of.cancelled_at is None and is_for(of.cohort_id, of.roles, who)
    }
    return OwnCalendar(
        tuple(
            of
            for of in found
            if of.id in placed | offered or (of.id in waiting and of.ends_at > at)
        ),
        frozenset(placed),
        collaborative.dates_in(who.cohort_ids, central(since).date()),
    )
