"""Applications: rounds, forms, drafts, files, signatures, versions; and the roles to write them."""

# ruff: noqa: E501, PLR0915  # generated from the models: as many statements as there are tables

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
TEAM = (
    "lead",
    "provider champion",
    "care coordinator",
    "data manager",
    "family partner",
    "sponsor",
    "viewer",
)
APPLICANT = (
    "application lead",
    "application editor",
    "application signer",
    "application viewer",
)
PROGRAM = ("reviewer", "coach", "publisher", "program staff", "director", "administrator")
WITH_ROLES = ("role_grant", "invitation")


def upgrade() -> None:
    for table in WITH_ROLES:
        _change_roles(
            table,
            (*TEAM, *PROGRAM),
            ("team_role_has_practice", TEAM),
            (*TEAM, *APPLICANT, *PROGRAM),
            ("practice_role_has_practice", (*TEAM, *APPLICANT)),
        )

    op.create_table(
        "rfa_round",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("questions_until", sa.DateTime(), nullable=True),
        sa.Column("call_at", sa.DateTime(), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("awards", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.Column("patients_least", sa.Integer(), nullable=False),
        sa.Column("counties", JSON, nullable=False),
        sa.Column("reviewers_each", sa.Integer(), nullable=False),
        sa.Column("drafter_may_sign", sa.Boolean(), nullable=False),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("seal_broken_at", sa.DateTime(), nullable=True),
        sa.Column("seal_broken_by_id", sa.Integer(), nullable=True),
        sa.Column("form", JSON, nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)",
            name=op.f("ck_rfa_round_published_is_signed"),
        ),
        sa.CheckConstraint(
            "(seal_broken_at IS NULL) = (seal_broken_by_id IS NULL)",
            name=op.f("ck_rfa_round_broken_seal_is_signed"),
        ),
        sa.CheckConstraint(
            "archived_at IS NULL OR published_at IS NOT NULL",
            name=op.f("ck_rfa_round_archived_was_published"),
        ),
        sa.CheckConstraint("awards BETWEEN 1 AND 500", name=op.f("ck_rfa_round_awards")),
        sa.CheckConstraint("cap IS NULL OR cap > 0", name=op.f("ck_rfa_round_cap")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_rfa_round_closes_after_opening")),
        sa.CheckConstraint(
            "grace_minutes BETWEEN 0 AND 1440", name=op.f("ck_rfa_round_grace_within_a_day")
        ),
        sa.CheckConstraint("patients_least >= 0", name=op.f("ck_rfa_round_patients_least")),
        sa.CheckConstraint(
            "reviewers_each BETWEEN 1 AND 20", name=op.f("ck_rfa_round_reviewers_each")
        ),
        sa.CheckConstraint(
            "seal_broken_at IS NULL OR is_sealed", name=op.f("ck_rfa_round_only_seals_break")
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"], ["rfa_round.id"], name=op.f("fk_rfa_round_based_on_id_rfa_round")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_rfa_round_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_rfa_round_published_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["seal_broken_by_id"], ["person.id"], name=op.f("fk_rfa_round_seal_broken_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_round")),
        sa.UniqueConstraint("key", name=op.f("uq_rfa_round_key")),
        sa.UniqueConstraint("title", name=op.f("uq_rfa_round_title")),
    )
    op.create_table(
        "rfa_saved_view",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rfa_saved_view_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_rfa_saved_view_person_id_name")),
    )
    op.create_table(
        "rfa_application",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "changes requested",
                "submitted with changes",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("screening", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("content_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("reference", sa.String(length=30), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("taken_from_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)",
            name=op.f("ck_rfa_application_withdrawn_has_date"),
        ),
        sa.CheckConstraint(
            "state <> 'draft' OR submitted_at IS NULL",
            name=op.f("ck_rfa_application_draft_was_not_sent"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'submitted with changes', 'changes requested') OR submitted_at IS NOT NULL",
            name=op.f("ck_rfa_application_sent_has_date"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_reason <> ''",
            name=op.f("ck_rfa_application_withdrawn_has_reason"),
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (reference IS NULL)",
            name=op.f("ck_rfa_application_sent_has_reference"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_rfa_application_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_rfa_application_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_rfa_application_round_id_rfa_round")
        ),
        sa.ForeignKeyConstraint(
            ["taken_from_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_application_taken_from_id_rfa_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_application")),
        sa.UniqueConstraint("reference", name=op.f("uq_rfa_application_reference")),
        sa.UniqueConstraint(
            "round_id", "practice_id", name=op.f("uq_rfa_application_round_id_practice_id")
        ),
    )
    op.create_index(
        op.f("ix_rfa_application_practice_id"), "rfa_application", ["practice_id"], unique=False
    )
    op.create_index(
        "ix_rfa_application_round_state", "rfa_application", ["round_id", "state"], unique=False
    )
    op.create_table(
        "rfa_faq_entry",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)",
            name=op.f("ck_rfa_faq_entry_answered_has_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_rfa_faq_entry_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_rfa_faq_entry_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_faq_entry")),
    )
    op.create_index(op.f("ix_rfa_faq_entry_round_id"), "rfa_faq_entry", ["round_id"], unique=False)
    op.create_table(
        "rfa_registration",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("screening", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_rfa_registration_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_registration")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_rfa_registration_token_hash")),
    )
    op.create_index(
        op.f("ix_rfa_registration_round_id"), "rfa_registration", ["round_id"], unique=False
    )
    op.create_table(
        "rfa_answer_change",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_answer_change_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_rfa_answer_change_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_answer_change")),
    )
    op.create_index(
        "ix_rfa_answer_change_question",
        "rfa_answer_change",
        ["application_id", "question", "at"],
        unique=False,
    )
    op.create_table(
        "rfa_assignment",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_assignment_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rfa_assignment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_assignment")),
        sa.UniqueConstraint(
            "application_id", "section", name=op.f("uq_rfa_assignment_application_id_section")
        ),
    )
    op.create_table(
        "rfa_attachment",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)",
            name=op.f("ck_rfa_attachment_removed_is_signed"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_rfa_attachment_size")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_attachment_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_rfa_attachment_removed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["rfa_attachment.id"],
            name=op.f("fk_rfa_attachment_replaces_id_rfa_attachment"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["person.id"], name=op.f("fk_rfa_attachment_uploaded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_attachment")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_rfa_attachment_storage_key")),
    )
    op.create_index(
        "ix_rfa_attachment_question", "rfa_attachment", ["application_id", "question"], unique=False
    )
    op.create_table(
        "rfa_change_request",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("sections", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rfa_change_request_has_reason")),
        sa.CheckConstraint(
            "answered_at IS NULL OR cancelled_at IS NULL",
            name=op.f("ck_rfa_change_request_one_ending"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_change_request_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_rfa_change_request_asked_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_change_request")),
    )
    op.create_index(
        "uq_rfa_change_request_open",
        "rfa_change_request",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_table(
        "rfa_draft_comment",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by_id IS NULL)",
            name=op.f("ck_rfa_draft_comment_resolved_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_draft_comment_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"],
            ["person.id"],
            name=op.f("fk_rfa_draft_comment_resolved_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_rfa_draft_comment_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_draft_comment")),
    )
    op.create_index(
        "ix_rfa_draft_comment_section",
        "rfa_draft_comment",
        ["application_id", "section"],
        unique=False,
    )
    op.create_table(
        "rfa_extension",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rfa_extension_has_reason")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)",
            name=op.f("ck_rfa_extension_ended_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_extension_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_rfa_extension_ended_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name=op.f("fk_rfa_extension_given_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_rfa_extension_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_extension")),
    )
    op.create_index(
        op.f("ix_rfa_extension_application_id"), "rfa_extension", ["application_id"], unique=False
    )
    op.create_index(op.f("ix_rfa_extension_round_id"), "rfa_extension", ["round_id"], unique=False)
    op.create_table(
        "rfa_mark",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "tag", "flag", name="markkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_rfa_mark_has_label")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)",
            name=op.f("ck_rfa_mark_removed_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_mark_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_rfa_mark_removed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_rfa_mark_set_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_mark")),
    )
    op.create_index(
        op.f("ix_rfa_mark_application_id"), "rfa_mark", ["application_id"], unique=False
    )
    op.create_table(
        "rfa_note",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_note_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_rfa_note_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_note")),
    )
    op.create_index(
        op.f("ix_rfa_note_application_id"), "rfa_note", ["application_id"], unique=False
    )
    op.create_table(
        "rfa_presence",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_presence_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rfa_presence_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_presence")),
        sa.UniqueConstraint(
            "application_id",
            "section",
            "person_id",
            name=op.f("uq_rfa_presence_application_id_section_person_id"),
        ),
    )
    op.create_table(
        "rfa_section_draft",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_started", sa.Boolean(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("stale", JSON, nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_rfa_section_draft_version_counts_up")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_section_draft_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_rfa_section_draft_changed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_section_draft")),
        sa.UniqueConstraint(
            "application_id", "section", name=op.f("uq_rfa_section_draft_application_id_section")
        ),
    )
    op.create_table(
        "rfa_signature",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason IS NULL)",
            name=op.f("ck_rfa_signature_void_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_signature_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rfa_signature_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_signature")),
    )
    op.create_index(
        "uq_rfa_signature_valid",
        "rfa_signature",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "rfa_survey_answer",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ease", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("better", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ease BETWEEN 1 AND 5", name=op.f("ck_rfa_survey_answer_ease")),
        sa.CheckConstraint(
            "hours IS NULL OR hours BETWEEN 0 AND 1000", name=op.f("ck_rfa_survey_answer_hours")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_survey_answer_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rfa_survey_answer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_survey_answer")),
        sa.UniqueConstraint(
            "application_id",
            "person_id",
            name=op.f("uq_rfa_survey_answer_application_id_person_id"),
        ),
    )
    op.create_table(
        "rfa_task",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_rfa_task_done_is_signed")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_task_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_rfa_task_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name=op.f("fk_rfa_task_done_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rfa_task_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_task")),
    )
    op.create_index(
        op.f("ix_rfa_task_application_id"), "rfa_task", ["application_id"], unique=False
    )
    op.create_index(op.f("ix_rfa_task_person_id"), "rfa_task", ["person_id"], unique=False)
    op.create_table(
        "rfa_submission",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("under_extension", sa.Boolean(), nullable=False),
        sa.Column("staff_reason", sa.Text(), nullable=False),
        sa.Column("open_comments", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_rfa_submission_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_rfa_submission_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["rfa_signature.id"],
            name=op.f("fk_rfa_submission_signature_id_rfa_signature"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["person.id"],
            name=op.f("fk_rfa_submission_submitted_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rfa_submission")),
        sa.UniqueConstraint(
            "application_id", "number", name=op.f("uq_rfa_submission_application_id_number")
        ),
    )


def downgrade() -> None:

    op.drop_table("rfa_submission")
    op.drop_index(op.f("ix_rfa_task_person_id"), table_name="rfa_task")
    op.drop_index(op.f("ix_rfa_task_application_id"), table_name="rfa_task")
    op.drop_table("rfa_task")
    op.drop_table("rfa_survey_answer")
    op.drop_index(
        "uq_rfa_signature_valid",
        table_name="rfa_signature",
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.drop_table("rfa_signature")
    op.drop_table("rfa_section_draft")
    op.drop_table("rfa_presence")
    op.drop_index(op.f("ix_rfa_note_application_id"), table_name="rfa_note")
    op.drop_table("rfa_note")
    op.drop_index(op.f("ix_rfa_mark_application_id"), table_name="rfa_mark")
    op.drop_table("rfa_mark")
    op.drop_index(op.f("ix_rfa_extension_round_id"), table_name="rfa_extension")
    op.drop_index(op.f("ix_rfa_extension_application_id"), table_name="rfa_extension")
    op.drop_table("rfa_extension")
    op.drop_index("ix_rfa_draft_comment_section", table_name="rfa_draft_comment")
    op.drop_table("rfa_draft_comment")
    op.drop_index(
        "uq_rfa_change_request_open",
        table_name="rfa_change_request",
        sqlite_where=sa.text("answered_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL AND cancelled_at IS NULL"),
    )
    op.drop_table("rfa_change_request")
    op.drop_index("ix_rfa_attachment_question", table_name="rfa_attachment")
    op.drop_table("rfa_attachment")
    op.drop_table("rfa_assignment")
    op.drop_index("ix_rfa_answer_change_question", table_name="rfa_answer_change")
    op.drop_table("rfa_answer_change")
    op.drop_index(op.f("ix_rfa_registration_round_id"), table_name="rfa_registration")
    op.drop_table("rfa_registration")
    op.drop_index(op.f("ix_rfa_faq_entry_round_id"), table_name="rfa_faq_entry")
    op.drop_table("rfa_faq_entry")
    op.drop_index("ix_rfa_application_round_state", table_name="rfa_application")
    op.drop_index(op.f("ix_rfa_application_practice_id"), table_name="rfa_application")
    op.drop_table("rfa_application")
    op.drop_table("rfa_saved_view")
    op.drop_table("rfa_round")
    applicant = _listed(APPLICANT)
    for table in WITH_ROLES:
        op.execute(f"DELETE FROM {table} WHERE role IN ({applicant})")  # noqa: S608  # our own words
        _change_roles(
            table,
            (*TEAM, *APPLICANT, *PROGRAM),
            ("practice_role_has_practice", (*TEAM, *APPLICANT)),
            (*TEAM, *PROGRAM),
            ("team_role_has_practice", TEAM),
        )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _at_practice(roles: tuple[str, ...]) -> str:
    return f"(role IN ({_listed(roles)})) = (practice_id IS NOT NULL)"


def _change_roles(
    name: str,
    old: tuple[str, ...],
    old_rule: tuple[str, tuple[str, ...]],
    new: tuple[str, ...],
    new_rule: tuple[str, tuple[str, ...]],
) -> None:
    """Let a table hold the roles `new` in place of `old`, and say which belong to a practice.

    SQLite cannot change a rule of a table, so there the table is made anew.
    """
    copy = _table(
        name,
        sa.CheckConstraint(f"role IN ({_listed(old)})", name=f"ck_{name}_role"),
        sa.CheckConstraint(_at_practice(old_rule[1]), name=f"ck_{name}_{old_rule[0]}"),
    )
    _drop_indexes(name)
    with op.batch_alter_table(name, copy_from=copy) as batch:
        batch.drop_constraint(op.f(f"ck_{name}_role"), type_="check")
        batch.drop_constraint(op.f(f"ck_{name}_{old_rule[0]}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{name}_role"), f"role IN ({_listed(new)})")
        batch.create_check_constraint(op.f(f"ck_{name}_{new_rule[0]}"), _at_practice(new_rule[1]))
    _create_indexes(name)


def _table(name: str, *rules: sa.CheckConstraint) -> sa.Table:
    """The table as it is, for the copy on SQLite; indexes aside."""
    own = _role_grant() if name == "role_grant" else _invitation()
    return sa.Table(name, sa.MetaData(), *own, *rules)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _role_grant() -> list[sa.SchemaItem]:
    return [
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(role IN ('coach')) = (cohort_id IS NOT NULL)",
            name="ck_role_grant_cohort_role_has_cohort",
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name="ck_role_grant_ended_is_signed"
        ),
        _key("role_grant", "cohort_id", "cohort"),
        _key("role_grant", "ended_by_id", "person"),
        _key("role_grant", "granted_by_id", "person"),
        _key("role_grant", "person_id", "person"),
        _key("role_grant", "practice_id", "practice"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
    ]


def _invitation() -> list[sa.SchemaItem]:
    return [
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
        sa.CheckConstraint(
            "(role IN ('coach')) = (cohort_id IS NOT NULL)",
            name="ck_invitation_cohort_role_has_cohort",
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR revoked_at IS NULL", name="ck_invitation_one_ending"
        ),
        _key("invitation", "accepted_by_id", "person"),
        _key("invitation", "cohort_id", "cohort"),
        _key("invitation", "invited_by_id", "person"),
        _key("invitation", "practice_id", "practice"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    ]


INDEXES = {
    "role_grant": ("cohort_id", "person_id", "practice_id"),
    "invitation": ("email", "practice_id"),
}


def _drop_indexes(name: str) -> None:
    for column in INDEXES[name]:
        op.drop_index(op.f(f"ix_{name}_{column}"), table_name=name)
    if name == "role_grant":
        op.drop_index("uq_role_grant_active", table_name=name)


def _create_indexes(name: str) -> None:
    for column in INDEXES[name]:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)
    if name == "role_grant":
        op.create_index(
            "uq_role_grant_active",
            name,
            [
                "person_id",
                "role",
                sa.text("coalesce(practice_id, 0)"),
                sa.text("coalesce(cohort_id, 0)"),
            ],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
