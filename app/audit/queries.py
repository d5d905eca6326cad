"""Every SELECT of the trail, newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from app.audit.models import AuditEvent
from app.core.days import end_of_day, start_of_day
from app.core.db import db
from app.core.model import Model
from app.core.paging import Pages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import ColumnElement, Select

    from app.policy import Actor

PAGE_SIZE = 50
EXPORT_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody looks for; what is None or empty does not narrow the search.

    `person` is part of a name, in any case; the days are in Mississippi, both included.
    """

    person: str = ""
    practice_id: int | None = None
    verb: str = ""
    subject_type: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page of events, newest first: number `number` of `pages`, both from 1."""

    events: tuple[AuditEvent, ...]
    number: int
    pages: int


def page(wanted: Wanted, number: int = 1) -> EventPage:
    """Page `number` (from 1) of the events that are wanted."""
    counted = select(func.count()).select_from(AuditEvent).where(*_conditions(wanted))
    pages = Pages(db.session.scalar(counted) or 0, PAGE_SIZE, number)
    return _event_page(_newest(wanted), pages)


def of_team(practice_id: int, number: int = 1) -> EventPage:
    """Page `number` of a team's own timeline."""
    return page(Wanted(practice_id=practice_id), number)


def about(subjects: Mapping[str, Collection[int]], number: int = 1) -> EventPage:
    """Page `number` of what was done to these things, the oldest first; ids by kind of thing."""
    one_of = or_(
        *(
            and_(AuditEvent.subject_type == kind, AuditEvent.subject_id.in_(ids))
            for kind, ids in subjects.items()
            if ids
        )
    )
    counted = select(func.count()).select_from(AuditEvent).where(one_of)
    pages = Pages(db.session.scalar(counted) or 0, PAGE_SIZE, number)
    every = select(AuditEvent).where(one_of).order_by(AuditEvent.at, AuditEvent.id)
    return _event_page(every, pages)


def _event_page(every: Select[AuditEvent], pages: Pages) -> EventPage:
    found = db.session.scalars(every.limit(PAGE_SIZE).offset(pages.offset))
    return EventPage(tuple(found), pages.number, pages.count)


def everything(wanted: Wanted) -> Iterator[AuditEvent]:
    """The wanted events for an export, at most `EXPORT_LIMIT`."""
    yield from db.session.scalars(_newest(wanted).limit(EXPORT_LIMIT))


def was_noted_this_hour(verb: str, of: Model, *, by: Actor, at: dt.datetime) -> bool:
    """Whether this deed of somebody to one thing is in the trail of the hour of `at` already."""
    query = (
        select(AuditEvent.id)
        .where(
            AuditEvent.subject_type == of.__tablename__,
            AuditEvent.subject_id == of.id,
            AuditEvent.verb == verb,
            AuditEvent.actor_id == by.person_id,
            AuditEvent.at >= at.replace(minute=0, second=0, microsecond=0),
        )
        .limit(1)
    )
    return db.session.scalar(query) is not None


def verbs() -> list[str]:
    """Every verb that is in the trail."""
    query = select(AuditEvent.verb).distinct().order_by(AuditEvent.verb)
    return list(db.session.scalars(query))


def subject_types() -> list[str]:
    """Every kind of thing that something was done to."""
    query = select(AuditEvent.subject_type).distinct().order_by(AuditEvent.subject_type)
    return list(db.session.scalars(query))


def practice_names() -> dict[int, str]:
    """The names of all practices by id, for the filter.

    The trail lies below the feature that owns practices, so it reads their table by name.
    """
    table = Model.metadata.tables["practice"]
    query = select(table.c.id, table.c.name).order_by(table.c.name, table.c.id)
    return {practice_id: name for practice_id, name in db.session.execute(query)}


def _newest(wanted: Wanted) -> Select[Any]:
    return (
        select(AuditEvent)
        .where(*_conditions(wanted))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.person:
        yield AuditEvent.actor_name.icontains(wanted.person, autoescape=True)
    if wanted.practice_id is not None:
        yield AuditEvent.practice_id == wanted.practice_id
    if wanted.verb:
        yield AuditEvent.verb == wanted.verb
    if wanted.subject_type:
        yield AuditEvent.subject_type == wanted.subject_type
    yield from _between(wanted.first_day, wanted.last_day)


def _between(first_day: dt.date | None, last_day: dt.date | None) -> Iterator[ColumnElement[bool]]:
    if first_day is not None:
        yield AuditEvent.at >= start_of_day(first_day)
    if last_day is not None:
        yield AuditEvent.at < end_of_day(last_day)
