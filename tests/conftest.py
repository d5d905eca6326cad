from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from app import create_app
from app.core.db import db
from app.core.model import Model
from config import testing
from tests.support import database as databases
from tests.support import postgres
from tests.support.mail import Mailbox
from tests.support.page import PageClient, as_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from tests.support.database import Database

settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")

WALKS = (
    "tests/pages/security/",
    "tests/pages/accounts/test_viewing.py::test_every_role_can_be_viewed_as",
    "tests/pages/rfa/test_hostile_drafts.py",
    "tests/unit/rfa/test_any_form.py",
    "tests/unit/rfa/test_application_papers.py",
)
"""Walks through the whole portal, and heaps of papers: they prove nothing about a single rule."""

_server = pytest.StashKey[postgres.Server]()


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, before the workers, who find it by TEST_DATABASE_URL."""
    worker = hasattr(config, "workerinput")
    if databases.kind() == databases.POSTGRESQL and not worker:
        try:
            config.stash[_server] = postgres.server()
        except postgres.NoPostgres as problem:
            raise pytest.UsageError(str(problem)) from problem
        os.environ["TEST_DATABASE_URL"] = config.stash[_server].url


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server in config.stash:
        config.stash[_server].stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks cover no line, and take half as long: the rules are covered by tests of their own."""
    for item in items:
        if item.nodeid.startswith(WALKS):
            item.add_marker(pytest.mark.no_cover)


def pytest_report_header() -> str:
    return f"database: {databases.kind()}"


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """This process's database, with all tables and no row."""
    place = databases.blank()

    def make_tables() -> None:
        maker = create_app(_settings(place.url, tmp_path_factory.mktemp("folder")))
        with maker.app_context():
            try:
                Model.metadata.create_all(db.engine)
            finally:
                db.engine.dispose()

    try:
        place.prepare(make_tables)
        yield place
    finally:
        place.drop()


@pytest.fixture
def make_app(database: Database, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Build a portal with other settings on the same database, e.g. make_app(SMTP_URL=...)."""
    made: list[Flask] = []

    def build(**changes: Any) -> Flask:
        made.append(create_app(_settings(database.url, tmp_path, **changes)))
        return made[-1]

    yield build
    database.empty([_release(app) for app in made])


@pytest.fixture(scope="session")
def _portal(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The portal that most tests share; `app` puts it back as it was after each."""
    return create_app(_settings(database.url, tmp_path_factory.mktemp("folder")))


@pytest.fixture
def app(_portal: Flask, database: Database) -> Iterator[Flask]:
    """The portal with empty tables, the system's clock, and the test's own session."""
    config = dict(_portal.config)
    with _portal.app_context():
        yield _portal
        db.session.rollback()
        db.session.remove()
    _portal.config.clear()
    _portal.config.update(config)
    _portal.extensions["clock"].fixed = None
    database.empty([_release(_portal)])


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor's browser without JavaScript, which inspects every page it opens."""
    return as_client(app)


@pytest.fixture
def new_client(app: Flask) -> Callable[[], PageClient]:
    """More visitors, each with cookies of their own."""
    return lambda: as_client(app)


@pytest.fixture
def blank_database() -> Iterator[Database]:
    """A database without any table, of the kind this run is for; for migrations."""
    place = databases.blank()
    yield place
    place.drop()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server that keeps what it is given: app.config["SMTP_URL"] = mailbox.url."""
    with Mailbox() as box:
        yield box


def _settings(url: str, folder: Path, **changes: Any) -> Any:
    return testing(database_url=url, **{"DATA_FOLDER": str(folder)} | changes)


def _release(app: Flask) -> Any:
    """Close the portal's idle connections, and give the engine back."""
    with app.app_context():
        engine = db.engine
    engine.dispose()
    return engine
