"""What anyone may read: the program, the call for applications, help for families, contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.public import models  # noqa: F401  # its tables belong to the schema
    from app.public.views import bp

    app.register_blueprint(bp)
