"""A key that does not open what the database holds sealed is found at the start, not by visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.accounts.models import Person
from app.core.db import db, transaction
from app.core.model import WrongKey
from app.operations import checks, queries, readiness, schema, services, start
from app.operations.models import Installation
from app.outbox import services as outbox
from config import BadSetting, Mode
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.database import Database

OTHER = "another-key-another-key-another-key-another-key"


@pytest.fixture
def real(make_app: Callable[..., Flask], blank_database: Database) -> Flask:
    """A migrated portal for real work that has been started before."""
    app = make_app(
        SQLALCHEMY_DATABASE_URI=blank_database.url, MODE=Mode.PRODUCTION, SQL_IN_TEMPLATES="warn"
    )
    with app.app_context():
        schema.upgrade()
        checks.check_start()
    return app


@pytest.mark.parametrize("setting", ["DATA_KEY", "SECRET_KEY"])
def test_another_key_is_refused_at_the_start(real: Flask, setting: str) -> None:
    real.config[setting] = OTHER

    with pytest.raises(BadSetting, match=r"another key\. Set DATA_KEY to what it was"):
        start.begin(real)


def test_the_secret_may_change_when_the_old_one_stays_as_the_key(real: Flask) -> None:
    real.config["DATA_KEY"], real.config["SECRET_KEY"] = real.config["SECRET_KEY"], OTHER

    assert start.begin(real) is None


def test_another_key_is_not_ready(real: Flask) -> None:
    readiness.add_checks(real)
    with real.app_context(), transaction():
        outbox.beat(at=build.NOON)
    real.extensions["clock"].set(build.NOON)
    client = real.test_client()
    assert client.get("/readyz").status_code == 200

    real.config["DATA_KEY"] = OTHER
    reply = client.get("/readyz")

    assert reply.status_code == 503
    assert reply.json is not None
    assert "DATA_KEY is another one" in reply.json["checks"]["key"]


def test_an_older_database_gets_its_probe_at_the_next_start(real: Flask) -> None:
    with real.app_context():
        build.person(totp_secret="JBSWY3DPEHPK3PXP")
        _forget_probe()
        checks.check_start()

        assert db.session.scalar(select(Installation.key_probe)) == services.PROBE
        db.session.rollback()


def test_an_older_database_that_the_key_does_not_open_is_refused(real: Flask) -> None:
    with real.app_context():
        build.person(totp_secret="JBSWY3DPEHPK3PXP")
        _forget_probe()
        real.config["DATA_KEY"] = OTHER
        with pytest.raises(BadSetting, match="sealed with another key"):
            checks.check_start()

        build.person(totp_secret="JBSWY3DPEHPK3PXP")
        checks.check_start()
        assert queries.does_key_open(), "who signs in with the key of today goes on doing so"
        db.session.rollback()


def _forget_probe() -> None:
    with transaction():
        db.session.execute(update(Installation).values(key_probe=None))


def test_what_another_key_sealed_says_so_when_it_is_read(app: Flask) -> None:
    build.person(totp_secret="JBSWY3DPEHPK3PXP")
    app.config["DATA_KEY"] = OTHER
    db.session.expire_all()

    with pytest.raises(WrongKey, match="DATA_KEY"):
        db.session.scalars(select(Person)).all()
