"""Signing in: the first step with a password, the second with a code."""

from __future__ import annotations

import datetime as dt

from app.accounts import queries
from app.accounts.domain.tokens import digest
from app.accounts.domain.totp import is_app_code, matching_step, plain_code
from app.accounts.models import Person
from app.accounts.queries import OwnSession
from app.accounts.services import sessions
from app.accounts.services.hashing import hashed, is_outdated, is_right
from app.audit.services import record
from app.core.errors import Refused
from app.policy.table import Actor

WRONG = "The email address or the password is not right. Try again."
WRONG_CODE = "This code is not right, or it was used before. Wait for the next one, then enter it."


def password_holds(person: Person | None, password: str) -> bool:
    """Whether `password` opens the account of `person`; takes as long when there is none.

    Call it outside of a writing transaction: it works for tens of milliseconds.
    """
    stored = person.password_hash if person is not None and person.closed_at is None else None
    return is_right(password, stored)


def newer_hash(person: Person, password: str) -> str | None:
    """The hash to store instead, when the parameters have changed since it was made."""
    stored = person.password_hash
    return hashed(password) if stored is not None and is_outdated(stored) else None


def take_first_step(
    person_id: int,
    *,
    checked_hash: str | None,
    newer: str | None = None,
    at: dt.datetime,
    device: str = "",
    address: str = "",
) -> str:
    """Open a session after the password `checked_hash` was found right; returns its secret.

    With a second factor, the session opens nothing yet but the second step. Raises
    `Refused` when the password or the account changed in the meantime.
    """
    person = queries.locked_person(person_id)
    if person.closed_at is not None or person.password_hash != checked_hash:
        raise Refused(WRONG)
    if newer is not None:
        person.password_hash = newer
    if person.totp_confirmed_at is None:
        note_sign_in(person, at)
    return sessions.open_session(person, at=at, device=device, address=address)


def take_second_step(
    person_id: int, typed: str, *, half: OwnSession, at: dt.datetime, device: str, address: str
) -> str:
    """Open the real session after a code from the app or a recovery code; returns its secret.

    Each code works once. Raises `Refused` when it does not.
    """
    person = queries.locked_person(person_id)
    if person.closed_at is not None or not _spend_code(person, plain_code(typed), at):
        raise Refused(WRONG_CODE, field="code")
    sessions.end_session(half.id, at=at, reason=sessions.RENEWED)
    note_sign_in(person, at)
    return sessions.open_session(person, at=at, device=device, address=address, second_factor=True)


def sign_out(session_id: int, *, by: Actor, at: dt.datetime) -> None:
    """End one session, as its owner."""
    sessions.end_session(session_id, at=at)
    record("signed out", "session", by=by, at=at, name=by.name)


def renew(
    person: Person, session: OwnSession, *, at: dt.datetime, device: str = "", address: str = ""
) -> str:
    """Give this browser a new session in place of `session`, because more is at stake now."""
    sessions.end_session(session.id, at=at, reason=sessions.RENEWED)
    return sessions.open_session(
        person,
        at=at,
        device=device,
        address=address,
        second_factor=session.second_factor_at is not None,
    )


def _spend_code(person: Person, plain: str, at: dt.datetime) -> bool:
    if person.totp_secret is None:
        return False
    if is_app_code(plain):
        step = matching_step(person.totp_secret, plain, at=at, last_step=person.totp_last_step)
        if step is not None:
            person.totp_last_step = step
        return step is not None
    code = queries.recovery_code(person.id, digest(plain))
    if code is None:
        return False
    code.used_at = at
    record(
        "used a recovery code",
        person,
        by=Actor(person_id=person.id, name=person.name),
        at=at,
        name=person.name,
    )
    return True


def note_sign_in(person: Person, at: dt.datetime) -> None:
    """Note that a person is in, all steps taken."""
    person.last_sign_in_at = at
    record(
        "signed in",
        person,
        by=Actor(person_id=person.id, name=person.name),
        at=at,
        name=person.name,
    )
