"""Who holds which role where, now and over time, for the features that count people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.accounts.models import Person, RoleGrant
from app.core.db import db
from app.policy.table import Role

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Held:
    """One role that somebody with an open account holds now."""

    person_id: int
    name: str
    email: str
    last_sign_in_at: dt.datetime | None
    role: Role
    practice_id: int | None
    cohort_id: int | None


def held(roles: Collection[Role]) -> tuple[Held, ...]:
    """Everybody who holds one of these roles now, by name: one statement."""
    rows = db.session.execute(
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.last_sign_in_at,
            RoleGrant.role,
            RoleGrant.practice_id,
            RoleGrant.cohort_id,
        )
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None), Person.closed_at.is_(None))
        .order_by(func.lower(Person.name), Person.id, RoleGrant.id)
    )
    return tuple(Held(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class HeldFor:
    """One role that somebody held from one time on, until another (None: still)."""

    person_id: int
    role: Role
    practice_id: int | None
    since: dt.datetime
    until: dt.datetime | None


def held_over_time(roles: Collection[Role]) -> tuple[HeldFor, ...]:
    """Who ever held one of these roles, closed accounts too: one statement."""
    rows = db.session.execute(
        select(
            RoleGrant.person_id,
            RoleGrant.role,
            RoleGrant.practice_id,
            RoleGrant.granted_at,
            RoleGrant.ended_at,
        )
        .where(RoleGrant.role.in_(roles))
        .order_by(RoleGrant.id)
    )
    return tuple(HeldFor(*row) for row in rows)
