"""The measure library and what teams report each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.measures.views import bp

    app.register_blueprint(bp)
