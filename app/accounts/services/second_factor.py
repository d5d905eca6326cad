"""The second step of signing in: setting it up, its recovery codes, turning it off."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from app.accounts import queries
from app.accounts.domain.tokens import digest
from app.accounts.domain.totp import (
    is_app_code,
    matching_step,
    new_key,
    new_recovery_codes,
    plain_code,
)
from app.accounts.models import Person, RecoveryCode
from app.accounts.services import sessions
from app.accounts.services.mails import tell
from app.accounts.services.sign_in import WRONG_CODE
from app.audit.services import record
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.policy.table import Actor

ON_ALREADY = "Your second step is on already."
DEMANDED = "Your role needs the second step. You can set it up on another phone instead."


def start(person: Person) -> None:
    """Make a key for the app, unless one is waiting already; it counts for nothing yet."""
    if person.totp_confirmed_at is not None:
        raise NotPossibleNow(ON_ALREADY)
    if person.totp_secret is None:
        person.totp_secret = new_key()


def confirm(
    person: Person, typed: str, *, session_id: int, by: Actor, at: dt.datetime
) -> list[str]:
    """Turn the second step on, with a code that proves the app works; returns recovery codes.

    Only their digests are stored: they are shown this once. Other sessions end. Raises
    `Refused` when the code is wrong.
    """
    fresh = queries.locked_person(person.id)
    if fresh.totp_confirmed_at is not None or fresh.totp_secret is None:
        raise NotPossibleNow(ON_ALREADY)
    plain = plain_code(typed)
    step = matching_step(fresh.totp_secret, plain, at=at) if is_app_code(plain) else None
    if step is None:
        raise Refused(WRONG_CODE, field="code")
    fresh.totp_confirmed_at, fresh.totp_last_step = at, step
    sessions.note_second_factor(session_id, at=at)
    sessions.end_sessions(fresh.id, at=at, reason=sessions.SECOND_STEP, but=session_id)
    record("turned the second step on", fresh, by=by, at=at, name=fresh.name)
    _tell(fresh, "is on now", at)
    return _replace_codes(fresh)


def replace_codes(person: Person, *, by: Actor, at: dt.datetime) -> list[str]:
    """New recovery codes; the earlier ones stop working."""
    if person.totp_confirmed_at is None:
        raise NotPossibleNow("Turn the second step on first.")
    record("made new recovery codes", person, by=by, at=at, name=person.name)
    return _replace_codes(person)


def turn_off(person: Person, *, demanded: bool, by: Actor, at: dt.datetime) -> None:
    """Sign in with the password alone from now on; raises `Refused` when a role demands more."""
    if demanded:
        raise Refused(DEMANDED)
    _clear(person)
    record("turned the second step off", person, by=by, at=at, name=person.name)
    _tell(person, "is off now", at)


def reset(person: Person, *, by: Actor, at: dt.datetime, reason: str) -> None:
    """Take the second step of somebody who lost phone and codes off, as staff.

    Sessions end. Where a role demands the step, the next sign-in sets it up anew.
    """
    _clear(person)
    sessions.end_sessions(person.id, at=at, reason=sessions.ENDED_BY_STAFF)
    record("took the second step off", person, by=by, at=at, name=person.name, reason=reason)
    _tell(person, "was taken off by program staff", at)


def are_own_codes(person_id: int, codes: list[str]) -> bool:
    """Whether these are recovery codes of the person that still work."""
    known = queries.unused_recovery_hashes(person_id)
    return bool(codes) and all(digest(plain_code(code)) in known for code in codes)


def _replace_codes(person: Person) -> list[str]:
    _delete_codes(person)
    codes = new_recovery_codes()
    db.session.add_all(
        RecoveryCode(person_id=person.id, code_hash=digest(plain_code(code))) for code in codes
    )
    return codes


def _clear(person: Person) -> None:
    person.totp_secret = person.totp_confirmed_at = person.totp_last_step = None
    _delete_codes(person)


def _delete_codes(person: Person) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def _tell(person: Person, what: str, at: dt.datetime) -> None:
    tell(
        person,
        "second step",
        key=f"second step:{person.id}:{at.isoformat()}",
        subject=f"The second step of your account {what}",
        text=f"The second step of signing in to your account {what}.",
        at=at,
    )
