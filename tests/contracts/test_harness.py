"""What the tests stand on: a database that forgets, a mail server that keeps, a clock that runs."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, inspect, select, text

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.clock import now
from app.core.db import db
from tests.support import build
from tests.support.database import kind, look
from tests.support.sql import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.database import Database
    from tests.support.mail import Mailbox


@pytest.mark.parametrize("time", ["the first time", "the second time"])
def test_every_test_finds_empty_tables_and_the_first_number(app: Flask, time: str) -> None:
    assert db.session.scalars(select(Person).order_by(Person.id)).all() == []

    somebody = build.person()
    build.saved(
        AuditEvent(at=build.NOON, actor_name=somebody.name, verb="arrived", subject_type="person")
    )

    assert somebody.id == 1


@pytest.mark.parametrize("time", ["the first time", "the second time"])
def test_every_test_finds_the_clock_and_the_settings_as_they_were(app: Flask, time: str) -> None:
    assert "LEFT_BEHIND" not in app.config
    assert abs(now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)

    app.config["LEFT_BEHIND"] = True
    app.extensions["clock"].set(build.NOON)


def test_another_portal_shares_the_database(
    app: Flask, make_app: Callable[..., Flask], mailbox: Mailbox
) -> None:
    somebody = build.person()
    other = make_app(SMTP_URL=mailbox.url)

    with other.app_context():
        assert db.session.get_one(Person, somebody.id).email == somebody.email
    assert other.config["SMTP_URL"] == mailbox.url


def test_a_look_lets_go_of_the_database(app: Flask) -> None:
    somebody = build.person()

    with look() as session:
        assert session.get(Person, somebody.id) is not None

    assert not db.session.registry().in_transaction()


def test_a_blank_database_has_no_table_and_is_of_the_kind_of_this_run(
    blank_database: Database,
) -> None:
    engine = create_engine(blank_database.url)

    assert inspect(engine).get_table_names() == []
    assert engine.dialect.name == kind()
    engine.dispose()


def test_statements_are_counted_without_the_marks_of_transactions(app: Flask) -> None:
    with statements() as sent:
        db.session.execute(text("SELECT 1"))
        db.session.commit()

    assert sent == ["SELECT 1"]


def test_the_mail_server_keeps_what_it_accepts_and_can_refuse(mailbox: Mailbox) -> None:
    mailbox.answers["gone@example.org"] = "550 No such person"

    with smtplib.SMTP("127.0.0.1", mailbox.port) as post:
        refused = post.sendmail(
            "portal@example.org",
            ["ana@example.org", "gone@example.org"],
            "Subject: Your month\r\n\r\nHello",
        )

    assert [message["Subject"] for message in mailbox.to("ana@example.org")] == ["Your month"]
    assert set(refused) == {"gone@example.org"}
