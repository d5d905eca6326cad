"""Events: learning sessions, calls, office hours, the congress; who came, and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.events import models  # noqa: F401  # its tables belong to the schema
    from app.events.services.evaluations import ask
    from app.events.services.reminders import remind
    from app.events.views import bp
    from app.outbox.worker import add_duty

    app.register_blueprint(bp)
    add_duty(app, remind)
    add_duty(app, ask)
