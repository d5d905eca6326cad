"""Words of an application that look like a patient's identifier, and are confirmed as none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rfa_confirmed_words",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
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
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rfa_confirmed_words_has_reason")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_confirmed_words_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["person.id"],
            name=op.f("fk_rfa_confirmed_words_confirmed_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_confirmed_words")),
        sa.UniqueConstraint(
            "application_id",
            "question",
            "kind",
            "digest",
            name=op.f("uq_rfa_confirmed_words_application_id_question_kind_digest"),
        ),
    )


def downgrade() -> None:
    op.drop_table("rfa_confirmed_words")
