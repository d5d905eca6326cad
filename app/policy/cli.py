"""`flask policy`: the policy for those who check the portal from outside."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.policy import document


@click.command("policy")
@click.option("--json", "as_json", is_flag=True, help="Every route with methods, action and roles.")
@click.option("--write", type=click.Path(dir_okay=False), help="Write the table to this file.")
@with_appcontext
def policy_command(as_json: bool, write: str | None) -> None:
    """Print who may do what."""
    if as_json:
        click.echo(json.dumps(document.routes(current_app), indent=2))
    elif write:
        Path(write).write_text(document.markdown(), encoding="utf-8")
        click.echo(f"Wrote {write}")
    else:
        click.echo(document.markdown())
