"""The schema of the database: how old it is, and bringing it up to date, one at a time."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, text

from app.core.db import db, is_sqlite
from app.core.model import Model, Sealed, UtcDateTime
from config import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)

FOLDER = ROOT / "migrations"
LOCK_NUMBER = 22_737
"""What processes that migrate agree on at a PostgreSQL server: CARES on a telephone."""
PATIENCE_SECONDS = 120
WORDS_INDEX = ("curriculum_search_fts", "ix_curriculum_search_stems", "search_vector")
"""What `app.curriculum.models.searching` makes beside its table."""


class SchemaState(StrEnum):
    """How the database compares with this version of the portal."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"


@cache
def head() -> str:
    """The newest migration that this version of the portal has; read from the files once."""
    return str(_scripts().get_current_head())


def state(connection: Connection) -> SchemaState:
    """Compare the database with the migrations that we have."""
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        return SchemaState.EMPTY
    if found == head():
        return SchemaState.CURRENT
    return SchemaState.BEHIND if found in _known() else SchemaState.NEWER


@cache
def _known() -> frozenset[str]:
    """Every migration that this version of the portal has."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def current_state() -> SchemaState:
    """The same for the portal's own database."""
    with db.engine.connect().execution_options(writes=False) as connection:
        return state(connection)


def upgrade() -> SchemaState:
    """Bring the portal's database to the newest schema; gives what it was before.

    When another process is at it, waits and then finds nothing left to do. A newer
    schema is left alone.
    """
    with alone(db.engine) as connection:
        before = state(connection)
        if before in {SchemaState.EMPTY, SchemaState.BEHIND}:
            log.info("migrating the database from %s to %s", before, head())
            configuration = _configuration()
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
    return before


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that only one process at a time can have.

    On PostgreSQL a lock by number, on SQLite the write lock of the file. Foreign keys
    rest on SQLite, where changing a table means rebuilding it, and are checked at the end.
    """
    with engine.connect() as connection:
        if is_sqlite(connection):
            _driver(connection, f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
            _driver(connection, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not is_sqlite(connection):
                    _take_lock(connection)
                yield connection
                if is_sqlite(connection):
                    _check_foreign_keys(connection)
        finally:
            # The connection is not used again: its patience and its rest end with it.
            connection.invalidate()


def _take_lock(connection: Connection) -> None:
    for order in (
        f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'",
        "SET LOCAL statement_timeout = 0",
    ):
        connection.execute(text(order))
    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})


def _driver(connection: Connection, order: str) -> None:
    """Give an order before the transaction begins: inside it, SQLite would not listen."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(order).close()


def _check_foreign_keys(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        raise RuntimeError(f"the migration would leave rows without what they refer to: {tables}")


def settings_of_alembic() -> dict[str, Any]:
    """How migrations are written and compared, on both databases alike."""
    return {
        "target_metadata": Model.metadata,
        "render_as_batch": True,
        "compare_type": True,
        "transactional_ddl": True,
        "render_item": _render,
        "include_name": _is_compared,
    }


def _is_compared(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether models speak of it: the index of words is made by hand on both databases."""
    return kind not in {"table", "index", "column"} or not (name or "").startswith(WORDS_INDEX)


def _render(kind: str, item: Any, context: Any) -> str | bool:
    """Write our own column types as what they are in the database: old migrations stay true."""
    if kind != "type":
        return False
    match item:
        case UtcDateTime():
            return "sa.DateTime()"
        case Sealed():
            return "sa.LargeBinary()"
        case JSON():
            context.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
            return 'sa.JSON().with_variant(JSONB(), "postgresql")'
        case _:
            return False


def _configuration() -> AlembicConfig:
    configuration = AlembicConfig(str(FOLDER / "alembic.ini"))
    configuration.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return configuration


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_configuration())
