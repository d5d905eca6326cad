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


class HealthAtAnyHost:
    """Before the portal looks at the host, it names its own to those who ask for its health."""

    def __init__(self, inner: WSGIApplication, host: str) -> None:
        self._inner, self._host = inner, host

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in HEALTH:
            environ = {**environ, "HTTP_HOST": self._host}
        return self._inner(environ, start_response)


def init_app(app: Flask) -> None:
    app.wsgi_app = HealthAtAnyHost(  # type: ignore[method-assign]  # how WSGI middleware is put in
        app.wsgi_app, app.config["TRUSTED_HOSTS"][0]
    )
    app.register_error_handler(SecurityError, _wrong_host)


def _wrong_host(_error: SecurityError) -> ResponseReturnValue:
    advice = ADVICE.format(address=current_app.config["BASE_URL"])
    return error_page(400, advice, heading_words=HEADING)
