"""What `scripts/backup` saves can be put back, and nothing half is kept under a good name."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.core import storage
from app.core.db import db
from config import ROOT
from tests.support import build, postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask


@pytest.fixture
def portal(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Flask]:
    """A portal on SQLite with its own folder, also when the suite is on PostgreSQL."""
    folder = tmp_path / "data"
    folder.mkdir()
    app = make_app(
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/portal.sqlite3", DATA_FOLDER=str(folder)
    )
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def backup(to: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Save with the settings that an operator has who left everything empty that may be."""
    return subprocess.run(
        [ROOT / "scripts" / "backup", to],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "", "FILE_STORAGE": ""} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_backup_can_be_put_back(portal: Flask, tmp_path: Path) -> None:
    data, to = tmp_path / "data", tmp_path / "backups" / "portal"
    build.person(name="Ana Whitfield", totp_secret="JBSWY3DPEHPK3PXP")
    first = storage.keep(b"a letter", folder="applications")

    saved = backup(to, DATA_FOLDER=str(data))

    assert saved.returncode == 0, saved.stderr
    assert "(1 new)" in saved.stdout
    second = storage.keep(b"slides", folder="events")
    assert "(1 new)" in backup(to, DATA_FOLDER=str(data)).stdout
    (copy, *_) = sorted(to.glob("portal-*.sqlite3"))

    db.session.remove()
    db.engine.dispose()
    shutil.rmtree(data)
    data.mkdir()
    shutil.copy(copy, data / "portal.sqlite3")
    shutil.copytree(to / "files", data / "files")

    people = db.session.scalars(select(Person)).all()
    assert [(one.name, one.totp_secret) for one in people] == [
        ("Ana Whitfield", "JBSWY3DPEHPK3PXP")
    ]
    assert storage.read(first.key) == b"a letter"
    assert storage.read(second.key) == b"slides"


def test_the_kind_of_database_of_this_run_is_saved_whole(app: Flask, tmp_path: Path) -> None:
    build.person(name="Ana Whitfield")
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    programs = postgres._programs() / "bin"
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"

    saved = backup(tmp_path / "to", DATABASE_URL=address, DATA_FOLDER=str(tmp_path), PATH=path)

    assert saved.returncode == 0, saved.stderr
    (copy,) = (tmp_path / "to").glob("portal-*")
    if copy.suffix == ".dump":
        listed = subprocess.run(
            [programs / "pg_restore", "--data-only", "--table=person", "--file=-", copy],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "Ana Whitfield" in listed.stdout
    else:
        assert b"Ana Whitfield" in copy.read_bytes()


def test_a_backup_is_private_and_leaves_nothing_half(portal: Flask, tmp_path: Path) -> None:
    to = tmp_path / "backups"
    (tmp_path / "data" / "files" / "events").mkdir(parents=True)
    (tmp_path / "data" / "files" / "events" / "half.part").write_bytes(b"ha")

    saved = backup(to, DATA_FOLDER=str(tmp_path / "data"))

    assert saved.returncode == 0, saved.stderr
    (only,) = (place for place in to.rglob("*") if place.is_file())
    assert only.stat().st_mode & 0o077 == 0


def test_what_cannot_be_saved_is_said_and_kept_under_no_name(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    to = tmp_path / "backups"
    missing = backup(to, DATA_FOLDER=str(tmp_path / "data"))
    (tmp_path / "data" / "portal.sqlite3").write_bytes(b"this is no database at all" * 100)
    broken = backup(to, DATA_FOLDER=str(tmp_path / "data"))
    other = backup(to, DATABASE_URL="mysql://x/y")

    assert "There is no database at" in missing.stderr
    assert other.stderr == "DATABASE_URL is neither PostgreSQL nor SQLite.\n"
    assert [run.returncode != 0 for run in (missing, broken, other)] == [True, True, True]
    assert not [place for place in to.rglob("*") if place.is_file()]


def test_files_in_a_bucket_are_left_to_their_service(portal: Flask, tmp_path: Path) -> None:
    storage.keep(b"a letter", folder="applications")

    saved = backup(tmp_path / "to", DATA_FOLDER=str(tmp_path / "data"), FILE_STORAGE="s3://cares")

    assert saved.returncode == 0, saved.stderr
    assert "The files are in s3://cares" in saved.stdout
    assert not (tmp_path / "to" / "files").exists()
