"""Running the portal: start, health, demonstration data, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

COMPRESSED = (
    "text/html",
    "text/css",
    "text/csv",
    "text/calendar",
    "application/json",
    "application/javascript",
    "image/svg+xml",
)


def init_app(app: Flask) -> None:
    from flask_compress import Compress
    from flask_migrate import Migrate

    from app.core.db import db
    from app.operations import (
        cli,
        commands,
        hosts,
        logs,
        models,  # noqa: F401  # its table belongs to the schema
        readiness,
        schema,
    )

    # Each page's form token has its own salt (core.csrf), so compressing tells nothing about it.
    app.config["COMPRESS_MIMETYPES"] = list(COMPRESSED)
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    Compress(app)
    Migrate(app, db, directory=str(schema.FOLDER))
    logs.init_app(app)
    hosts.init_app(app)
    readiness.init_app(app)
    app.cli.add_command(cli.demo)
    app.cli.add_command(cli.administrator)
    if not app.config["TESTING"]:
        commands.guard(app)
