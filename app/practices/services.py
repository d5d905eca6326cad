"""Every change to practices and to who is on their teams. Callers authorise, then commit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.accounts import queries as accounts
from app.accounts import services as people
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.text import clean_line, key_from
from app.policy import TEAM_ROLES, Role
from app.practices import queries
from app.practices.domain.counties import REGIONS
from app.practices.models import Practice

if TYPE_CHECKING:
    from app.accounts.models import RoleGrant
    from app.policy import Actor
    from app.practices.domain.kinds import PracticeKind


def add_practice(
    *, name: str, kind: PracticeKind, county: str, city: str = "", by: Actor, at: dt.datetime
) -> Practice:
    """Add a practice; its key in addresses is made from its name and never changes.

    Raises `Refused` for a name that is taken and a county that Mississippi does not have.
    """
    _check_name(name)
    _check_county(county)
    practice = Practice(
        key=_free_key(name),
        name=clean_line(name),
        kind=kind,
        county=county,
        city=clean_line(city),
        created_at=at,
    )
    db.session.add(practice)
    db.session.flush()
    after = {"name": practice.name, "kind": kind, "county": county, "city": practice.city}
    _record("added a practice", practice, by=by, at=at, after=after)
    return practice


def change_practice(
    practice: Practice,
    *,
    name: str,
    kind: PracticeKind,
    county: str,
    city: str,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Change what is known about a practice; nothing is overwritten unseen."""
    if practice.version != seen_version:
        raise Conflict("Someone else changed this practice. Nothing was overwritten.")
    _check_name(name, but=practice.id)
    _check_county(county)
    wanted = {
        "name": clean_line(name),
        "kind": kind,
        "county": county,
        "city": clean_line(city),
    }
    before, after = audit.changes(practice, wanted)
    if not after:
        return
    for field, value in wanted.items():
        setattr(practice, field, value)
    db.session.flush()
    _record("changed a practice", practice, by=by, at=at, before=before, after=after)


def close_practice(practice: Practice, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Take a practice out of the lists; everything it gave stays."""
    if practice.closed_at is not None:
        raise NotPossibleNow("This practice is closed already.")
    if not reason:
        raise Refused("Say why the practice is closed.", field="reason")
    practice.closed_at = at
    db.session.flush()
    _record("closed a practice", practice, by=by, at=at, reason=reason)


def reopen_practice(practice: Practice, *, by: Actor, at: dt.datetime) -> None:
    """Put a closed practice back into the lists."""
    if practice.closed_at is None:
        raise NotPossibleNow("This practice is open already.")
    practice.closed_at = None
    db.session.flush()
    _record("reopened a practice", practice, by=by, at=at)


def forget_name(practice: Practice, *, name: str, by: Actor, at: dt.datetime) -> None:
    """Take the name and the city of a practice away for good, and close it; the rest is counted.

    `name` stands in the place of its own.
    """
    practice.name, practice.city = name, ""
    practice.key = f"anonymised-{practice.id}"
    practice.closed_at = practice.closed_at or at
    db.session.flush()
    _record("removed the name of a practice", practice, by=by, at=at)


# ------------------------------------------------------------------ the team


def change_role(
    given: RoleGrant, role: Role, *, practice_id: int, by: Actor, at: dt.datetime
) -> None:
    """Give somebody on the team another role instead of this one."""
    _check_team_role(role)
    if role is given.role:
        return
    _keep_a_lead(given, practice_id, by)
    person = accounts.person(given.person_id)
    if accounts.active_grant(person.id, role, practice_id, None):
        raise Refused("This person has that role already.", field="role")
    people.end_grant(given, by=by, at=at, reason=f"changed to {role}")
    people.grant(person, role, practice_id=practice_id, by=by, at=at)


def remove_member(
    person_id: int, *, practice_id: int, reason: str, by: Actor, at: dt.datetime
) -> None:
    """End every role of somebody on this team; it counts from that person's next request on.

    Raises `Refused` without a reason, for the lead who is the only one, and `NotPossibleNow`
    when the person is no longer on the team.
    """
    grants = [
        given
        for given in accounts.grants_of(person_id)
        if given.practice_id == practice_id and given.role in TEAM_ROLES
    ]
    if not grants:
        raise NotPossibleNow("This person is not on the team any more.")
    if not reason:
        raise Refused("Say why this person leaves the team.", field="reason")
    for given in grants:
        _keep_a_lead(given, practice_id, by)
        people.end_grant(given, by=by, at=at, reason=reason)


def _keep_a_lead(given: RoleGrant, practice_id: int, by: Actor) -> None:
    """A lead does not leave the own team without one; program staff may take the last away."""
    if given.role is not Role.LEAD or practice_id not in by.practice_ids:
        return
    leads = [
        entry
        for entry in accounts.roster(practice_id)
        if any(grant.role is Role.LEAD for grant in entry.roles)
    ]
    if len(leads) < 2:
        raise Refused("Your team needs a lead. Make someone else lead first, or ask program staff.")


def _check_team_role(role: Role) -> None:
    if role not in TEAM_ROLES:
        raise Refused("Choose a role on the team.", field="role")


# ------------------------------------------------------------------ inside


def _check_name(name: str, *, but: int | None = None) -> None:
    if queries.name_is_taken(clean_line(name), but=but):
        raise Refused("A practice with this name is already there.", field="name")


def _check_county(county: str) -> None:
    if county not in REGIONS:
        raise Refused("Choose one of Mississippi's 82 counties.", field="county")


def _free_key(name: str) -> str:
    """A key for addresses that nobody has: made from the name, numbered when it must be."""
    wanted = key_from(name)[:50].rstrip("-") or "practice"
    taken = queries.keys_like(wanted)
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)


def _record(
    verb: str,
    practice: Practice,
    *,
    by: Actor,
    at: dt.datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    audit.record(
        verb,
        practice,
        by=by,
        at=at,
        name=practice.name,
        practice_id=practice.id,
        before=before,
        after=after,
        reason=reason,
    )
