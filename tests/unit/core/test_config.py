from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from config import DEMO_SECRET, BadSetting, Config, Mode, database_url

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {"SECRET_KEY": "k" * 40, "BASE_URL": "https://cares.example.org/"}


@pytest.fixture
def folder(tmp_path: Path) -> dict[str, str]:
    return {"DATA_FOLDER": str(tmp_path / "data")}


def test_production_starts_with_a_secret_and_an_address(folder: dict[str, str]) -> None:
    config = Config.from_environment(GOOD | folder)

    assert config.MODE is Mode.PRODUCTION
    assert config.BASE_URL == "https://cares.example.org"
    assert config.secure
    assert config.hosts == ["cares.example.org"]
    assert config.SQLALCHEMY_DATABASE_URI.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": DEMO_SECRET}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"BASE_URL": ""}, "BASE_URL is missing"),
        ({"BASE_URL": "ftp://x"}, "BASE_URL must start with https"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG is on"),
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL must look like"),
        ({"PORTAL_MODE": "fun"}, "PORTAL_MODE must be"),
        ({"IDLE_MINUTES_STAFF": "soon"}, "IDLE_MINUTES_STAFF must be a whole number"),
        ({"IDLE_MINUTES_STAFF": "0"}, "IDLE_MINUTES_STAFF must be 1 or more, not 0"),
        ({"IDLE_MINUTES_TEAM": "00"}, "IDLE_MINUTES_TEAM must be 1 or more"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS must be 1 or more"),
        ({"INVITATION_DAYS": "0"}, "INVITATION_DAYS must be 1 or more"),
        ({"RESET_MINUTES": "0"}, "RESET_MINUTES must be 1 or more"),
        ({"DATABASE_URL": "garbage"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgresql+psycopg2://x/y"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgresql://u@h:port/d"}, "DATABASE_URL must look like"),
    ],
)
def test_a_setting_that_cannot_stand_is_named(
    folder: dict[str, str], changed: dict[str, str], words: str
) -> None:
    with pytest.raises(BadSetting, match=words):
        Config.from_environment(GOOD | folder | changed)


def test_no_proxy_is_a_number_too(folder: dict[str, str]) -> None:
    assert Config.from_environment(GOOD | folder | {"TRUSTED_PROXIES": "0"}).TRUSTED_PROXIES == 0


def test_an_empty_address_of_the_database_is_the_default(folder: dict[str, str]) -> None:
    empty = Config.from_environment(GOOD | folder | {"DATABASE_URL": ""})

    assert empty == Config.from_environment(GOOD | folder)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(BadSetting, match="cannot be made"):
        Config.from_environment(GOOD | {"DATA_FOLDER": str(tmp_path / "file" / "data")})


def test_a_folder_that_cannot_be_written_is_named(
    folder: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(BadSetting, match="not writable"):
        Config.from_environment(GOOD | folder)


def test_the_demonstration_needs_no_settings(folder: dict[str, str]) -> None:
    config = Config.from_environment({"PORTAL_MODE": "demo"} | folder)

    assert config.MODE is Mode.DEMO
    assert not config.secure
    assert config.SECOND_FACTOR_ROLES == ()
    assert "localhost" in config.hosts


def test_numbers_and_lists_are_read(folder: dict[str, str]) -> None:
    config = Config.from_environment(
        GOOD
        | folder
        | {
            "IDLE_MINUTES_TEAM": "45",
            "SECOND_FACTOR_ROLES": "director, administrator",
            "EXTRA_HOSTS": "portal.internal",
        }
    )

    assert config.IDLE_MINUTES_TEAM == 45
    assert config.SECOND_FACTOR_ROLES == ("director", "administrator")
    assert config.hosts == ["cares.example.org", "portal.internal"]


def test_staff_and_reviewers_need_a_second_factor_unless_set_otherwise(
    folder: dict[str, str],
) -> None:
    config = Config.from_environment(GOOD | folder)

    assert "program staff" in config.SECOND_FACTOR_ROLES
    assert "reviewer" in config.SECOND_FACTOR_ROLES


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://"])
def test_postgresql_is_reached_through_psycopg(prefix: str) -> None:
    assert database_url(f"{prefix}u@h/d") == "postgresql+psycopg://u@h/d"
    assert database_url("sqlite:///x") == "sqlite:///x"
