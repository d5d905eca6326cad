"""Mails written in the transaction of the deed, delivered after it by a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.outbox import models  # noqa: F401  # its tables belong to the schema
    from app.outbox.cli import worker_command
    from app.outbox.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(worker_command)
