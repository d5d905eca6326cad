"""What `/readyz` asks besides the database: migrations, disk, worker, key."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING

from flask import current_app, request

from app.core.clock import now
from app.core.health import add_check
from app.core.pages import error_page
from app.operations import checks, queries, schema
from app.operations.schema import SchemaState
from app.outbox import presenters
from app.outbox import queries as outbox
from config import BadSetting

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

log = logging.getLogger(__name__)

ENOUGH_DISK = 200 * 1024 * 1024
HEALTH = frozenset({"core.healthz", "core.readyz"})
UPDATING = "The portal is being updated. Please come back in a few minutes."


def init_app(app: Flask) -> None:
    """Add the checks. Tests have no worker and no migrations unless they are about those."""
    if not app.config["TESTING"]:
        add_checks(app)


def add_checks(app: Flask) -> None:
    add_check(app, "migrations", migrations)
    add_check(app, "disk", disk)
    add_check(app, "worker", worker)
    add_check(app, "key", key)


def migrations() -> str | None:
    """What is wrong with the schema; None when it is the newest."""
    match schema.current_state():
        case SchemaState.CURRENT:
            return None
        case SchemaState.NEWER:
            return "the database is newer than this version of the portal"
        case _:
            return "migrations are pending: run .venv/bin/flask db upgrade"


def disk() -> str | None:
    """What is wrong with the disk; None while there is room."""
    free = shutil.disk_usage(current_app.config["DATA_FOLDER"]).free
    if free < ENOUGH_DISK:
        return f"only {free // 2**20} MB are free in DATA_FOLDER"
    return None


def worker() -> str | None:
    """What is wrong with the worker; None while it shows that it lives."""
    return presenters.worker_words(outbox.last_beat(), now())


def key() -> str | None:
    """What is wrong with the key for sealed columns; None while it opens them."""
    if schema.current_state() is not SchemaState.CURRENT:
        return "not known until the migrations are done"
    if not queries.does_key_open():
        return "DATA_KEY is another one than this database was sealed with"
    return None


def _may_begin() -> bool:
    """Whether the portal may run on what the migrations left; what the start could not look at."""
    try:
        checks.check_start()
    except BadSetting as problem:
        log.error("the portal cannot begin: %s", problem)
        return False
    return True


def hold_until_migrated(app: Flask) -> None:
    """Answer every page with 503 until the schema is the newest, before anything reads it."""
    is_current = False

    def hold() -> ResponseReturnValue | None:
        nonlocal is_current
        if is_current or request.endpoint in HEALTH:
            return None
        is_current = migrations() is None and _may_begin()
        return None if is_current else error_page(503, UPDATING)

    app.before_request_funcs.setdefault(None, []).insert(0, hold)
