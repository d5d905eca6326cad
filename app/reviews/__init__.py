"""Reviews: conflicts of interest, who reviews what, scores, discussion and consensus."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.outbox.worker import add_duty
    from app.reviews import models  # noqa: F401  # its tables belong to the schema
    from app.reviews.services.reminders import remind
    from app.reviews.views import bp

    app.register_blueprint(bp)
    add_duty(app, remind)
