"""Reviews, decisions, letters, awards, and the charter that they begin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("rfa_application", sa.Column("told_at", sa.DateTime(), nullable=True))
    _add_charters()
    _add_plans()
    _add_reviews()
    _add_decisions()
    _add_beginnings()


def downgrade() -> None:
    _drop_beginnings()
    _drop_decisions()
    _drop_reviews()
    _drop_plans()
    _drop_charters()
    op.drop_column("rfa_application", "told_at")


def _add_charters() -> None:
    op.create_table(
        "charter",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_charter_confirmed_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_charter_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_charter_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_charter_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter")),
        sa.UniqueConstraint(
            "practice_id", "cohort_id", name=op.f("uq_charter_practice_id_cohort_id")
        ),
    )
    op.create_index(op.f("ix_charter_cohort_id"), "charter", ["cohort_id"], unique=False)
    op.create_table(
        "charter_entry",
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_charter_entry_version_counts_up")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_charter_entry_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["charter_id"], ["charter.id"], name=op.f("fk_charter_entry_charter_id_charter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_entry")),
        sa.UniqueConstraint("charter_id", "field", name=op.f("uq_charter_entry_charter_id_field")),
    )
    op.create_table(
        "charter_member",
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("credentials", sa.String(length=160), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "hours IS NULL OR hours BETWEEN 0 AND 744", name=op.f("ck_charter_member_hours")
        ),
        sa.ForeignKeyConstraint(
            ["charter_id"], ["charter.id"], name=op.f("fk_charter_member_charter_id_charter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_member")),
    )
    op.create_index(
        op.f("ix_charter_member_charter_id"), "charter_member", ["charter_id"], unique=False
    )


def _drop_charters() -> None:
    op.drop_index(op.f("ix_charter_member_charter_id"), table_name="charter_member")
    op.drop_table("charter_member")
    op.drop_table("charter_entry")
    op.drop_index(op.f("ix_charter_cohort_id"), table_name="charter")
    op.drop_table("charter")


def _add_plans() -> None:
    op.create_table(
        "review_exercise",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL",
            name=op.f("ck_review_exercise_closed_was_open"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_review_exercise_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_review_exercise_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_exercise")),
        sa.UniqueConstraint("round_id", name=op.f("uq_review_exercise_round_id")),
    )
    op.create_table(
        "review_phase",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "review",
                "discussion",
                name="phasekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begins_at", sa.DateTime(), nullable=False),
        sa.Column("hides_reviewers", sa.Boolean(), nullable=False),
        sa.Column("hides_applicants", sa.Boolean(), nullable=False),
        sa.Column(
            "others",
            sa.Enum(
                "never",
                "after own",
                "always",
                name="othersseen",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_review_phase_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_phase")),
        sa.UniqueConstraint("round_id", "kind", name=op.f("uq_review_phase_round_id_kind")),
    )
    op.create_table(
        "review_plan",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("least_each", sa.Integer(), nullable=False),
        sa.Column("most_each", sa.Integer(), nullable=False),
        sa.Column("far_apart", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("far_apart BETWEEN 1 AND 500", name=op.f("ck_review_plan_far_apart")),
        sa.CheckConstraint("least_each <= most_each", name=op.f("ck_review_plan_least_up_to_most")),
        sa.CheckConstraint("least_each BETWEEN 0 AND 200", name=op.f("ck_review_plan_least_each")),
        sa.CheckConstraint("most_each BETWEEN 1 AND 200", name=op.f("ck_review_plan_most_each")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_review_plan_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_review_plan_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_plan")),
        sa.UniqueConstraint("round_id", name=op.f("uq_review_plan_round_id")),
    )
    op.create_table(
        "review_exercise_sheet",
        sa.Column("exercise_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("scores", JSON, nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise_id"],
            ["review_exercise.id"],
            name=op.f("fk_review_exercise_sheet_exercise_id_review_exercise"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_review_exercise_sheet_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_exercise_sheet")),
        sa.UniqueConstraint(
            "exercise_id", "person_id", name=op.f("uq_review_exercise_sheet_exercise_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_review_exercise_sheet_person_id"),
        "review_exercise_sheet",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "review_redaction",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_review_redaction_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_review_redaction_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_redaction")),
        sa.UniqueConstraint(
            "application_id", "question", name=op.f("uq_review_redaction_application_id_question")
        ),
    )


def _add_reviews() -> None:
    op.create_table(
        "review_assignment_batch",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_review_assignment_batch_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rfa_round.id"],
            name=op.f("fk_review_assignment_batch_round_id_rfa_round"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_assignment_batch")),
        sa.UniqueConstraint("token", name=op.f("uq_review_assignment_batch_token")),
    )
    op.create_index(
        op.f("ix_review_assignment_batch_round_id"),
        "review_assignment_batch",
        ["round_id"],
        unique=False,
    )
    op.create_table(
        "review_declaration",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(), nullable=False),
        sa.Column("is_nothing", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_review_declaration_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_review_declaration_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_declaration")),
    )
    op.create_index(
        op.f("ix_review_declaration_person_id"), "review_declaration", ["person_id"], unique=False
    )
    op.create_index(
        "ix_review_declaration_who",
        "review_declaration",
        ["round_id", "person_id", "declared_at"],
        unique=False,
    )
    op.create_table(
        "review_assignment",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL) "
            "AND (removed_at IS NULL) = (removed_reason = '')",
            name=op.f("ck_review_assignment_removed_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_review_assignment_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["review_assignment_batch.id"],
            name=op.f("fk_review_assignment_batch_id_review_assignment_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_review_assignment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_review_assignment_removed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_assignment")),
    )
    op.create_index(
        op.f("ix_review_assignment_batch_id"), "review_assignment", ["batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_review_assignment_person_id"), "review_assignment", ["person_id"], unique=False
    )
    op.create_index(
        "uq_review_assignment_active",
        "review_assignment",
        ["application_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "review_conflict_statement",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "statement",
            sa.Enum(
                "no conflict",
                "conflict",
                "not sure",
                "ruled no conflict",
                "ruled a conflict",
                "lifted",
                name="statement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "statement = 'no conflict' OR reason <> ''",
            name=op.f("ck_review_conflict_statement_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_review_conflict_statement_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_review_conflict_statement_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"],
            ["person.id"],
            name=op.f("fk_review_conflict_statement_said_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_conflict_statement")),
    )
    op.create_index(
        op.f("ix_review_conflict_statement_person_id"),
        "review_conflict_statement",
        ["person_id"],
        unique=False,
    )
    op.create_index(
        "ix_review_conflict_statement_who",
        "review_conflict_statement",
        ["application_id", "person_id", "id"],
        unique=False,
    )
    op.create_table(
        "review_consensus",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_review_consensus_says_why")),
        sa.CheckConstraint("score BETWEEN 0 AND 500", name=op.f("ck_review_consensus_score")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_review_consensus_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["person.id"],
            name=op.f("fk_review_consensus_proposed_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_consensus")),
    )
    op.create_index(
        "uq_review_consensus_open",
        "review_consensus",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "review_declared_tie",
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "employment",
                "family",
                "board seat",
                "funding",
                "other",
                name="tiekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "practice_id IS NOT NULL OR organisation <> ''",
            name=op.f("ck_review_declared_tie_names_something"),
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["review_declaration.id"],
            name=op.f("fk_review_declared_tie_declaration_id_review_declaration"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk_review_declared_tie_practice_id_practice"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_declared_tie")),
    )
    op.create_index(
        op.f("ix_review_declared_tie_declaration_id"),
        "review_declared_tie",
        ["declaration_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_review_declared_tie_practice_id"),
        "review_declared_tie",
        ["practice_id"],
        unique=False,
    )
    op.create_table(
        "review_post",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mentions", JSON, nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_review_post_says_something")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_review_post_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_review_post_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_post")),
    )
    op.create_index(
        op.f("ix_review_post_application_id"), "review_post", ["application_id"], unique=False
    )
    op.create_table(
        "review_consensus_vote",
        sa.Column("consensus_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("voted_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "agrees OR note <> ''", name=op.f("ck_review_consensus_vote_disagreeing_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["consensus_id"],
            ["review_consensus.id"],
            name=op.f("fk_review_consensus_vote_consensus_id_review_consensus"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_review_consensus_vote_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_consensus_vote")),
        sa.UniqueConstraint(
            "consensus_id",
            "person_id",
            name=op.f("uq_review_consensus_vote_consensus_id_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_review_consensus_vote_person_id"),
        "review_consensus_vote",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "review",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "void",
                name="reviewstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "recommendation",
            sa.Enum(
                "award",
                "award with conditions",
                "wait list",
                "decline",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("concerns", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("private_note", sa.Text(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'void') = (voided_at IS NOT NULL)", name=op.f("ck_review_void_has_date")
        ),
        sa.CheckConstraint(
            "state <> 'submitted' OR recommendation IS NOT NULL",
            name=op.f("ck_review_submitted_advises"),
        ),
        sa.CheckConstraint(
            "state <> 'submitted' OR submitted_at IS NOT NULL",
            name=op.f("ck_review_submitted_has_date"),
        ),
        sa.CheckConstraint(
            "voided_at IS NULL OR void_reason <> ''", name=op.f("ck_review_void_has_reason")
        ),
        sa.CheckConstraint("edit >= 1", name=op.f("ck_review_edit_counts_up")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_review_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_review_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["rfa_submission.id"],
            name=op.f("fk_review_submission_id_rfa_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "application_id", "person_id", name=op.f("uq_review_application_id_person_id")
        ),
    )
    op.create_index(op.f("ix_review_person_id"), "review", ["person_id"], unique=False)
    op.create_index("ix_review_state", "review", ["application_id", "state"], unique=False)
    op.create_table(
        "review_score",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("cannot_assess", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT cannot_assess OR score IS NULL",
            name=op.f("ck_review_score_not_assessed_has_no_score"),
        ),
        sa.CheckConstraint(
            "score IS NULL OR score BETWEEN 0 AND 5", name=op.f("ck_review_score_score")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_score_review_id_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_score")),
        sa.UniqueConstraint(
            "review_id", "criterion", name=op.f("uq_review_score_review_id_criterion")
        ),
    )
    op.create_table(
        "review_sent",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_sent_review_id_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_sent")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_review_sent_review_id_number")),
    )


def _drop_plans() -> None:
    op.drop_table("review_redaction")
    op.drop_index(op.f("ix_review_exercise_sheet_person_id"), table_name="review_exercise_sheet")
    op.drop_table("review_exercise_sheet")
    op.drop_table("review_plan")
    op.drop_table("review_phase")
    op.drop_table("review_exercise")


def _drop_reviews() -> None:
    op.drop_table("review_sent")
    op.drop_table("review_score")
    op.drop_index("ix_review_state", table_name="review")
    op.drop_index(op.f("ix_review_person_id"), table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_review_consensus_vote_person_id"), table_name="review_consensus_vote")
    op.drop_table("review_consensus_vote")
    op.drop_index(op.f("ix_review_post_application_id"), table_name="review_post")
    op.drop_table("review_post")
    op.drop_index(op.f("ix_review_declared_tie_practice_id"), table_name="review_declared_tie")
    op.drop_index(op.f("ix_review_declared_tie_declaration_id"), table_name="review_declared_tie")
    op.drop_table("review_declared_tie")
    op.drop_index(
        "uq_review_consensus_open",
        table_name="review_consensus",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_table("review_consensus")
    op.drop_index("ix_review_conflict_statement_who", table_name="review_conflict_statement")
    op.drop_index(
        op.f("ix_review_conflict_statement_person_id"), table_name="review_conflict_statement"
    )
    op.drop_table("review_conflict_statement")
    op.drop_index(
        "uq_review_assignment_active",
        table_name="review_assignment",
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_review_assignment_person_id"), table_name="review_assignment")
    op.drop_index(op.f("ix_review_assignment_batch_id"), table_name="review_assignment")
    op.drop_table("review_assignment")
    op.drop_index("ix_review_declaration_who", table_name="review_declaration")
    op.drop_index(op.f("ix_review_declaration_person_id"), table_name="review_declaration")
    op.drop_table("review_declaration")
    op.drop_index(op.f("ix_review_assignment_batch_round_id"), table_name="review_assignment_batch")
    op.drop_table("review_assignment_batch")


def _add_decisions() -> None:
    op.create_table(
        "award_board_snapshot",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_award_board_snapshot_has_title")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_award_board_snapshot_round_id_rfa_round")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_award_board_snapshot_taken_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_board_snapshot")),
    )
    op.create_index(
        op.f("ix_award_board_snapshot_round_id"), "award_board_snapshot", ["round_id"], unique=False
    )
    op.create_table(
        "award_letter_template",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "award",
                "award with conditions",
                "wait list",
                "decline",
                "promotion",
                name="letterkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_award_letter_template_round_id_rfa_round")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["person.id"],
            name=op.f("fk_award_letter_template_written_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_letter_template")),
        sa.UniqueConstraint(
            "round_id", "kind", "number", name=op.f("uq_award_letter_template_round_id_kind_number")
        ),
    )
    op.create_table(
        "award_plan",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("accept_days", sa.Integer(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("letterhead", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.String(length=120), nullable=False),
        sa.Column("signer_title", sa.String(length=120), nullable=False),
        sa.Column("milestones", JSON, nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("accept_days BETWEEN 1 AND 365", name=op.f("ck_award_plan_accept_days")),
        sa.CheckConstraint("appeal_days BETWEEN 0 AND 365", name=op.f("ck_award_plan_appeal_days")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_award_plan_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_award_plan_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_award_plan_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_plan")),
        sa.UniqueConstraint("round_id", name=op.f("uq_award_plan_round_id")),
    )
    op.create_table(
        "award_release",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("release_at", sa.DateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("planned_at", sa.DateTime(), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_award_release_confirmed_is_signed"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id <> planned_by_id", name=op.f("ck_award_release_two_people")
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_award_release_one_ending")
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR confirmed_at IS NOT NULL",
            name=op.f("ck_award_release_released_was_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_award_release_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["person.id"], name=op.f("fk_award_release_planned_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_award_release_round_id_rfa_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_release")),
    )
    op.create_index(
        "uq_award_release_current",
        "award_release",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text("cancelled_at IS NULL AND released_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL AND released_at IS NULL"),
    )
    op.create_table(
        "award_decision",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "award",
                "award with conditions",
                "wait list",
                "decline",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("waits_as", sa.Integer(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("departure", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("promoted_at", sa.DateTime(), nullable=True),
        sa.Column("promoted_by_id", sa.Integer(), nullable=True),
        sa.Column("promotion_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'award with conditions') = (conditions <> '')",
            name=op.f("ck_award_decision_conditions_are_named"),
        ),
        sa.CheckConstraint(
            "(outcome = 'wait list') = (waits_as IS NOT NULL)",
            name=op.f("ck_award_decision_wait_list_is_ordered"),
        ),
        sa.CheckConstraint(
            "(promoted_at IS NULL) = (promoted_by_id IS NULL) "
            "AND (promoted_at IS NULL) = (promotion_reason = '')",
            name=op.f("ck_award_decision_promotion_is_signed"),
        ),
        sa.CheckConstraint(
            "promoted_at IS NULL OR (released_at IS NOT NULL "
            "AND outcome IN ('wait list', 'decline'))",
            name=op.f("ck_award_decision_promoted_was_told_otherwise"),
        ),
        sa.CheckConstraint("rationale <> ''", name=op.f("ck_award_decision_has_rationale")),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_award_decision_amount")),
        sa.CheckConstraint(
            "waits_as IS NULL OR waits_as >= 1",
            name=op.f("ck_award_decision_wait_list_counts_from_one"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_award_decision_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_award_decision_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["promoted_by_id"], ["person.id"], name=op.f("fk_award_decision_promoted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_decision")),
        sa.UniqueConstraint("application_id", name=op.f("uq_award_decision_application_id")),
    )
    op.create_table(
        "award_feedback",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("concerns", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "approved_at IS NULL OR strengths <> '' OR concerns <> ''",
            name=op.f("ck_award_feedback_says_something"),
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_award_feedback_approved_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_award_feedback_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_award_feedback_approved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_award_feedback_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_feedback")),
        sa.UniqueConstraint("application_id", name=op.f("uq_award_feedback_application_id")),
    )
    op.create_table(
        "award_letter",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "award",
                "award with conditions",
                "wait list",
                "decline",
                "promotion",
                name="letterkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_subject", sa.String(length=200), nullable=False),
        sa.Column("sent_body", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (sent_body = '')", name=op.f("ck_award_letter_sent_has_words")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_award_letter_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["award_decision.id"],
            name=op.f("fk_award_letter_decision_id_award_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_letter")),
        sa.UniqueConstraint("decision_id", "kind", name=op.f("uq_award_letter_decision_id_kind")),
    )
    op.create_table(
        "award_appeal",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld",
                "denied",
                name="appealoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) "
            "AND (outcome IS NULL) = (decided_by_id IS NULL) "
            "AND (outcome IS NULL) = (reason = '')",
            name=op.f("ck_award_appeal_decided_is_signed"),
        ),
        sa.CheckConstraint("basis <> ''", name=op.f("ck_award_appeal_has_basis")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_award_appeal_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["award_decision.id"],
            name=op.f("fk_award_appeal_decision_id_award_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["filed_by_id"], ["person.id"], name=op.f("fk_award_appeal_filed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["rfa_submission.id"],
            name=op.f("fk_award_appeal_submission_id_rfa_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_award_appeal_decision_id")),
    )
    op.create_table(
        "award_survey",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("clear", sa.Integer(), nullable=False),
        sa.Column("fair", sa.Integer(), nullable=False),
        sa.Column("better", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("clear BETWEEN 1 AND 5", name=op.f("ck_award_survey_clear")),
        sa.CheckConstraint("fair BETWEEN 1 AND 5", name=op.f("ck_award_survey_fair")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["rfa_application.id"],
            name=op.f("fk_award_survey_application_id_rfa_application"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_award_survey_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_survey")),
        sa.UniqueConstraint(
            "application_id", "person_id", name=op.f("uq_award_survey_application_id_person_id")
        ),
    )


def _drop_decisions() -> None:
    op.drop_table("award_survey")
    op.drop_table("award_appeal")
    op.drop_table("award_letter")
    op.drop_table("award_feedback")
    op.drop_table("award_decision")
    op.drop_index(
        "uq_award_release_current",
        table_name="award_release",
        sqlite_where=sa.text("cancelled_at IS NULL AND released_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL AND released_at IS NULL"),
    )
    op.drop_table("award_release")
    op.drop_table("award_plan")
    op.drop_table("award_letter_template")
    op.drop_index(op.f("ix_award_board_snapshot_round_id"), table_name="award_board_snapshot")
    op.drop_table("award_board_snapshot")


def _add_beginnings() -> None:
    op.create_table(
        "award_agreement_text",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rfa_round.id"], name=op.f("fk_award_agreement_text_round_id_rfa_round")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["person.id"],
            name=op.f("fk_award_agreement_text_written_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_agreement_text")),
        sa.UniqueConstraint(
            "round_id", "number", name=op.f("uq_award_agreement_text_round_id_number")
        ),
    )
    op.create_table(
        "award_agreement",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("countersigned_at", sa.DateTime(), nullable=True),
        sa.Column("countersigned_by_id", sa.Integer(), nullable=True),
        sa.Column("countersigned_name", sa.String(length=120), nullable=False),
        sa.Column("countersigned_title", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(countersigned_at IS NULL) = (countersigned_by_id IS NULL) "
            "AND (countersigned_at IS NULL) = (countersigned_name = '')",
            name=op.f("ck_award_agreement_countersigned_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["countersigned_by_id"],
            ["person.id"],
            name=op.f("fk_award_agreement_countersigned_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["award_decision.id"],
            name=op.f("fk_award_agreement_decision_id_award_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_award_agreement_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["award_agreement_text.id"],
            name=op.f("fk_award_agreement_text_id_award_agreement_text"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_agreement")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_award_agreement_decision_id")),
    )
    op.create_table(
        "award_milestone",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_at", sa.DateTime(), nullable=True),
        sa.Column("met_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(met_at IS NULL) = (met_by_id IS NULL)", name=op.f("ck_award_milestone_met_is_signed")
        ),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_award_milestone_amount")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["award_decision.id"],
            name=op.f("fk_award_milestone_decision_id_award_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["met_by_id"], ["person.id"], name=op.f("fk_award_milestone_met_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_milestone")),
        sa.UniqueConstraint(
            "decision_id", "position", name=op.f("uq_award_milestone_decision_id_position")
        ),
    )
    op.create_table(
        "award_reply",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column(
            "reply",
            sa.Enum(
                "accepted",
                "declined",
                name="reply",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(), nullable=False),
        sa.Column("replied_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reply <> 'declined' OR reason <> ''", name=op.f("ck_award_reply_declined_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["award_decision.id"],
            name=op.f("fk_award_reply_decision_id_award_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["replied_by_id"], ["person.id"], name=op.f("fk_award_reply_replied_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_reply")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_award_reply_decision_id")),
    )
    op.create_table(
        "award_step_tick",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("ticked_at", sa.DateTime(), nullable=False),
        sa.Column("ticked_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["award_decision.id"],
            name=op.f("fk_award_step_tick_decision_id_award_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["ticked_by_id"], ["person.id"], name=op.f("fk_award_step_tick_ticked_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_step_tick")),
        sa.UniqueConstraint(
            "decision_id", "step", name=op.f("uq_award_step_tick_decision_id_step")
        ),
    )


def _drop_beginnings() -> None:
    op.drop_table("award_step_tick")
    op.drop_table("award_reply")
    op.drop_table("award_milestone")
    op.drop_table("award_agreement")
    op.drop_table("award_agreement_text")
