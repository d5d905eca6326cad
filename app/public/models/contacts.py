"""The directory: whom families, practices and applicants can ask, and when that was checked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Model


class Contact(Model):
    """One entry of the directory. What is removed stays, so that it can be put back."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("version >= 1", "version_counts_up"),
        CheckConstraint("phone <> '' OR email <> '' OR address <> ''", "can_be_reached"),
    )

    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    what_for: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=100)
    verified_on: Mapped[dt.date]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    verified_by_name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once
