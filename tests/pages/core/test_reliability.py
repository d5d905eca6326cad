"""What happens when the database is full, locked or away: words, typed text, and recovery."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text

from app.core.db import db
from app.policy import Role
from tests.support import build
from tests.support.page import as_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from tests.support.page import PageClient

NAME = "Loblolly Family Health"
ANSWERS = {"name": NAME, "kind": "fqhc", "county": "Hinds", "city": ""}


@pytest.fixture
def staff(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[PageClient]:
    """Program staff of a portal on a SQLite file of its own, also when the suite is on PostgreSQL."""
    app = make_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/own.sqlite3")
    with app.app_context():
        db.create_all()
        client = as_client(app)
        client.sign_in(build.person(role=Role.PROGRAM_STAFF))
        yield client
        db.session.remove()
        db.engine.dispose()


def _add(staff: PageClient, name: str = NAME) -> Any:
    form = staff.visit("/staff/practices/new").form("/staff/practices/new")
    answers = form.fields.to_dict() | ANSWERS | {"name": name}
    return staff.post("/staff/practices/new", data=answers)


def test_a_full_disk_is_a_503_with_the_text_and_recovers_by_itself(staff: PageClient) -> None:
    disk = {"pages": 1}

    def limit(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {disk['pages']}")

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", limit)
    names = [f"Loblolly {number} {'x' * 150}" for number in range(60)]
    refused, name = next(
        (response, name) for name in names if (response := _add(staff, name)).status_code != 302
    )

    assert refused.status_code == 503
    assert name in refused.text
    assert name not in staff.get("/staff/practices?search=Loblolly").text

    disk["pages"] = 2**30
    db.session.remove()
    db.engine.dispose()
    assert _add(staff, name).status_code == 302
    event.remove(db.engine, "connect", limit)


def test_a_locked_database_is_a_503_with_the_text_and_says_when_to_come_back(
    staff: PageClient,
) -> None:
    def hurry(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 50")

    form = staff.visit("/staff/practices/new").form("/staff/practices/new")
    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", hurry)
    try:
        with db.engine.connect().execution_options(writes=True) as other:
            other.execute(text("SELECT 1"))
            refused = staff.post("/staff/practices/new", data=form.fields.to_dict() | ANSWERS)
            assert staff.get("/staff/practices").status_code == 200
    finally:
        event.remove(db.engine, "connect", hurry)
        db.engine.dispose()

    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "30"
    assert NAME in refused.text
    assert _add(staff).status_code == 302


def test_a_database_that_is_away_is_said_fast_and_needs_no_database_to_say(
    make_app: Callable[..., Flask],
) -> None:
    away = make_app(SQLALCHEMY_DATABASE_URI="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    client = as_client(away)
    client.set_cookie("portal", "x" * 43)
    with away.app_context():
        begun = time.monotonic()
        response = client.get("/staff")
        taken = time.monotonic() - begun
        assert response.status_code == 503
        assert "not available right now" in response.text
        assert taken < 10
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        db.session.remove()
