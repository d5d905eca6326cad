"""The trail. The database itself refuses to change or delete a row of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DDL, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Json, Model


class AuditEvent(Model):
    """One deed: written in the transaction of the deed, never changed."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id"),)

    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(200))
    verb: Mapped[str] = mapped_column(String(80))
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    subject_name: Mapped[str] = mapped_column(String(300), default="")
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), index=True)
    before: Mapped[Json | None]
    after: Mapped[Json | None]
    reason: Mapped[str | None] = mapped_column(Text)


SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER audit_event_no_{verb} BEFORE {verb.upper()} ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
    for verb in ("update", "delete")
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
)
for _dialect, _statements in (("sqlite", SQLITE_TRIGGERS), ("postgresql", POSTGRESQL_TRIGGERS)):
    for _statement in _statements:
        event.listen(
            AuditEvent.__table__,
            "after_create",
            DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
                _statement.replace("%", "%%")
            ).execute_if(dialect=_dialect),
        )
