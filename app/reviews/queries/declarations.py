"""What reviewers declared for a round: the last declaration counts, the earlier ones stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.practices import queries as practices
from app.reviews.models import Declaration


def declarations_of(round_id: int, person_id: int) -> tuple[Declaration, ...]:
    """Everything that one person declared for a round, with the ties; the last one first."""
    return tuple(
        db.session.scalars(
            select(Declaration)
            .where(Declaration.round_id == round_id, Declaration.person_id == person_id)
            .options(selectinload(Declaration.ties))
            .order_by(Declaration.id.desc())
        )
    )


def last_declared(round_id: int) -> dict[int, dt.datetime]:
    """When each person declared last for a round: one statement."""
    rows = db.session.execute(
        select(Declaration.person_id, func.max(Declaration.declared_at))
        .where(Declaration.round_id == round_id)
        .group_by(Declaration.person_id)
    )
    return {person_id: at for person_id, at in rows}


def last_of(
    round_ids: Collection[int], person_ids: Collection[int]
) -> Mapping[tuple[int, int], Declaration]:
    """The last declaration with its ties by (round, person): two statements."""
    latest = (
        select(func.max(Declaration.id))
        .where(Declaration.round_id.in_(round_ids), Declaration.person_id.in_(person_ids))
        .group_by(Declaration.round_id, Declaration.person_id)
    )
    rows = db.session.scalars(
        select(Declaration)
        .where(Declaration.id.in_(latest))
        .options(selectinload(Declaration.ties))
    )
    return {(one.round_id, one.person_id): one for one in rows}


def practices_to_name(also: Collection[int]) -> dict[int, str]:
    """The practices that a tie may lead to, by name: those not closed, and `also` these."""
    found = {
        one.id: one.name
        for statement in (practices.still_open(), practices.with_ids(also))
        for one in db.session.scalars(statement)
    }
    return dict(sorted(found.items(), key=lambda item: (item[1].lower(), item[0])))
