"""Run the migrations: always alone, always in one transaction, on both databases."""

from __future__ import annotations

from alembic import context

from app.core.db import db
from app.operations.schema import alone, settings_of_alembic


def run() -> None:
    """Use the connection of whoever holds the lock already, else take the lock."""
    held = context.config.attributes.get("connection")
    if held is not None:
        context.configure(connection=held, **settings_of_alembic())
        context.run_migrations()
        return
    with alone(db.engine) as connection:
        context.configure(connection=connection, **settings_of_alembic())
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need the database: they look before they change.")
run()
