from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from app.accounts.models import Person
from app.core.db import db, transaction
from app.core.errors import Conflict
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask


def test_instants_come_back_aware_and_in_utc(app: Flask) -> None:
    central = dt.timezone(dt.timedelta(hours=-6))
    person = build.person(created_at=dt.datetime(2026, 11, 2, 12, tzinfo=central))
    db.session.expire_all()

    assert db.session.get_one(Person, person.id).created_at == dt.datetime(
        2026, 11, 2, 18, tzinfo=dt.UTC
    )
    assert person.created_at.tzinfo is dt.UTC


def test_a_naive_instant_is_not_stored(app: Flask) -> None:
    with pytest.raises(StatementError, match="naive"):
        build.person(created_at=dt.datetime(2026, 11, 2))  # noqa: DTZ001  # the naive one is the point


def test_sealed_text_cannot_be_read_in_the_database(app: Flask) -> None:
    person = build.person(totp_secret="JBSWY3DPEHPK3PXP")
    db.session.expire_all()

    stored = db.session.scalar(text("SELECT totp_secret FROM person"))
    assert b"JBSWY3DPEHPK3PXP" not in bytes(stored)
    assert db.session.get_one(Person, person.id).totp_secret == "JBSWY3DPEHPK3PXP"


def test_a_transaction_keeps_all_or_nothing(app: Flask) -> None:
    def half_a_deed() -> None:
        with transaction():
            db.session.add(Person(email="a@example.org", name="A", created_at=build.NOON))
            db.session.flush()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        half_a_deed()

    assert db.session.scalars(select(Person)).all() == []


def test_what_the_database_refuses_becomes_a_conflict(app: Flask) -> None:
    build.person(email="a@example.org")

    with pytest.raises(Conflict, match="Someone else"), transaction():
        db.session.add(Person(email="a@example.org", name="A", created_at=build.NOON))


def test_a_row_that_moved_on_becomes_a_conflict(app: Flask) -> None:
    practice = build.practice(name="Before")
    with db.engine.begin() as other:
        other.execute(text("UPDATE practice SET version = 2"))

    with pytest.raises(Conflict), transaction():
        practice.name = "Mine"


def test_sqlite_is_durable_checked_and_patient(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    portal = make_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/own.sqlite3")

    with portal.app_context():
        told = {
            name: db.session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        db.session.remove()
        db.engine.dispose()

    full_sync = 2
    assert told == {
        "journal_mode": "wal",
        "synchronous": full_sync,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
