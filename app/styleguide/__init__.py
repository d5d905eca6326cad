"""The components of the design, for staff who extend the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.styleguide.views import bp

    app.register_blueprint(bp)
