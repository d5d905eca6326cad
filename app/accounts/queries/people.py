"""Reading people, their roles and the roster of a team."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select

from app.accounts.domain.names import initials
from app.accounts.models import (
    Person,
    RoleGrant,
)
from app.core.db import db
from app.core.errors import Missing
from app.core.paging import Pages
from app.policy.table import TEAM_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

PAGE_SIZE = 25
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person of a team, with the roles held there now."""

    person_id: int
    name: str
    email: str
    roles: tuple[RoleGrant, ...]
    last_sign_in_at: dt.datetime | None

    @property
    def initials(self) -> str:
        """The letters of the avatar."""
        return initials(self.name)


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One row of the list of people."""

    person: Person
    grants: tuple[RoleGrant, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list of people; `number` counts from 1."""

    entries: tuple[PersonEntry, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return Pages(self.total, PAGE_SIZE).count


def person(person_id: int) -> Person:
    """One person; raises `Missing`."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise Missing
    return found


def locked_person(person_id: int) -> Person:
    """One person, fresh, and locked until the transaction ends."""
    return db.session.execute(
        select(Person)
        .where(Person.id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.lower()))


def grant(grant_id: int) -> RoleGrant:
    """One grant that is in force; raises `Missing`."""
    found = db.session.scalar(
        select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.ended_at.is_(None))
    )
    if found is None:
        raise Missing
    return found


def grants_of(person_id: int) -> tuple[RoleGrant, ...]:
    """The roles in force of one person."""
    return _grants([person_id]).get(person_id, ())


def grants_of_all(person_ids: Sequence[int]) -> dict[int, tuple[RoleGrant, ...]]:
    """The roles in force of several people, by person; absent when there are none."""
    return _grants(person_ids)


def active_grant(
    person_id: int, role: Role, practice_id: int | None, cohort_id: int | None
) -> RoleGrant | None:
    """The grant of that very role at that very place, when in force."""
    return db.session.scalar(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == role,
            RoleGrant.practice_id == practice_id
            if practice_id is not None
            else RoleGrant.practice_id.is_(None),
            RoleGrant.cohort_id == cohort_id
            if cohort_id is not None
            else RoleGrant.cohort_id.is_(None),
            RoleGrant.ended_at.is_(None),
        )
    )


def locked_administrators() -> set[int]:
    """The people with open accounts who are administrators now, locked for the deed."""
    return set(
        db.session.scalars(
            select(RoleGrant.person_id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(
                RoleGrant.role == Role.ADMINISTRATOR,
                RoleGrant.ended_at.is_(None),
                Person.closed_at.is_(None),
            )
            .order_by(RoleGrant.id)
            .with_for_update()
        )
    )


_ROSTER = (
    select(Person, RoleGrant)
    .join(RoleGrant, RoleGrant.person_id == Person.id)
    .where(
        RoleGrant.practice_id == bindparam("practice_id"),
        RoleGrant.role.in_(bindparam("roles", expanding=True)),
        RoleGrant.ended_at.is_(None),
        Person.closed_at.is_(None),
    )
    .order_by(func.lower(Person.name), Person.id, RoleGrant.id)
)
"""Put together once: that takes as long as asking."""


def roster(practice_id: int, among: Collection[Role] = TEAM_ROLES) -> list[RosterEntry]:
    """The people of a practice by name, each with the roles in force there: one statement.

    `among` are the roles that count: those of the team, or those of the application.
    """
    rows = db.session.execute(_ROSTER, {"practice_id": practice_id, "roles": list(among)}).all()
    roles: dict[int, list[RoleGrant]] = {}
    for someone, given in rows:
        roles.setdefault(someone.id, []).append(given)
    people = {someone.id: someone for someone, _ in rows}
    return [
        RosterEntry(p.id, p.name, p.email, tuple(roles[p.id]), p.last_sign_in_at)
        for p in people.values()
    ]


def people(*, search: str = "", role: Role | None = None, page: int = 1) -> PeoplePage:
    """One page of everyone with an account, by name: at most three statements."""
    found = select(Person)
    if search:
        pattern = "%" + _literal(search.lower()[:LONGEST_SEARCH]) + "%"
        found = found.where(
            or_(
                func.lower(Person.name).like(pattern, escape="\\"),
                Person.email.like(pattern, escape="\\"),
            )
        )
    if role is not None:
        holders = select(RoleGrant.person_id).where(
            RoleGrant.role == role, RoleGrant.ended_at.is_(None)
        )
        found = found.where(Person.id.in_(holders))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = Pages(total, PAGE_SIZE, page)
    rows = db.session.scalars(
        found.order_by(func.lower(Person.name), Person.id).limit(PAGE_SIZE).offset(pages.offset)
    ).all()
    grants = _grants([row.id for row in rows])
    entries = tuple(PersonEntry(row, grants.get(row.id, ())) for row in rows)
    return PeoplePage(entries, pages.number, total)


def _literal(text: str) -> str:
    """Text whose signs mean themselves in LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _grants(person_ids: Sequence[int]) -> dict[int, tuple[RoleGrant, ...]]:
    rows = db.session.scalars(
        select(RoleGrant)
        .where(RoleGrant.person_id.in_(person_ids), RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id)
    )
    by_person: dict[int, tuple[RoleGrant, ...]] = {}
    for row in rows:
        by_person[row.person_id] = (*by_person.get(row.person_id, ()), row)
    return by_person
