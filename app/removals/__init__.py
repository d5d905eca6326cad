"""Taking words out that name a patient, wherever they stand, with a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.removals import models  # noqa: F401  # its table belongs to the schema
    from app.removals.views import bp

    app.register_blueprint(bp)
