"""Which hosts get an answer: probes may call a machine by its address, visitors may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from werkzeug.exceptions import SecurityError

from app.core.pages import error_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask
    from flask.typing import ResponseReturnValue

HEALTH = frozenset({"/healthz", "/readyz"})
"""Nothing private is in these two, and no address."""
HEADING = "The portal has another address"
ADVICE = "Open {address} instead. For operators: further names belong into EXTRA_HOSTS."


def init_app(app: Flask) -> None:
    # how WSGI middleware is put in
    app.wsgi_app = _with_health_at_any_host(app)  # type: ignore[method-assign, assignment]
    app.register_error_handler(SecurityError, _wrong_host)


def _with_health_at_any_host(app: Flask) -> WSGIApplication:
    inner = app.wsgi_app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in HEALTH:
            environ = {**environ, "HTTP_HOST": app.config["TRUSTED_HOSTS"][0]}
        return inner(environ, start_response)

    return answer


def _wrong_host(_error: SecurityError) -> ResponseReturnValue:
    advice = ADVICE.format(address=current_app.config["BASE_URL"])
    return error_page(400, advice, heading_words=HEADING)
