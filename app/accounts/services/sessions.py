"""Sessions on the server: opening, marking as seen, ending."""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.exc import OperationalError

from app.accounts.domain.devices import device_words
from app.accounts.domain.lifetimes import Limits
from app.accounts.domain.tokens import digest, new_secret
from app.accounts.models import Person, Session
from app.accounts.services import viewing
from app.core.db import db
from app.core.settings import setting

log = logging.getLogger(__name__)

SIGNED_OUT = "signed out"
SECOND_STEP = "second step turned on"
RENEWED = "signed in again"
ROLE_CHANGED = "role changed"
PASSWORD_CHANGED = "password changed"  # noqa: S105  # a reason, not a password
ACCOUNT_CLOSED = "account closed"
ENDED_BY_STAFF = "ended by staff"


def cookie_name() -> str:
    """The cookie that carries a session's secret; the prefix makes browsers insist on TLS."""
    return "__Host-portal" if setting("SECURE_SITE") else "portal"


def limits() -> Limits:
    """The settings that sessions live by."""
    return Limits(
        team_minutes=setting("IDLE_MINUTES_TEAM"),
        staff_minutes=setting("IDLE_MINUTES_STAFF"),
        hours=setting("SESSION_HOURS"),
    )


def open_session(
    person: Person,
    *,
    at: dt.datetime,
    device: str = "",
    address: str = "",
    second_factor: bool = False,
) -> str:
    """Open a session of `person` and return the secret for the cookie, which is stored nowhere.

    `device` is the browser's own description, `second_factor` says that the second step
    was taken. Without it, the session of a person who has one opens nothing but that step.
    """
    secret = new_secret()
    db.session.add(
        Session(
            token_hash=digest(secret),
            person_id=person.id,
            created_at=at,
            last_seen_at=at,
            second_factor_at=at if second_factor else None,
            device=device_words(device) if device else "",
            address=address[:64],
        )
    )
    db.session.flush()
    return secret


def end_session(session_id: int, *, at: dt.datetime, reason: str = SIGNED_OUT) -> None:
    """End one session; its cookie opens nothing from now on, wherever it was copied to."""
    _end(Session.id == session_id, at, reason)


def end_sessions(person_id: int, *, at: dt.datetime, reason: str, but: int | None = None) -> None:
    """End every session of a person, perhaps but the one with the id `but`."""
    _end(and_(Session.person_id == person_id, Session.id != (but or 0)), at, reason)


def _end(which: ColumnElement[bool], at: dt.datetime, reason: str) -> None:
    viewing.stop_in(which, at=at, reason=f"The session ended: {reason}.")
    db.session.execute(
        update(Session)
        .where(which, Session.ended_at.is_(None))
        .values(ended_at=at, end_reason=reason)
    )


def note_second_factor(session_id: int, *, at: dt.datetime) -> None:
    """The second step was taken in this session."""
    db.session.execute(update(Session).where(Session.id == session_id).values(second_factor_at=at))


def mark_seen(session_id: int, at: dt.datetime) -> None:
    """Note that a session is in use, in a short transaction of its own.

    When the database is busy the note is left out: the next request writes it.
    """
    try:
        with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(
                update(Session)
                .where(Session.id == session_id, Session.last_seen_at < at)
                .values(last_seen_at=at)
            )
    except OperationalError as problem:
        log.warning("the time of a request was not noted: %s", type(problem).__name__)
