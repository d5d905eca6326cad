"""Words that name a patient can be taken out, with a trace: also of sent versions and the trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FROZEN = ("rfa_submission", "award_agreement")
REFUSE = "SELECT RAISE(ABORT, 'the audit trail is append-only');"
REFUSE_TRACE = "SELECT RAISE(ABORT, 'the trace of removed words is append-only');"
SQLITE_TRACE_GUARDS = tuple(
    f"CREATE TRIGGER removed_words_no_{verb} BEFORE {verb.upper()} ON removed_words "
    f"BEGIN {REFUSE_TRACE} END"
    for verb in ("update", "delete")
)
POSTGRESQL_TRACE_GUARDS = (
    "CREATE OR REPLACE FUNCTION refuse_trace_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'the trace of removed words is append-only'; END $$",
    "CREATE TRIGGER removed_words_append_only BEFORE UPDATE OR DELETE ON removed_words FOR EACH "
    "ROW EXECUTE FUNCTION refuse_trace_change()",
    "CREATE TRIGGER removed_words_no_truncate BEFORE TRUNCATE ON removed_words FOR EACH STATEMENT "
    "EXECUTE FUNCTION refuse_trace_change()",
)
NEW_TRACE = (
    "coalesce(NEW.removal_id, 0) > coalesce(OLD.removal_id, 0) AND EXISTS "
    "(SELECT 1 FROM removed_words WHERE removed_words.id = NEW.removal_id "
    "AND removed_words.place = 'audit_event' AND removed_words.row_id = OLD.id)"
)
FIXED = ("id", "at", "actor_id", "actor_name", "verb", "subject_type", "subject_id", "practice_id")


def upgrade() -> None:
    _create_the_trace()
    op.add_column("audit_event", sa.Column("removal_id", sa.Integer(), nullable=True))
    for table in FROZEN:
        op.add_column(table, sa.Column("words_removed_at", sa.DateTime(), nullable=True))
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN mended_fingerprint VARCHAR(64) "
            f"CONSTRAINT ck_{table}_removal_has_fingerprint CHECK "
            "((words_removed_at IS NULL) = (mended_fingerprint IS NULL))"
        )
    if op.get_bind().dialect.name == "sqlite":
        _guard_the_trail(f"WHEN NOT ({_traced('IS')}) ")
    else:
        _teach_the_guard(
            f"IF TG_OP = 'UPDATE' THEN IF {_traced('IS NOT DISTINCT FROM')} "
            "THEN RETURN NEW; END IF; END IF; "
        )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _guard_the_trail("")
    else:
        _teach_the_guard("")
    for table in FROZEN:
        op.drop_column(table, "mended_fingerprint")
        op.drop_column(table, "words_removed_at")
    op.drop_column("audit_event", "removal_id")
    op.drop_table("removed_words")
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_trace_change()")


def _traced(same: str) -> str:
    """The one change that is let through: nothing fixed differs, and a new trace names the row."""
    unchanged = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in FIXED)
    return f"{unchanged} AND {NEW_TRACE}"


def _guard_the_trail(when: str) -> None:
    op.execute("DROP TRIGGER audit_event_no_update")
    op.execute(
        "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
        f"{when}BEGIN {REFUSE} END"
    )


def _teach_the_guard(exception: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {exception}RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    )


def _create_the_trace() -> None:
    op.create_table(
        "removed_words",
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column(
            "looks_like",
            sa.Enum(
                "a Social Security number",
                "a medical record number",
                "a date of birth",
                "a Medicaid number",
                name="identifier",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("mended_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=False),
        sa.Column("removed_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("characters > 0", name=op.f("ck_removed_words_took_something")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_removed_words_has_reason")),
        sa.CheckConstraint(
            "(fingerprint IS NULL) = (mended_fingerprint IS NULL)",
            name=op.f("ck_removed_words_fingerprints_in_pairs"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_removed_words_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_removed_words_removed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_words")),
    )
    op.create_index("ix_removed_words_text", "removed_words", ["place", "row_id"])
    for column in ("practice_id", "removed_at"):
        op.create_index(op.f(f"ix_removed_words_{column}"), "removed_words", [column])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for order in SQLITE_TRACE_GUARDS if is_sqlite else POSTGRESQL_TRACE_GUARDS:
        op.execute(order)
