"""The charter of a team: what it wants to improve, for whom, with whom, and where it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.charter import models  # noqa: F401  # its tables belong to the schema
    from app.charter.views import bp

    app.register_blueprint(bp)
