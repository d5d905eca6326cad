"""What stands between a version and its approval."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.core.db import db
from app.curriculum.domain import codec, gate, prerequisites, publishing
from app.curriculum.domain.kinds import Gate
from app.curriculum.domain.prerequisites import Named
from app.curriculum.domain.publishing import Obstacle
from app.curriculum.models import Module, ModuleVersion
from app.curriculum.queries import contents, files, tracks
from app.events.queries import attendance
from app.events.queries import events as event_queries


def accessibility(version: ModuleVersion) -> tuple[Obstacle, ...]:
    """What keeps some people from using a version, with its places."""
    lessons = contents.lessons(version.id)
    questions = {
        (lesson.key, f"question {number}"): question.key
        for lesson in lessons
        for number, question in enumerate(lesson.questions, 1)
    }
    return tuple(
        Obstacle(
            one.sentence,
            one.lesson_key,
            one.language,
            one.where,
            questions.get((one.lesson_key, one.where), ""),
        )
        for one in gate.problems(lessons, files.of_module(version.module_id))
    )


def unfinished(version: ModuleVersion) -> tuple[Obstacle, ...]:
    """What is not written yet in a version."""
    return publishing.unfinished(contents.lessons(version.id))


def unreachable(version: ModuleVersion, now: dt.datetime) -> tuple[Obstacle, ...]:
    """Why people could not find or open the module, or not pass its quiz."""
    quiz = codec.quiz(version.quiz)
    track = tracks.of_module(version.module_id)
    lost = f"The track “{track.title}” is archived. Choose another one for the module."
    closed = _opening(version, now) if version.prerequisites else ()
    return (
        *([Obstacle(lost, where=publishing.PLACE)] if track.archived_at is not None else ()),
        *(Obstacle(sentence, where=publishing.OPENING) for sentence in closed),
        *publishing.unpassable(contents.lessons(version.id), quiz),
    )


def obstacles(version: ModuleVersion, now: dt.datetime) -> tuple[Obstacle, ...]:
    """Everything that must be mended before a version is approved."""
    return (*unfinished(version), *unreachable(version, now), *accessibility(version))


def _opening(version: ModuleVersion, now: dt.datetime) -> tuple[str, ...]:
    asked = codec.prerequisites(version.prerequisites)
    key = db.session.scalars(select(Module.key).where(Module.id == version.module_id)).one()
    events = {one.of for one in asked if one.gate is Gate.EVENT}
    cancelled = event_queries.cancelled(events)
    return prerequisites.faults(key, asked, named(now), attendance.titles(events), cancelled)


def named(now: dt.datetime) -> dict[str, Named]:
    """Every module in order, with what learners get of it, or will: an approved version if there
    is one. It is out when any of its versions is, or has a time.
    """
    rows = db.session.execute(
        select(
            Module.key,
            Module.archived_at.is_not(None).label("is_gone"),
            ModuleVersion.title,
            ModuleVersion.quiz,
            ModuleVersion.prerequisites,
            ModuleVersion.publish_at,
            ModuleVersion.expires_at,
            ModuleVersion.archived_at,
        )
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .order_by(
            Module.position,
            Module.id,
            ModuleVersion.archived_at.is_(None),
            ModuleVersion.approved_at.is_not(None),
            ModuleVersion.number,
        )
    )
    found: dict[str, Named] = {}
    for row in rows:
        is_archived = row.is_gone or row.archived_at is not None
        has_ended = row.expires_at is not None and row.expires_at <= now
        found[row.key] = Named(
            row.title,
            has_quiz=row.quiz is not None,
            is_archived=is_archived,
            is_out=(row.key in found and found[row.key].is_out)
            or (row.publish_at is not None and not is_archived and not has_ended),
            asks=() if is_archived else codec.prerequisites(row.prerequisites),
        )
    return found
