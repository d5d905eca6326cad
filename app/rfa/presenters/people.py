"""Who works on an application, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.presenters import Offer, last_seen, offer
from app.accounts.services import state_of
from app.core.clock import central
from app.core.dates import moment, short_day
from app.policy import Role

if TYPE_CHECKING:
    from app.accounts.models import Invitation
    from app.accounts.queries import RosterEntry


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the application."""

    person_id: int
    name: str
    initials: str
    email: str
    roles: str
    last_seen: str


def role_words(role: Role) -> str:
    """
    >>> role_words(Role.APPLICATION_SIGNER)
    'signer'
    """
    return role.value.removeprefix("application ")


def roles_words(roles: Iterable[Role]) -> str:
    """
    >>> roles_words([Role.APPLICATION_LEAD, Role.APPLICATION_SIGNER])
    'Lead, signer'
    """
    words = ", ".join(role_words(role) for role in roles)
    return words[:1].upper() + words[1:]


def members(roster: Iterable[RosterEntry]) -> tuple[Member, ...]:
    """The people of an application, by name."""
    return tuple(
        Member(
            entry.person_id,
            entry.name,
            entry.initials,
            entry.email,
            roles_words(given.role for given in entry.roles),
            last_seen(entry),
        )
        for entry in roster
    )


def offers(invitations: Iterable[Invitation], at: dt.datetime) -> tuple[Offer, ...]:
    """The invitations that wait, have run out or were declined, the latest first."""
    return tuple(
        offer(one, at, role=roles_words([one.role]), sent=_sent(one), until=_until(one, at))
        for one in invitations
    )


def _until(one: Invitation, at: dt.datetime) -> str:
    if one.declined_at is not None:
        return f"on {short_day(central(one.declined_at))}"
    waits = state_of(one, at).value == "pending"
    return ("until " if waits else "since ") + moment(one.expires_at)


def _sent(one: Invitation) -> str:
    day = short_day(central(one.sent_at))
    return f"Sent {day}" if one.times_sent == 1 else f"Sent {one.times_sent} times, last {day}"
