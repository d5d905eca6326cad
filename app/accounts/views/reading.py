"""Reading before a slow thing, without keeping those who write waiting."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.core.db import db, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def reading() -> Iterator[None]:
    """A transaction that takes no write lock on SQLite, and is over at the end of the block.

    Otherwise the first statement of a POST takes the lock, and keeps it while a password
    is hashed.
    """
    with transaction():
        if not db.session().in_transaction():
            db.session.connection(execution_options={"writes": False})
        yield
