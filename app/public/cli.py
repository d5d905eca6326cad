"""`flask public load`: put the standard contacts into the database."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.clock import now
from app.core.db import transaction
from app.policy import SYSTEM
from app.public import services

public = AppGroup("public", help="The public pages.")


@public.command("load")
def load_command() -> None:
    """Add the standard contacts that are not in the directory yet."""
    with transaction():
        added = services.load_standard(by=SYSTEM, at=now())
    click.echo(f"{added} contacts added.")
