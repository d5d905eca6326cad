"""Logs for machines: one JSON object a line, with the request's id, without anything private.

Addresses are logged as their rules (`/invitations/<token:secret>`), never as typed;
bodies, form fields and SQL parameters never reach a line.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

import structlog
from flask import g, request
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.stdlib import ProcessorFormatter

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from flask import Flask, Response

log = logging.getLogger("portal.requests")

_SQL_PARAMETERS = re.compile(r"\[parameters: .*?\](?=\n|$)", re.DOTALL)
_SECRET_PART = re.compile(r"(?<=/)[A-Za-z0-9_-]{20,}(?=(?:\.ics)?(?:[/\s?#'\"]|$))")


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every log line of the process to `stream` (standard error) as JSON."""
    shared: list[Any] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_private_parts,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # It tells with two lines each time that it looked how old the schema is.
    logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)


def without_private_parts(
    _logger: Any, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take the values of SQL statements and the secrets of mailed links out of a line."""
    for name in ("event", "exception"):
        if isinstance(line.get(name), str):
            words = _SQL_PARAMETERS.sub("[parameters hidden]", line[name])
            line[name] = _SECRET_PART.sub("…", words)
    return line


def init_app(app: Flask) -> None:
    """Give each request an id and a line."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.request_began = time.perf_counter()
    clear_contextvars()
    bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if "request_id" in g:
        response.headers["X-Request-ID"] = g.request_id
    if log.isEnabledFor(logging.INFO):
        began = g.get("request_began", time.perf_counter())
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": request.url_rule.rule if request.url_rule else None,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - began) * 1000, 1),
            },
        )
    return response
