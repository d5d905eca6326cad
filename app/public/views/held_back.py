"""What visitors get who send too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from app.core.pages import error_page, kept_text

if TYPE_CHECKING:
    from flask import Response

    from app.accounts.services.throttle import TooManyTries

WORDS = "There were too many tries from here. Wait 5 minutes, then send it again."


def held_back(too_many: TooManyTries) -> Response:
    """Say to come back later, and give back what was typed."""
    reply = current_app.make_response(error_page(429, WORDS, kept=kept_text()))
    reply.headers["Retry-After"] = str(too_many.seconds)
    return reply
