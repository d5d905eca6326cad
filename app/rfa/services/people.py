"""Who works on an application: invited, given roles, leaving. It never stays without a lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts import services as access
from app.core.errors import NotPossibleNow, Refused
from app.policy import APPLICANT_ROLES, Role
from app.rfa.queries import applications
from app.rfa.queries import people as queries
from app.rfa.services import signing
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.accounts.models import Invitation, Person, RoleGrant
    from app.policy import Actor
    from app.rfa.models import Application

NO_LEAD = "The application needs a lead. Make somebody else lead first."


def invite(
    of: Application, *, email: str, name: str, role: Role, by: Actor, at: dt.datetime
) -> Invitation:
    """Offer a role in the application to whoever reads the mail of that address.

    Raises `Refused` for other roles, and when the person has this one already.
    """
    _check_roles([role], field="role")
    offer = access.invite(
        email=email, name=name, role=role, practice_id=of.practice_id, by=by, at=at
    )
    note("invited somebody", of, by=by, at=at, after={"email": offer.email, "role": role})
    return offer


def send_again(of: Application, offer: Invitation, *, by: Actor, at: dt.datetime) -> None:
    """Send a new link of an invitation; the earlier one stops working."""
    access.resend(offer, by=by, at=at)
    after = {"email": offer.email, "role": offer.role, "times_sent": offer.times_sent}
    note("sent an invitation again", of, by=by, at=at, after=after)


def take_back(of: Application, offer: Invitation, *, by: Actor, at: dt.datetime) -> None:
    """Take an invitation back; its link stops working."""
    access.revoke(offer, by=by, at=at)
    before = {"email": offer.email, "role": offer.role}
    note("took an invitation back", of, by=by, at=at, before=before)


def change_roles(
    of: Application, person_id: int, roles: Collection[Role], *, by: Actor, at: dt.datetime
) -> bool:
    """Let somebody hold exactly these roles; say whether a signature became void by it.

    Raises `Refused` without a role or without a lead, and `NotPossibleNow` for somebody
    who is not in the application any more.
    """
    queries.hold(of.practice_id)
    held = _held(of, person_id)
    wanted = [role for role in APPLICANT_ROLES if role in roles]
    if not wanted:
        raise Refused("Choose at least one role, or remove the person.", field="roles")
    _check_roles(roles, field="roles")
    gone = [given for role, given in held.items() if role not in wanted]
    _keep_a_lead(of, gone)
    person = accounts.person(person_id)
    for given in gone:
        access.end_grant(given, by=by, at=at, reason="other roles in the application")
    for role in wanted:
        if role not in held:
            _give(of, person, role, by=by, at=at)
    if set(wanted) == set(held):
        return False
    note(
        "changed roles",
        of,
        by=by,
        at=at,
        before={"person": person.name, "roles": list(held)},
        after={"person": person.name, "roles": wanted},
    )
    return _void_signatures(of, gone, by=by, at=at)


def remove(of: Application, person_id: int, *, reason: str, by: Actor, at: dt.datetime) -> bool:
    """End every role of somebody in the application, from the person's next request on.

    Invitations of the same address are taken back. Says whether a signature became void.
    Raises `Refused` without a reason and for the only lead, and `NotPossibleNow` for
    somebody who is gone already.
    """
    queries.hold(of.practice_id)
    held = _held(of, person_id)
    if not reason:
        raise Refused("Say why this person leaves.", field="reason")
    gone = list(held.values())
    _keep_a_lead(of, gone)
    person = accounts.person(person_id)
    for given in gone:
        access.end_grant(given, by=by, at=at, reason=reason)
    for offer in accounts.pending_invitations(of.practice_id, APPLICANT_ROLES):
        if offer.email == person.email:
            take_back(of, offer, by=by, at=at)
    before = {"person": person.name, "roles": list(held)}
    note("removed somebody", of, by=by, at=at, before=before, reason=reason)
    return _void_signatures(of, gone, by=by, at=at)


def transfer_lead(of: Application, to_id: int, *, keeps: bool, by: Actor, at: dt.datetime) -> None:
    """Make somebody else of the application lead.

    Unless `keeps`, whoever hands over stops leading, and stays as editor when no other
    role is left. Raises `Refused` for somebody who leads it already.
    """
    queries.hold(of.practice_id)
    if Role.APPLICATION_LEAD in _held(of, to_id):
        raise Refused("This person leads the application already.", field="person")
    person = accounts.person(to_id)
    _give(of, person, Role.APPLICATION_LEAD, by=by, at=at)
    own = _grants(of, by.signed_in_id)
    hands_over = Role.APPLICATION_LEAD in own and not keeps
    if hands_over:
        lead = own.pop(Role.APPLICATION_LEAD)
        access.end_grant(lead, by=by, at=at, reason=f"{person.name} leads now")
        if not own:
            _give(of, accounts.person(lead.person_id), Role.APPLICATION_EDITOR, by=by, at=at)
    note(
        "transferred the lead" if hands_over else "made somebody lead",
        of,
        by=by,
        at=at,
        before={"lead": by.name} if hands_over else None,
        after={"lead": person.name},
    )


# ------------------------------------------------------------------ inside


def _check_roles(roles: Collection[Role], *, field: str) -> None:
    if not set(roles) <= set(APPLICANT_ROLES):
        raise Refused("Choose a role in the application.", field=field)


def _grants(of: Application, person_id: int) -> dict[Role, RoleGrant]:
    """What somebody holds in the application now, by role."""
    return {
        given.role: given
        for given in accounts.grants_of(person_id)
        if given.practice_id == of.practice_id and given.role in APPLICANT_ROLES
    }


def _held(of: Application, person_id: int) -> dict[Role, RoleGrant]:
    held = _grants(of, person_id)
    if not held:
        raise NotPossibleNow("This person does not work on the application any more.")
    return held


def _keep_a_lead(of: Application, gone: Collection[RoleGrant]) -> None:
    """Refuse to end what makes the only lead, whoever asks."""
    leaving = {given.person_id for given in gone if given.role is Role.APPLICATION_LEAD}
    leads = {e.person_id for e in accounts.roster(of.practice_id, (Role.APPLICATION_LEAD,))}
    if leaving and not leads - leaving:
        raise Refused(NO_LEAD)


def _give(of: Application, person: Person, role: Role, *, by: Actor, at: dt.datetime) -> None:
    """Give a role; whoever takes one for themselves stays signed in."""
    if by.person_id == person.id:
        access.add_grant(person, role, practice_id=of.practice_id, cohort_id=None, by=by, at=at)
    else:
        access.grant(person, role, practice_id=of.practice_id, by=by, at=at)


def _void_signatures(
    of: Application, gone: Collection[RoleGrant], *, by: Actor, at: dt.datetime
) -> bool:
    """End the signatures of somebody who may not sign any more, where something can be sent."""
    left = {given.person_id for given in gone if given.role is Role.APPLICATION_SIGNER}
    signed = [number for person in left for number in queries.signed_by(of.practice_id, person)]
    for number in signed:
        opened = applications.opened(number, locked=True)
        signing.void(opened, why=signing.SIGNER_LEFT, by=by, at=at)
    return bool(signed)
