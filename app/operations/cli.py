"""Commands for operators: the demonstration, and the first administrator."""

from __future__ import annotations

import json

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from wtforms import Form

from app.accounts import services as accounts
from app.accounts.forms import InviteForm
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Refused
from app.core.text import clean_line
from app.operations.demo import accounts as demo_accounts
from app.operations.demo import load
from app.outbox import queries as outbox
from app.policy import SYSTEM, Role
from config import BadSetting, Mode

demo = AppGroup("demo", help="The demonstration: its accounts, its data.")


class Invited(Form):
    """An administrator as the pages would take one."""

    email = InviteForm.email
    name = InviteForm.name


administrator = AppGroup("administrator", help="People who run the portal.")


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def accounts_command(as_json: bool) -> None:
    """Print the accounts of the demonstration."""
    if current_app.config["MODE"] is Mode.PRODUCTION:
        raise click.ClickException("There are no demo accounts in production.")
    if as_json:
        click.echo(json.dumps(demo_accounts.as_list(), indent=2))
    else:
        click.echo(demo_accounts.as_table(everyone=True))


@demo.command("load")
def load_command() -> None:
    """Load the demo cohort into an empty database."""
    if not load.is_needed():
        raise click.ClickException("The database is not empty. Use: .venv/bin/flask demo reset")
    _fill()
    click.echo("The demo cohort is loaded.")


@demo.command("reset")
def reset_command() -> None:
    """Put the demo data back exactly, also while the server runs; everybody is signed out."""
    _fill()
    click.echo("The demo data is as it was at the start.")


def _fill() -> None:
    try:
        load.fill()
    except BadSetting as problem:
        raise click.ClickException(str(problem)) from problem


@administrator.command("create")
@click.argument("email")
@click.argument("name")
@with_appcontext
def create_command(email: str, name: str) -> None:
    """Invite an administrator: by mail, and by an address that is printed once."""
    asked = Invited(data={"email": clean_line(email), "name": clean_line(name)})
    if not asked.validate():
        raise click.ClickException(
            "\n".join(str(e) for errors in asked.errors.values() for e in errors)
        )
    try:
        with transaction():
            invitation = accounts.invite(**asked.data, role=Role.ADMINISTRATOR, by=SYSTEM, at=now())
            link = outbox.newest_link_to(invitation.email)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(
        f"{invitation.name} is invited. The mail is in the outbox; "
        f"this is the address in it:\n{link}"
    )
