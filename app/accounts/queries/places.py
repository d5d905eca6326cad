"""The names of the places that roles belong to.

Accounts lie below the features that own practices and cohorts, and roles point to their
rows; so their names are read by the name of the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.accounts.models import RoleGrant
from app.core.db import db
from app.core.model import Model

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.policy.table import Role

_WORK_TIES = select(RoleGrant.person_id, RoleGrant.practice_id).where(
    RoleGrant.person_id.in_(bindparam("people", expanding=True)), RoleGrant.practice_id.is_not(None)
)


def practice_names(ids: Collection[int]) -> dict[int, str]:
    """The names of these practices by id; asks nothing when there are none."""
    table = Model.metadata.tables["practice"]
    query = select(table.c.id, table.c.name).where(table.c.id.in_(ids)).order_by(table.c.id)
    return {number: name for number, name in db.session.execute(query)} if ids else {}


def cohort_names() -> dict[int, str]:
    """All cohorts by id, the latest first: the order in which they are offered."""
    table = Model.metadata.tables["cohort"]
    query = select(table.c.id, table.c.name).order_by(table.c.starts_on.desc(), table.c.id)
    return {number: name for number, name in db.session.execute(query)}


def work_ties(person_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who works, or once worked, for which practice: pairs of person and practice."""
    rows = db.session.execute(_WORK_TIES, {"people": list(person_ids)})
    return frozenset((person, practice) for person, practice in rows if practice is not None)


def staffed(practice_ids: Collection[int], *, roles: Collection[Role]) -> frozenset[int]:
    """Those of these practices where somebody holds one of these roles now."""
    return frozenset(
        practice_id
        for practice_id in db.session.scalars(
            select(RoleGrant.practice_id).where(
                RoleGrant.practice_id.in_(practice_ids),
                RoleGrant.role.in_(roles),
                RoleGrant.ended_at.is_(None),
            )
        )
        if practice_id is not None
    )
