"""A database that is not ours is refused before anything in it is migrated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import text

from app.core.db import db, transaction
from app.operations import checks, schema, serve, services, start
from app.operations.schema import SchemaState
from config import BadSetting, Mode
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.database import Database

OTHER = "another-key-another-key-another-key-another-key"
BEFORE_THE_PROBE = "0009"
WORDS = {True: "holds demonstration data", False: "holds real data"}


@pytest.fixture
def portal(make_app: Callable[..., Flask], blank_database: Database) -> Flask:
    """A portal outside of tests, whose database has no table."""
    return make_app(
        SQLALCHEMY_DATABASE_URI=blank_database.url,
        MODE=Mode.PRODUCTION,
        TESTING=False,
        SQL_IN_TEMPLATES="warn",
    )


def make_older(portal: Flask, *, is_demo: bool) -> None:
    """The schema of the version before the probe, on a database made for that."""
    with portal.app_context():
        with schema.alone(db.engine) as connection:
            configuration = schema._configuration()
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, BEFORE_THE_PROBE)
        order = text("INSERT INTO installation (id, is_demo, created_at) VALUES (1, :demo, :at)")
        with transaction():
            db.session.execute(order, {"demo": is_demo, "at": "2026-11-02 18:00:00"})
    portal.config["MODE"] = Mode.DEMO if is_demo else Mode.PRODUCTION


def make_one_with_a_probe(portal: Flask) -> None:
    """A schema with a probe that a newer version would migrate."""
    with portal.app_context():
        schema.upgrade()
        with transaction():
            services.found(is_demo=portal.config["MODE"] is Mode.DEMO, at=build.NOON)
            db.session.execute(text("UPDATE alembic_version SET version_num = '0009'"))


def version(portal: Flask) -> str:
    with portal.app_context(), db.engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_start_for_something_else_migrates_nothing(
    portal: Flask, monkeypatch: pytest.MonkeyPatch, is_demo: bool
) -> None:
    make_older(portal, is_demo=is_demo)
    portal.config["MODE"] = Mode.PRODUCTION if is_demo else Mode.DEMO
    monkeypatch.setattr(start, "portal", lambda _settings: portal)
    monkeypatch.setattr("app.operations.logs.configure", lambda **_: None)

    with pytest.raises(BadSetting, match=WORDS[is_demo]):
        serve.prepared({})
    with pytest.raises(BadSetting, match=WORDS[is_demo]):
        start.begin(portal)
    result = portal.test_cli_runner().invoke(args=["db", "upgrade"])

    assert WORDS[is_demo] in result.output
    assert result.exit_code == 2
    assert version(portal) == BEFORE_THE_PROBE


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_own_database_is_migrated(portal: Flask, is_demo: bool) -> None:
    make_older(portal, is_demo=is_demo)
    with portal.app_context():
        assert checks.check_start() is SchemaState.BEHIND

    for _ in range(2):
        assert portal.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0

    with portal.app_context():
        assert checks.check_start() is SchemaState.CURRENT


def test_an_older_database_that_nobody_began_is_migrated(portal: Flask) -> None:
    make_older(portal, is_demo=False)
    with portal.app_context():
        with transaction():
            db.session.execute(text("DELETE FROM installation"))
        checks.check_before_migrating()


def test_another_key_migrates_nothing(portal: Flask) -> None:
    make_one_with_a_probe(portal)
    with portal.app_context():
        assert checks.check_start() is SchemaState.BEHIND
        portal.config["DATA_KEY"] = OTHER
        with pytest.raises(BadSetting, match="sealed with another key"):
            checks.check_start()

    result = portal.test_cli_runner().invoke(args=["db", "upgrade"])
    assert "sealed with another key" in result.output
    assert result.exit_code == 2


def test_a_demonstration_with_another_key_is_migrated_to_be_made_anew(portal: Flask) -> None:
    portal.config["MODE"] = Mode.DEMO
    make_one_with_a_probe(portal)
    portal.config["DATA_KEY"] = OTHER
    with portal.app_context():
        checks.check_before_migrating()


def test_tests_ask_for_no_purpose(portal: Flask) -> None:
    make_older(portal, is_demo=True)
    portal.config["MODE"] = Mode.TESTING
    with portal.app_context():
        assert checks.check_start() is SchemaState.BEHIND


def test_a_newer_schema_is_not_migrated(portal: Flask) -> None:
    make_one_with_a_probe(portal)
    with portal.app_context():
        with transaction():
            db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(BadSetting, match="newer version of the portal"):
            checks.check_before_migrating()
