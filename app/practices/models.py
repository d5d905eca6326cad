"""Practices: the clinics whose teams take part."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Model
from app.practices.domain.kinds import PracticeKind


class Practice(Model):
    """A Federally Qualified Health Center, Rural Health Clinic or private practice."""

    __tablename__ = "practice"
    __table_args__ = (CheckConstraint("version >= 1", "version_counts_up"),)

    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[PracticeKind]
    county: Mapped[str] = mapped_column(String(40), index=True)
    city: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once
