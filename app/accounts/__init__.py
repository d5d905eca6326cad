"""People, sign-in, invitations, second factor, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from app.accounts.views import bp, gate

    gate.init_app(app)
    app.register_blueprint(bp)
