"""The house: every table of the first version, with the triggers that guard the audit trail."""

# ruff: noqa: E501, PLR0915  # generated from the models: as many statements as there are tables

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE_GUARDS = (
    "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT "
    "RAISE(ABORT, 'the audit trail is append-only'); END",
    "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT "
    "RAISE(ABORT, 'the audit trail is append-only'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH "
    "ROW EXECUTE FUNCTION refuse_audit_change()",
    "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT "
    "EXECUTE FUNCTION refuse_audit_change()",
)


def upgrade() -> None:
    op.create_table(
        "cohort",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("lock_days", sa.Integer(), nullable=False),
        sa.Column("baseline_points", sa.Integer(), nullable=True),
        sa.Column(
            "rule_set",
            sa.Enum(
                "ihi",
                "anhoej",
                name="ruleset",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("small_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "baseline_points IS NULL OR baseline_points BETWEEN 3 AND 36",
            name=op.f("ck_cohort_baseline"),
        ),
        sa.CheckConstraint(
            "due_day BETWEEN 1 AND 28", name=op.f("ck_cohort_due_day_exists_in_every_month")
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_cohort_ends_after_start")),
        sa.CheckConstraint(
            "lock_days BETWEEN 0 AND 365", name=op.f("ck_cohort_lock_days_within_a_year")
        ),
        sa.CheckConstraint("small_count BETWEEN 1 AND 50", name=op.f("ck_cohort_small_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("key", name=op.f("uq_cohort_key")),
        sa.UniqueConstraint("name", name=op.f("uq_cohort_name")),
    )
    op.create_table(
        "installation",
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "failed",
                name="mailstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sending') = (leased_until IS NOT NULL)",
            name=op.f("ck_outbox_mail_sending_has_lease"),
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_mail_sent_has_time")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mail_key")),
    )
    op.create_index(op.f("ix_outbox_mail_created_at"), "outbox_mail", ["created_at"], unique=False)
    op.create_index("ix_outbox_mail_due", "outbox_mail", ["state", "next_attempt_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_set_at", sa.DateTime(), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("last_sign_in_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_is_lower_case")),
        sa.CheckConstraint(
            "totp_confirmed_at IS NULL OR totp_secret IS NOT NULL",
            name=op.f("ck_person_second_factor_has_secret"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "practice",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fqhc",
                "look-alike",
                "rhc free-standing",
                "rhc provider-based",
                "private",
                name="practicekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("county", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_practice_version_counts_up")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("key", name=op.f("uq_practice_key")),
        sa.UniqueConstraint("name", name=op.f("uq_practice_name")),
    )
    op.create_index(op.f("ix_practice_county"), "practice", ["county"], unique=False)
    op.create_table(
        "rate_count",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_count")),
        sa.UniqueConstraint("key", name=op.f("uq_rate_count_key")),
    )
    op.create_table(
        "worker_beat",
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_worker_beat_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_beat")),
    )
    op.create_table(
        "account_link",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reset",
                "email change",
                name="linkkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("new_email", sa.String(length=254), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    op.create_index(op.f("ix_account_link_person_id"), "account_link", ["person_id"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("verb", sa.String(length=80), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("subject_name", sa.String(length=300), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("after", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_audit_event_actor_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_audit_event_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_actor_id"), "audit_event", ["actor_id"], unique=False)
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)
    op.create_index(
        op.f("ix_audit_event_practice_id"), "audit_event", ["practice_id"], unique=False
    )
    op.create_index(
        "ix_audit_event_subject", "audit_event", ["subject_type", "subject_id"], unique=False
    )
    op.create_table(
        "cohort_date",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "learning session",
                "action period",
                "call",
                "milestone",
                name="datekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_date_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_date")),
    )
    op.create_index(op.f("ix_cohort_date_cohort_id"), "cohort_date", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_cohort_date_on"), "cohort_date", ["on"], unique=False)
    op.create_table(
        "enrolment",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "left_on IS NULL OR left_on >= joined_on",
            name=op.f("ck_enrolment_leaves_after_joining"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_enrolment_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "practice_id", "cohort_id", name=op.f("uq_enrolment_practice_id_cohort_id")
        ),
    )
    op.create_index(op.f("ix_enrolment_cohort_id"), "enrolment", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_enrolment_practice_id"), "enrolment", ["practice_id"], unique=False)
    op.create_index(
        "uq_enrolment_current",
        "enrolment",
        ["practice_id"],
        unique=True,
        sqlite_where=sa.text("left_on IS NULL"),
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.create_table(
        "import_batch",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "undone_at IS NULL OR confirmed_at IS NOT NULL",
            name=op.f("ck_import_batch_only_confirmed_is_undone"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_import_batch_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_import_batch_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_import_batch_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_import_batch_undone_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(
        op.f("ix_import_batch_practice_id"), "import_batch", ["practice_id"], unique=False
    )
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead",
                "provider champion",
                "care coordinator",
                "data manager",
                "family partner",
                "sponsor",
                "viewer",
                "reviewer",
                "coach",
                "publisher",
                "program staff",
                "director",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.CheckConstraint(
            "(role IN ('coach')) = (cohort_id IS NOT NULL)",
            name=op.f("ck_invitation_cohort_role_has_cohort"),
        ),
        sa.CheckConstraint(
            "(role IN ('lead', 'provider champion', 'care coordinator', 'data manager', 'family partner', 'sponsor', 'viewer')) = (practice_id IS NOT NULL)",
            name=op.f("ck_invitation_team_role_has_practice"),
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR revoked_at IS NULL", name=op.f("ck_invitation_one_ending")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name=op.f("fk_invitation_accepted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_invitation_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_invitation_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"], unique=False)
    op.create_index(op.f("ix_invitation_practice_id"), "invitation", ["practice_id"], unique=False)
    op.create_table(
        "measure",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(practice_id IS NULL) = (code IS NOT NULL)", name=op.f("ck_measure_library_has_code")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_measure_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("code", name=op.f("uq_measure_code")),
    )
    op.create_index("ix_measure_key_practice", "measure", ["key", "practice_id"], unique=True)
    op.create_index(op.f("ix_measure_practice_id"), "measure", ["practice_id"], unique=False)
    op.create_table(
        "period_submission",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("first_complete_at", sa.DateTime(), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(), nullable=True),
        sa.Column("last_sent_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_complete_at IS NULL OR first_complete_at <= last_sent_at",
            name=op.f("ck_period_submission_complete_was_sent"),
        ),
        sa.ForeignKeyConstraint(
            ["last_sent_by_id"],
            ["person.id"],
            name=op.f("fk_period_submission_last_sent_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_period_submission_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_submission")),
        sa.UniqueConstraint(
            "practice_id", "period", name=op.f("uq_period_submission_practice_id_period")
        ),
    )
    op.create_index(
        op.f("ix_period_submission_period"), "period_submission", ["period"], unique=False
    )
    op.create_index(
        op.f("ix_period_submission_practice_id"), "period_submission", ["practice_id"], unique=False
    )
    op.create_table(
        "recovery_code",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint(
            "person_id", "code_hash", name=op.f("uq_recovery_code_person_id_code_hash")
        ),
    )
    op.create_index(
        op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"], unique=False
    )
    op.create_table(
        "role_grant",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead",
                "provider champion",
                "care coordinator",
                "data manager",
                "family partner",
                "sponsor",
                "viewer",
                "reviewer",
                "coach",
                "publisher",
                "program staff",
                "director",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(role IN ('coach')) = (cohort_id IS NOT NULL)",
            name=op.f("ck_role_grant_cohort_role_has_cohort"),
        ),
        sa.CheckConstraint(
            "(role IN ('lead', 'provider champion', 'care coordinator', 'data manager', 'family partner', 'sponsor', 'viewer')) = (practice_id IS NOT NULL)",
            name=op.f("ck_role_grant_team_role_has_practice"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_role_grant_ended_is_signed")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_role_grant_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_role_grant_ended_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_role_grant_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_cohort_id"), "role_grant", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_index(op.f("ix_role_grant_practice_id"), "role_grant", ["practice_id"], unique=False)
    op.create_index(
        "uq_role_grant_active",
        "role_grant",
        [
            "person_id",
            "role",
            sa.literal_column("coalesce(practice_id, 0)"),
            sa.literal_column("coalesce(cohort_id, 0)"),
        ],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "session",
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
            "(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_session_ended_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)
    op.create_table(
        "annotation",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)",
            name=op.f("ck_annotation_removal_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_annotation_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_annotation_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_annotation_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_annotation_removed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
    )
    op.create_index(
        "ix_annotation_chart", "annotation", ["practice_id", "measure_id"], unique=False
    )
    op.create_table(
        "chart_decision",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "freeze",
                "rephase",
                "exclude",
                name="decisionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("first_period", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answers", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_chart_decision_has_reason")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL) AND (undone_at IS NULL) = (undo_reason IS NULL)",
            name=op.f("ck_chart_decision_undoing_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_chart_decision_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_chart_decision_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_chart_decision_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_chart_decision_undone_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart_decision")),
    )
    op.create_index(
        "ix_chart_decision_chart", "chart_decision", ["practice_id", "measure_id"], unique=False
    )
    op.create_table(
        "cohort_measure",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("baseline_points", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_measure_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_cohort_measure_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_measure")),
        sa.UniqueConstraint(
            "cohort_id", "measure_id", name=op.f("uq_cohort_measure_cohort_id_measure_id")
        ),
    )
    op.create_index(
        op.f("ix_cohort_measure_cohort_id"), "cohort_measure", ["cohort_id"], unique=False
    )
    op.create_index(
        op.f("ix_cohort_measure_measure_id"), "cohort_measure", ["measure_id"], unique=False
    )
    op.create_table(
        "measure_version",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "outcome",
                "process",
                "balancing",
                name="measurerole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "percent",
                "rate",
                "count",
                "mean",
                "time between",
                name="measurekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("per", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "higher",
                "lower",
                "neither",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("goal", sa.Float(), nullable=True),
        sa.Column(
            "frequency",
            sa.Enum(
                "monthly",
                "quarterly",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("driver", sa.String(length=120), nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("numerator", sa.Text(), nullable=False),
        sa.Column("denominator", sa.Text(), nullable=False),
        sa.Column("exclusions", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sampling", sa.Text(), nullable=False),
        sa.Column("min_denominator", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "min_denominator >= 0", name=op.f("ck_measure_version_min_denominator_not_negative")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_measure_version_number_counts_from_one")),
        sa.CheckConstraint(
            "per IN (1, 100, 1000, 10000)", name=op.f("ck_measure_version_per_is_a_known_factor")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_measure_version_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measure_version_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_version")),
        sa.UniqueConstraint(
            "measure_id",
            "effective_from",
            name=op.f("uq_measure_version_measure_id_effective_from"),
        ),
        sa.UniqueConstraint(
            "measure_id", "number", name=op.f("uq_measure_version_measure_id_number")
        ),
    )
    op.create_index(
        op.f("ix_measure_version_measure_id"), "measure_version", ["measure_id"], unique=False
    )
    op.create_table(
        "ramp",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_ramp_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_ramp_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_ramp_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ramp")),
    )
    op.create_index(op.f("ix_ramp_measure_id"), "ramp", ["measure_id"], unique=False)
    op.create_index(op.f("ix_ramp_practice_id"), "ramp", ["practice_id"], unique=False)
    op.create_table(
        "team_measure",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(), nullable=False),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["person.id"], name=op.f("fk_team_measure_adopted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_team_measure_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_team_measure_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_measure")),
        sa.UniqueConstraint(
            "practice_id", "measure_id", name=op.f("uq_team_measure_practice_id_measure_id")
        ),
    )
    op.create_index(
        op.f("ix_team_measure_measure_id"), "team_measure", ["measure_id"], unique=False
    )
    op.create_index(
        op.f("ix_team_measure_practice_id"), "team_measure", ["practice_id"], unique=False
    )
    op.create_table(
        "cycle",
        sa.Column("ramp_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "learn",
                "develop",
                "test",
                "implement",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "running",
                "studying",
                "done",
                "stopped",
                name="cyclestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("location", sa.String(length=200), nullable=False),
        sa.Column("scale", sa.String(length=120), nullable=False),
        sa.Column("scale_patients", sa.Integer(), nullable=True),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("as_planned", sa.Boolean(), nullable=True),
        sa.Column("observations", sa.Text(), nullable=False),
        sa.Column("collected", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "adopt",
                "adapt",
                "abandon",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (decision IS NOT NULL)", name=op.f("ck_cycle_done_has_decision")
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'stopped')) = (ended_on IS NOT NULL)",
            name=op.f("ck_cycle_ended_has_date"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('running', 'studying', 'done') OR started_on IS NOT NULL",
            name=op.f("ck_cycle_started_has_date"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on",
            name=op.f("ck_cycle_order"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_cycle_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_cycle_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_cycle_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_cycle_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_cycle_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(["ramp_id"], ["ramp.id"], name=op.f("fk_cycle_ramp_id_ramp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("ramp_id", "number", name=op.f("uq_cycle_ramp_id_number")),
    )
    op.create_index("ix_cycle_chart", "cycle", ["practice_id", "measure_id"], unique=False)
    op.create_index(op.f("ix_cycle_ramp_id"), "cycle", ["ramp_id"], unique=False)
    op.create_table(
        "data_point",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("measure_version_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "blank",
                "counted",
                "none eligible",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "ehr report",
                "chart audit",
                "registry",
                "survey",
                "log",
                "estimate",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "sent_answer",
            sa.Enum(
                "blank",
                "counted",
                "none eligible",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("sent_numerator", sa.Integer(), nullable=True),
        sa.Column("sent_denominator", sa.Integer(), nullable=True),
        sa.Column(
            "sent_source",
            sa.Enum(
                "ehr report",
                "chart audit",
                "registry",
                "survey",
                "log",
                "estimate",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("sent_sample_size", sa.Integer(), nullable=True),
        sa.Column("sent_note", sa.Text(), nullable=True),
        sa.Column("sent_version_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("first_sent_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answer <> 'none eligible' OR (numerator = 0 AND denominator = 0)",
            name=op.f("ck_data_point_none_eligible_is_zero_of_zero"),
        ),
        sa.CheckConstraint(
            "sent_answer IS NULL OR sent_answer <> 'blank'",
            name=op.f("ck_data_point_sent_is_not_blank"),
        ),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (sent_answer IS NULL) AND (sent_at IS NULL) = (first_sent_at IS NULL)",
            name=op.f("ck_data_point_sent_is_whole"),
        ),
        sa.CheckConstraint(
            "denominator IS NULL OR denominator >= 0",
            name=op.f("ck_data_point_denominator_not_negative"),
        ),
        sa.CheckConstraint(
            "numerator IS NULL OR numerator >= 0", name=op.f("ck_data_point_numerator_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_data_point_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_data_point_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(
            ["measure_version_id"],
            ["measure_version.id"],
            name=op.f("fk_data_point_measure_version_id_measure_version"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_data_point_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_data_point_sent_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["sent_version_id"],
            ["measure_version.id"],
            name=op.f("fk_data_point_sent_version_id_measure_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_point")),
        sa.UniqueConstraint(
            "practice_id",
            "measure_id",
            "period",
            name=op.f("uq_data_point_practice_id_measure_id_period"),
        ),
    )
    op.create_index(
        "ix_data_point_measure_period", "data_point", ["measure_id", "period"], unique=False
    )
    op.create_index(op.f("ix_data_point_practice_id"), "data_point", ["practice_id"], unique=False)
    op.create_table(
        "data_point_revision",
        sa.Column("data_point_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "blank",
                "counted",
                "none eligible",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "ehr report",
                "chart audit",
                "registry",
                "survey",
                "log",
                "estimate",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "via",
            sa.Enum(
                "grid",
                "import",
                "undo",
                "submit",
                name="via",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_data_point_revision_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["data_point_id"],
            ["data_point.id"],
            name=op.f("fk_data_point_revision_data_point_id_data_point"),
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.id"],
            name=op.f("fk_data_point_revision_import_batch_id_import_batch"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_point_revision")),
        sa.UniqueConstraint(
            "data_point_id", "number", name=op.f("uq_data_point_revision_data_point_id_number")
        ),
    )
    op.create_index(
        op.f("ix_data_point_revision_data_point_id"),
        "data_point_revision",
        ["data_point_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_data_point_revision_import_batch_id"),
        "data_point_revision",
        ["import_batch_id"],
        unique=False,
    )
    op.create_table(
        "prediction",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("predicted", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("matched", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_prediction_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prediction")),
        sa.UniqueConstraint("cycle_id", "position", name=op.f("uq_prediction_cycle_id_position")),
    )
    op.create_index(op.f("ix_prediction_cycle_id"), "prediction", ["cycle_id"], unique=False)
    _guard_the_trail()


def downgrade() -> None:
    _stop_guarding_the_trail()
    op.drop_index(op.f("ix_prediction_cycle_id"), table_name="prediction")
    op.drop_table("prediction")
    op.drop_index(op.f("ix_data_point_revision_import_batch_id"), table_name="data_point_revision")
    op.drop_index(op.f("ix_data_point_revision_data_point_id"), table_name="data_point_revision")
    op.drop_table("data_point_revision")
    op.drop_index(op.f("ix_data_point_practice_id"), table_name="data_point")
    op.drop_index("ix_data_point_measure_period", table_name="data_point")
    op.drop_table("data_point")
    op.drop_index(op.f("ix_cycle_ramp_id"), table_name="cycle")
    op.drop_index("ix_cycle_chart", table_name="cycle")
    op.drop_table("cycle")
    op.drop_index(op.f("ix_team_measure_practice_id"), table_name="team_measure")
    op.drop_index(op.f("ix_team_measure_measure_id"), table_name="team_measure")
    op.drop_table("team_measure")
    op.drop_index(op.f("ix_ramp_practice_id"), table_name="ramp")
    op.drop_index(op.f("ix_ramp_measure_id"), table_name="ramp")
    op.drop_table("ramp")
    op.drop_index(op.f("ix_measure_version_measure_id"), table_name="measure_version")
    op.drop_table("measure_version")
    op.drop_index(op.f("ix_cohort_measure_measure_id"), table_name="cohort_measure")
    op.drop_index(op.f("ix_cohort_measure_cohort_id"), table_name="cohort_measure")
    op.drop_table("cohort_measure")
    op.drop_index("ix_chart_decision_chart", table_name="chart_decision")
    op.drop_table("chart_decision")
    op.drop_index("ix_annotation_chart", table_name="annotation")
    op.drop_table("annotation")
    op.drop_index(op.f("ix_session_person_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(
        "uq_role_grant_active",
        table_name="role_grant",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_role_grant_practice_id"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_cohort_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_recovery_code_person_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index(op.f("ix_period_submission_practice_id"), table_name="period_submission")
    op.drop_index(op.f("ix_period_submission_period"), table_name="period_submission")
    op.drop_table("period_submission")
    op.drop_index(op.f("ix_measure_practice_id"), table_name="measure")
    op.drop_index("ix_measure_key_practice", table_name="measure")
    op.drop_table("measure")
    op.drop_index(op.f("ix_invitation_practice_id"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_email"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_import_batch_practice_id"), table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_index(
        "uq_enrolment_current",
        table_name="enrolment",
        sqlite_where=sa.text("left_on IS NULL"),
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.drop_index(op.f("ix_enrolment_practice_id"), table_name="enrolment")
    op.drop_index(op.f("ix_enrolment_cohort_id"), table_name="enrolment")
    op.drop_table("enrolment")
    op.drop_index(op.f("ix_cohort_date_on"), table_name="cohort_date")
    op.drop_index(op.f("ix_cohort_date_cohort_id"), table_name="cohort_date")
    op.drop_table("cohort_date")
    op.drop_index("ix_audit_event_subject", table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_practice_id"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_at"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_actor_id"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_index(op.f("ix_account_link_person_id"), table_name="account_link")
    op.drop_table("account_link")
    op.drop_table("worker_beat")
    op.drop_table("rate_count")
    op.drop_index(op.f("ix_practice_county"), table_name="practice")
    op.drop_table("practice")
    op.drop_table("person")
    op.drop_index("ix_outbox_mail_due", table_name="outbox_mail")
    op.drop_index(op.f("ix_outbox_mail_created_at"), table_name="outbox_mail")
    op.drop_table("outbox_mail")
    op.drop_table("installation")
    op.drop_table("cohort")


def _guard_the_trail() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for order in SQLITE_GUARDS if is_sqlite else POSTGRESQL_GUARDS:
        op.execute(order)


def _stop_guarding_the_trail() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # the triggers go with their table
    for trigger in ("audit_event_append_only", "audit_event_no_truncate"):
        op.execute(f"DROP TRIGGER {trigger} ON audit_event")
    op.execute("DROP FUNCTION refuse_audit_change()")
