"""Where reviewers stand towards applications: declared ties, statements, and where they work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.queries import places
from app.core.db import db
from app.reviews.domain import conflicts
from app.reviews.domain.kinds import Standing, TieKind
from app.reviews.models import ConflictStatement
from app.reviews.queries import statements
from app.rfa.queries import sent

if TYPE_CHECKING:
    from app.rfa.queries.sent import Home


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a reviewer stands towards one application, and on what that rests.

    `said` is the last statement, `tie` the kind of tie that was declared to the practice, and
    `works_there` whether the reviewer works, or once worked, for it.
    """

    standing: Standing
    said: ConflictStatement | None = None
    tie: TieKind | None = None
    works_there: bool = False


UNASKED = Stand(Standing.UNASKED)
Pair = tuple[int, int]
"""An application and a reviewer, by id."""


def stands(application_ids: Collection[int], person_ids: Collection[int]) -> Mapping[Pair, Stand]:
    """Where each of these people stands towards each of these applications: four statements.

    Pairs about which nothing is known are left out: they are `UNASKED`.
    """
    return stands_at(sent.homes(application_ids), person_ids)


def stands_at(homes: Mapping[int, Home], person_ids: Collection[int]) -> Mapping[Pair, Stand]:
    """The same when it is known where each of the applications belongs: three statements."""
    said = _said(homes, person_ids)
    ties = _ties(person_ids)
    workers = places.work_ties(person_ids)
    found: dict[Pair, Stand] = {}
    for application_id, home in homes.items():
        for person_id in person_ids:
            words = said.get((application_id, person_id), ())
            tie = ties.get((home.round_id, person_id, home.practice_id))
            works_there = (person_id, home.practice_id) in workers
            if words or tie or works_there:
                standing = conflicts.standing(
                    [one.statement for one in words],
                    works_there=works_there,
                    has_tie=tie is not None,
                )
                last = words[-1] if words else None
                found[application_id, person_id] = Stand(standing, last, tie, works_there)
    return found


def stand(application_id: int, person_id: int) -> Stand:
    """Where one reviewer stands towards one application."""
    return stands([application_id], [person_id]).get((application_id, person_id), UNASKED)


def statements_of(application_id: int) -> tuple[ConflictStatement, ...]:
    """Everything that was said of conflicts with an application, the oldest first."""
    return tuple(
        db.session.scalars(
            select(ConflictStatement)
            .where(ConflictStatement.application_id == application_id)
            .order_by(ConflictStatement.id)
        )
    )


def _said(
    application_ids: Collection[int], person_ids: Collection[int]
) -> dict[Pair, tuple[ConflictStatement, ...]]:
    wanted = {"applications": list(application_ids), "people": list(person_ids)}
    found: dict[Pair, tuple[ConflictStatement, ...]] = {}
    for one in db.session.scalars(statements.SAID, wanted):
        pair = one.application_id, one.person_id
        found[pair] = (*found.get(pair, ()), one)
    return found


def _ties(person_ids: Collection[int]) -> dict[tuple[int, int, int], TieKind]:
    """The declared ties to practices by round, person and practice: last declarations only."""
    rows = db.session.execute(statements.TIES, {"people": list(person_ids)})
    return {
        (round_id, person_id, practice_id): kind
        for round_id, person_id, practice_id, kind in rows
        if practice_id is not None
    }
