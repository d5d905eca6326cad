"""PDSA cycles and the ramps they form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.improvement import models  # noqa: F401  # its tables belong to the schema
    from app.improvement.views import bp

    app.register_blueprint(bp)
