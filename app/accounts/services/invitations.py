"""Invitations: one role offered to one address, by a mailed link that works once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from app.accounts import queries
from app.accounts.domain.invitations import OPEN, InvitationState, state
from app.accounts.domain.tokens import digest, new_secret
from app.accounts.models import Invitation, Person
from app.accounts.services import people
from app.accounts.services.mails import full_address
from app.audit.services import record
from app.core.dates import moment
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.settings import setting
from app.core.text import clean_line
from app.outbox.services import queue
from app.policy.table import APPLICANT_ROLES, Actor, Role

MEMBER_ALREADY = "This person has this role already."
OWN_ADDRESS = "This is your own address. Enter the address of the person you want to invite."
OTHER_ADDRESS = "This invitation was sent to another email address."
SPENT = "Your link has run out or was used. Ask for a new one."


def state_of(invitation: Invitation, at: dt.datetime) -> InvitationState:
    """What became of an invitation by `at`."""
    return state(
        accepted_at=invitation.accepted_at,
        revoked_at=invitation.revoked_at,
        declined_at=invitation.declined_at,
        expires_at=invitation.expires_at,
        at=at,
    )


def invite(
    *,
    email: str,
    name: str,
    role: Role,
    practice_id: int | None = None,
    cohort_id: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Invitation:
    """Offer a role to whoever reads the mail of that address, and send the link.

    An offer of the same role at the same place that is still open is sent again instead.
    Raises `Refused` when the place does not fit, the role is held already, or somebody
    invites themselves.
    """
    people.check_place(role, practice_id, cohort_id)
    address = clean_line(email).lower()
    holder = queries.person_by_email(address)
    if holder and holder.id == by.person_id:
        raise Refused(OWN_ADDRESS, field="email")
    if holder and queries.active_grant(holder.id, role, practice_id, cohort_id):
        raise Refused(MEMBER_ALREADY, field="email")
    earlier = queries.open_invitation(address, role, practice_id, cohort_id)
    if earlier is not None:
        resend(earlier, by=by, at=at)
        return earlier
    secret = new_secret()
    invitation = Invitation(
        token_hash=digest(secret),
        email=address,
        name=clean_line(name),
        role=role,
        practice_id=practice_id,
        cohort_id=cohort_id,
        sent_at=at,
        times_sent=1,
        expires_at=_expiry(at),
        invited_by_id=by.person_id,
    )
    db.session.add(invitation)
    db.session.flush()
    _record("invited a person", invitation, by=by, at=at)
    _mail(invitation, secret, by=by, at=at)
    return invitation


def resend(invitation: Invitation, *, by: Actor, at: dt.datetime) -> None:
    """Send a new link; the earlier one stops working. Also for an invitation that ran out."""
    _refuse_unless_open(invitation, at)
    secret = new_secret()
    invitation.token_hash = digest(secret)
    invitation.sent_at = at
    invitation.times_sent += 1
    invitation.expires_at = _expiry(at)
    _record("sent an invitation again", invitation, by=by, at=at)
    _mail(invitation, secret, by=by, at=at)


def revoke(invitation: Invitation, *, by: Actor, at: dt.datetime) -> None:
    """Take an invitation back; its link stops working."""
    _refuse_unless_open(invitation, at)
    invitation.revoked_at = at
    _record("took an invitation back", invitation, by=by, at=at)


def accept(invitation: Invitation, person: Person, *, at: dt.datetime) -> None:
    """Let `person` take the offered role: only by an open account of the invited address.

    Raises `Refused` when the link is spent or is meant for another address.
    """
    if state_of(invitation, at) is not InvitationState.PENDING:
        raise Refused(SPENT)
    if person.email != invitation.email:
        raise Refused(OTHER_ADDRESS)
    actor = Actor(person_id=person.id, name=person.name)
    place = {"practice_id": invitation.practice_id, "cohort_id": invitation.cohort_id}
    if queries.active_grant(person.id, invitation.role, **place) is None:
        people.add_grant(person, invitation.role, **place, by=actor, at=at)
        people.end_sessions_for_role(person, at=at)
    invitation.accepted_at = at
    invitation.accepted_by_id = person.id
    _record("accepted an invitation", invitation, by=actor, at=at)


def accept_with_new_account(
    invitation: Invitation, *, name: str, password_hash: str, at: dt.datetime
) -> Person:
    """Make the account of the invited address, and take the role with it."""
    if state_of(invitation, at) is not InvitationState.PENDING:
        raise Refused(SPENT)
    person = people.create_person(
        email=invitation.email,
        name=name,
        password_hash=password_hash,
        by=Actor(name=clean_line(name)),
        at=at,
    )
    db.session.flush()
    accept(invitation, person, at=at)
    return person


def decline(invitation: Invitation, person: Person | None, *, reason: str, at: dt.datetime) -> None:
    """Say no to the offered role, and tell whoever made the offer; nobody needs an account.

    Raises `Refused` when the link is spent or is meant for another address.
    """
    if state_of(invitation, at) is not InvitationState.PENDING:
        raise Refused(SPENT)
    if person is not None and person.email != invitation.email:
        raise Refused(OTHER_ADDRESS)
    if person is None:
        actor = Actor(name=_called(invitation))
    else:
        actor = Actor(person_id=person.id, name=person.name)
    invitation.declined_at = at
    invitation.decline_reason = clean_line(reason) or None
    _record("declined an invitation", invitation, by=actor, at=at, reason=invitation.decline_reason)
    _tell_inviter(invitation, at=at)


def empty(
    practice_id: int, *, roles: Collection[Role], even_open: bool, at: dt.datetime
) -> tuple[int, ...]:
    """Take names and addresses out of the invitations to these roles of a practice.

    That they were made, and what became of them, stays. `even_open`: also of what still waits
    for an answer, which is taken back. Gives their ids.
    """
    emptied = []
    for one in queries.invitations_to(practice_id, roles):
        stands = state_of(one, at)
        if stands is InvitationState.PENDING and not even_open:
            continue
        if stands in OPEN:
            one.revoked_at = at
        one.email, one.name = "", ""
        one.decline_reason = None
        emptied.append(one.id)
    db.session.flush()
    return tuple(emptied)


def _expiry(at: dt.datetime) -> dt.datetime:
    return at + dt.timedelta(days=setting("INVITATION_DAYS"))


def _refuse_unless_open(invitation: Invitation, at: dt.datetime) -> None:
    if state_of(invitation, at) not in OPEN:
        raise NotPossibleNow("This invitation was accepted, declined or taken back already.")


def _called(invitation: Invitation) -> str:
    return invitation.name or invitation.email


def _record(
    verb: str, invitation: Invitation, *, by: Actor, at: dt.datetime, reason: str | None = None
) -> None:
    record(
        verb,
        invitation,
        by=by,
        at=at,
        name=_called(invitation),
        practice_id=invitation.practice_id,
        after={
            "email": invitation.email,
            "role": invitation.role,
            "cohort_id": invitation.cohort_id,
            "times_sent": invitation.times_sent,
        },
        reason=reason,
    )


def _aim(invitation: Invitation) -> str:
    """What an invitation to an application is for, before the name of the program."""
    if invitation.role not in APPLICANT_ROLES:
        return ""
    names = queries.practice_names([invitation.practice_id or 0]).values()
    return f"work on the application of {', '.join(names)} for "


def _mail(invitation: Invitation, secret: str, *, by: Actor, at: dt.datetime) -> None:
    queue(
        "invitation",
        key=f"invitation:{invitation.id}:{invitation.times_sent}",
        to=invitation.email,
        subject="Your invitation to CYSHCN Cares 2",
        body=(
            f"Hello{' ' + invitation.name if invitation.name else ''},\n\n"
            f"{by.name} invites you to {_aim(invitation)}CYSHCN Cares 2, the portal for better "
            "care of children with special health care needs in Mississippi.\n\n"
            "Open this link to join:\n{link}\n\n"
            f"The link works once, until {moment(invitation.expires_at)}. "
            "If you did not expect this mail, you can leave it unanswered.\n"
        ),
        at=at,
        link=full_address(f"/invitations/{secret}"),
    )


def _tell_inviter(invitation: Invitation, *, at: dt.datetime) -> None:
    """Mail the answer to whoever made the offer, while that account is open."""
    if invitation.invited_by_id is None:
        return
    inviter = queries.person(invitation.invited_by_id)
    if inviter.closed_at is not None:
        return
    queue(
        "invitation declined",
        key=f"invitation declined:{invitation.id}",
        to=inviter.email,
        subject="Your invitation was declined",
        body=(
            f"Hello {inviter.name},\n\n"
            f"{_called(invitation)} ({invitation.email}) declined your invitation to "
            f"{_aim(invitation)}CYSHCN Cares 2.\n\n"
            "Sign in to read more in the list of people, or to invite somebody else:\n{link}\n"
        ),
        at=at,
        link=full_address("/"),
    )
