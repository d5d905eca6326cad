"""People: their accounts, names and roles."""

from __future__ import annotations

import datetime as dt

from app.accounts import queries
from app.accounts.models import Person, RoleGrant
from app.accounts.services import sessions
from app.accounts.services.hashing import hashed
from app.audit.services import record
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.text import clean_line
from app.policy.table import COHORT_ROLES, PRACTICE_ROLES, PROGRAM_ROLES, Actor, Role

TAKEN = "Somebody else uses this email address. Enter another one."
LAST_ADMINISTRATOR = (
    "This is the last administrator. Make somebody else an administrator first, then try again."
)
NOT_YOURSELF = "You cannot give yourself a role. Ask another administrator or director."
ALREADY = "This person has this role already."


def create_person(
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
    by: Actor,
    at: dt.datetime,
) -> Person:
    """Make an account. Without a password, a reset link has to set one.

    The password is not judged here: whoever lets a person choose one does that, and hands
    in its hash. Raises `Refused` when the address is taken.
    """
    stored = hashed(password) if password is not None else password_hash
    address = clean_line(email).lower()
    if queries.person_by_email(address) is not None:
        raise Refused(TAKEN, field="email")
    person = Person(
        email=address,
        name=clean_line(name),
        password_hash=stored,
        password_set_at=at if stored is not None else None,
        created_at=at,
    )
    db.session.add(person)
    db.session.flush()
    record("made an account", person, by=by, at=at, name=person.name, after={"email": address})
    return person


def grant(
    person: Person,
    role: Role,
    *,
    practice_id: int | None = None,
    cohort_id: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> RoleGrant:
    """Give `person` a role: team roles at a practice, coaches at a cohort, others nowhere.

    All sessions of the person end, because more is now at stake in them. Raises `Refused`
    when the place does not fit, the role is held already, or people give it to themselves.
    """
    check_place(role, practice_id, cohort_id)
    if by.person_id == person.id and role in PROGRAM_ROLES:
        raise Refused(NOT_YOURSELF, field="role")
    given = add_grant(person, role, practice_id=practice_id, cohort_id=cohort_id, by=by, at=at)
    end_sessions_for_role(person, at=at)
    return given


def add_grant(
    person: Person,
    role: Role,
    *,
    practice_id: int | None,
    cohort_id: int | None,
    by: Actor,
    at: dt.datetime,
) -> RoleGrant:
    """Write the grant and its event; raises `Refused` when the role is held already."""
    if person.closed_at is not None:
        raise NotPossibleNow("This account is closed. Open it again first.")
    db.session.flush()
    if queries.active_grant(person.id, role, practice_id, cohort_id) is not None:
        raise Refused(ALREADY, field="role")
    given = RoleGrant(
        person_id=person.id,
        role=role,
        practice_id=practice_id,
        cohort_id=cohort_id,
        granted_at=at,
        granted_by_id=by.person_id,
    )
    db.session.add(given)
    record(
        "gave a role",
        person,
        by=by,
        at=at,
        name=person.name,
        practice_id=practice_id,
        after={"role": role, "cohort_id": cohort_id},
    )
    return given


def end_grant(given: RoleGrant, *, by: Actor, at: dt.datetime, reason: str) -> None:
    """End a role. It counts for nothing from the person's next request on.

    Ending a program role also ends the person's sessions; a team role does not, so that
    somebody who still works for another practice goes on there. Raises `Refused` for the
    last administrator and `NotPossibleNow` when somebody else was faster.
    """
    person = queries.person(given.person_id)
    if given.role is Role.ADMINISTRATOR:
        keep_an_administrator(person)
    db.session.refresh(given, with_for_update=True)
    if given.ended_at is not None:
        raise NotPossibleNow("This role has been ended already.")
    given.ended_at = at
    given.ended_by_id = by.person_id
    record(
        "ended a role",
        person,
        by=by,
        at=at,
        name=person.name,
        practice_id=given.practice_id,
        before={"role": given.role, "cohort_id": given.cohort_id},
        reason=reason,
    )
    if given.role in PROGRAM_ROLES:
        end_sessions_for_role(person, at=at)


def close_account(person: Person, *, by: Actor, at: dt.datetime, reason: str) -> None:
    """Close an account: nobody signs in with it, its sessions end, its roles stay on record.

    Raises `Refused` for the last administrator.
    """
    person = queries.locked_person(person.id)
    if person.closed_at is not None:
        raise NotPossibleNow("This account is closed already.")
    keep_an_administrator(person)
    person.closed_at = at
    sessions.end_sessions(person.id, at=at, reason=sessions.ACCOUNT_CLOSED)
    record("closed an account", person, by=by, at=at, name=person.name, reason=reason)


def reopen_account(person: Person, *, by: Actor, at: dt.datetime) -> None:
    """Open a closed account again, with the roles that were not ended."""
    person = queries.locked_person(person.id)
    if person.closed_at is None:
        raise NotPossibleNow("This account is open.")
    person.closed_at = None
    record("opened an account again", person, by=by, at=at, name=person.name)


def end_all_sessions(person: Person, *, by: Actor, at: dt.datetime) -> None:
    """Sign a person out everywhere, as staff."""
    sessions.end_sessions(person.id, at=at, reason=sessions.ENDED_BY_STAFF)
    record("ended all sessions", person, by=by, at=at, name=person.name)


def rename(person: Person, name: str, *, by: Actor, at: dt.datetime) -> None:
    """Change the name that others see."""
    wanted = clean_line(name)
    if wanted == person.name:
        return
    before, person.name = person.name, wanted
    record(
        "changed a name",
        person,
        by=by,
        at=at,
        name=wanted,
        before={"name": before},
        after={"name": wanted},
    )


def keep_an_administrator(person: Person) -> None:
    """Raise `Refused` when the portal would have no administrator without `person`."""
    if queries.locked_administrators() == {person.id}:
        raise Refused(LAST_ADMINISTRATOR)


def end_sessions_for_role(person: Person, *, at: dt.datetime) -> None:
    """End all sessions, because the person may do more now than when they were opened."""
    sessions.end_sessions(person.id, at=at, reason=sessions.ROLE_CHANGED)


def check_place(role: Role, practice_id: int | None, cohort_id: int | None) -> None:
    """Raise `Refused` unless the place is what the role asks for."""
    if (role in PRACTICE_ROLES) != (practice_id is not None):
        raise Refused("This role belongs to a practice, or to none.", field="role")
    if (role in COHORT_ROLES) != (cohort_id is not None):
        raise Refused("Select the cohort that this person coaches.", field="cohort_id")
