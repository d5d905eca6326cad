"""What stands between a version and its approval."""

from __future__ import annotations

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
    found = gate.problems(contents.lessons(version.id), files.of_module(version.module_id))
    return tuple(Obstacle(one.sentence, one.lesson_key, one.language, one.where) for one in found)


def unfinished(version: ModuleVersion) -> tuple[Obstacle, ...]:
    """What is not written yet in a version."""
    return publishing.unfinished(contents.lessons(version.id))


def unreachable(version: ModuleVersion) -> tuple[Obstacle, ...]:
    """Why people could not find or open the module, or not pass its quiz."""
    quiz = codec.quiz(version.quiz)
    track = tracks.of_module(version.module_id)
    lost = f"The track “{track.title}” is archived. Choose another one for the module."
    closed = _opening(version) if version.prerequisites else ()
    return (
        *([Obstacle(lost, where=publishing.PLACE)] if track.archived_at is not None else ()),
        *(Obstacle(sentence, where=publishing.OPENING) for sentence in closed),
        *publishing.unpassable(contents.lessons(version.id), quiz),
    )


def obstacles(version: ModuleVersion) -> tuple[Obstacle, ...]:
    """Everything that must be mended before a version is approved."""
    return (*unfinished(version), *unreachable(version), *accessibility(version))


def _opening(version: ModuleVersion) -> tuple[str, ...]:
    asked = codec.prerequisites(version.prerequisites)
    key = db.session.scalars(select(Module.key).where(Module.id == version.module_id)).one()
    events = {one.of for one in asked if one.gate is Gate.EVENT}
    cancelled = event_queries.cancelled(events)
    return prerequisites.faults(key, asked, named(), attendance.titles(events), cancelled)


def named() -> dict[str, Named]:
    """Every module in order, with what learners get of it, or will: an approved version if there
    is one.
    """
    rows = db.session.execute(
        select(Module.key, Module.archived_at, ModuleVersion)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .order_by(
            Module.position,
            Module.id,
            ModuleVersion.archived_at.is_(None),
            ModuleVersion.approved_at.is_not(None),
            ModuleVersion.number,
        )
    )
    return {key: _named(row, is_archived=archived_at is not None) for key, archived_at, row in rows}


def _named(row: ModuleVersion, *, is_archived: bool) -> Named:
    is_archived = is_archived or row.archived_at is not None
    asks = () if is_archived else codec.prerequisites(row.prerequisites)
    return Named(
        row.title,
        has_quiz=row.quiz is not None,
        is_archived=is_archived,
        is_out=row.publish_at is not None,
        asks=asks,
    )
