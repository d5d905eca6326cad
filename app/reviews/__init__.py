"""Reviews: conflicts of interest, who reviews what, scores, discussion and consensus."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.core.parts import add_part
    from app.outbox.worker import add_duty
    from app.reviews import models  # noqa: F401  # its tables belong to the schema
    from app.reviews.services.emptying import KEEPER
    from app.reviews.services.reminders import remind
    from app.reviews.views import bp
    from app.rfa.queries.retention import PARTS

    app.register_blueprint(bp)
    add_part(app, PARTS, KEEPER)
    add_duty(app, remind)
