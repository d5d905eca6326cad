"""From data points to run charts, their words, and what people decide about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.charts import models  # noqa: F401  # its tables belong to the schema
    from app.charts.views import bp

    app.register_blueprint(bp)
