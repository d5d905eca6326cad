"""What waits for me, per role; made of other features' queries, without tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.home.views import bp, surround

    app.register_blueprint(bp)
    app.before_request(surround)
