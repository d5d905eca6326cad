"""Writing down what this installation is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.db import db
from app.operations import queries
from app.operations.models import Installation

if TYPE_CHECKING:
    import datetime as dt


def found(*, is_demo: bool, at: dt.datetime) -> Installation:
    """Say for good whether this database holds demonstration data; the first word stands."""
    installation = queries.installation()
    if installation is None:
        installation = Installation(id=1, is_demo=is_demo, created_at=at)
        db.session.add(installation)
    return installation
