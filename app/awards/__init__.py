"""Awards: the ranking board, decisions, letters, their release, appeals, and the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.awards import models  # noqa: F401  # its tables belong to the schema
    from app.awards.cli import awards
    from app.awards.services.emptying import KEEPER
    from app.awards.services.release import is_due, release_due
    from app.awards.views import bp
    from app.core.parts import add_part
    from app.outbox.worker import add_duty
    from app.rfa.queries.retention import PARTS

    app.register_blueprint(bp)
    add_part(app, PARTS, KEEPER)
    app.cli.add_command(awards)
    add_duty(app, release_due, when=is_due)
