"""All rows of a database, taken out of one and put into another in a single transaction.

This is how `flask demo reset` puts the demonstration back exactly, while the server runs:
the data is built aside, and the exchange itself takes a moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, text

from app.audit import models as audit
from app.core.db import db, is_sqlite
from app.core.model import Model
from app.removals import models as removals

if TYPE_CHECKING:
    from sqlalchemy import Table

Rows = dict[str, list[dict[str, Any]]]
GUARDED = ("audit_event", "removed_words")
"""The tables whose rows the database keeps from being changed."""


def tables() -> list[Table]:
    """Every table, those that are referred to first."""
    return list(Model.metadata.sorted_tables)


def everything() -> Rows:
    """Every row of the database, by table."""
    return {
        table.name: [
            dict(row) for row in db.session.execute(select(table).order_by(table.c.id)).mappings()
        ]
        for table in tables()
    }


def replace_everything(rows: Rows) -> None:
    """Forget all rows and write `rows` in their place, counters of ids included."""
    forget_everything()
    for table in tables():
        if rows[table.name]:
            db.session.execute(insert(table), rows[table.name])
    if not is_sqlite():
        _set_counters()
    db.session.expire_all()


def forget_everything() -> None:
    """Empty every table, both trails too: only here, only for made-up data."""
    if not is_sqlite():
        _truncate()
        return
    for guarded in GUARDED:
        for verb in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER {guarded}_no_{verb}"))
    for table in reversed(tables()):
        db.session.execute(table.delete())
    for order in (*audit.SQLITE_TRIGGERS, *removals.SQLITE_TRIGGERS):
        db.session.execute(text(order))


def _truncate() -> None:
    names = ", ".join(f'"{table.name}"' for table in tables())
    for order in (
        *(f"ALTER TABLE {guarded} DISABLE TRIGGER USER" for guarded in GUARDED),
        f"TRUNCATE {names} RESTART IDENTITY",
        *(f"ALTER TABLE {guarded} ENABLE TRIGGER USER" for guarded in GUARDED),
    ):
        db.session.execute(text(order))


def _set_counters() -> None:
    for table in tables():
        newest = db.session.scalar(select(func.max(table.c.id)))
        if newest is not None:
            counter = func.pg_get_serial_sequence(table.name, "id")
            db.session.execute(select(func.setval(counter, newest)))
