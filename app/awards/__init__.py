"""Awards: the ranking board, decisions, letters, their release, appeals, and the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.awards import models  # noqa: F401  # its tables belong to the schema
    from app.awards.views import bp

    app.register_blueprint(bp)
