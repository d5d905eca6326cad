"""The way for a test in a browser to set the clock; exists in testing mode only."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, current_app, request

from app.core.clock import now

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("testing", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.put("/testing/clock")
def set_clock() -> ResponseReturnValue:
    """Hold the clock at the ISO instant (with offset) in the body's `now`."""
    current_app.extensions["clock"].set(dt.datetime.fromisoformat(request.get_json()["now"]))
    return {"now": now().isoformat()}
