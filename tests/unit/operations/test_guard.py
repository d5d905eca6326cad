"""Commands refuse a database that is not theirs, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from app.core.db import transaction
from app.operations import checks, schema, services
from config import Mode
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from flask import Flask

    from tests.support.database import Database

WRITING = (
    "administrator create ana@example.org Ana",
    "awards release",
    "curriculum index",
    "curriculum load",
    "files sweep",
    "measures load",
    "public load",
    "worker",
    "worker --once",
)


@pytest.fixture
def real(make_app: Callable[..., Flask], blank_database: Database) -> Flask:
    """A portal for real work, whose database has no table."""
    return make_app(
        SQLALCHEMY_DATABASE_URI=blank_database.url,
        MODE=Mode.PRODUCTION,
        TESTING=False,
        SQL_IN_TEMPLATES="warn",
    )


def run(app: Flask, command: str) -> Result:
    return app.test_cli_runner().invoke(args=command.split())


@pytest.mark.parametrize("command", [*WRITING])
def test_a_command_without_tables_says_how_to_make_them(real: Flask, command: str) -> None:
    result = run(real, command)

    assert result.output == (
        "Error: The tables are missing or old. Run: .venv/bin/flask db upgrade\n"
    )
    assert result.exit_code == 2


def test_no_command_works_on_demonstration_data_but_those_that_replace_it(real: Flask) -> None:
    with real.app_context():
        schema.upgrade()
        with transaction():
            services.found(is_demo=True, at=build.NOON)
    for command in WRITING:
        result = run(real, command)
        assert "This database holds demonstration data." in result.output, command
        assert result.exit_code == 2


def test_commands_work_on_their_own_database(real: Flask) -> None:
    with real.app_context():
        schema.upgrade()

    assert run(real, "public load").exit_code == 0
    assert run(real, "worker --once").stdout == "Sent 0 mails.\n"
    with real.app_context():
        checks.check_command()


def test_the_demonstration_needs_tables_too(make_app: Callable[..., Flask], real: Flask) -> None:
    address = real.config["SQLALCHEMY_DATABASE_URI"]
    demo = make_app(SQLALCHEMY_DATABASE_URI=address, MODE=Mode.DEMO, TESTING=False)

    assert "db upgrade" in run(demo, "demo reset").output
    assert run(demo, "demo accounts").exit_code == 0


def commands(app: Flask) -> dict[str, click.Command]:
    """Every command by its full name."""
    found: dict[str, click.Command] = {}
    for name, command in app.cli.commands.items():
        inner = command.commands if isinstance(command, click.Group) else {"": command}
        found |= {f"{name} {more}".strip(): one for more, one in inner.items() if name != "db"}
    return found


def test_migrations_run_without_tables(real: Flask) -> None:
    assert run(real, "db upgrade").exit_code == 0
    assert run(real, "public load").exit_code == 0


def test_every_command_but_known_ones_is_guarded(real: Flask, app: Flask) -> None:
    bare = commands(app)
    free = {name for name, one in commands(real).items() if one.callback is bare[name].callback}

    assert free == {"demo accounts", "policy"}
    assert {name for name in bare if not name.startswith("demo ")} - free == {
        " ".join(word for word in line.split()[:2] if word.isalpha()) for line in WRITING
    }
