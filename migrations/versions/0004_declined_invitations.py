"""Invitations that were declined, with the reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLES = (
    "lead",
    "provider champion",
    "care coordinator",
    "data manager",
    "family partner",
    "sponsor",
    "viewer",
    "application lead",
    "application editor",
    "application signer",
    "application viewer",
    "reviewer",
    "coach",
    "publisher",
    "program staff",
    "director",
    "administrator",
)
AT_PRACTICE = ROLES[:11]
ALONE = "declined_at IS NULL OR (accepted_at IS NULL AND revoked_at IS NULL)"
WITH_REASON = "decline_reason IS NULL OR declined_at IS NOT NULL"


def upgrade() -> None:
    _drop_indexes()
    with op.batch_alter_table("invitation", copy_from=_table()) as batch:
        batch.add_column(sa.Column("declined_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("decline_reason", sa.String(length=200), nullable=True))
        batch.create_check_constraint(op.f("ck_invitation_declined_alone"), ALONE)
        batch.create_check_constraint(op.f("ck_invitation_declined_for_a_reason"), WITH_REASON)
    _create_indexes()


def downgrade() -> None:
    # The portal of then knows no such answer: a declined offer may not wait for one again.
    op.execute(
        "UPDATE invitation SET revoked_at = declined_at, declined_at = NULL,"
        " decline_reason = NULL WHERE declined_at IS NOT NULL"
    )
    with_answer = (
        sa.Column("declined_at", sa.DateTime(), nullable=True),
        sa.Column("decline_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint(ALONE, name="ck_invitation_declined_alone"),
        sa.CheckConstraint(WITH_REASON, name="ck_invitation_declined_for_a_reason"),
    )
    _drop_indexes()
    with op.batch_alter_table("invitation", copy_from=_table(*with_answer)) as batch:
        batch.drop_constraint(op.f("ck_invitation_declined_for_a_reason"), type_="check")
        batch.drop_constraint(op.f("ck_invitation_declined_alone"), type_="check")
        batch.drop_column("decline_reason")
        batch.drop_column("declined_at")
    _create_indexes()


def _drop_indexes() -> None:
    for column in ("email", "practice_id"):
        op.drop_index(op.f(f"ix_invitation_{column}"), table_name="invitation")


def _create_indexes() -> None:
    for column in ("email", "practice_id"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column], unique=False)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_invitation_{column}_{target}"
    )


def _table(*more: sa.SchemaItem) -> sa.Table:
    """What SQLite needs to make the table anew, since it cannot add a rule to a table."""
    return sa.Table(
        "invitation",
        sa.MetaData(),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("times_sent", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"role IN ({_listed(ROLES)})", name="ck_invitation_role"),
        sa.CheckConstraint(
            f"(role IN ({_listed(AT_PRACTICE)})) = (practice_id IS NOT NULL)",
            name="ck_invitation_practice_role_has_practice",
        ),
        sa.CheckConstraint(
            "(role IN ('coach')) = (cohort_id IS NOT NULL)",
            name="ck_invitation_cohort_role_has_cohort",
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR revoked_at IS NULL", name="ck_invitation_one_ending"
        ),
        _key("accepted_by_id", "person"),
        _key("cohort_id", "cohort"),
        _key("invited_by_id", "person"),
        _key("practice_id", "practice"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        *more,
    )
