"""Every SELECT of this feature."""

from __future__ import annotations

from sqlalchemy import select, text

from app.core.db import db
from app.core.model import Model
from app.operations.models import Installation


def installation() -> Installation | None:
    """What the database was made for; None while nobody has said so."""
    return db.session.get(Installation, 1)


def pragma(name: str) -> str:
    """A setting of an SQLite connection as the portal's connections have it."""
    return str(db.session.scalar(text(f"PRAGMA {name}")))


def is_without_people() -> bool:
    """Whether nobody has an account."""
    people = Model.metadata.tables["person"]
    return db.session.scalar(select(people.c.id).limit(1)) is None
