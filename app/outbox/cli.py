"""`flask worker`: the outbox worker as a process of its own."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core.db import reading
from app.outbox import queries, worker
from app.outbox.models import MailState

if TYPE_CHECKING:
    from types import FrameType

    from flask import Flask


@click.command("worker")
@click.option("--once", is_flag=True, help="Do and send what is due now, then end.")
@with_appcontext
def worker_command(once: bool) -> None:
    """Write reminders that are due and send the mails that wait, until SIGTERM or Ctrl-C."""
    if once:
        _run_once()
        return
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    _warn_without_server()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's own way
    worker.run(app, stop)


def _warn_without_server() -> None:
    if not current_app.config["SMTP_URL"]:
        click.echo("SMTP_URL is not set: mails stay queued until it is.", err=True)


def _run_once() -> None:
    """Say what was done and what waits; status 1 when a try failed, so that cron reports it."""
    _warn_without_server()
    done = worker.run_once()
    with reading():
        waiting = queries.counts()[MailState.QUEUED]
    words = {0: "", 1: " 1 mail waits."}.get(waiting, f" {waiting} mails wait.")
    click.echo(f"Sent {done.sent} mails.{words}")
    if done.failed:
        raise SystemExit(1)
