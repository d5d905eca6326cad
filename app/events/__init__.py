"""Events: learning sessions, calls, office hours, the congress; who came, and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.events import models  # noqa: F401  # its tables belong to the schema
    from app.events.views import bp

    app.register_blueprint(bp)
