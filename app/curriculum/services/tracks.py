"""Tracks, the groups of modules in the catalogue: added, named, put in order, archived."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.core.text import clean_line, key_from
from app.curriculum.domain import editing
from app.curriculum.models import Track
from app.curriculum.queries import modules
from app.curriculum.queries import tracks as queries

if TYPE_CHECKING:
    from app.policy import Actor

TAKEN = "There is a track with this title. Choose another title."
NO_KEY = "Choose another title: this one has no letter or digit."
CHANGED = "Somebody else changed this track meanwhile. Look at it again, then save."
IN_USE = "Learners get modules of this track: {titles}. Move or archive them first."
ARCHIVED, NOT_ARCHIVED = "This track is archived already.", "This track is not archived."
BRING_BACK = "This track is archived. Bring it back first."
SHOWN = 5


def create(*, title: str, by: Actor, at: dt.datetime) -> Track:
    """Add a group of modules at the end of the catalogue; raises `Refused` for a known title."""
    title, every = _title(title), modules.all_tracks()
    keys = {track.key for track in every}
    track = Track(
        key=editing.fresh_key(title, keys, otherwise="track"),
        title=title,
        position=max((one.position for one in every), default=-1) + 1,
    )
    db.session.add(track)
    db.session.flush()
    audit.record("added a track", track, by=by, at=at, name=track.title)
    return track


def rename(track: Track, *, title: str, seen: int, by: Actor, at: dt.datetime) -> None:
    """Give a track another title; its address and its modules stay.

    `seen` is the row's version that the page was made from.
    """
    track = queries.locked(track.id)
    if track.version != seen:
        raise Conflict(CHANGED)
    title = _title(title, but=track)
    if title == track.title:
        return
    before, after = audit.changes(track, {"title": title})
    track.title = title
    db.session.flush()
    audit.record("renamed a track", track, by=by, at=at, name=title, before=before, after=after)


def move(track: Track, *, steps: int, by: Actor, at: dt.datetime) -> None:
    """Let a track stand further up (-1) or down (1) in the catalogue; at the ends it stays."""
    if queries.held()[track.id].archived_at is not None:
        raise NotPossibleNow(BRING_BACK)
    every = {one.key: one for one in modules.tracks()}
    before, after = list(every), editing.moved(every, track.key, steps)
    if before == after:
        return
    for place, key in enumerate(after):
        every[key].position = place
    db.session.flush()
    audit.record(
        "moved a track",
        track,
        by=by,
        at=at,
        name=track.title,
        before={"order": before},
        after={"order": after},
    )


def archive(track: Track, *, by: Actor, at: dt.datetime) -> None:
    """Take a track away from those who place modules; raises `NotPossibleNow` while it is in use.

    A module that learners get, or that is approved, always stands in a track that they see.
    """
    track = queries.locked(track.id)
    if track.archived_at is not None:
        raise NotPossibleNow(ARCHIVED)
    if words := in_use(track, at):
        raise NotPossibleNow(words)
    track.archived_at = at
    db.session.flush()
    audit.record("archived a track", track, by=by, at=at, name=track.title)


def in_use(track: Track, now: dt.datetime) -> str:
    """Why a track cannot be archived now; "" when it can."""
    found = queries.published_in(track.id, now)
    if not found:
        return ""
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return IN_USE.format(titles=", ".join(f"“{one}”" for one in found[:SHOWN]) + more)


def bring_back(track: Track, *, by: Actor, at: dt.datetime) -> None:
    """Let modules stand in an archived track again; it comes last."""
    track = queries.locked(track.id)
    if track.archived_at is None:
        raise NotPossibleNow(NOT_ARCHIVED)
    track.archived_at = None
    track.position = max(one.position for one in modules.all_tracks()) + 1
    db.session.flush()
    audit.record("brought a track back", track, by=by, at=at, name=track.title)


def refuse_archived(track: Track, *, field: str) -> None:
    """Raise `Refused` unless modules may stand in this track."""
    if track.archived_at is not None:
        raise Refused(f"The track “{track.title}” is archived. Choose another one.", field=field)


def _title(title: str, but: Track | None = None) -> str:
    """A title that no other track has."""
    title = clean_line(title)
    if not key_from(title):
        raise Refused(NO_KEY, field="title")
    known = {one.title.casefold() for one in modules.all_tracks() if one is not but}
    if title.casefold() in known:
        raise Refused(TAKEN, field="title")
    return title
