"""Two authors, or two clicks, at the same moment: nothing is there twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.db import db, transaction
from app.core.errors import Refused
from app.curriculum.domain.content import Prerequisite
from app.curriculum.domain.kinds import ChangeClass, Gate
from app.curriculum.models import Module, ModuleVersion, TeamNote, Track, VersionComment
from app.curriculum.queries import contents, versions
from app.curriculum.services import beside, comments, editing, modules
from app.curriculum.services import versions as steps
from tests.support import build
from tests.unit.curriculum.authors import NOW, actor
from tests.unit.rfa.test_at_once import AT_ONCE, together

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.policy import Actor


def refusal(deed: Callable[[], Any]) -> str:
    """What a deed is refused with; "" when it is done."""
    try:
        with transaction():
            deed()
    except Refused as refused:
        return refused.message
    return ""


def test_a_double_click_writes_one_note_one_comment_and_one_lesson(app: Flask) -> None:
    by, clinic, row = actor(), build.practice(), build.module_version()
    of, note_of = row.id, row.module_id

    def version() -> ModuleVersion:
        return db.session.get_one(ModuleVersion, of)

    def note() -> Any:
        module = db.session.get_one(Module, note_of)
        return beside.write_note(clinic.id, module, "lesson-1", body="Ask.", by=by, at=NOW).id

    clinic_id = clinic.id
    assert clinic_id
    together(app, [note] * AT_ONCE)
    together(app, [lambda: comments.add(version(), body="Good.", by=by, at=NOW).id] * AT_ONCE)
    together(app, [lambda: editing.add_lesson(version(), title="New", by=by, at=NOW)] * AT_ONCE)

    assert db.session.query(TeamNote).count() == 1
    assert db.session.query(VersionComment).count() == 1
    assert [one.title for one in contents.lessons(of)] == ["About lesson-1", "New"]


def test_of_two_modules_with_one_number_one_is_made(app: Flask) -> None:
    by, track_id = actor(), build.track().id

    def made(title: str) -> str:
        track = db.session.get_one(Track, track_id)
        about = {"code": "11", "phase": "", "is_required": False, "by": by, "at": NOW}
        return refusal(lambda: modules.create(track=track, title=title, **about))

    said = together(app, [lambda: made("Rides"), lambda: made("Telehealth")])

    assert sorted(bool(words) for words in said) == [False, True]
    assert "has this number already" in "".join(said)
    assert [one.position for one in db.session.query(Module)] == [0]


def waits_for(of: int, key: str, by: Actor) -> str:
    """Let a module ask for another one; "" when it does."""
    row = db.session.get_one(ModuleVersion, of)
    facts = versions.facts(row)
    wanted = replace(facts, prerequisites=(Prerequisite(Gate.MODULE, key),))
    seen = editing.seen_facts(row)
    return refusal(lambda: editing.change_facts(row, wanted, seen=seen, by=by, at=NOW))


def test_two_modules_never_wait_for_each_other(app: Flask) -> None:
    by = actor()
    rides = build.module_version(build.module(key="rides")).id
    calls = build.module_version(build.module(key="calls")).id

    said = together(
        app, [lambda: waits_for(rides, "calls", by), lambda: waits_for(calls, "rides", by)]
    )

    assert sorted(bool(words) for words in said) == [False, True]
    assert "so both would never open" in "".join(said)


def test_of_two_versions_that_wait_for_each_other_one_is_approved(app: Flask) -> None:
    paz, mona = actor(), actor()
    rows = {}
    for key, other in (("rides", "calls"), ("calls", "rides")):
        home = build.module(key=key)
        build.published_version(home)
        asks = [{"gate": "module", "of": other, "percent": None}]
        given = {"review_asked_at": NOW, "created_by_id": paz.person_id, "prerequisites": asks}
        rows[key] = build.module_version(home, number=2, **given).id

    def approved(key: str) -> str:
        row = db.session.get_one(ModuleVersion, rows[key])
        how: dict[str, Any] = {"change_class": ChangeClass.MINOR, "note": "", "at": NOW}
        return refusal(lambda: steps.approve(row, by=mona, **how))

    said = together(app, [lambda: approved("rides"), lambda: approved("calls")])

    assert sorted(bool(words) for words in said) == [False, True]
    assert "so both would never open" in "".join(said)
