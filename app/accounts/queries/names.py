"""Names of people, for the lists and pages of the features above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.accounts.models import Person, RoleGrant
from app.core.db import db

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, ScalarSelect

    from app.policy.table import Role


def names_of(person_ids: Collection[int | None]) -> dict[int, str]:
    """The names of these people by id; asks nothing when there are none."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    if not wanted:
        return {}
    found = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {person_id: name for person_id, name in found}


def holders(roles: Collection[Role]) -> dict[int, str]:
    """Everybody with an open account who holds one of these roles, by name: name by id."""
    found = db.session.execute(
        select(Person.id, Person.name)
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
    return {person_id: name for person_id, name in found}


def holder_at(practice_id: ColumnElement[int] | Any, role: Role) -> ScalarSelect[str | None]:
    """Part of a statement: the name of who holds `role` at the practice of a column.

    The first by name when there are several, nothing when there is nobody.
    """
    return (
        select(func.min(Person.name))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.practice_id == practice_id,
            RoleGrant.role == role,
            RoleGrant.ended_at.is_(None),
            Person.closed_at.is_(None),
        )
        .scalar_subquery()
    )
