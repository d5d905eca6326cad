"""What must hold before the portal serves anyone; what does not is said in one clear line."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy.exc import DBAPIError

from app.core.clock import now
from app.core.db import is_sqlite, reading, transaction
from app.core.errors import Conflict
from app.operations import queries, schema, services
from app.operations.schema import SchemaState
from app.policy import Role
from config import BadSetting, Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config import Config

WRONG_KEY = (
    "This database was sealed with another key. Set DATA_KEY to what it was, or, when there was "
    "none, to what SECRET_KEY was. In a demonstration you can run: .venv/bin/flask demo reset"
)
NO_TABLES = "The tables are missing or old. Run: .venv/bin/flask db upgrade"
SAFE_SQLITE = {"foreign_keys": "1", "journal_mode": "wal", "synchronous": "2"}
"""Checked references, readers beside a writer, and a sync before every acknowledgement."""


def check_roles(config: Config) -> None:
    """A role that nobody has would let those who were meant in without a second step."""
    known = [str(role) for role in Role]
    for word in config.SECOND_FACTOR_ROLES:
        if word not in known:
            raise BadSetting(
                f"SECOND_FACTOR_ROLES names {word!r}, which is no role. Roles: {', '.join(known)}."
            )


def check_start() -> SchemaState:
    """Look at the database before the first request; gives how old its schema is.

    Raises `BadSetting` when the portal must not run on it: it does not answer, it is
    newer than this version, it would lose what it acknowledged, it is meant for something
    else (the demonstration, or real work), or was sealed with another key.
    """
    with _answering():
        state = schema.current_state()
        _check_age(state)
        if state is SchemaState.CURRENT:
            check_durable()
            check_purpose()
            check_key()
        elif state is SchemaState.BEHIND:
            check_older()
    return state


def check_before_migrating() -> None:
    """Look at the database before it is migrated, and write nothing; raises `BadSetting`."""
    with _answering():
        state = schema.current_state()
        _check_age(state)
        if state is not SchemaState.EMPTY:
            check_older()


def check_command() -> None:
    """The same before a command; one that finds no tables, or old ones, cannot do its work."""
    if check_start() is not SchemaState.CURRENT:
        raise BadSetting(NO_TABLES)


def check_tables() -> None:
    """Whether the tables are there and the newest; raises `BadSetting`."""
    with _answering():
        state = schema.current_state()
    _check_age(state)
    if state is not SchemaState.CURRENT:
        raise BadSetting(NO_TABLES)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except DBAPIError as problem:
        words = " ".join(str(problem.orig or problem).split())
        raise BadSetting(
            f"The database does not answer ({words}). Check DATABASE_URL."
        ) from problem


def _check_age(state: SchemaState) -> None:
    if state is SchemaState.NEWER:
        raise BadSetting(
            "The database was made by a newer version of the portal. Install that version, or "
            f"restore a backup made with this one (schema {schema.head()})."
        )


def check_durable() -> None:
    """SQLite only: what was acknowledged survives a loss of power."""
    if not is_sqlite():
        return
    with transaction():
        wrong = [
            f"{name}={found}"
            for name, wanted in SAFE_SQLITE.items()
            if (found := queries.pragma(name).lower()) != wanted
        ]
    if wrong:
        raise BadSetting(
            f"SQLite does not work safely here ({', '.join(wrong)}). Put the database on a "
            "local disk, or use PostgreSQL."
        )


def check_purpose() -> None:
    """The demonstration never touches real data, and real work never starts on made-up data."""
    if current_app.config["MODE"] is Mode.TESTING:
        return
    is_demo = current_app.config["MODE"] is Mode.DEMO
    with suppress(Conflict), transaction():  # another process may say so at the same moment
        services.found(is_demo=is_demo, at=now())
    with transaction():
        _check_purpose(queries.is_demonstration(), is_demo=is_demo)


def check_older() -> None:
    """What a schema of any age can be asked: what it is for, and whether the key opens it.

    A demonstration that another key sealed is migrated, and then made anew.
    """
    mode = current_app.config["MODE"]
    with reading():
        if mode is not Mode.TESTING:
            _check_purpose(queries.is_demonstration(), is_demo=mode is Mode.DEMO)
        if mode is not Mode.DEMO and not queries.does_probe_open():
            raise BadSetting(WRONG_KEY)


def check_key() -> None:
    """The key is the one that the database was begun with: another one opens nothing in it."""
    with transaction():
        if not queries.does_key_open():
            raise BadSetting(WRONG_KEY)
        services.keep_probe()


def _check_purpose(found: bool | None, *, is_demo: bool) -> None:
    """`found`: what the database is for; None fits everything, because nobody has said so."""
    if found is True and not is_demo:
        raise BadSetting(
            "This database holds demonstration data. Set DATABASE_URL to a database of its own."
        )
    if found is False and is_demo:
        raise BadSetting(
            "This database holds real data, and the demonstration would be mixed into it. "
            "Set DATABASE_URL to another one."
        )
