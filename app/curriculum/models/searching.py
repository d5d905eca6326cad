"""What a search looks through: the words of what is published, a row for each piece."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import with_statements
from app.core.model import Model
from app.curriculum.domain.findable import Findable
from app.curriculum.domain.kinds import Language, SearchKind
from app.curriculum.domain.searching import stems as stems_of

LONGEST_TITLE = 255


class SearchEntry(Model):
    """One thing that can be found. Written when a version is approved, found while it is served.

    `for_staff`: only those who may write the curriculum and coaches find it (notes for
    facilitators). `title_stems` and `stems` are what is compared (`domain.searching`).
    """

    __tablename__ = "curriculum_search"
    __table_args__ = (
        UniqueConstraint("version_id", "lesson_key", "kind", "language", "source", "for_staff"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("curriculum_version.id"))
    lesson_key: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[SearchKind]
    language: Mapped[Language]
    source: Mapped[str] = mapped_column(String(40), default="")
    for_staff: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    words: Mapped[str] = mapped_column(Text)
    title_stems: Mapped[str] = mapped_column(Text)
    stems: Mapped[str] = mapped_column(Text)

    @classmethod
    def of(cls, version_id: int, lesson_key: str, one: Findable) -> SearchEntry:
        """The row for something in a lesson."""
        entry = cls(
            version_id=version_id,
            lesson_key=lesson_key,
            kind=one.kind,
            language=one.language,
            source=one.source,
            for_staff=one.for_staff,
        )
        entry.say(one.title, one.words)
        return entry

    def say(self, title: str, words: str) -> None:
        """Give it these words, and let it be found by them."""
        self.title, self.words = title[:LONGEST_TITLE], words
        self.title_stems = stems_of(title, self.language)
        self.stems = stems_of(words, self.language)


# The index of words. SQLite: a table beside, which keeps no text of its own and follows by
# triggers. PostgreSQL: a column that follows by itself, kept because texts are long, and its index.
# Migration 0010 makes the same.
#
# A migration that changes `curriculum_search` in a batch (`op.batch_alter_table`) makes the table
# anew on SQLite, and its three triggers are lost with the old one: the migration makes them again
# afterwards, and then the index with SQLITE_REBUILD, as rows may have new ids.
_OLD = "VALUES ('delete', old.id, old.title_stems, old.stems)"
_NEW = "VALUES (new.id, new.title_stems, new.stems)"
_TAKE = (
    f"INSERT INTO curriculum_search_fts(curriculum_search_fts, rowid, title_stems, stems) {_OLD}"
)
_PUT = f"INSERT INTO curriculum_search_fts(rowid, title_stems, stems) {_NEW}"
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE curriculum_search_fts USING fts5(title_stems, stems, "
    "content='curriculum_search', content_rowid='id', tokenize='unicode61')",
    f"CREATE TRIGGER curriculum_search_added AFTER INSERT ON curriculum_search BEGIN {_PUT}; END",
    "CREATE TRIGGER curriculum_search_removed AFTER DELETE ON curriculum_search "
    f"BEGIN {_TAKE}; END",
    "CREATE TRIGGER curriculum_search_changed AFTER UPDATE ON curriculum_search "
    f"BEGIN {_TAKE}; {_PUT}; END",
)
SQLITE_REBUILD = "INSERT INTO curriculum_search_fts(curriculum_search_fts) VALUES ('rebuild')"
POSTGRESQL_VECTOR = "search_vector"
POSTGRESQL_INDEX = (
    f"ALTER TABLE curriculum_search ADD COLUMN {POSTGRESQL_VECTOR} tsvector GENERATED ALWAYS AS "
    "(to_tsvector('simple', title_stems || ' ' || stems)) STORED",
    f"CREATE INDEX ix_curriculum_search_stems ON curriculum_search USING gin ({POSTGRESQL_VECTOR})",
)
with_statements(SearchEntry.__table__, sqlite=SQLITE_INDEX, postgresql=POSTGRESQL_INDEX)
