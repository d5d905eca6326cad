"""The measure library and what teams report each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.measures import models  # noqa: F401  # its tables belong to the schema
    from app.measures.cli import measures
    from app.measures.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(measures)
