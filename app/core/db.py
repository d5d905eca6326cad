"""The database session, how its connections behave, and the one place that commits."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DDL, Engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core.errors import Conflict
from app.core.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask import Flask
    from sqlalchemy import Connection, FromClause

BUSY_SECONDS = 5
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CLASH = "Someone else saved this at the same moment. Look at what is there now, then try again."

db = SQLAlchemy(metadata=Model.metadata, session_options={"expire_on_commit": False})


def init_app(app: Flask) -> None:
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)


def engine_options(url: str) -> dict[str, Any]:
    """How connections are made: fail within seconds when the database is away, then recover."""
    if url.startswith("sqlite"):
        return {"hide_parameters": True, "connect_args": {"timeout": BUSY_SECONDS}} | (
            {} if _in_memory(url) else {"pool_size": 20, "max_overflow": 20}
        )
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 10,
        "pool_timeout": 2,
        "connect_args": {
            "connect_timeout": 2,
            "options": "-c lock_timeout=5s -c statement_timeout=20s -c timezone=UTC",
        },
    }


def is_sqlite(bind: Engine | Connection | None = None) -> bool:
    """Whether `bind`, else the portal's database, is SQLite; everything else is PostgreSQL."""
    return (bind or db.engine).dialect.name == "sqlite"


def with_statements(table: FromClause, *, sqlite: Sequence[str], postgresql: Sequence[str]) -> None:
    """Give these orders once `table` is made: each database in its own words."""
    for dialect, statements in (("sqlite", sqlite), ("postgresql", postgresql)):
        for statement in statements:
            order = DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
                statement.replace("%", "%%")
            )
            event.listen(table, "after_create", order.execute_if(dialect=dialect))


def _in_memory(url: str) -> bool:
    return url == "sqlite://" or ":memory:" in url


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Durable (WAL with a sync at every commit), checked (foreign keys), patient (5 s)."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers take the write lock first, so that a read followed by a write cannot fail."""
    if not is_sqlite(connection):
        return
    only_reads = has_request_context() and request.method in SAFE_METHODS
    writes = connection.get_execution_options().get("writes", not only_reads)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """Commit everything done inside, or nothing at all.

    What the database refuses because somebody else was faster becomes a `Conflict`.
    """
    try:
        yield
        db.session.commit()
    except (StaleDataError, IntegrityError) as clash:
        db.session.rollback()
        raise Conflict(CLASH) from clash
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def reading() -> Iterator[None]:
    """A transaction that takes no write lock on SQLite, and is over at the end of the block.

    Otherwise the first statement of a POST takes the lock, and keeps it from those who
    write while a password is hashed, or from a second connection of the same request.
    """
    with transaction():
        if not db.session().in_transaction():
            db.session.connection(execution_options={"writes": False})
        yield


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes although the request only reads, such as the note of a look.

    What was read before is over: on SQLite the lock for writing is taken first, because a
    transaction that began to read may not be able to write.
    """
    db.session.commit()
    with transaction():
        db.session.connection(execution_options={"writes": True})
        yield
