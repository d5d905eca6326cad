"""A second person's check of what was sent, before it is decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rfa_check",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_rfa_check_version_counts_from_one")),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)",
            name=op.f("ck_rfa_check_taken_back_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_check_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["person.id"], name=op.f("fk_rfa_check_checked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by_id"], ["person.id"], name=op.f("fk_rfa_check_taken_back_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_check")),
    )
    op.create_index(
        "uq_rfa_check_standing",
        "rfa_check",
        ["application_id", "version"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    _ask_for_checks()


def _ask_for_checks() -> None:
    """Rounds that have settings ask for the check from now on, as those without do.

    The value is written first and demanded afterwards: no default is left behind.
    """
    op.add_column("award_plan", sa.Column("needs_check", sa.Boolean(), nullable=True))
    op.execute("UPDATE award_plan SET needs_check = TRUE")
    with op.batch_alter_table("award_plan") as batch:
        batch.alter_column("needs_check", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("award_plan") as batch:
        batch.drop_column("needs_check")
    op.drop_index(
        "uq_rfa_check_standing",
        table_name="rfa_check",
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.drop_table("rfa_check")
