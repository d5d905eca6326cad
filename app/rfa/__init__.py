"""The Request for Application: rounds, forms as data, and the applications of practices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.core.parts import add_part
    from app.outbox.worker import add_duty
    from app.rfa import models  # noqa: F401  # its tables belong to the schema
    from app.rfa.cli import files
    from app.rfa.queries.retention import PARTS
    from app.rfa.services.emptying import KEEPER
    from app.rfa.services.reminders import remind
    from app.rfa.services.retention import forget_left_files
    from app.rfa.views import bp

    app.register_blueprint(bp)
    add_part(app, PARTS, KEEPER)
    app.cli.add_command(files)
    add_duty(app, remind)
    add_duty(app, forget_left_files)
