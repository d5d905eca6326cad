"""Reading what was decided about applications, told or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.awards.models import Decision
from app.core.db import db
from app.rfa.queries import telling


def decision_of(application_id: int, *, locked: bool = False) -> Decision | None:
    """What was decided about an application, if anything was."""
    statement = select(Decision).where(Decision.application_id == application_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def is_any_told(round_id: int) -> bool:
    """Whether anybody of a round was told."""
    found = of_applications(telling.ids_in(round_id))
    return any(one.released_at is not None for one in found.values())


def of_applications(
    application_ids: Collection[int], *, locked: bool = False
) -> Mapping[int, Decision]:
    """The decisions about these applications, by application: one statement."""
    statement = select(Decision).where(Decision.application_id.in_(application_ids))
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return {row.application_id: row for row in db.session.scalars(statement)}
