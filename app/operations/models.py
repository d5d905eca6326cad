"""What this installation is: a demonstration or the real thing."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.core.model import Model


class Installation(Model):
    """The one row that says whether the database holds demonstration data."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", "only_one"),)

    is_demo: Mapped[bool]
    created_at: Mapped[dt.datetime]
