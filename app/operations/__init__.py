"""Running the portal: start, health, demonstration data, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.operations import models  # noqa: F401  # its tables belong to the schema
    from app.operations.views import bp

    app.register_blueprint(bp)
