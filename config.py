"""Settings: one frozen class, read from the environment once, checked before anything starts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent
DEMO_SECRET = "demonstration-only-secret-never-use-it-for-real-data"
WEAK_SECRETS = frozenset({DEMO_SECRET, "secret", "changeme", "change-me", "dev", "development"})
SECRET_LENGTH = 32
MEGABYTE = 1024 * 1024
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,9}")
DRIVERS = {"sqlite", "postgresql+psycopg"}
SOCKET = re.compile(r"unix:///[^\x00-\x1f]+")


class Mode(StrEnum):
    """What this copy of the portal is for; decides what it refuses to do."""

    PRODUCTION = "production"
    DEMO = "demo"
    TESTING = "testing"


class BadSetting(ValueError):
    """A setting that the portal refuses to start with; the text says what to change."""


@dataclass(frozen=True)
class Config:
    """Production-shaped defaults: a missing secret is an error, not a default."""

    SECRET_KEY: str
    SQLALCHEMY_DATABASE_URI: str
    BASE_URL: str
    MODE: Mode = Mode.PRODUCTION
    DATA_KEY: str = ""
    DATA_FOLDER: str = str(ROOT / "instance")
    TRUSTED_PROXIES: int = 0
    EXTRA_HOSTS: tuple[str, ...] = ()
    SMTP_URL: str = ""
    MAIL_FROM: str = "CYSHCN Cares 2 <no-reply@localhost>"
    HELP_EMAIL: str = ""
    HELP_PHONE: str = "1-800-844-0898"
    SECOND_FACTOR_ROLES: tuple[str, ...] = (
        "reviewer",
        "coach",
        "publisher",
        "program staff",
        "director",
        "administrator",
    )
    IDLE_MINUTES_TEAM: int = 120
    IDLE_MINUTES_STAFF: int = 30
    SESSION_HOURS: int = 12
    INVITATION_DAYS: int = 7
    RESET_MINUTES: int = 60
    WORKER_THREAD: bool = False
    MAX_CONTENT_LENGTH: int = MEGABYTE
    MAX_FORM_MEMORY_SIZE: int = 500_000
    MAX_FORM_PARTS: int = 1_000
    MAX_UPLOAD_BYTES: int = 5 * MEGABYTE
    MAX_APPLICATION_BYTES: int = 30 * MEGABYTE
    FILE_STORAGE: str = "local"
    FILE_STORAGE_ENDPOINT: str = ""
    CLAMD_URL: str = ""
    DEBUG: bool = False
    TESTING: bool = False
    SQL_IN_TEMPLATES: str = "warn"

    @property
    def secure(self) -> bool:
        """Whether browsers reach this portal over TLS, so that cookies may insist on it."""
        return self.BASE_URL.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The host names that this portal answers to."""
        own = urlsplit(self.BASE_URL).hostname or ""
        local = () if self.MODE is Mode.PRODUCTION else ("localhost", "127.0.0.1", "[::1]")
        return list(dict.fromkeys((own, *self.EXTRA_HOSTS, *local)))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Read the settings; `BadSetting` names the first one that cannot stand."""
        given = os.environ if environment is None else environment
        mode = _mode(given.get("PORTAL_MODE", "production"))
        demo = mode is not Mode.PRODUCTION
        folder = str(Path(given.get("DATA_FOLDER", ROOT / "instance")).resolve())
        config = cls(
            SECRET_KEY=given.get("SECRET_KEY", DEMO_SECRET if demo else ""),
            DATA_KEY=given.get("DATA_KEY", ""),
            SQLALCHEMY_DATABASE_URI=database_url(
                given.get("DATABASE_URL", "").strip() or f"sqlite:///{folder}/portal.sqlite3"
            ),
            BASE_URL=given.get("BASE_URL", "http://localhost:8000" if demo else "").rstrip("/"),
            MODE=mode,
            DATA_FOLDER=folder,
            TRUSTED_PROXIES=_whole(given, "TRUSTED_PROXIES", 0, least=0),
            EXTRA_HOSTS=_words(given.get("EXTRA_HOSTS", "")),
            SMTP_URL=given.get("SMTP_URL", ""),
            MAIL_FROM=given.get("MAIL_FROM", cls.MAIL_FROM),
            HELP_EMAIL=given.get("HELP_EMAIL", ""),
            HELP_PHONE=given.get("HELP_PHONE", cls.HELP_PHONE),
            SECOND_FACTOR_ROLES=_words(
                given.get("SECOND_FACTOR_ROLES", "" if demo else ",".join(cls.SECOND_FACTOR_ROLES))
            ),
            IDLE_MINUTES_TEAM=_whole(given, "IDLE_MINUTES_TEAM", cls.IDLE_MINUTES_TEAM),
            IDLE_MINUTES_STAFF=_whole(given, "IDLE_MINUTES_STAFF", cls.IDLE_MINUTES_STAFF),
            SESSION_HOURS=_whole(given, "SESSION_HOURS", cls.SESSION_HOURS),
            INVITATION_DAYS=_whole(given, "INVITATION_DAYS", cls.INVITATION_DAYS),
            RESET_MINUTES=_whole(given, "RESET_MINUTES", cls.RESET_MINUTES),
            WORKER_THREAD=given.get("WORKER_THREAD", "") == "yes",
            FILE_STORAGE=given.get("FILE_STORAGE", "").rstrip("/") or cls.FILE_STORAGE,
            FILE_STORAGE_ENDPOINT=given.get("FILE_STORAGE_ENDPOINT", "").rstrip("/"),
            CLAMD_URL=given.get("CLAMD_URL", ""),
            DEBUG=given.get("FLASK_DEBUG", "0") not in {"", "0"},
            TESTING=mode is Mode.TESTING,
        )
        return config.checked()

    def checked(self) -> Config:
        """Return these settings if the portal may run with them, else raise `BadSetting`."""
        if self.MODE is Mode.PRODUCTION:
            self._check_production()
        self._check_database()
        if urlsplit(self.BASE_URL).scheme not in {"http", "https"}:
            raise BadSetting("BASE_URL must start with https:// (or http:// on your own machine).")
        if self.SMTP_URL and urlsplit(self.SMTP_URL).scheme not in {"smtp", "smtps"}:
            raise BadSetting("SMTP_URL must look like smtp://user:password@host:587.")
        self._check_files()
        self._check_folder()
        return self

    def _check_production(self) -> None:
        if not self.SECRET_KEY:
            raise BadSetting("SECRET_KEY is missing. Set it to 64 random characters.")
        if self.SECRET_KEY in WEAK_SECRETS or len(self.SECRET_KEY) < SECRET_LENGTH:
            raise BadSetting(
                f"SECRET_KEY is too weak. Set it to at least {SECRET_LENGTH} random characters."
            )
        if not self.BASE_URL:
            raise BadSetting("BASE_URL is missing. Set it to the address people use, with https.")
        if self.DEBUG:
            raise BadSetting("FLASK_DEBUG is on. Turn it off: it would show secrets to visitors.")

    def _check_database(self) -> None:
        try:
            driver = make_url(self.SQLALCHEMY_DATABASE_URI).drivername
        except (ArgumentError, ValueError):
            driver = ""
        if driver not in DRIVERS:
            raise BadSetting(
                "DATABASE_URL must look like postgresql://user:password@host/name, or like "
                "sqlite:////folder/portal.sqlite3."
            )

    def _check_files(self) -> None:
        if self.FILE_STORAGE != "local" and not BUCKET.fullmatch(self.FILE_STORAGE):
            raise BadSetting("FILE_STORAGE must be local, or look like s3://bucket/prefix.")
        endpoint = self.FILE_STORAGE_ENDPOINT
        if endpoint and not _is_address(endpoint, {"http", "https"}, has_port=False):
            raise BadSetting("FILE_STORAGE_ENDPOINT must look like https://s3.example.org.")
        if endpoint and self.FILE_STORAGE == "local":
            raise BadSetting(
                "FILE_STORAGE_ENDPOINT has no use while FILE_STORAGE is local. Set FILE_STORAGE"
                " to s3://bucket, or leave the endpoint out."
            )
        scanner = self.CLAMD_URL
        if (
            scanner
            and not SOCKET.fullmatch(scanner)
            and not _is_address(scanner, {"tcp"}, has_port=True)
        ):
            raise BadSetting(
                "CLAMD_URL must look like tcp://host:3310 or unix:///run/clamav/clamd.ctl."
            )

    def _check_folder(self) -> None:
        folder = Path(self.DATA_FOLDER)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise BadSetting(
                f"DATA_FOLDER {folder} cannot be made: {problem.strerror}."
            ) from problem
        if not os.access(folder, os.W_OK):
            raise BadSetting(f"DATA_FOLDER {folder} is not writable by this user.")


def testing(database_url: str = "sqlite://", **changes: object) -> Config:
    """Settings for the test suite: everything strict, nothing secret."""
    config = Config(
        SECRET_KEY="only-for-tests-only-for-tests-only-for-tests",
        SQLALCHEMY_DATABASE_URI=database_url,
        BASE_URL="http://localhost",
        MODE=Mode.TESTING,
        SECOND_FACTOR_ROLES=(),
        TESTING=True,
        SQL_IN_TEMPLATES="raise",
    )
    return replace(config, **changes)  # type: ignore[arg-type]  # names are checked by replace


def database_url(given: str) -> str:
    """The address in SQLAlchemy's spelling: PostgreSQL is always reached through psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise BadSetting("PORTAL_MODE must be production, demo or testing.") from None


def _whole(given: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    """A number of at least `least`: nobody would stay signed in for 0 minutes."""
    text = given.get(name, "")
    if not text:
        return default
    if not text.isdecimal():
        raise BadSetting(f"{name} must be a whole number, not {text!r}.")
    if int(text) < least:
        raise BadSetting(f"{name} must be {least} or more, not {text}.")
    return int(text)


def _is_address(text: str, schemes: set[str], *, has_port: bool) -> bool:
    """Whether `text` is an address of a server, with a port where one is needed."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    named = parts.scheme in schemes and bool(parts.hostname)
    return named and not (has_port and (port is None or parts.path))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
