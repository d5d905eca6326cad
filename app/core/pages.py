"""What every page shares: its frame, its words for errors, and text that is never lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, jsonify, render_template, request
from sqlalchemy.exc import DBAPIError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.core.csrf import FIELD
from app.core.db import db
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.core.text import clean
from config import Mode

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

log = logging.getLogger(__name__)

PAGES = {400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503}
TECHNICAL = {FIELD, "seen_version", "go", "next"}
NOT_FOUND = 404
KEEPING = {400, 403, NOT_FOUND, 409, 429}
"""What was typed comes back here: the page may have gone, or the right to it, while typing."""
RETRY_SECONDS = "30"
DEMO_BANNER = "Demonstration. Every clinic, person and number is made up."


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the main navigation; rare ones stand together under “More”."""

    key: str
    label: str
    href: str
    icon: str
    count: int = 0
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What a feature fills in around the page for the person who is signed in.

    `around_place`: the navigation leads around the place that the address names.
    """

    person: Any = None
    navigation: tuple[NavigationItem, ...] = ()
    place_name: str = "A care coordination learning collaborative"
    idle_seconds: int = 0
    around_place: bool = False


def init_app(app: Flask) -> None:
    app.context_processor(_around_every_page)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Missing, _missing)
    app.register_error_handler(NoResultFound, _missing)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(NotPossibleNow, _conflict)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(Exception, _broken)


def frame(filled: Frame) -> None:
    """Set what surrounds the page of this request."""
    g.frame = filled


def _around_every_page() -> dict[str, Any]:
    filled: Frame = g.get("frame") or Frame()
    return {
        "person": filled.person,
        "navigation": filled.navigation,
        "place_name": filled.place_name,
        "idle_seconds": filled.idle_seconds,
        "banner": DEMO_BANNER if current_app.config["MODE"] is Mode.DEMO else None,
        "help_phone": current_app.config["HELP_PHONE"],
        "help_email": current_app.config["HELP_EMAIL"],
        "footer_links": current_app.extensions.get("footer_links", ()),
    }


def wants_json() -> bool:
    """Whether a script of ours asked, rather than a person who reads a page."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def kept_text() -> dict[str, str]:
    """What was typed into the form of this request, to give it back.

    Secrets stay out, and so does what the page itself put into the form.
    """
    return {
        name: clean(value)
        for name, value in request.form.items(multi=True)
        if not _is_technical(name)
        and "password" not in name
        and "code" not in name
        and value.strip()
    }


def _is_technical(name: str) -> bool:
    """Whether a field of that name carries what the page put there, nothing that was typed."""
    return name in TECHNICAL or name.startswith("_")


def error_page(status: int, message: str | None = None, **context: Any) -> ResponseReturnValue:
    """A page (or, to a script, a JSON object) that says what happened and what to do next."""
    if wants_json():
        return jsonify(error=message or str(status), status=status), status
    if status == NOT_FOUND:
        _forget_unseen_place()
    template = f"errors/{status}.html" if status in PAGES else "errors/error.html"
    labels = g.get("labels", {})
    page = render_template(template, status=status, message=message, labels=labels, **context)
    return page, status


def _forget_unseen_place() -> None:
    """Lead nowhere into a place that is hidden or not there: both look the same."""
    filled: Frame | None = g.get("frame")
    if filled is not None and filled.around_place and not g.get("sees_place"):
        frame(replace(filled, navigation=()))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    kept = kept_text() if status in KEEPING else {}
    reply = current_app.make_response(error_page(status, kept=kept))
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            reply.headers[name] = value
    return reply


def _missing(_error: Exception) -> ResponseReturnValue:
    return error_page(NOT_FOUND, kept=kept_text())


def _conflict(error: Refused) -> ResponseReturnValue:
    heading = None if isinstance(error, Conflict) else "That is not possible now"
    return error_page(409, error.message, kept=kept_text(), heading_words=heading)


def _database_away(error: DBAPIError | PoolTimeout) -> ResponseReturnValue:
    """The database is away, full, locked or slow: say so, and give back what was typed."""
    log.error("the database did not answer: %s", type(error).__name__, exc_info=error)
    _forget_session()
    reply = current_app.make_response(error_page(503, kept=kept_text()))
    reply.headers["Retry-After"] = RETRY_SECONDS
    return reply


def _broken(error: Exception) -> ResponseReturnValue:
    if current_app.config["TESTING"]:
        raise error
    log.error("unexpected error on %s", request.path, exc_info=error)
    _forget_session()
    return error_page(500, kept=kept_text())


def _forget_session() -> None:
    try:
        db.session.rollback()
    except DBAPIError:
        db.session.remove()
