"""The boards that were frozen for meetings."""

from __future__ import annotations

from sqlalchemy import select

from app.awards.models import BoardSnapshot
from app.core.db import db
from app.core.errors import Missing


def snapshots(round_id: int) -> tuple[BoardSnapshot, ...]:
    """The frozen boards of a round, the latest first."""
    return tuple(
        db.session.scalars(
            select(BoardSnapshot)
            .where(BoardSnapshot.round_id == round_id)
            .order_by(BoardSnapshot.id.desc())
        )
    )


def snapshot(round_id: int, snapshot_id: int) -> BoardSnapshot:
    """One of them; raises `Missing`, also when it is of another round."""
    found = db.session.scalar(
        select(BoardSnapshot).where(
            BoardSnapshot.id == snapshot_id, BoardSnapshot.round_id == round_id
        )
    )
    if found is None:
        raise Missing(str(snapshot_id))
    return found
