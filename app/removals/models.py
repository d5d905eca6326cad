"""The trace of words that staff took out. The database refuses to change or delete a row of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import with_statements
from app.core.identifiers import Identifier
from app.core.model import Model


class RemovedWords(Model):
    """That words were taken out of one text, by whom and why; never the words themselves.

    `looks_like` is the kind of identifier that they looked like, None for words that staff were
    told about. Where the text had a fingerprint, `fingerprint` is that of what was there and
    `mended_fingerprint` that of what is there now.
    """

    __tablename__ = "removed_words"
    __table_args__ = (
        CheckConstraint("characters > 0", "took_something"),
        CheckConstraint("reason <> ''", "has_reason"),
        CheckConstraint(
            "(fingerprint IS NULL) = (mended_fingerprint IS NULL)", "fingerprints_in_pairs"
        ),
        Index("ix_removed_words_text", "place", "row_id"),
    )

    place: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    part: Mapped[str] = mapped_column(String(60))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), index=True)
    characters: Mapped[int]
    looks_like: Mapped[Identifier | None]
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    mended_fingerprint: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    removed_at: Mapped[dt.datetime] = mapped_column(index=True)
    removed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER removed_words_no_{verb} BEFORE {verb.upper()} ON removed_words "
    "BEGIN SELECT RAISE(ABORT, 'the trace of removed words is append-only'); END"
    for verb in ("update", "delete")
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION refuse_trace_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the trace of removed words is append-only'; END $$",
    "CREATE TRIGGER removed_words_append_only BEFORE UPDATE OR DELETE ON removed_words "
    "FOR EACH ROW EXECUTE FUNCTION refuse_trace_change()",
    "CREATE TRIGGER removed_words_no_truncate BEFORE TRUNCATE ON removed_words "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_trace_change()",
)
with_statements(RemovedWords.__table__, sqlite=SQLITE_TRIGGERS, postgresql=POSTGRESQL_TRIGGERS)
