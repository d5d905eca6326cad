"""`python -m app.operations.serve [--demo]`: migrate, load the demo cohort, serve.

HOST and PORT choose where. Slow clients wait in the server's buffers, not in its threads.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
from typing import TYPE_CHECKING, Any, NoReturn

from waitress import create_server

from app.operations import checks, logs, schema, start
from app.operations.demo import accounts, load
from config import MEGABYTE, BadSetting, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Flask

THREADS = 8
CONNECTIONS = 400
WAITING = 1024
IDLE_SECONDS = 30
LARGEST_PORT = 65_535
LARGEST_BODY = 32 * MEGABYTE
"""Beyond this the server hangs up; below it the portal refuses with a page of its own."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the portal, or say in one line why not and end with status 2."""
    parser = argparse.ArgumentParser(prog="python -m app.operations.serve", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="with the demo cohort")
    wanted = parser.parse_args(arguments)
    try:
        serve(environment(os.environ, demo=wanted.demo))
    except BadSetting as problem:
        start.refuse(problem)


def environment(given: Mapping[str, str], *, demo: bool) -> dict[str, str]:
    """The settings to start with: those given, completed for a demonstration."""
    settings = {"HOST": "127.0.0.1", "PORT": "8000", **given}
    if demo:
        settings |= {"PORTAL_MODE": "demo", "WORKER_THREAD": "yes"}
        settings.setdefault("BASE_URL", f"http://localhost:{settings['PORT']}")
    return settings


def serve(settings: Mapping[str, str]) -> None:
    """Serve until SIGTERM or Ctrl-C; raises `BadSetting`."""
    place = reserved(settings)
    app = prepared(settings)
    server = listening(app, place)
    worker = start.begin(app)
    signal.signal(signal.SIGTERM, _end)
    print(welcome(app), flush=True)
    try:
        server.run()
    finally:
        server.close()
        if worker is not None:
            worker.stop()


def prepared(settings: Mapping[str, str]) -> Flask:
    """The portal with its database migrated and, in a demonstration, filled."""
    app = start.portal(settings)
    is_demo = app.config["MODE"] is Mode.DEMO
    logs.configure(level=logging.WARNING if is_demo else logging.INFO)
    with app.app_context():
        checks.check_start()
        schema.upgrade()
        checks.check_start()
        if is_demo and load.is_needed():
            print("Loading the demo cohort ...", flush=True)
            load.fill()
    return app


def reserved(settings: Mapping[str, str]) -> socket.socket:
    """The place where visitors come in, taken before anything is made ready.

    Raises `BadSetting` when it cannot be had. Whoever comes early waits.
    """
    host, port = settings["HOST"], settings["PORT"]
    if not port.isdecimal() or int(port) > LARGEST_PORT:
        raise BadSetting(f"PORT must be a number up to {LARGEST_PORT}, not {port!r}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, int(port)), family=family, backlog=WAITING)
    except OSError as problem:
        is_demo = settings.get("PORTAL_MODE") == Mode.DEMO
        example = f", for example: PORT={int(port) + 1} make run" if is_demo else " with PORT."
        raise BadSetting(
            f"{host}:{port} is taken or not ours ({problem.strerror}). Choose another one{example}"
        ) from problem


def listening(app: Flask, place: socket.socket) -> Any:
    """The server at its place."""
    return create_server(
        app,
        sockets=[place],
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=5,
        asyncore_use_poll=True,
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=not app.config["TRUSTED_PROXIES"],
        ident=None,
    )


def welcome(app: Flask) -> str:
    """What to do now that the portal runs: its address, and in a demonstration the accounts."""
    lines = ["", f"  The portal is ready:  {app.config['BASE_URL']}", ""]
    if app.config["MODE"] is Mode.DEMO:
        lines += [
            accounts.as_table(),
            "",
            "  Stop with Ctrl-C. Put the data back: .venv/bin/flask demo reset",
        ]
    return "\n".join(lines)


def _end(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
