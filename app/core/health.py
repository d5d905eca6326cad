"""Is the portal alive, and is it ready? Two addresses for whoever watches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Flask, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.db import db

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

bp = Blueprint("core", __name__)


def init_app(app: Flask) -> None:
    app.extensions["readiness"] = {"database": _database}
    app.register_blueprint(bp)


def add_check(app: Flask, name: str, check: Callable[[], str | None]) -> None:
    """Let a feature say what it needs to be ready: None when fine, else what is wrong."""
    app.extensions["readiness"][name] = check


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Alive: the process answers; needs no database."""
    return jsonify(status="alive")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Ready: database, migrations, disk and worker are as they should be."""
    troubles = {}
    for name, check in current_app.extensions["readiness"].items():
        try:
            trouble = check()
        except (SQLAlchemyError, PoolTimeout, OSError) as problem:
            trouble = type(problem).__name__
        troubles[name] = trouble or "ready"
        if trouble and name == "database":
            break
    ready = all(word == "ready" for word in troubles.values())
    return jsonify(status="ready" if ready else "not ready", checks=troubles), 200 if ready else 503


def _database() -> str | None:
    db.session.execute(text("SELECT 1"))
    return None
