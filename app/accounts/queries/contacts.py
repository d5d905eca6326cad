"""How people are reached, for mails and for finding ties between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.accounts.models import Person, RoleGrant
from app.core.db import db

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.policy.table import Role


@dataclass(frozen=True, slots=True)
class Contact:
    """The name and the address of somebody."""

    name: str
    email: str


def contacts_of(person_ids: Collection[int]) -> dict[int, Contact]:
    """These people by id: one statement."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.email).where(Person.id.in_(person_ids))
    )
    return {person_id: Contact(name, email) for person_id, name, email in found}


def open_contacts_of(person_ids: Collection[int]) -> dict[int, Contact]:
    """Those of these people whose account is open, by id: one statement."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.email).where(
            Person.id.in_(person_ids), Person.closed_at.is_(None)
        )
    )
    return {person_id: Contact(name, email) for person_id, name, email in found}


def contacts_holding(roles: Collection[Role]) -> dict[int, Contact]:
    """Everybody with an open account who holds one of these roles, by name: one statement."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.email)
        .where(
            Person.closed_at.is_(None),
            Person.id.in_(
                select(RoleGrant.person_id).where(
                    RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None)
                )
            ),
        )
        .order_by(func.lower(Person.name), Person.id)
    )
    return {person_id: Contact(name, email) for person_id, name, email in found}


def emails_at(practice_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The addresses of everybody with a role at these practices now: one statement."""
    rows = db.session.execute(
        select(RoleGrant.practice_id, Person.email)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.practice_id.in_(practice_ids), RoleGrant.ended_at.is_(None))
    ).all()
    return {
        practice_id: frozenset(email for at, email in rows if at == practice_id)
        for practice_id in practice_ids
    }


def people_with(emails: Collection[str]) -> dict[str, int]:
    """The people with open accounts at these addresses, by address: one statement."""
    found = db.session.execute(
        select(Person.email, Person.id).where(
            Person.email.in_([email.lower() for email in emails]), Person.closed_at.is_(None)
        )
    )
    return {email: person_id for email, person_id in found}
