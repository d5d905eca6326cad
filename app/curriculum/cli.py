"""`flask curriculum`: put the shipped curriculum into the database, and write what is searched."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.clock import now
from app.core.db import transaction
from app.curriculum.services import loading, searching
from app.policy import SYSTEM

curriculum = AppGroup("curriculum", help="The curriculum.")


@curriculum.command("load")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def load_command(dry_run: bool) -> None:
    """Add missing modules, and bring those up to date that nobody edited here."""
    tracks, modules = loading.standard()
    with transaction():
        if dry_run:
            steps = loading.plan(modules)
        else:
            steps = loading.load(tracks, modules, by=SYSTEM, at=now())
    for step in steps:
        one = step.module
        click.echo(f"{one.code:>2}  {one.facts.title}: {step.outcome}")
    lessons = sum(len(step.module.lessons) for step in steps)
    click.echo(f"{len(steps)} modules, {lessons} lessons{'; nothing was done' * dry_run}.")


@curriculum.command("index")
def index_command() -> None:
    """Write anew what a search looks through."""
    with transaction():
        count = searching.index_all()
    click.echo(f"{count} approved versions can be searched.")
