"""Writing down what this installation is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from app.core.db import db
from app.operations import queries
from app.operations.models import Installation

if TYPE_CHECKING:
    import datetime as dt

PROBE = "the key of this database"


def found(*, is_demo: bool, at: dt.datetime) -> Installation:
    """Say for good whether this database holds demonstration data; the first word stands."""
    installation = queries.installation()
    if installation is None:
        installation = Installation(id=1, is_demo=is_demo, created_at=at, key_probe=PROBE)
        db.session.add(installation)
    return installation


def keep_probe() -> None:
    """Seal the probe with the key of today where there is none yet: in an older database."""
    db.session.execute(
        update(Installation).where(Installation.key_probe.is_(None)).values(key_probe=PROBE)
    )
