"""Starting the portal: for commands, for servers, and saying clearly why it cannot start."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from app import create_app
from app.operations import checks, logs, readiness
from app.operations.schema import SchemaState
from app.outbox.worker import WorkerThread
from config import BadSetting, Config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

log = logging.getLogger(__name__)

DECIDING = ("PORTAL_MODE", "SECRET_KEY", "DATABASE_URL", "BASE_URL")
BAD_SETTING_STATUS = 2


def portal(environment: Mapping[str, str] | None = None) -> Flask:
    """The portal with the settings of the environment; raises `BadSetting`."""
    given = os.environ if environment is None else environment
    if is_command() and not any(given.get(name) for name in DECIDING):
        print("No settings found: this is the demonstration of `make run`.", file=sys.stderr)
        given = {**given, "PORTAL_MODE": "demo"}
    config = Config.from_environment(given)
    checks.check_roles(config)
    return create_app(config)


def is_command() -> bool:
    """Whether a `flask ...` command has asked for the portal, rather than a server."""
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true"


def begin(app: Flask) -> WorkerThread | None:
    """Make `app` ready to serve; gives the worker thread when the settings want one.

    With migrations pending it starts only to say so. Raises `BadSetting`.
    """
    with app.app_context():
        state = checks.check_start()
    if state is not SchemaState.CURRENT:
        log.error(
            "migrations are pending: run .venv/bin/flask db upgrade; until then pages answer 503"
        )
        readiness.hold_until_migrated(app)
    if not app.config["WORKER_THREAD"]:
        return None
    worker = WorkerThread(app)
    worker.start()
    return worker


def serving() -> Flask:
    """What a production server imports: the portal, checked and begun, with JSON logs."""
    try:
        app = portal()
        if not is_command():
            logs.configure()
            begin(app)
    except BadSetting as problem:
        refuse(problem)
    return app


def refuse(problem: BadSetting) -> NoReturn:
    """Say in one line what to change, and end."""
    print(f"The portal cannot start. {problem}", file=sys.stderr)
    raise SystemExit(BAD_SETTING_STATUS)
