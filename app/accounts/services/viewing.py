"""Seeing the portal as another person does: its start and its end, both in the trail."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts import queries
from app.accounts.domain.viewing import hindrance
from app.accounts.models import Person, Session
from app.audit.services import record
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.policy.table import Actor

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

BUSY = "Your sign-in has ended, or you view as somebody already. Open the page again."


def start(session_id: int, person: Person, *, by: Actor, at: dt.datetime, reason: str) -> None:
    """From now on the session shows the portal as `person` sees it; nothing can be saved in it.

    Raises `Refused` for oneself, for a closed account and for another administrator.
    """
    person = queries.locked_person(person.id)
    held = [given.role for given in queries.grants_of(person.id)]
    why_not = hindrance(by, person.id, is_closed=person.closed_at is not None, roles=held)
    if why_not is not None:
        raise Refused(why_not)
    session = queries.locked_session(session_id)
    if session.ended_at is not None or session.viewing_as_id is not None:
        raise NotPossibleNow(BUSY)
    session.viewing_as_id = person.id
    session.viewing_since = at
    record("started viewing as", person, by=by, at=at, name=person.name, reason=reason)


def stop(session_id: int, *, at: dt.datetime, reason: str | None = None) -> None:
    """End it in one session, if that has not happened already; `reason` when nobody asked."""
    stop_in(Session.id == session_id, at=at, reason=reason)


def stop_in(which: ColumnElement[bool], *, at: dt.datetime, reason: str | None = None) -> None:
    """End it in every session among `which`; the trail names the administrator who viewed."""
    for session, viewer, viewed in queries.viewing_sessions(which):
        record(
            "stopped viewing as",
            viewed,
            by=Actor(person_id=viewer.id, name=viewer.name),
            at=at,
            name=viewed.name,
            before={"since": session.viewing_since},
            reason=reason,
        )
        session.viewing_as_id = session.viewing_since = None


def stop_by_itself(session_id: int, *, at: dt.datetime, reason: str) -> None:
    """End it before a page, which may be a GET: take the lock for writing before reading."""
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})
    stop(session_id, at=at, reason=reason)
