"""Every SELECT of this feature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, inspect, select, text, type_coerce

from app.core.db import db
from app.core.model import Model, Sealed, WrongKey, unsealed
from app.operations.models import Installation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute


def installation() -> Installation | None:
    """What the database was made for; None while nobody has said so."""
    return db.session.get(Installation, 1)


def is_demonstration() -> bool | None:
    """Whether the database holds made-up data; None while nobody has said so.

    Schemas of every age can be asked.
    """
    return db.session.scalar(select(Installation.is_demo))


def does_probe_open() -> bool:
    """Whether the key of the settings opens the probe; an older schema has none to open."""
    columns = inspect(db.session.connection()).get_columns(Installation.__tablename__)
    if all(column["name"] != Installation.key_probe.key for column in columns):
        return True
    return all(map(_is_opened, _sealed(Installation.key_probe)))


def does_key_open() -> bool:
    """Whether the key of the settings opens the probe.

    A database that has no probe yet is opened when any one of its sealed texts is, or there
    are none.
    """
    found = _sealed(Installation.key_probe) or [
        sealed
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
        for sealed in _sealed(column)
    ]
    return not found or any(map(_is_opened, found))


def _sealed(column: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Sequence[bytes]:
    """What stands in a sealed column, as it is stored."""
    stored = type_coerce(column, LargeBinary)
    return db.session.scalars(select(stored).where(column.is_not(None))).all()


def _is_opened(sealed: bytes) -> bool:
    try:
        unsealed(sealed)
    except WrongKey:
        return False
    return True


def pragma(name: str) -> str:
    """A setting of an SQLite connection as the portal's connections have it."""
    return str(db.session.scalar(text(f"PRAGMA {name}")))


def is_without_people() -> bool:
    """Whether nobody has an account."""
    people = Model.metadata.tables["person"]
    return db.session.scalar(select(people.c.id).limit(1)) is None
