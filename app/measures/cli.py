"""`flask measures load`: put the standard library into the database."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.clock import now
from app.core.db import transaction
from app.measures.services import library
from app.policy import SYSTEM

measures = AppGroup("measures", help="The measure library.")


@measures.command("load")
def load_command() -> None:
    """Add missing measures, and a version to those whose definition changed."""
    with transaction():
        loaded = library.load_standard(by=SYSTEM, at=now())
    click.echo(f"{loaded.added} measures added, {loaded.revised} definitions changed.")
