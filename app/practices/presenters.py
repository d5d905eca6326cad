"""The roster in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.services import state_of
from app.core.clock import central
from app.core.dates import moment, short_day

if TYPE_CHECKING:
    from app.accounts.models import Invitation, RoleGrant
    from app.accounts.queries import RosterEntry

_STATE_TAGS = {"pending": "due", "expired": "bad"}


@dataclass(frozen=True, slots=True)
class Member:
    """One person on the team."""

    person_id: int
    name: str
    initials: str
    email: str
    grants: tuple[RoleGrant, ...]
    last_seen: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One invitation that nobody has accepted yet, or that was declined."""

    id: int
    name: str
    email: str
    role: str
    state: str
    tag: str
    sent: str
    until: str
    reason: str
    is_declined: bool


def members(roster: Iterable[RosterEntry]) -> tuple[Member, ...]:
    """The people of a team, by name."""
    return tuple(
        Member(
            entry.person_id,
            entry.name,
            entry.initials,
            entry.email,
            entry.roles,
            short_day(central(entry.last_sign_in_at)) if entry.last_sign_in_at else "Not yet",
        )
        for entry in roster
    )


def offers(invitations: Iterable[Invitation], at: dt.datetime) -> tuple[Offer, ...]:
    """The invitations that wait, have run out or were declined, the latest first."""
    return tuple(
        Offer(
            one.id,
            one.name,
            one.email,
            one.role.capitalize(),
            state_of(one, at),
            _STATE_TAGS.get(state_of(one, at), "grey"),
            moment(one.sent_at),
            _until(one),
            one.decline_reason or "",
            one.declined_at is not None,
        )
        for one in invitations
    )


def _until(one: Invitation) -> str:
    if one.declined_at is not None:
        return f"on {short_day(central(one.declined_at))}"
    return f"until {moment(one.expires_at)}"
