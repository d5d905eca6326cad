"""What this installation is: a demonstration or the real thing."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Model, Sealed


class Installation(Model):
    """The one row that says whether the database holds demonstration data.

    `key_probe` is a word that anybody may know, sealed: a key that does not open it is not the
    one that this database was begun with.
    """

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    is_demo: Mapped[bool]
    created_at: Mapped[dt.datetime]
    key_probe: Mapped[str | None] = mapped_column(Sealed, deferred=True)
