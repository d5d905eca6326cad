"""Small foundations that every feature may use and that know no feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.core import (
        assets,
        clock,
        converters,
        csrf,
        dates,
        db,
        forms,
        headers,
        health,
        pages,
        query_guard,
        testing,
    )

    for part in (
        clock,
        converters,
        db,
        headers,
        csrf,
        forms,
        dates,
        pages,
        health,
        query_guard,
        assets,
    ):
        part.init_app(app)
    if app.config["TESTING"]:
        testing.init_app(app)
