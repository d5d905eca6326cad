"""Reading what belongs to an event: files and links."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Missing
from app.events.models import EventMaterial


def materials(event_id: int) -> tuple[EventMaterial, ...]:
    """The files and links of an event, in the order in which they were added."""
    return tuple(
        db.session.scalars(
            select(EventMaterial)
            .where(EventMaterial.event_id == event_id, EventMaterial.removed_at.is_(None))
            .order_by(EventMaterial.id)
        )
    )


def material(event_id: int, material_id: int) -> EventMaterial:
    """One of them; raises `Missing`, also for one that was removed."""
    found = db.session.scalar(
        select(EventMaterial).where(
            EventMaterial.id == material_id,
            EventMaterial.event_id == event_id,
            EventMaterial.removed_at.is_(None),
        )
    )
    if found is None:
        raise Missing(material_id)
    return found


def storage_keys() -> frozenset[str]:
    """The keys of every file that a row names, also of removed ones."""
    return frozenset(
        db.session.scalars(select(EventMaterial.stored_as).where(EventMaterial.stored_as != ""))
    )
