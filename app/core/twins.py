"""A second click: the very same words of the same person, within a minute of the first ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from app.core.db import db
from app.core.model import Model

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute

Row = TypeVar("Row", bound=Model)
SECOND_CLICK = dt.timedelta(minutes=1)


def first_click(
    model: type[Row],
    written_at: InstrumentedAttribute[dt.datetime],
    *,
    at: dt.datetime,
    **same: Any,
) -> Row | None:
    """The row that says all of this and was written less than a minute before `at`, if any.

    Two clicks at the very same moment find each other only when the caller holds a row first.
    """
    return db.session.scalar(
        select(model)
        .filter_by(**same)
        .where(written_at > at - SECOND_CLICK)
        .order_by(model.id)
        .limit(1)
    )
