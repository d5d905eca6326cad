from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Missing, NotPossibleNow, Refused
from app.curriculum.domain.kinds import VersionStatus
from app.curriculum.queries import desk, modules
from app.curriculum.services import comments
from app.curriculum.services import modules as services
from tests.support import build
from tests.support.sql import statements
from tests.unit.curriculum.authors import NOW, actor

if TYPE_CHECKING:
    from flask import Flask

    from app.curriculum.models import Module

SOON = NOW + dt.timedelta(days=1)


def create(title: str = "Telling the story", **given: Any) -> Module:
    about = {"track": build.track(), "code": "11", "phase": "LS3", "is_required": False}
    with transaction():
        return services.create(**about | {"title": title, "by": actor(), "at": NOW} | given)


def test_a_module_begins_with_an_empty_draft(app: Flask) -> None:
    build.module(position=7)

    module = create()

    assert (module.key, module.position, module.is_shipped) == ("telling-the-story", 8, False)
    [draft] = modules.versions_of([module.id])[module.id]
    assert (draft.number, draft.title) == (1, "Telling the story")
    [about] = [
        one for track in desk.desk(NOW) for one in track.modules if one.module.id == module.id
    ]
    assert (about.newest.status, about.served, about.lessons) == (
        VersionStatus.DRAFT,
        (),
        desk.Lessons(0, 0),
    )


def test_titles_are_unique_and_can_be_addresses(app: Flask) -> None:
    create()
    for title in ("Telling the Story!", "?!", "New"):
        with pytest.raises(Refused) as refusal:
            create(title)
        assert refusal.value.field == "title"


def test_a_module_moves_and_says_so_once(app: Flask) -> None:
    module = create()
    for _ in range(2):
        with transaction():
            services.change(
                module, wanted={"phase": "LS1", "position": 0}, name="Story", by=actor(), at=NOW
            )

    verbs = list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))
    assert verbs == ["added a module", "started a version", "moved a module"]
    assert (module.phase, module.position) == ("LS1", 0)


def test_an_archived_module_leaves_the_desk_and_comes_back(app: Flask) -> None:
    module, by = create(), actor()
    with pytest.raises(NotPossibleNow):
        services.bring_back(module, name="Story", by=by, at=NOW)

    with transaction():
        services.archive(module, name="Story", by=by, at=NOW)

    assert all(not track.modules for track in desk.desk(NOW))
    assert desk.archived_modules() == [(module, "Telling the story")]
    with pytest.raises(NotPossibleNow):
        services.archive(module, name="Story", by=by, at=NOW)
    with transaction():
        services.bring_back(module, name="Story", by=by, at=SOON)
    assert modules.modules() == [module]


def test_the_desk_shows_what_is_served_and_what_is_coming(app: Flask) -> None:
    first = build.published_version()
    module = modules.modules()[0]
    second = build.module_version(
        module,
        number=2,
        lessons=(build.lesson(), build.lesson("lesson-2", is_draft=True)),
    )
    with transaction():
        comments.add(second, body="Good?", by=actor(), at=NOW)

    [about] = [one for track in desk.desk(NOW) for one in track.modules]

    assert [one.row.id for one in about.served] == [first.id]
    assert [one.row.number for one in about.coming] == [2]
    assert about.lessons == desk.Lessons(total=2, drafts=1)
    assert about.open_comments == 1


def test_the_desk_asks_as_often_for_many_modules_as_for_one(app: Flask) -> None:
    build.published_version()
    db.session.expire_all()
    with statements() as one:
        desk.desk(NOW)
    for _ in range(2):
        build.published_version()
    db.session.expire_all()
    with statements() as three:
        desk.desk(NOW)

    assert len(one) == len(three)


def test_a_module_that_is_not_there_is_missing(app: Flask) -> None:
    with pytest.raises(Missing):
        modules.module("nowhere")
