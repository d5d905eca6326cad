"""The curriculum: written and checked by staff, learned by teams, proven by certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.curriculum import models  # noqa: F401  # its tables belong to the schema
    from app.curriculum.cli import curriculum
    from app.curriculum.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(curriculum)
