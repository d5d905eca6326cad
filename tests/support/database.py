"""One database per test process: made once, emptied after every test.

TEST_DATABASE chooses the kind, `sqlite` (default) or `postgresql`. The tests themselves never ask
which one they run on.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from app.core.db import db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Engine

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_number = itertools.count(1)


class Database(Protocol):
    """An empty place for rows, with a way back to empty."""

    url: str

    def prepare(self, make_tables: Callable[[], None]) -> None:
        """Let `make_tables` make the schema, and remember it as the empty state."""

    def empty(self, engines: Iterable[Engine]) -> None:
        """Forget every row; `engines` are those that may hold connections."""

    def drop(self) -> None:
        """Remove the database itself."""


def kind() -> str:
    """The kind of database this run is for."""
    chosen = os.environ.get("TEST_DATABASE", SQLITE)
    if chosen not in {SQLITE, POSTGRESQL}:
        raise ValueError(f"TEST_DATABASE must be {SQLITE} or {POSTGRESQL}, not {chosen!r}")
    return chosen


def blank() -> Database:
    """A new database without any table."""
    name = f"portal_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}_{next(_number)}"
    return PostgresDatabase(name) if kind() == POSTGRESQL else SqliteDatabase(name)


@contextmanager
def look() -> Iterator[Any]:
    """Read what a running server has written, and let go at once, so that it can write again.

    with look() as session:
        assert session.get(Person, 1).name == "Ana Whitfield"
    """
    db.session.rollback()
    yield db.session
    db.session.rollback()


class SqliteDatabase:
    """A file in memory where the system has such a place; emptied by copying the first state."""

    def __init__(self, name: str) -> None:
        memory = Path("/dev/shm")  # noqa: S108  # the folder made in it is private
        place = memory if os.access(memory, os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix=f"{name}_", dir=place))
        self.file = self.folder / "test.sqlite3"
        self.first_state = self.folder / "empty.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def prepare(self, make_tables: Callable[[], None]) -> None:
        make_tables()
        engine = create_engine(self.url)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        shutil.copyfile(self.file, self.first_state)

    def empty(self, engines: Iterable[Engine]) -> None:
        for engine in engines:
            engine.dispose()
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{self.file}{ending}").unlink()
        shutil.copyfile(self.first_state, self.file)

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresDatabase:
    """A database of its own on the server; emptied by one batch of statements."""

    def __init__(self, name: str) -> None:
        server = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql+psycopg")
        self.name = name
        self._server = server
        self.url = server.set(database=name).render_as_string(hide_password=False)
        self._order(f'CREATE DATABASE "{name}"')
        self._engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self._forget = ""

    def prepare(self, make_tables: Callable[[], None]) -> None:
        make_tables()
        with self._engine.connect() as connection:
            tables = _names(connection, "SELECT tablename FROM pg_tables WHERE schemaname='public'")
            counters = _names(
                connection, "SELECT sequencename FROM pg_sequences WHERE schemaname='public'"
            )
            self._forget = self._batch(connection, tables, counters)

    def empty(self, engines: Iterable[Engine]) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(self._forget)

    def drop(self) -> None:
        self._engine.dispose()
        self._order(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _order(self, statement: str) -> None:
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    @staticmethod
    def _batch(connection: Any, tables: list[str], counters: list[str]) -> str:
        """Empty all tables in one round trip, past the triggers that refuse to forget.

        Deleting from a few small tables is far quicker than truncating all of them.
        """
        deletions = "".join(f'DELETE FROM "{t}";' for t in tables)  # noqa: S608  # own tables
        restarts = "".join(f"PERFORM setval('\"{counter}\"', 1, false);" for counter in counters)
        again = f"DO $$ BEGIN {restarts} END $$;" if restarts else ""
        try:
            connection.exec_driver_sql("SET session_replication_role = replica; RESET ALL;")
        except ProgrammingError:  # not a superuser: an owner may still silence own triggers
            quiet = "".join(f'ALTER TABLE "{table}" DISABLE TRIGGER USER;' for table in tables)
            loud = "".join(f'ALTER TABLE "{table}" ENABLE TRIGGER USER;' for table in tables)
            every = ", ".join(f'"{table}"' for table in tables)
            return f"{quiet} TRUNCATE {every} RESTART IDENTITY CASCADE; {loud}"
        return (
            "SET lock_timeout = '10s'; SET session_replication_role = replica;"
            f"{deletions} SET session_replication_role = DEFAULT; {again}"
        )


def _names(connection: Any, query: str) -> list[str]:
    return [row[0] for row in connection.execute(text(query + " ORDER BY 1"))]
