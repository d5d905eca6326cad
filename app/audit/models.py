"""The trail. The database itself refuses to change or delete a row of it.

Two things are possible: words that name a patient can be taken out of what an event quotes, when
the same transaction leaves a trace of that (table `removed_words`); and all the words of an event
can go at once, when a round no longer keeps them. Who did what, to what and when cannot change
even then.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import with_statements
from app.core.model import Json, Model


class AuditEvent(Model):
    """One deed: written in the transaction of the deed, never changed.

    `removal_id` is the trace of the last time that words were taken out of what it quotes.
    """

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
    removal_id: Mapped[int | None]


_NEW_TRACE = (
    "coalesce(NEW.removal_id, 0) > coalesce(OLD.removal_id, 0) AND EXISTS "
    "(SELECT 1 FROM removed_words WHERE removed_words.id = NEW.removal_id "
    "AND removed_words.place = 'audit_event' AND removed_words.row_id = OLD.id)"
)
_FIXED = ("id", "at", "actor_id", "actor_name", "verb", "subject_type", "subject_id", "practice_id")


def _traced(same: str) -> str:
    """The one change that is let through: nothing fixed differs, and a new trace names the row."""
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in _FIXED)
    return f"{unchanged} AND {_NEW_TRACE}"


NO_WORDS = "(removed)"
"""What an event is about, once its words are due to go."""


def _wordless(same: str) -> str:
    """The other change: all the words of an event go at once, and nothing else differs."""
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in (*_FIXED, "removal_id"))
    return (
        f"{unchanged} AND NEW.subject_name = '{NO_WORDS}' AND NEW.\"before\" IS NULL "
        'AND NEW."after" IS NULL AND NEW.reason IS NULL'
    )


def _let_through(same: str) -> str:
    return f"({_traced(same)}) OR ({_wordless(same)})"


_REFUSE = "SELECT RAISE(ABORT, 'the audit trail is append-only');"
SQLITE_TRIGGERS = (
    "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
    f"WHEN NOT ({_let_through('IS')}) BEGIN {_REFUSE} END",
    f"CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN {_REFUSE} END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {_let_through('IS NOT DISTINCT FROM')} "
    "THEN RETURN NEW; END IF; END IF; "
    "RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event "
    "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
)
with_statements(AuditEvent.__table__, sqlite=SQLITE_TRIGGERS, postgresql=POSTGRESQL_TRIGGERS)
