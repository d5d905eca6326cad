"""The texts of the public pages as staff wrote them. Rows are added, never changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Model


class PublicText(Model):
    """One version of a text. Without a row the text is the one that comes with the portal."""

    __tablename__ = "public_text"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("number >= 1", "number_counts_up"),
    )

    key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_name: Mapped[str] = mapped_column(String(200))
