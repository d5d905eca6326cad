"""`flask awards release`: tell the decisions whose time has come."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.awards.services import release
from app.core.clock import now
from app.core.db import transaction

awards = AppGroup("awards", help="Decisions and awards.")


@awards.command("release")
def release_command() -> None:
    """Tell all decisions of each round whose confirmed release is due; again tells nothing."""
    with transaction():
        count = release.release_due(at=now())
    click.echo("1 decision was told." if count == 1 else f"{count} decisions were told.")
