"""How long rounds keep what people wrote; words, not deeds, may be taken out of the trail."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
REFUSAL = "the audit trail is append-only"
NEW_TRACE = (
    "coalesce(NEW.removal_id, 0) > coalesce(OLD.removal_id, 0) AND EXISTS "
    "(SELECT 1 FROM removed_words WHERE removed_words.id = NEW.removal_id "
    "AND removed_words.place = 'audit_event' AND removed_words.row_id = OLD.id)"
)
FIXED = ("id", "at", "actor_id", "actor_name", "verb", "subject_type", "subject_id", "practice_id")


def upgrade() -> None:
    op.add_column("rfa_application", sa.Column("emptied_at", sa.DateTime(), nullable=True))
    _add_schedules()
    _add_holds()
    _add_log()
    _guard_the_trail(lambda same: f"({_traced(same)}) OR ({_wordless(same)})")


def downgrade() -> None:
    _guard_the_trail(_traced)
    op.drop_index(op.f("ix_rfa_retention_log_round_id"), table_name="rfa_retention_log")
    op.drop_table("rfa_retention_log")
    op.drop_index(
        "uq_rfa_retention_hold_open",
        table_name="rfa_retention_hold",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("rfa_retention_hold")
    op.drop_table("rfa_retention_schedule")
    op.drop_column("rfa_application", "emptied_at")


def _guard_the_trail(let_through: Callable[[str], str]) -> None:
    """Refuse every change of an event but those that are let through."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_event_no_update")
        op.execute(
            "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
            f"WHEN NOT ({let_through('IS')}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {let_through('IS NOT DISTINCT FROM')} "
        f"THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION '{REFUSAL}'; END $$"
    )


def _traced(same: str) -> str:
    """Words were taken out of what the event quotes, and a new trace names it: as before."""
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in FIXED)
    return f"{unchanged} AND {NEW_TRACE}"


def _wordless(same: str) -> str:
    """All the words of the event go at once, and nothing else differs."""
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in (*FIXED, "removal_id"))
    return (
        f"{unchanged} AND NEW.subject_name = '(removed)' AND NEW.\"before\" IS NULL "
        'AND NEW."after" IS NULL AND NEW.reason IS NULL'
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _add_schedules() -> None:
    table = "rfa_retention_schedule"
    op.create_table(
        table,
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unawarded_months", sa.Integer(), nullable=False),
        sa.Column("draft_months", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "unawarded_months BETWEEN 1 AND 240", name=op.f(f"ck_{table}_unawarded_months")
        ),
        sa.CheckConstraint("draft_months BETWEEN 1 AND 240", name=op.f(f"ck_{table}_draft_months")),
        _key(table, "round_id", "rfa_round"),
        _key(table, "changed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("round_id", name=op.f(f"uq_{table}_round_id")),
    )


def _add_holds() -> None:
    table = "rfa_retention_hold"
    op.create_table(
        table,
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{table}_has_reason")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f(f"ck_{table}_ended_is_signed")
        ),
        _key(table, "application_id", "rfa_application"),
        _key(table, "set_by_id", "person"),
        _key(table, "ended_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        "uq_rfa_retention_hold_open",
        table,
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _add_log() -> None:
    table = "rfa_retention_log"
    kind = sa.Enum(
        "without award",
        "draft",
        "around",
        name="logkind",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        table,
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("kind", kind, nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("files_left", JSON, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'around') = (application_id IS NULL)",
            name=op.f(f"ck_{table}_about_an_application"),
        ),
        sa.CheckConstraint(
            "answers >= 0 AND files >= 0 AND comments >= 0 AND others >= 0",
            name=op.f(f"ck_{table}_counts"),
        ),
        _key(table, "round_id", "rfa_round"),
        _key(table, "application_id", "rfa_application"),
        _key(table, "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("application_id", name=op.f(f"uq_{table}_application_id")),
    )
    op.create_index(op.f("ix_rfa_retention_log_round_id"), table, ["round_id"], unique=False)
