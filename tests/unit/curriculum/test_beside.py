from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, NotPossibleNow, Refused
from app.curriculum.queries import beside as queries
from app.curriculum.services import beside as services
from app.policy import Role
from tests.support import build
from tests.unit.curriculum.learners import NOW, learner

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.models import Module, TeamNote
    from app.policy import Actor

LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def clinic(app: Flask) -> Any:
    return build.practice()


@pytest.fixture
def module(app: Flask) -> Module:
    return build.module(key="basics")


@pytest.fixture
def ben(clinic: Any) -> Actor:
    return learner(at=clinic)


@pytest.fixture
def note(clinic: Any, module: Module, ben: Actor) -> TeamNote:
    return written(clinic, module, ben)


def written(clinic: Any, module: Module, by: Actor, body: str = "Ask early.") -> TeamNote:
    with transaction():
        return services.write_note(clinic.id, module, "rides", body=body, by=by, at=NOW)


def bodies(clinic: Any, module: Module) -> list[str]:
    return [one.note.body for one in queries.notes(clinic.id, module.id, "rides")]


def test_a_second_click_writes_a_note_once(clinic: Any, module: Module, ben: Actor) -> None:
    first = written(clinic, module, ben)

    assert written(clinic, module, ben) is first
    assert bodies(clinic, module) == ["Ask early."]
    assert len(list(db.session.scalars(select(AuditEvent.id)))) == 1
    written(clinic, module, learner(at=clinic))
    with transaction():
        services.remove_note(first, module, is_lead=False, by=ben, at=NOW)
    assert written(clinic, module, ben) is not first
    assert bodies(clinic, module) == ["Ask early."] * 2


def test_a_bookmark_is_set_once_and_taken_away_once(ben: Actor, module: Module) -> None:
    ident = ben.person_id or 0
    for wanted in (True, True, False, False, True):
        with transaction():
            services.set_bookmark(ident, module, "rides", wanted=wanted, at=NOW)
        assert queries.beside(ident, module.id, "rides").is_marked is wanted
    [(mark, of)] = queries.bookmarks(ident)
    assert (mark.lesson_key, of.key) == ("rides", "basics")
    assert not queries.beside(ident, module.id, "").is_marked


def test_a_note_is_read_by_its_own_team(note: TeamNote, clinic: Any, module: Module) -> None:
    other = build.practice()

    [found] = queries.notes(clinic.id, module.id, "rides")
    assert (found.note.body, found.by) == ("Ask early.", "Ben")
    assert queries.notes(other.id, module.id, "rides") == []
    assert queries.notes(clinic.id, module.id, "other") == []
    assert queries.beside(0, module.id, "rides", [clinic.id]).notes == 1
    assert queries.beside(0, module.id, "rides", [other.id]).notes == 0
    with pytest.raises(Missing):
        queries.note([other.id], module.id, "rides", note.id)


def test_a_note_needs_words(clinic: Any, module: Module, ben: Actor, note: TeamNote) -> None:
    with pytest.raises(Refused, match="Write your note"):
        services.write_note(clinic.id, module, "rides", body="", by=ben, at=NOW)
    with pytest.raises(Refused, match="Write your note"):
        services.change_note(note, module, body="", seen=1, by=ben, at=NOW)


def test_who_wrote_a_note_changes_it(
    note: TeamNote, clinic: Any, module: Module, ben: Actor
) -> None:
    with transaction():
        services.change_note(note, module, body="Ask late.", seen=1, by=ben, at=LATER)
    assert bodies(clinic, module) == ["Ask late."]

    with transaction():
        services.change_note(note, module, body="Ask late.", seen=2, by=ben, at=LATER)
    assert note.version == 2
    with pytest.raises(Conflict):
        services.change_note(note, module, body="Never ask.", seen=1, by=ben, at=LATER)


def test_nobody_changes_a_note_of_somebody_else(
    note: TeamNote, clinic: Any, module: Module
) -> None:
    lead = learner(Role.LEAD, at=clinic, name="Ana")
    with pytest.raises(NotPossibleNow, match="Only the person who wrote it can change"):
        services.change_note(note, module, body="Mine.", seen=1, by=lead, at=LATER)


def test_a_note_is_removed_by_its_writer_or_the_lead(
    note: TeamNote, clinic: Any, module: Module, ben: Actor
) -> None:
    other = learner(at=clinic, name="Cy")
    second = written(clinic, module, other, "Mine.")
    with pytest.raises(NotPossibleNow, match="or the team lead can remove"):
        services.remove_note(second, module, is_lead=False, by=ben, at=LATER)

    with transaction():
        services.remove_note(note, module, is_lead=False, by=ben, at=LATER)
        services.remove_note(second, module, is_lead=True, by=ben, at=LATER)

    assert bodies(clinic, module) == []
    assert queries.beside(0, module.id, "rides", [clinic.id]).notes == 0
    with pytest.raises(Missing):
        queries.note([clinic.id], module.id, "rides", note.id)


def test_the_trail_never_says_what_a_note_says(
    note: TeamNote, clinic: Any, module: Module, ben: Actor
) -> None:
    with transaction():
        services.change_note(note, module, body="Ask late.", seen=1, by=ben, at=LATER)
        services.remove_note(note, module, is_lead=False, by=ben, at=LATER)

    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [one.verb for one in events][-3:] == [
        "wrote a team note",
        "changed a team note",
        "removed a team note",
    ]
    assert {one.subject_name for one in events[-3:]} == {"basics, rides"}
    assert {one.practice_id for one in events[-3:]} == {clinic.id}
    assert all("Ask" not in str((one.before, one.after, one.reason)) for one in events)
