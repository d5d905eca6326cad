"""Fill the database with the demo cohort, or put it back as it was."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from flask import current_app

from app import create_app
from app.core.clock import now
from app.core.db import db, transaction
from app.core.model import Model
from app.operations import queries
from app.operations.demo import builder, rows
from config import BadSetting, Config, Mode

if TYPE_CHECKING:
    import datetime as dt

    from app.operations.demo.rows import Rows


def is_needed() -> bool:
    """Whether the database holds nobody yet."""
    return queries.is_without_people()


def fill() -> None:
    """Put the demo cohort into the database in place of whatever is there.

    Raises `BadSetting` unless this is a demonstration: real data is never replaced.
    """
    _refuse_real_data()
    made = build(now())
    with transaction():
        rows.replace_everything(made)


def build(at: dt.datetime) -> Rows:
    """Every row of the demo cohort as it stands at `at`; the same for the same month.

    It is built in a database of its own in memory, so that nobody waits meanwhile.
    """
    aside = create_app(_aside())
    with aside.app_context():
        Model.metadata.create_all(db.engine)
        builder.build(aside, at)
        made = rows.everything()
        db.session.rollback()
        db.engine.dispose()
    return made


def _refuse_real_data() -> None:
    if current_app.config["MODE"] is Mode.PRODUCTION:
        raise BadSetting("This is not a demonstration: real data is never replaced.")
    installation = queries.installation()
    is_real = installation is not None and not installation.is_demo
    db.session.rollback()
    if is_real:
        raise BadSetting("This database was made for real data, which is never replaced.")


def _aside() -> Config:
    """The settings of the running portal, for a database in memory."""
    settings = {field.name: current_app.config[field.name] for field in fields(Config)}
    return Config(
        **settings
        | {"SQLALCHEMY_DATABASE_URI": "sqlite://", "WORKER_THREAD": False, "TRUSTED_PROXIES": 0}
    )
