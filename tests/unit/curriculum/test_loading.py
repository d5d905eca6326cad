from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.curriculum.domain.kinds import ChangeClass, Language
from app.curriculum.domain.shipped import Reviewed, ShippedModule, ShippedTrack
from app.curriculum.models import LessonRow, LessonText, ModuleVersion
from app.curriculum.queries import contents, modules, versions
from app.curriculum.services import contents as writing
from app.curriculum.services import loading
from app.curriculum.services.loading import Outcome
from app.policy import SYSTEM
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

LATER = build.NOON + dt.timedelta(days=1)
TRACK = ShippedTrack("start-here", "Start here", "flag")
MODULE = next(one for one in loading.standard()[1] if one.code == "1")
DRAFT = next(one for one in loading.standard()[1] if one.code == "10")


def load(module: ShippedModule = MODULE, at: dt.datetime = build.NOON) -> Outcome:
    with transaction():
        [step] = loading.load([TRACK, replace(TRACK, key=module.track)], [module], by=SYSTEM, at=at)
    return step.outcome


def changed(module: ShippedModule = MODULE) -> ShippedModule:
    return replace(module, facts=replace(module.facts, summary="Something new in the files."))


def newest() -> ModuleVersion:
    return db.session.scalars(
        select(ModuleVersion).order_by(ModuleVersion.number.desc()).limit(1)
    ).one()


def approve(row: ModuleVersion) -> None:
    row.approved_at, row.approved_by_id = build.NOON, build.person().id
    row.change_class = ChangeClass.MINOR
    db.session.commit()


def publish(row: ModuleVersion) -> None:
    approve(row)
    row.publish_at = build.NOON
    db.session.commit()


def edit(row: ModuleVersion) -> None:
    row.summary = "What staff say about it."
    db.session.commit()


def test_everything_loads_and_loading_again_does_nothing(app: Flask) -> None:
    tracks, wanted = loading.standard()
    with transaction():
        first = loading.load(tracks, wanted, by=SYSTEM, at=build.NOON)
    before = db.session.scalar(select(func.count()).select_from(AuditEvent))
    with transaction():
        second = loading.load(tracks, wanted, by=SYSTEM, at=LATER)

    assert {step.outcome for step in first} == {Outcome.ADD}
    assert {step.outcome for step in second} == {Outcome.SAME}
    assert db.session.scalar(select(func.count()).select_from(LessonRow)) == 54
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before
    assert [track.title for track in modules.tracks()] == [track.title for track in tracks]
    assert [module.code for module in modules.modules()] == [one.code for one in wanted]


def test_a_written_module_waits_for_approval_and_has_no_author(app: Flask) -> None:
    load()

    row = newest()
    assert (row.number, row.created_by_id, row.approved_at) == (1, None, None)
    assert row.review_asked_at == build.NOON
    assert versions.editors([row.id]) == {row.id: frozenset()}
    assert contents.lessons(row.id) == MODULE.lessons
    assert row.loaded_digest == MODULE.digest == versions.present_digest(row)


def test_a_module_with_drafts_is_a_draft(app: Flask) -> None:
    load(DRAFT)

    assert newest().review_asked_at is None
    assert all(lesson.is_draft for lesson in contents.lessons(newest().id))


@pytest.mark.parametrize("module", [MODULE, DRAFT], ids=["in review", "draft"])
def test_what_nobody_touched_is_updated(app: Flask, module: ShippedModule) -> None:
    load(module)

    assert load(changed(module), LATER) is Outcome.UPDATE
    assert newest().number == 1
    assert newest().summary == "Something new in the files."
    assert load(changed(module), LATER) is Outcome.SAME


def test_what_staff_edited_is_left_and_named_each_time(app: Flask) -> None:
    load()
    edit(newest())

    assert load() is Outcome.SAME
    assert load(changed(), LATER) is Outcome.EDITED
    assert load(changed(), LATER) is Outcome.EDITED
    assert newest().summary == "What staff say about it."


def test_an_edited_lesson_counts_too(app: Flask) -> None:
    load(DRAFT)
    row = newest()
    lessons = contents.lessons(row.id)
    with transaction():
        writing.put_lessons(row, lessons[::-1], by=SYSTEM, at=LATER)

    assert load(changed(DRAFT), LATER) is Outcome.EDITED
    assert contents.lessons(row.id) == lessons[::-1]


def test_a_review_of_a_translation_counts_as_an_edit(app: Flask) -> None:
    load()
    text = db.session.scalars(
        select(LessonText).where(LessonText.language == Language.SPANISH)
    ).one()
    text.reviewed_by, text.reviewed_on = "R. Luna", dt.date(2026, 11, 3)
    db.session.commit()

    assert load(changed(), LATER) is Outcome.EDITED


def test_the_files_may_name_who_read_a_translation_over(app: Flask) -> None:
    place = (MODULE.lessons[0].key, Language.SPANISH)
    signed = replace(MODULE, reviews={place: Reviewed("R. Luna", dt.date(2026, 5, 4))})

    load(signed)

    assert versions.reviews(newest().id) == signed.reviews
    assert load(signed, LATER) is Outcome.SAME


def test_a_published_version_stays_and_a_new_one_waits(app: Flask) -> None:
    load()
    publish(newest())

    assert load(changed(), LATER) is Outcome.NEW_VERSION
    first, second = modules.versions_of([newest().module_id])[newest().module_id]
    assert first.summary == MODULE.facts.summary
    assert (second.number, second.review_asked_at, second.approved_at) == (2, LATER, None)
    assert load(changed(), LATER) is Outcome.SAME


def test_a_published_version_that_staff_edited_before_stays_the_newest(app: Flask) -> None:
    load()
    edit(newest())
    publish(newest())

    assert load(changed(), LATER) is Outcome.EDITED
    assert newest().number == 1


def test_an_approved_version_is_published_first(app: Flask) -> None:
    load()
    approve(newest())

    assert load(changed(), LATER) is Outcome.UNPUBLISHED
    assert newest().summary == MODULE.facts.summary


def test_an_archived_version_or_module_does_not_come_back(app: Flask) -> None:
    load()
    row = newest()
    row.archived_at, row.archived_by_id = LATER, build.person().id
    db.session.commit()
    assert load(changed(), LATER) is Outcome.ARCHIVED

    module = modules.module(MODULE.key)
    module.archived_at, module.archived_by_id = LATER, build.person().id
    db.session.commit()
    assert load(changed(), LATER) is Outcome.ARCHIVED


def test_a_module_that_staff_made_under_the_same_key_is_left(app: Flask) -> None:
    build.module_version(build.module(key=MODULE.key))

    assert load() is Outcome.NOT_OURS
    assert [lesson.key for lesson in contents.lessons(newest().id)] == ["lesson-1"]


def test_the_command_says_what_it_did_and_can_only_say_what_it_would(app: Flask) -> None:
    commands = app.test_cli_runner()

    would = commands.invoke(args=["curriculum", "load", "--dry-run"])
    assert modules.modules() == []
    done = commands.invoke(args=["curriculum", "load"])

    assert " 1  Starting together: added" in would.output
    assert "10 modules, 54 lessons; nothing was done." in would.output
    assert "10 modules, 54 lessons." in done.output
    assert len(modules.modules()) == 10
