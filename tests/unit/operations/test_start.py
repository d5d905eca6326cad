"""The portal starts on what fits, and says in one line why not on what does not."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from werkzeug.test import Client

from app.core.db import db, transaction
from app.operations import checks, logs, queries, readiness, schema, serve, services, start
from app.operations.models import Installation
from app.operations.schema import SchemaState
from app.outbox import services as outbox
from config import ROOT, BadSetting, Mode
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from tests.support.database import Database


@pytest.fixture
def new(make_app: Callable[..., Flask], blank_database: Database) -> Flask:
    """A portal whose database has no table."""
    return make_app(SQLALCHEMY_DATABASE_URI=blank_database.url, MODE=Mode.DEMO)


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield root
    root.handlers[:], root.level = before


# ------------------------------------------------------------------ what the database is for


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_first_start_says_what_the_database_is_for_and_that_stands(
    app: Flask, is_demo: bool
) -> None:
    with transaction():
        services.found(is_demo=is_demo, at=build.NOON)
    with transaction():
        services.found(is_demo=not is_demo, at=build.NOON)

    found = queries.installation()
    assert found is not None
    assert found.is_demo is is_demo


def test_production_refuses_demonstration_data(app: Flask) -> None:
    build.saved(Installation(id=1, is_demo=True, created_at=build.NOON))
    app.config["MODE"] = Mode.PRODUCTION

    with pytest.raises(BadSetting, match="holds demonstration data"):
        checks.check_purpose()


def test_the_demonstration_refuses_real_data(app: Flask) -> None:
    build.saved(Installation(id=1, is_demo=False, created_at=build.NOON))
    app.config["MODE"] = Mode.DEMO

    with pytest.raises(BadSetting, match="holds real data"):
        checks.check_purpose()


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.PRODUCTION])
def test_the_same_purpose_starts_again(app: Flask, mode: Mode) -> None:
    app.config["MODE"] = mode

    checks.check_purpose()
    checks.check_purpose()


def test_tests_do_not_mark_the_database(app: Flask) -> None:
    checks.check_purpose()

    assert queries.installation() is None


# ------------------------------------------------------------------ durable


def test_the_database_keeps_what_it_acknowledged(app: Flask) -> None:
    checks.check_durable()


def test_sqlite_that_would_lose_data_is_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "is_sqlite", lambda: True)
    monkeypatch.setattr(
        queries, "pragma", lambda name: {"synchronous": "1", "journal_mode": "WAL"}.get(name, "1")
    )

    with pytest.raises(BadSetting, match=r"\(synchronous=1\)"):
        checks.check_durable()


# ------------------------------------------------------------------ the schema's age


def test_a_portal_with_pending_migrations_starts_only_to_say_so(new: Flask) -> None:
    assert start.begin(new) is None
    client = new.test_client()

    reply = client.get("/sign-in")
    assert reply.status_code == 503
    assert "being updated" in reply.text
    assert client.get("/healthz").status_code == 200

    with new.app_context():
        schema.upgrade()
    assert client.get("/sign-in").status_code == 200
    assert client.get("/sign-in").status_code == 200


def test_pending_migrations_hide_no_demonstration_data_from_production(
    new: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    new.config["MODE"] = Mode.PRODUCTION
    start.begin(new)
    with new.app_context():
        schema.upgrade()
        with transaction():
            services.found(is_demo=True, at=build.NOON)

    assert new.test_client().get("/sign-in").status_code == 503
    assert "holds demonstration data" in caplog.text


def test_a_newer_schema_is_refused(new: Flask) -> None:
    with new.app_context():
        schema.upgrade()
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()

        with pytest.raises(BadSetting, match="newer version of the portal"):
            checks.check_start()


def test_a_database_that_does_not_answer_is_named(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3")

    with app.app_context(), pytest.raises(BadSetting, match="does not answer"):
        checks.check_start()


# ------------------------------------------------------------------ readiness


def test_readiness_names_what_is_wrong(new: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    readiness.add_checks(new)
    client = new.test_client()
    with new.app_context():
        schema.upgrade()
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
    monkeypatch.setattr(readiness, "ENOUGH_DISK", 2**62)

    reply = client.get("/readyz")

    assert reply.status_code == 503
    assert reply.json is not None
    found = reply.json["checks"]
    assert found["database"] == "ready"
    assert found["migrations"] == "the database is newer than this version of the portal"
    assert found["disk"].endswith("MB are free in DATA_FOLDER")
    assert found["key"] == "not known until the migrations are done"
    assert found["worker"] == "No worker has run yet. Start one with: .venv/bin/flask worker"


def test_a_portal_in_order_is_ready(new: Flask) -> None:
    readiness.add_checks(new)
    new.extensions["clock"].set(build.NOON)
    with new.app_context():
        schema.upgrade()
        with transaction():
            outbox.beat(at=build.NOON)

    reply = new.test_client().get("/readyz")

    assert reply.json == {
        "status": "ready",
        "checks": dict.fromkeys(("database", "migrations", "disk", "worker", "key"), "ready"),
    }


def test_pending_migrations_are_not_ready(new: Flask) -> None:
    with new.app_context():
        assert readiness.migrations() == "migrations are pending: run .venv/bin/flask db upgrade"


def test_readiness_is_asked_outside_tests(make_app: Callable[..., Flask]) -> None:
    app = make_app(TESTING=False)

    assert set(app.extensions["readiness"]) == {"database", "migrations", "disk", "worker", "key"}


# ------------------------------------------------------------------ logs


def test_a_request_is_logged_as_json_without_its_secrets(
    app: Flask, root_logger: logging.Logger
) -> None:
    stream = io.StringIO()
    logs.configure(stream)

    reply = app.test_client().get("/invitations/very-secret-token-of-a-mail?x=private")

    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["request_id"] == reply.headers["X-Request-ID"]
    assert line["status"] == reply.status_code
    assert (line["method"], line["level"]) == ("GET", "info")
    assert "very-secret" not in stream.getvalue()
    assert "private" not in stream.getvalue()


def test_values_of_statements_and_secrets_of_links_are_taken_out() -> None:
    line = {
        "event": "unexpected error on /reset/abcdefghijklmnopqrstuvwxyz",
        "exception": "IntegrityError: no\n[SQL: INSERT]\n[parameters: ('ana@x.org', [1])]\nmore",
        "count": 1,
    }

    assert logs.without_private_parts(None, "", dict(line)) == {
        "event": "unexpected error on /reset/…",
        "exception": "IntegrityError: no\n[SQL: INSERT]\n[parameters hidden]\nmore",
        "count": 1,
    }


def test_looking_at_the_schema_leaves_no_line(new: Flask, root_logger: logging.Logger) -> None:
    stream = io.StringIO()
    logs.configure(stream)

    with new.app_context():
        assert readiness.migrations() is not None
    assert stream.getvalue() == ""


def test_nothing_is_written_when_nobody_listens(app: Flask, root_logger: logging.Logger) -> None:
    stream = io.StringIO()
    logs.configure(stream, level=logging.WARNING)

    assert app.test_client().get("/healthz").headers["X-Request-ID"]
    assert stream.getvalue() == ""


def test_pages_are_compressed_for_browsers_that_can(app: Flask) -> None:
    reply = Client(app).get("/sign-in", headers={"Accept-Encoding": "br"})

    assert reply.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in reply.headers["Vary"]


# ------------------------------------------------------------------ starting and ending


def test_demonstration_settings_are_complete_and_keep_what_was_chosen() -> None:
    assert serve.environment({}, demo=True) == {
        "HOST": "127.0.0.1",
        "PORT": "8000",
        "PORTAL_MODE": "demo",
        "WORKER_THREAD": "yes",
        "BASE_URL": "http://localhost:8000",
    }
    chosen = serve.environment({"PORT": "9", "BASE_URL": "http://x"}, demo=True)
    assert (chosen["PORT"], chosen["BASE_URL"]) == ("9", "http://x")
    assert "PORTAL_MODE" not in serve.environment({}, demo=False)


@pytest.mark.parametrize("port", ["", "-1", "eighty", "99999"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(BadSetting, match="PORT must be a number"):
        serve.reserved({"HOST": "127.0.0.1", "PORT": port})


@pytest.mark.parametrize(
    ("mode", "advice"),
    [("demo", r", for example: PORT={} make run$"), ("production", " with PORT")],
)
def test_a_port_that_is_taken_is_named_with_a_way_out(mode: str, advice: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(BadSetting, match=r"Choose another one" + advice.format(port + 1)):
            serve.reserved({"HOST": "127.0.0.1", "PORT": str(port), "PORTAL_MODE": mode})


def test_the_port_is_looked_at_before_anything_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "untouched"
    settings = {"PORT": "eighty", "DATA_FOLDER": str(folder)}

    with pytest.raises(BadSetting, match="PORT must be a number"):
        serve.serve(serve.environment(settings, demo=True))
    assert not folder.exists()


def test_commands_without_settings_look_at_the_demonstration(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")

    app = start.portal({"DATA_FOLDER": str(tmp_path)})

    assert app.config["MODE"] is Mode.DEMO
    assert "demonstration" in capsys.readouterr().err


def test_a_server_without_settings_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)

    with pytest.raises(BadSetting, match="SECRET_KEY is missing"):
        start.portal({"DATA_FOLDER": str(tmp_path)})


def test_a_word_that_is_no_role_is_named(tmp_path: Path) -> None:
    given = {"PORTAL_MODE": "demo", "DATA_FOLDER": str(tmp_path)}

    assert start.portal(given | {"SECOND_FACTOR_ROLES": "director, program staff"})
    with pytest.raises(BadSetting, match=r"'staff', which is no role. Roles: .*program staff"):
        start.portal(given | {"SECOND_FACTOR_ROLES": "director, staff"})


def run(*command: str, **environment: str) -> subprocess.Popen[str]:
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=keep | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    "command", [("app.operations.serve",), ("flask", "db", "upgrade"), ("wsgi",)]
)
def test_a_bad_setting_is_one_clear_line_and_status_two(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    process = run(*command, BASE_URL="https://x.org", DATA_FOLDER=str(tmp_path))
    _output, errors = process.communicate(timeout=30)

    assert errors == (
        "The portal cannot start. SECRET_KEY is missing. Set it to 64 random characters.\n"
    )
    assert process.returncode == 2


def test_the_worker_process_ends_cleanly_when_asked(
    make_app: Callable[..., Flask], blank_database: Database, tmp_path: Path
) -> None:
    app = make_app(SQLALCHEMY_DATABASE_URI=blank_database.url)
    with app.app_context():
        schema.upgrade()
    process = run(
        "flask",
        "worker",
        PORTAL_MODE="testing",
        DATABASE_URL=blank_database.url,
        DATA_FOLDER=str(tmp_path),
    )
    assert process.stderr is not None
    assert "mails stay queued" in process.stderr.readline()

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)

    assert process.returncode == 0


def test_serving_begins_the_worker_thread_when_the_settings_want_one(new: Flask) -> None:
    new.config["WORKER_THREAD"] = True
    with new.app_context():
        schema.upgrade()

    worker = start.begin(new)

    assert worker is not None
    worker.stop()
    with new.app_context():
        assert schema.current_state() is SchemaState.CURRENT
