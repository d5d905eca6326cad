"""`flask worker`: the outbox worker as a process of its own."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from app.outbox import worker

if TYPE_CHECKING:
    from types import FrameType

    from flask import Flask


@click.command("worker")
@click.option("--once", is_flag=True, help="Do and send what is due now, then end.")
@with_appcontext
def worker_command(once: bool) -> None:
    """Write reminders that are due and send the mails that wait, until SIGTERM or Ctrl-C."""
    if once:
        click.echo(f"Sent {worker.run_once()} mails.")
        return
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    if not current_app.config["SMTP_URL"]:
        click.echo("SMTP_URL is not set: mails stay queued until it is.", err=True)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's own way
    worker.run(app, stop)
