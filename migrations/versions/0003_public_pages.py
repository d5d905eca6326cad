"""Public pages that staff can edit; sessions that see the portal as another person does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What SQLite needs to make the table anew, since it cannot add a rule to a table.
SESSION = sa.Table(
    "session",
    sa.MetaData(),
    sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(), nullable=False),
    sa.Column("last_seen_at", sa.DateTime(), nullable=False),
    sa.Column("second_factor_at", sa.DateTime(), nullable=True),
    sa.Column("device", sa.String(length=200), nullable=False),
    sa.Column("address", sa.String(length=64), nullable=False),
    sa.Column("ended_at", sa.DateTime(), nullable=True),
    sa.Column("end_reason", sa.String(length=40), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.CheckConstraint(
        "(ended_at IS NULL) = (end_reason IS NULL)", name="ck_session_ended_has_reason"
    ),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_person_id_person"),
    sa.PrimaryKeyConstraint("id", name="pk_session"),
    sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
)
WITH_VIEWING = sa.Table(
    "session",
    sa.MetaData(),
    sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(), nullable=False),
    sa.Column("last_seen_at", sa.DateTime(), nullable=False),
    sa.Column("second_factor_at", sa.DateTime(), nullable=True),
    sa.Column("device", sa.String(length=200), nullable=False),
    sa.Column("address", sa.String(length=64), nullable=False),
    sa.Column("ended_at", sa.DateTime(), nullable=True),
    sa.Column("end_reason", sa.String(length=40), nullable=True),
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("viewing_as_id", sa.Integer(), nullable=True),
    sa.Column("viewing_since", sa.DateTime(), nullable=True),
    sa.CheckConstraint(
        "(ended_at IS NULL) = (end_reason IS NULL)", name="ck_session_ended_has_reason"
    ),
    sa.CheckConstraint(
        "(viewing_as_id IS NULL) = (viewing_since IS NULL)",
        name="ck_session_viewing_has_beginning",
    ),
    sa.CheckConstraint("viewing_as_id <> person_id", name="ck_session_viewing_as_another"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_person_id_person"),
    sa.ForeignKeyConstraint(
        ["viewing_as_id"], ["person.id"], name="fk_session_viewing_as_id_person"
    ),
    sa.PrimaryKeyConstraint("id", name="pk_session"),
    sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
)


def upgrade() -> None:
    op.drop_index(op.f("ix_session_person_id"), table_name="session")
    with op.batch_alter_table("session", copy_from=SESSION) as batch:
        batch.add_column(sa.Column("viewing_as_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("viewing_since", sa.DateTime(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_session_viewing_as_id_person"), "person", ["viewing_as_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_session_viewing_has_beginning"),
            "(viewing_as_id IS NULL) = (viewing_since IS NULL)",
        )
        batch.create_check_constraint(
            op.f("ck_session_viewing_as_another"), "viewing_as_id <> person_id"
        )
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("what_for", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "phone <> '' OR email <> '' OR address <> ''", name=op.f("ck_contact_can_be_reached")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_contact_version_counts_up")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["person.id"], name=op.f("fk_contact_verified_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("key", name=op.f("uq_contact_key")),
    )
    op.create_index(op.f("ix_contact_verified_by_id"), "contact", ["verified_by_id"], unique=False)
    op.create_table(
        "public_text",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_public_text_number_counts_up")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_public_text_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_text")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_public_text_key_number")),
    )
    op.create_index(op.f("ix_public_text_by_id"), "public_text", ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_public_text_by_id"), table_name="public_text")
    op.drop_table("public_text")
    op.drop_index(op.f("ix_contact_verified_by_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_session_person_id"), table_name="session")
    with op.batch_alter_table("session", copy_from=WITH_VIEWING) as batch:
        batch.drop_constraint(op.f("ck_session_viewing_as_another"), type_="check")
        batch.drop_constraint(op.f("ck_session_viewing_has_beginning"), type_="check")
        batch.drop_constraint(op.f("fk_session_viewing_as_id_person"), type_="foreignkey")
        batch.drop_column("viewing_since")
        batch.drop_column("viewing_as_id")
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)
