"""Cohorts and their calendar, and who is enrolled in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.collaborative import models  # noqa: F401  # its tables belong to the schema
    from app.collaborative.views import bp

    app.register_blueprint(bp)
