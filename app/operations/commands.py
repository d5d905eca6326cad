"""Commands look at the database before they touch it, as the portal does at its start."""

from __future__ import annotations

from copy import copy
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from flask.cli import with_appcontext

from app.operations import checks
from config import BadSetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

MIGRATIONS = "db "
UPGRADE = "db upgrade"
UNCHECKED = {"demo accounts", "policy"}
"""Commands that need no database."""
REPLACING = {"demo load", "demo reset"}
"""Commands that put everything anew, whatever key sealed what is there; they ask for themselves
whether they may."""


class NotReady(click.ClickException):
    """The command must not run on this database."""

    exit_code = 2


def guard(app: Flask) -> None:
    """Let every command of the portal look first, and `db upgrade`; others of Flask stay."""
    for name, command in list(app.cli.commands.items()):
        app.cli.add_command(_guarded(command, name), name)


def _guarded(command: click.Command, path: str) -> click.Command:
    """A copy that looks first: the command itself serves all portals of this process."""
    guarded = copy(command)
    if isinstance(guarded, click.Group):
        inner = {name: _guarded(c, f"{path} {name}") for name, c in guarded.commands.items()}
        guarded.commands = inner
    elif guarded.callback is not None and (check := _check_of(path)) is not None:
        guarded.callback = _checked(guarded.callback, check)
    return guarded


def _check_of(path: str) -> Callable[[], None] | None:
    """How the command of that name looks at the database first; None: not at all."""
    if path == UPGRADE:
        return checks.check_before_migrating
    if path in UNCHECKED or path.startswith(MIGRATIONS):
        return None
    return checks.check_tables if path in REPLACING else checks.check_command


def _checked(callback: Callable[..., Any], check: Callable[[], None]) -> Callable[..., Any]:
    @with_appcontext
    @wraps(callback)
    def checked(*given: Any, **named: Any) -> Any:
        try:
            check()
        except BadSetting as problem:
            raise NotReady(str(problem)) from problem
        return callback(*given, **named)

    return checked
