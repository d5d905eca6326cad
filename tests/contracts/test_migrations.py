"""The migrations make what the models say, on this run's database, and can be taken back.

When `test_the_migrations_make_exactly_what_the_models_say` fails, a model changed: add the next
numbered migration with `flask db revision --autogenerate --rev-id 0002 -m "what changes"`, read
it, and complete what Alembic cannot see (CHECK constraints, triggers).
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from app.core.db import db
from app.core.model import Model
from app.operations import schema
from app.operations.schema import SchemaState
from app.policy import Role
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy import Engine

    from tests.support.database import Database

FILES = sorted((schema.FOLDER / "versions").glob("*.py"))


def names_of_tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


@pytest.fixture
def new(make_app: Callable[..., Flask], blank_database: Database) -> Flask:
    """A portal whose database has no table."""
    return make_app(SQLALCHEMY_DATABASE_URI=blank_database.url)


def test_migrations_are_numbered_without_a_gap() -> None:
    for number, file in enumerate(FILES, start=1):
        assert re.fullmatch(rf"{number:04}_[a-z0-9_]+\.py", file.name)
        assert f'revision = "{number:04}"' in file.read_text(encoding="utf-8")


def test_there_is_one_newest_migration() -> None:
    assert schema._scripts().get_heads() == [f"{len(FILES):04}"]


# SQLite cannot report the index on expressions to Alembic; `indexes` reads it itself.
@pytest.mark.filterwarnings("ignore:(Skipped unsupported reflection|autogenerate skipping)")
def test_the_migrations_make_exactly_what_the_models_say(new: Flask, database: Database) -> None:
    with new.app_context():
        schema.upgrade()
        migrated = described(db.engine)
        with db.engine.connect() as connection:
            opts = {"compare_type": True, "include_name": schema._is_compared}
            context = MigrationContext.configure(connection, opts=opts)
            differences = differences_that_count(compare_metadata(context, Model.metadata))
    engine = create_engine(database.url)
    modelled = described(engine)
    engine.dispose()

    assert differences == []
    migrated.pop("alembic_version")
    assert set(migrated) == set(modelled)
    for table, wanted in modelled.items():
        assert migrated[table] == wanted, f"{table} differs from its model"


def test_the_triggers_are_those_of_the_models(new: Flask, database: Database) -> None:
    with new.app_context():
        schema.upgrade()
        migrated = triggers(db.engine)
    engine = create_engine(database.url)
    modelled = triggers(engine)
    engine.dispose()

    assert migrated == modelled
    guards = [
        trigger
        for trigger in migrated
        if re.search(r" ON (public\.)?(audit_event|removed_words)\b", trigger)
    ]
    assert len(guards) == 4


FOLLOWERS = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'curriculum_search'",
        ["curriculum_search_added", "curriculum_search_changed", "curriculum_search_removed"],
    ),
    "postgresql": (
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_curriculum_search_stems'",
        [
            "CREATE INDEX ix_curriculum_search_stems ON public.curriculum_search"
            " USING gin (search_vector)"
        ],
    ),
}


def test_the_index_of_words_follows_its_table_after_all_migrations(new: Flask) -> None:
    """SQLite loses triggers when a migration makes a table anew: then nothing new is found."""
    with new.app_context():
        schema.upgrade()
        query, wanted = FOLLOWERS[db.engine.dialect.name]

        assert sorted(db.session.scalars(text(query))) == wanted
        build.published_version(lessons=(build.lesson(facilitator="Zebracorn"),))
        assert _found_by("zebracorn") == 1
        db.session.execute(text("UPDATE curriculum_search SET stems = 'tapir' WHERE for_staff"))
        assert (_found_by("zebracorn"), _found_by("tapir")) == (0, 1)
        db.session.execute(text("DELETE FROM curriculum_search"))
        assert _found_by("tapir") == 0
        db.session.rollback()


def _found_by(stem: str) -> int:
    """How many rows the index of words gives for a stem."""
    query = (
        "SELECT count(*) FROM curriculum_search_fts WHERE curriculum_search_fts MATCH :stem"
        if db.engine.dialect.name == "sqlite"
        else "SELECT count(*) FROM curriculum_search"
        " WHERE search_vector @@ plainto_tsquery('simple', :stem)"
    )
    return db.session.scalar(text(query), {"stem": stem}) or 0


def test_an_empty_database_goes_up_and_down_and_up(new: Flask) -> None:
    with new.app_context():
        assert schema.upgrade() is SchemaState.EMPTY
        assert schema.current_state() is SchemaState.CURRENT
        down(to="base")
        assert names_of_tables() == {"alembic_version"}
        assert schema.current_state() is SchemaState.EMPTY
        schema.upgrade()
        assert schema.current_state() is SchemaState.CURRENT
        assert names_of_tables() > {"person", "audit_event"}


def test_a_database_with_rows_goes_down_and_up(new: Flask) -> None:
    with new.app_context():
        schema.upgrade()
        clinic = build.practice()
        build.enrolment(practice_id=clinic.id)
        build.person(role=Role.LEAD, at=clinic)
        db.session.execute(text(ONE_EVENT))
        db.session.commit()
        down(to="base")
        schema.upgrade()

        assert db.session.scalar(text("SELECT count(*) FROM person")) == 0
        db.session.rollback()


ONE_EVENT = """INSERT INTO audit_event (at, actor_name, verb, subject_type, subject_name)
               VALUES ('2026-11-02 18:00:00', 'Ana', 'changed', 'practice', 'Clinic')"""


def test_upgrading_again_changes_nothing(new: Flask) -> None:
    with new.app_context():
        schema.upgrade()
        name = build.practice().name

        assert schema.upgrade() is SchemaState.CURRENT
        assert db.session.scalar(text("SELECT name FROM practice")) == name
        db.session.rollback()


def test_of_two_processes_that_start_at_once_one_migrates_and_one_waits(new: Flask) -> None:
    found: list[SchemaState] = []
    gate = threading.Barrier(2)

    def start() -> None:
        with new.app_context():
            gate.wait()
            found.append(schema.upgrade())

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [SchemaState.CURRENT, SchemaState.EMPTY]


def test_a_newer_schema_is_recognised_and_left_alone(new: Flask) -> None:
    with new.app_context():
        schema.upgrade()
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()

        assert schema.current_state() is SchemaState.NEWER
        assert schema.upgrade() is SchemaState.NEWER


def test_an_older_schema_is_recognised(new: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with new.app_context():
        schema.upgrade()
        monkeypatch.setattr(schema, "head", lambda: "0099")

        assert schema.current_state() is SchemaState.BEHIND


def test_a_migration_that_leaves_orphans_is_rolled_back(new: Flask) -> None:
    with new.app_context():
        schema.upgrade()
        if db.engine.dialect.name != "sqlite":
            return  # PostgreSQL checks its foreign keys at every statement
        with pytest.raises(RuntimeError, match="enrolment"), schema.alone(db.engine) as connection:
            connection.execute(text(ORPHAN))

        assert db.session.scalar(text("SELECT count(*) FROM enrolment")) == 0
        db.session.rollback()


ORPHAN = "INSERT INTO enrolment (practice_id, cohort_id, joined_on) VALUES (7, 7, '2026-01-01')"


def test_the_command_of_operators_works(new: Flask) -> None:
    result = new.test_cli_runner().invoke(args=["db", "upgrade"])

    assert result.exit_code == 0, result.output
    with new.app_context():
        assert schema.current_state() is SchemaState.CURRENT


def down(to: str) -> None:
    with schema.alone(db.engine) as connection:
        configuration = schema._configuration()
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, to)


def differences_that_count(found: list[Any]) -> list[Any]:
    """All but the index on expressions, which SQLite cannot report; `described` looks at it."""
    return [d for d in found if "uq_role_grant_active" not in str(d)]


def described(engine: Engine) -> dict[str, Any]:
    """What the database itself says about its tables, in forms that can be compared."""
    with engine.connect() as connection:
        found = inspect(connection)
        tables = {}
        for name in found.get_table_names():
            tables[name] = {
                "columns": {
                    c["name"]: (str(c["type"]), c["nullable"], c["default"])
                    for c in found.get_columns(name)
                },
                "key": found.get_pk_constraint(name),
                "references": sorted(str(row) for row in found.get_foreign_keys(name)),
                "unique": sorted(str(row) for row in found.get_unique_constraints(name)),
                "checks": sorted(str(row) for row in found.get_check_constraints(name)),
                "indexes": indexes(connection, name),
            }
    return tables


def indexes(connection: Any, table: str) -> list[str]:
    """The orders that make the indexes of a table, with their conditions and expressions."""
    query = (
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table"
        " AND sql IS NOT NULL"
        if connection.dialect.name == "sqlite"
        else "SELECT indexdef FROM pg_indexes WHERE tablename = :table"
    )
    rows = connection.execute(text(query), {"table": table})
    return sorted(re.sub(r'["\s]+', " ", row[0]).strip() for row in rows)


def triggers(engine: Engine) -> list[str]:
    query = (
        "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    )
    with engine.connect() as connection:
        return sorted(" ".join(row[0].split()) for row in connection.execute(text(query)))
