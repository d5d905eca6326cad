"""Running the portal: start, health, demonstration data, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from flask_migrate import Migrate

    from app.core.db import db
    from app.operations import models, schema  # noqa: F401  # its tables belong to the schema
    from app.operations.views import bp

    app.register_blueprint(bp)
    Migrate(app, db, directory=str(schema.FOLDER))
