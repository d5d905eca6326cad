"""Awards: the ranking board, decisions, letters, their release, appeals, and the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.awards import models  # noqa: F401  # its tables belong to the schema
    from app.awards.cli import awards
    from app.awards.services.release import is_due, release_due
    from app.awards.views import bp
    from app.outbox.worker import add_duty

    app.register_blueprint(bp)
    app.cli.add_command(awards)
    add_duty(app, release_due, when=is_due)
