"""What a search looks through: the words of what is published, a row for each piece."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Model
from app.curriculum.domain.kinds import Language, SearchKind


class SearchEntry(Model):
    """One thing that can be found. Written when a version is approved, found while it is served.

    `for_staff`: only those who may write the curriculum find it (notes for facilitators).
    """

    __tablename__ = "curriculum_search"
    __table_args__ = (
        UniqueConstraint("version_id", "lesson_key", "kind", "language", "source", "for_staff"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"))
    lesson_key: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[SearchKind]
    language: Mapped[Language]
    source: Mapped[str] = mapped_column(String(40), default="")
    for_staff: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(255))
    words: Mapped[str] = mapped_column(Text)
