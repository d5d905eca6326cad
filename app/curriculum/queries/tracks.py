"""Tracks for those who keep the catalogue in order."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.models import Module, ModuleVersion, Track
from app.curriculum.queries import modules


@dataclass(frozen=True, slots=True)
class Kept:
    """A track and how many modules stand in it that are not archived."""

    track: Track
    modules: int


def kept() -> tuple[Kept, ...]:
    """Every track in the order of the catalogue, archived ones at the end: two statements."""
    counts = Counter(row.track_id for row in modules.modules())
    found = [Kept(track, counts[track.id]) for track in modules.all_tracks()]
    return tuple(sorted(found, key=lambda one: one.track.archived_at is not None))


def track(key: str) -> Track:
    """The track with this key, archived or not; raises `Missing`."""
    found = db.session.scalar(select(Track).where(Track.key == key))
    if found is None:
        raise Missing(key)
    return found


def locked(track_id: int) -> Track:
    """The track as it is now, held until the end of the transaction."""
    return db.session.scalars(
        select(Track)
        .where(Track.id == track_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def held() -> dict[int, Track]:
    """Every track as it is now, held until the end of the transaction.

    Whoever changes what modules share waits: their numbers, their order, what they ask for.
    """
    rows = db.session.scalars(
        select(Track).order_by(Track.id).with_for_update().execution_options(populate_existing=True)
    )
    return {track.id: track for track in rows}


def of_module(module_id: int) -> Track:
    """The track that a module stands in."""
    return db.session.scalars(
        select(Track).join(Module, Module.track_id == Track.id).where(Module.id == module_id)
    ).one()


def published_in(track_id: int, now: dt.datetime) -> list[str]:
    """The titles of modules of a track that learners get, or will get, in order."""
    rows = db.session.execute(
        select(Module.id, ModuleVersion.title)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .where(
            Module.track_id == track_id,
            Module.archived_at.is_(None),
            ModuleVersion.approved_at.is_not(None),
            ModuleVersion.archived_at.is_(None),
            or_(ModuleVersion.expires_at.is_(None), ModuleVersion.expires_at > now),
        )
        .order_by(Module.position, Module.id, ModuleVersion.number)
    )
    return list({module_id: title for module_id, title in rows}.values())
