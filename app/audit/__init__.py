"""Append-only events: who did what to what, when, before, after, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.audit import models  # noqa: F401  # its tables belong to the schema
    from app.audit.views import bp

    app.register_blueprint(bp)
