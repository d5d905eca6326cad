"""The roster in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.presenters import Offer, last_seen, offer
from app.core.clock import central
from app.core.dates import moment, short_day

if TYPE_CHECKING:
    from app.accounts.models import Invitation, RoleGrant
    from app.accounts.queries import RosterEntry


@dataclass(frozen=True, slots=True)
class Member:
    """One person on the team."""

    person_id: int
    name: str
    initials: str
    email: str
    grants: tuple[RoleGrant, ...]
    last_seen: str


def members(roster: Iterable[RosterEntry]) -> tuple[Member, ...]:
    """The people of a team, by name."""
    return tuple(
        Member(
            entry.person_id,
            entry.name,
            entry.initials,
            entry.email,
            entry.roles,
            last_seen(entry),
        )
        for entry in roster
    )


def offers(invitations: Iterable[Invitation], at: dt.datetime) -> tuple[Offer, ...]:
    """The invitations that wait, have run out or were declined, the latest first."""
    return tuple(
        offer(one, at, role=one.role.capitalize(), sent=moment(one.sent_at), until=_until(one))
        for one in invitations
    )


def _until(one: Invitation) -> str:
    if one.declined_at is not None:
        return f"on {short_day(central(one.declined_at))}"
    return f"until {moment(one.expires_at)}"
