"""What the trail holds, and that the database itself keeps it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from app.audit import presenters, queries, services
from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.policy import SYSTEM, Actor, Role
from app.practices.models import Practice, PracticeKind
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask


def events() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_an_event_says_who_did_what_to_what_and_why(app: Flask) -> None:
    ana = build.person(name="Ana")
    clinic = build.practice()
    with transaction():
        services.record(
            "renamed",
            clinic,
            by=Actor(person_id=ana.id, name="Ana"),
            at=build.NOON,
            name="x" * 400,
            practice_id=clinic.id,
            before={"name": "Old"},
            after={"name": "New"},
            reason="It moved",
        )

    (event,) = events()
    assert (event.actor_id, event.actor_name, event.verb) == (ana.id, "Ana", "renamed")
    assert (event.subject_type, event.subject_id) == ("practice", clinic.id)
    assert event.subject_name == "x" * 300
    assert (event.before, event.after) == ({"name": "Old"}, {"name": "New"})
    assert event.reason == "It moved"


def test_a_row_that_is_new_gets_its_number_before_the_event(app: Flask) -> None:
    fresh = Practice(
        key="new", name="New", kind=PracticeKind.FQHC, county="Hinds", created_at=build.NOON
    )
    with transaction():
        db.session.add(fresh)
        services.record("opened", fresh, by=SYSTEM, at=build.NOON)

    assert events()[0].subject_id == fresh.id


def test_an_event_of_a_deed_that_was_rolled_back_does_not_exist(app: Flask) -> None:
    services.record("dreamt", "portal", by=SYSTEM, at=build.NOON)
    db.session.rollback()

    assert events() == []


def test_only_what_differs_counts_as_a_change(app: Flask) -> None:
    clinic = build.practice(name="Old", county="Hinds")

    before, after = services.changes(clinic, {"name": "New", "county": "Hinds"})

    assert (before, after) == ({"name": "Old"}, {"name": "New"})
    assert services.changes(clinic, {}) == ({}, {})


def test_values_are_kept_in_forms_that_json_knows() -> None:
    values = {
        "day": dt.date(2026, 11, 1),
        "role": Role.LEAD,
        "list": [1, {"deep": (True, None)}],
        "other": ValueError("odd"),
    }

    assert services.plain(values) == {
        "day": "2026-11-01",
        "role": "lead",
        "list": [1, {"deep": [True, None]}],
        "other": "odd",
    }


FORGERIES = {
    "change": update(AuditEvent).values(verb="something harmless"),
    "delete": delete(AuditEvent),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_database_refuses_to_change_or_delete_an_event(app: Flask, forgery: str) -> None:
    with transaction():
        services.record("signed", "portal", by=SYSTEM, at=build.NOON)

    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(FORGERIES[forgery])
    db.session.rollback()

    assert [event.verb for event in events()] == ["signed"]


def test_the_database_refuses_to_empty_the_trail(app: Flask) -> None:
    with transaction():
        services.record("signed", "portal", by=SYSTEM, at=build.NOON)
    order = "DELETE FROM" if db.engine.dialect.name == "sqlite" else "TRUNCATE"

    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(f"{order} audit_event"))
    db.session.rollback()

    assert len(events()) == 1


def test_a_team_reads_its_own_timeline_only(app: Flask) -> None:
    mine, other = build.practice(), build.practice()
    with transaction():
        services.record("mine", "practice", by=SYSTEM, at=build.NOON, practice_id=mine.id)
        services.record("other", "practice", by=SYSTEM, at=build.NOON, practice_id=other.id)
        services.record("program", "cohort", by=SYSTEM, at=build.NOON)

    page = queries.of_team(mine.id)

    assert [event.verb for event in page.events] == ["mine"]
    assert (page.number, page.pages) == (1, 1)
    assert queries.practice_names()[mine.id] == mine.name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, None),
        (True, "yes"),
        (False, "no"),
        ([], "nothing"),
        (["a", None], "a, nothing"),
        ({"a": 1, "b": None}, "a: 1; b: nothing"),
        (2.5, "2.5"),
    ],
)
def test_values_are_shown_in_words(value: object, words: str | None) -> None:
    (change,) = presenters.changes({}, {"x": value})

    assert change.after == words


@pytest.mark.parametrize("cell", ["=1+1", "+1 (601) 555-0100", "-x", "@a", "\tx", "\rx", "\x00x"])
def test_a_cell_that_looks_like_a_formula_is_quoted(cell: str) -> None:
    assert presenters.harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "-5", "-1.5", "+3", "plain", "a=b"])
def test_words_and_numbers_are_left_alone(cell: str) -> None:
    assert presenters.harmless(cell) == cell
