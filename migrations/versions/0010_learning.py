"""The curriculum and its learners, events and who came, and mails with an entry for calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

# Whoever changes `curriculum_search` in a batch makes these three triggers again afterwards: on
# SQLite a batch makes the table anew, and they are lost with the old one.
SQLITE_WORDS = (
    "CREATE VIRTUAL TABLE curriculum_search_fts USING fts5(title_stems, stems, "
    "content='curriculum_search', content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER curriculum_search_added AFTER INSERT ON curriculum_search BEGIN "
    "INSERT INTO curriculum_search_fts(rowid, title_stems, stems) "
    "VALUES (new.id, new.title_stems, new.stems); END",
    "CREATE TRIGGER curriculum_search_removed AFTER DELETE ON curriculum_search BEGIN "
    "INSERT INTO curriculum_search_fts(curriculum_search_fts, rowid, title_stems, stems) "
    "VALUES ('delete', old.id, old.title_stems, old.stems); END",
    "CREATE TRIGGER curriculum_search_changed AFTER UPDATE ON curriculum_search BEGIN "
    "INSERT INTO curriculum_search_fts(curriculum_search_fts, rowid, title_stems, stems) "
    "VALUES ('delete', old.id, old.title_stems, old.stems); "
    "INSERT INTO curriculum_search_fts(rowid, title_stems, stems) "
    "VALUES (new.id, new.title_stems, new.stems); END",
)
POSTGRESQL_WORDS = (
    "ALTER TABLE curriculum_search ADD COLUMN search_vector tsvector GENERATED ALWAYS AS "
    "(to_tsvector('simple', title_stems || ' ' || stems)) STORED",
    "CREATE INDEX ix_curriculum_search_stems ON curriculum_search USING gin (search_vector)",
)


def upgrade() -> None:
    op.add_column("outbox_mail", sa.Column("calendar", sa.Text(), nullable=True))
    op.add_column("installation", sa.Column("key_probe", sa.LargeBinary(), nullable=True))
    _add_content()
    _add_learning()
    _add_events()


def downgrade() -> None:
    _drop_events()
    _drop_learning()
    _drop_content()
    op.drop_column("installation", "key_probe")
    op.drop_column("outbox_mail", "calendar")


def _add_content() -> None:
    op.create_table(
        "curriculum_track",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("icon", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_curriculum_track_version_counts_up")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_track")),
        sa.UniqueConstraint("key", name=op.f("uq_curriculum_track_key")),
    )
    op.create_table(
        "curriculum_module",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("archived_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(archived_at IS NULL) = (archived_by_id IS NULL)",
            name=op.f("ck_curriculum_module_archived_is_signed"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_curriculum_module_version_counts_up")),
        sa.ForeignKeyConstraint(
            ["archived_by_id"],
            ["person.id"],
            name=op.f("fk_curriculum_module_archived_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_curriculum_module_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["curriculum_track.id"],
            name=op.f("fk_curriculum_module_track_id_curriculum_track"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_module")),
        sa.UniqueConstraint("key", name=op.f("uq_curriculum_module_key")),
    )
    op.create_index(
        op.f("ix_curriculum_module_track_id"), "curriculum_module", ["track_id"], unique=False
    )
    op.create_table(
        "curriculum_version",
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("title_es", sa.String(length=200), nullable=False),
        sa.Column("summary_es", sa.String(length=400), nullable=False),
        sa.Column("quiz", JSON, nullable=True),
        sa.Column("credit", JSON, nullable=True),
        sa.Column("prerequisites", JSON, nullable=False),
        sa.Column("loaded_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("review_asked_at", sa.DateTime(), nullable=True),
        sa.Column("review_asked_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "change_class",
            sa.Enum(
                "minor",
                "re-read",
                "retake",
                name="changeclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("publish_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("weeks_after_start", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("archived_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_curriculum_version_approved_is_signed"),
        ),
        sa.CheckConstraint(
            "(archived_at IS NULL) = (archived_by_id IS NULL)",
            name=op.f("ck_curriculum_version_archived_is_signed"),
        ),
        sa.CheckConstraint(
            "approved_at IS NULL OR change_class IS NOT NULL",
            name=op.f("ck_curriculum_version_approved_has_class"),
        ),
        sa.CheckConstraint(
            "approved_at IS NULL OR review_asked_at IS NOT NULL",
            name=op.f("ck_curriculum_version_review_first"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> created_by_id", name=op.f("ck_curriculum_version_not_ones_own")
        ),
        sa.CheckConstraint(
            "expires_at IS NULL OR expires_at > publish_at",
            name=op.f("ck_curriculum_version_expires_later"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_curriculum_version_number")),
        sa.CheckConstraint(
            "publish_at IS NULL OR approved_at IS NOT NULL",
            name=op.f("ck_curriculum_version_approved_first"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_curriculum_version_version_counts_up")),
        sa.CheckConstraint(
            "weeks_after_start IS NULL OR weeks_after_start BETWEEN 0 AND 104",
            name=op.f("ck_curriculum_version_weeks"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["person.id"],
            name=op.f("fk_curriculum_version_approved_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["archived_by_id"],
            ["person.id"],
            name=op.f("fk_curriculum_version_archived_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["person.id"],
            name=op.f("fk_curriculum_version_created_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["curriculum_module.id"],
            name=op.f("fk_curriculum_version_module_id_curriculum_module"),
        ),
        sa.ForeignKeyConstraint(
            ["review_asked_by_id"],
            ["person.id"],
            name=op.f("fk_curriculum_version_review_asked_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_version")),
        sa.UniqueConstraint(
            "module_id", "number", name=op.f("uq_curriculum_version_module_id_number")
        ),
    )
    op.create_index(
        op.f("ix_curriculum_version_publish_at"), "curriculum_version", ["publish_at"], unique=False
    )
    op.create_index(
        "uq_curriculum_version_open",
        "curriculum_version",
        ["module_id"],
        unique=True,
        sqlite_where=sa.text("publish_at IS NULL AND archived_at IS NULL"),
        postgresql_where=sa.text("publish_at IS NULL AND archived_at IS NULL"),
    )
    op.create_table(
        "curriculum_editor",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_curriculum_editor_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["curriculum_version.id"],
            name=op.f("fk_curriculum_editor_version_id_curriculum_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_editor")),
        sa.UniqueConstraint(
            "version_id", "person_id", name=op.f("uq_curriculum_editor_version_id_person_id")
        ),
    )
    op.create_table(
        "curriculum_lesson",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("audience", JSON, nullable=False),
        sa.Column("practice_types", JSON, nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("sources", JSON, nullable=False),
        sa.Column("outline", JSON, nullable=False),
        sa.Column("facilitator", sa.Text(), nullable=False),
        sa.Column("monday", JSON, nullable=True),
        sa.Column("completion", JSON, nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 240", name=op.f("ck_curriculum_lesson_minutes")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_curriculum_lesson_version_counts_up")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_curriculum_lesson_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["curriculum_version.id"],
            name=op.f("fk_curriculum_lesson_version_id_curriculum_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_lesson")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_curriculum_lesson_version_id_key")),
    )
    op.create_table(
        "curriculum_text",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "en", "es", name="language", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("objectives", JSON, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("monday", JSON, nullable=True),
        sa.Column("sources", JSON, nullable=False),
        sa.Column("reviewed_by", sa.String(length=160), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(reviewed_by = '') = (reviewed_on IS NULL)",
            name=op.f("ck_curriculum_text_reviewed_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["curriculum_lesson.id"],
            name=op.f("fk_curriculum_text_lesson_id_curriculum_lesson"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_text")),
        sa.UniqueConstraint(
            "lesson_id", "language", name=op.f("uq_curriculum_text_lesson_id_language")
        ),
    )
    op.create_table(
        "curriculum_question",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "one",
                "several",
                name="questionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("in_quiz", sa.Boolean(), nullable=False),
        sa.Column("right", JSON, nullable=False),
        sa.Column("texts", JSON, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["curriculum_lesson.id"],
            name=op.f("fk_curriculum_question_lesson_id_curriculum_lesson"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_question")),
        sa.UniqueConstraint("lesson_id", "key", name=op.f("uq_curriculum_question_lesson_id_key")),
    )
    op.create_table(
        "curriculum_file",
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "image",
                "document",
                "captions",
                name="fileuse",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_curriculum_file_size")),
        sa.CheckConstraint(
            "(width IS NULL) = (height IS NULL)", name=op.f("ck_curriculum_file_both_sides")
        ),
        sa.CheckConstraint("width >= 1 AND height >= 1", name=op.f("ck_curriculum_file_sides")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_curriculum_file_added_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["curriculum_module.id"],
            name=op.f("fk_curriculum_file_module_id_curriculum_module"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_file")),
    )
    op.create_index(
        op.f("ix_curriculum_file_module_id"), "curriculum_file", ["module_id"], unique=False
    )
    op.create_table(
        "curriculum_comment",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by_id IS NULL)",
            name=op.f("ck_curriculum_comment_resolved_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"],
            ["person.id"],
            name=op.f("fk_curriculum_comment_resolved_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["curriculum_version.id"],
            name=op.f("fk_curriculum_comment_version_id_curriculum_version"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["person.id"],
            name=op.f("fk_curriculum_comment_written_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_comment")),
    )
    op.create_index(
        op.f("ix_curriculum_comment_version_id"), "curriculum_comment", ["version_id"], unique=False
    )
    op.create_table(
        "curriculum_search",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lesson",
                "transcript",
                "resource",
                name="searchkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum(
                "en", "es", name="language", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("for_staff", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("title_stems", sa.Text(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["curriculum_version.id"],
            name=op.f("fk_curriculum_search_version_id_curriculum_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_search")),
        sa.UniqueConstraint(
            "version_id",
            "lesson_key",
            "kind",
            "language",
            "source",
            "for_staff",
            name=op.f("uq_curriculum_search_version_id_lesson_key_kind_language_source_for_staff"),
        ),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for order in SQLITE_WORDS if is_sqlite else POSTGRESQL_WORDS:
        op.execute(order)


def _drop_content() -> None:
    op.drop_table("curriculum_search")
    op.execute("DROP TABLE IF EXISTS curriculum_search_fts")
    op.drop_table("curriculum_comment")
    op.drop_table("curriculum_file")
    op.drop_table("curriculum_question")
    op.drop_table("curriculum_text")
    op.drop_table("curriculum_lesson")
    op.drop_table("curriculum_editor")
    op.drop_table("curriculum_version")
    op.drop_table("curriculum_module")
    op.drop_table("curriculum_track")


def _add_learning() -> None:
    op.create_table(
        "curriculum_study",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("has_evaluated", sa.Boolean(), nullable=False),
        sa.Column("try_asked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "left_at IS NULL OR completed_at IS NULL",
            name=op.f("ck_curriculum_study_left_unfinished"),
        ),
        sa.CheckConstraint(
            "revoked_at IS NULL OR completed_at IS NOT NULL",
            name=op.f("ck_curriculum_study_revoked_completed"),
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["curriculum_module.id"],
            name=op.f("fk_curriculum_study_module_id_curriculum_module"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_curriculum_study_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["curriculum_version.id"],
            name=op.f("fk_curriculum_study_version_id_curriculum_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_study")),
        sa.UniqueConstraint(
            "person_id", "version_id", name=op.f("uq_curriculum_study_person_id_version_id")
        ),
    )
    op.create_index(
        op.f("ix_curriculum_study_module_id"), "curriculum_study", ["module_id"], unique=False
    )
    op.create_index(
        op.f("ix_curriculum_study_version_id"), "curriculum_study", ["version_id"], unique=False
    )
    op.create_index(
        "uq_curriculum_study_open",
        "curriculum_study",
        ["person_id", "module_id"],
        unique=True,
        sqlite_where=sa.text("completed_at IS NULL AND left_at IS NULL"),
        postgresql_where=sa.text("completed_at IS NULL AND left_at IS NULL"),
    )
    op.create_table(
        "curriculum_evaluation",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Integer(), nullable=False),
        sa.Column("better", sa.Text(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("useful BETWEEN 1 AND 5", name=op.f("ck_curriculum_evaluation_useful")),
        sa.CheckConstraint("ready BETWEEN 1 AND 5", name=op.f("ck_curriculum_evaluation_ready")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["curriculum_version.id"],
            name=op.f("fk_curriculum_evaluation_version_id_curriculum_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_evaluation")),
    )
    op.create_index(
        op.f("ix_curriculum_evaluation_version_id"),
        "curriculum_evaluation",
        ["version_id"],
        unique=False,
    )
    op.create_table(
        "curriculum_progress",
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("answers", JSON, nullable=True),
        sa.Column("right", sa.Integer(), nullable=True),
        sa.Column("ticks", JSON, nullable=False),
        sa.Column("attested_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["curriculum_study.id"],
            name=op.f("fk_curriculum_progress_study_id_curriculum_study"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_progress")),
        sa.UniqueConstraint(
            "study_id", "lesson_key", name=op.f("uq_curriculum_progress_study_id_lesson_key")
        ),
    )
    op.create_table(
        "curriculum_attempt",
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("questions", JSON, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("answers", JSON, nullable=True),
        sa.Column("right_count", sa.Integer(), nullable=True),
        sa.Column("is_passed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (right_count IS NULL)"
            " AND (submitted_at IS NULL) = (is_passed IS NULL)",
            name=op.f("ck_curriculum_attempt_submitted_is_marked"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_curriculum_attempt_number")),
        sa.CheckConstraint(
            "right_count BETWEEN 0 AND total", name=op.f("ck_curriculum_attempt_right_count")
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["curriculum_study.id"],
            name=op.f("fk_curriculum_attempt_study_id_curriculum_study"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_attempt")),
        sa.UniqueConstraint(
            "study_id", "number", name=op.f("uq_curriculum_attempt_study_id_number")
        ),
    )
    op.create_index(
        "uq_curriculum_attempt_open",
        "curriculum_attempt",
        ["study_id"],
        unique=True,
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.create_table(
        "curriculum_extra_attempt",
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by_id"],
            ["person.id"],
            name=op.f("fk_curriculum_extra_attempt_given_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["curriculum_study.id"],
            name=op.f("fk_curriculum_extra_attempt_study_id_curriculum_study"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_extra_attempt")),
    )
    op.create_index(
        op.f("ix_curriculum_extra_attempt_study_id"),
        "curriculum_extra_attempt",
        ["study_id"],
        unique=False,
    )
    op.create_table(
        "certificate_template",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=120), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signer_name", sa.String(length=160), nullable=False),
        sa.Column("signer_title", sa.String(length=160), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_certificate_template_number")),
        sa.CheckConstraint(
            "valid_months IS NULL OR valid_months BETWEEN 1 AND 120",
            name=op.f("ck_certificate_template_valid_months"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["person.id"],
            name=op.f("fk_certificate_template_created_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_template")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_template_number")),
    )
    op.create_table(
        "certificate",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("credit", JSON, nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "revoked_at IS NULL OR revoked_reason <> ''",
            name=op.f("ck_certificate_revoked_has_reason"),
        ),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by_id IS NULL)",
            name=op.f("ck_certificate_revoked_is_signed"),
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_certificate_minutes")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["person.id"], name=op.f("fk_certificate_revoked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["curriculum_study.id"],
            name=op.f("fk_certificate_study_id_curriculum_study"),
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["certificate_template.id"],
            name=op.f("fk_certificate_template_id_certificate_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    op.create_index(op.f("ix_certificate_person_id"), "certificate", ["person_id"], unique=False)
    op.create_index(op.f("ix_certificate_study_id"), "certificate", ["study_id"], unique=False)
    op.create_index(
        "uq_certificate_holding",
        "certificate",
        ["study_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "curriculum_assignment",
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)",
            name=op.f("ck_curriculum_assignment_ended_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_curriculum_assignment_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_curriculum_assignment_ended_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name=op.f("fk_curriculum_assignment_given_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["curriculum_module.id"],
            name=op.f("fk_curriculum_assignment_module_id_curriculum_module"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_curriculum_assignment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk_curriculum_assignment_practice_id_practice"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_assignment")),
    )
    op.create_index(
        op.f("ix_curriculum_assignment_cohort_id"),
        "curriculum_assignment",
        ["cohort_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_curriculum_assignment_module_id"),
        "curriculum_assignment",
        ["module_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_curriculum_assignment_person_id"),
        "curriculum_assignment",
        ["person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_curriculum_assignment_practice_id"),
        "curriculum_assignment",
        ["practice_id"],
        unique=False,
    )
    op.create_table(
        "curriculum_bookmark",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["curriculum_module.id"],
            name=op.f("fk_curriculum_bookmark_module_id_curriculum_module"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_curriculum_bookmark_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_bookmark")),
        sa.UniqueConstraint(
            "person_id",
            "module_id",
            "lesson_key",
            name=op.f("uq_curriculum_bookmark_person_id_module_id_lesson_key"),
        ),
    )
    op.create_table(
        "curriculum_note",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)",
            name=op.f("ck_curriculum_note_removed_is_signed"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_curriculum_note_version_counts_up")),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["curriculum_module.id"],
            name=op.f("fk_curriculum_note_module_id_curriculum_module"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_curriculum_note_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_curriculum_note_removed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_curriculum_note_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_note")),
    )
    op.create_index(
        op.f("ix_curriculum_note_module_id"), "curriculum_note", ["module_id"], unique=False
    )
    op.create_index(
        op.f("ix_curriculum_note_practice_id"), "curriculum_note", ["practice_id"], unique=False
    )
    op.create_table(
        "curriculum_nudge",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["curriculum_module.id"],
            name=op.f("fk_curriculum_nudge_module_id_curriculum_module"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_curriculum_nudge_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_curriculum_nudge_sent_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_nudge")),
    )
    op.create_index(
        op.f("ix_curriculum_nudge_person_id"), "curriculum_nudge", ["person_id"], unique=False
    )
    op.create_table(
        "curriculum_nudge_stop",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_curriculum_nudge_stop_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_nudge_stop")),
        sa.UniqueConstraint("person_id", name=op.f("uq_curriculum_nudge_stop_person_id")),
    )


def _drop_learning() -> None:
    op.drop_table("curriculum_nudge_stop")
    op.drop_table("curriculum_nudge")
    op.drop_table("curriculum_note")
    op.drop_table("curriculum_bookmark")
    op.drop_table("curriculum_assignment")
    op.drop_table("certificate")
    op.drop_table("certificate_template")
    op.drop_table("curriculum_extra_attempt")
    op.drop_table("curriculum_attempt")
    op.drop_table("curriculum_progress")
    op.drop_table("curriculum_evaluation")
    op.drop_table("curriculum_study")


def _add_events() -> None:
    op.create_table(
        "learning_event",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "learning session",
                "call",
                "office hours",
                "congress",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("link_minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("registration_closes_at", sa.DateTime(), nullable=True),
        sa.Column("uid", sa.String(length=120), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("check_in_code", sa.LargeBinary(), nullable=False),
        sa.Column("check_in_before", sa.Integer(), nullable=False),
        sa.Column("check_in_after", sa.Integer(), nullable=False),
        sa.Column("credit_minutes", sa.Integer(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("recording_link", sa.String(length=500), nullable=False),
        sa.Column("recording_transcript", sa.Text(), nullable=False),
        sa.Column("recording_has_captions", sa.Boolean(), nullable=False),
        sa.Column("evaluation", JSON, nullable=False),
        sa.Column("follow_up", JSON, nullable=False),
        sa.Column("follow_up_days", sa.Integer(), nullable=False),
        sa.Column("least_answers", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR cancelled_reason <> ''",
            name=op.f("ck_learning_event_cancelled_has_reason"),
        ),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)",
            name=op.f("ck_learning_event_cancelled_signed"),
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)",
            name=op.f("ck_learning_event_published_signed"),
        ),
        sa.CheckConstraint(
            "capacity IS NULL OR capacity >= 1", name=op.f("ck_learning_event_capacity")
        ),
        sa.CheckConstraint(
            "check_in_after BETWEEN 0 AND 240", name=op.f("ck_learning_event_check_in_after")
        ),
        sa.CheckConstraint(
            "check_in_before BETWEEN 0 AND 240", name=op.f("ck_learning_event_check_in_before")
        ),
        sa.CheckConstraint(
            "credit_minutes IS NULL OR credit_minutes BETWEEN 0 AND 1440",
            name=op.f("ck_learning_event_credit"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_learning_event_ends_later")),
        sa.CheckConstraint(
            "follow_up_days BETWEEN 60 AND 90", name=op.f("ck_learning_event_follow_up_days")
        ),
        sa.CheckConstraint(
            "least_answers BETWEEN 3 AND 50", name=op.f("ck_learning_event_least_answers")
        ),
        sa.CheckConstraint(
            "link_minutes BETWEEN 0 AND 1440", name=op.f("ck_learning_event_link_minutes")
        ),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_learning_event_sequence_counts_up")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_learning_event_version_counts_up")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"],
            ["person.id"],
            name=op.f("fk_learning_event_cancelled_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_learning_event_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_learning_event_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["person.id"],
            name=op.f("fk_learning_event_published_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_event")),
        sa.UniqueConstraint("key", name=op.f("uq_learning_event_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_learning_event_uid")),
    )
    op.create_index(
        op.f("ix_learning_event_cohort_id"), "learning_event", ["cohort_id"], unique=False
    )
    op.create_index(
        op.f("ix_learning_event_starts_at"), "learning_event", ["starts_at"], unique=False
    )
    op.create_table(
        "event_material",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(stored_as = '') <> (link = '')", name=op.f("ck_event_material_file_or_link")
        ),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)",
            name=op.f("ck_event_material_removed_is_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_event_material_added_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["learning_event.id"],
            name=op.f("fk_event_material_event_id_learning_event"),
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["person.id"], name=op.f("fk_event_material_removed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_material")),
    )
    op.create_index(
        op.f("ix_event_material_event_id"), "event_material", ["event_id"], unique=False
    )
    op.create_table(
        "event_registration",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "registered",
                "waiting",
                "cancelled",
                name="registrationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("told_sequence", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_at IS NOT NULL)",
            name=op.f("ck_event_registration_cancelled_time"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["learning_event.id"],
            name=op.f("fk_event_registration_event_id_learning_event"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_registration_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_registration")),
        sa.UniqueConstraint(
            "event_id", "person_id", name=op.f("uq_event_registration_event_id_person_id")
        ),
    )
    op.create_index(
        "ix_event_registration_line",
        "event_registration",
        ["event_id", "state", "asked_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_event_registration_person_id"), "event_registration", ["person_id"], unique=False
    )
    op.create_table(
        "event_attendance",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "attended",
                "excused",
                "absent",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "how",
            sa.Enum(
                "check-in code",
                "roster",
                "staff",
                name="noted",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR email <> '' OR name <> ''",
            name=op.f("ck_event_attendance_somebody"),
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 0 AND 1440",
            name=op.f("ck_event_attendance_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["learning_event.id"],
            name=op.f("fk_event_attendance_event_id_learning_event"),
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["person.id"], name=op.f("fk_event_attendance_noted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_attendance_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_attendance")),
    )
    op.create_index(
        op.f("ix_event_attendance_event_id"), "event_attendance", ["event_id"], unique=False
    )
    op.create_index(
        op.f("ix_event_attendance_person_id"), "event_attendance", ["person_id"], unique=False
    )
    op.create_index(
        "uq_event_attendance_person",
        "event_attendance",
        ["event_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_table(
        "event_roster",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("brought_at", sa.DateTime(), nullable=False),
        sa.Column("brought_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_event_roster_confirmed_signed"),
        ),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["person.id"], name=op.f("fk_event_roster_brought_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["person.id"],
            name=op.f("fk_event_roster_confirmed_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["learning_event.id"],
            name=op.f("fk_event_roster_event_id_learning_event"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_roster")),
    )
    op.create_index(op.f("ix_event_roster_event_id"), "event_roster", ["event_id"], unique=False)
    op.create_table(
        "event_evaluation_given",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "wave",
            sa.Enum(
                "after the event",
                "some weeks later",
                name="wave",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["learning_event.id"],
            name=op.f("fk_event_evaluation_given_event_id_learning_event"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_evaluation_given_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_evaluation_given")),
        sa.UniqueConstraint(
            "event_id",
            "wave",
            "person_id",
            name=op.f("uq_event_evaluation_given_event_id_wave_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_event_evaluation_given_person_id"),
        "event_evaluation_given",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "event_evaluation_answers",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "wave",
            sa.Enum(
                "after the event",
                "some weeks later",
                name="wave",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["learning_event.id"],
            name=op.f("fk_event_evaluation_answers_event_id_learning_event"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_evaluation_answers")),
        sa.UniqueConstraint("mark", name=op.f("uq_event_evaluation_answers_mark")),
    )
    op.create_index(
        op.f("ix_event_evaluation_answers_event_id"),
        "event_evaluation_answers",
        ["event_id"],
        unique=False,
    )
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("person_id", name=op.f("uq_calendar_feed_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )


def _drop_events() -> None:
    op.drop_table("calendar_feed")
    op.drop_table("event_evaluation_answers")
    op.drop_table("event_evaluation_given")
    op.drop_table("event_roster")
    op.drop_table("event_attendance")
    op.drop_table("event_registration")
    op.drop_table("event_material")
    op.drop_table("learning_event")
