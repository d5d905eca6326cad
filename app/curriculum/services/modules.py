"""Modules over all their versions: added, placed, archived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.core.text import clean_line, key_from
from app.curriculum.domain.content import Facts
from app.curriculum.models import Module, Track
from app.curriculum.queries import modules as queries
from app.curriculum.queries import tracks as track_queries
from app.curriculum.services import drafts, tracks

if TYPE_CHECKING:
    from app.policy import Actor

RESERVED = frozenset(
    {"bookmarks", "certificates", "new", "record", "reminders", "search", "tracks"}
)
"""Words that other pages have in their addresses."""
NO_LETTER = "Use at least one letter or number."
NO_TRACK = "The track of this module is archived. Bring the track back first, or choose another."


def create(
    *,
    track: Track,
    title: str,
    code: str,
    phase: str,
    is_required: bool,
    by: Actor,
    at: dt.datetime,
) -> Module:
    """Add a module at the end of the catalogue, with its first version as an empty draft.

    Raises `Refused` for a title or a number that another module has already.
    """
    tracks.refuse_archived(track_queries.held()[track.id], field="track")
    key = _key(title)
    if queries.find(key) is not None:
        raise Refused("There is a module with this title. Choose another title.", field="title")
    _refuse_taken(clean_line(code))
    module = Module(
        key=key,
        code=clean_line(code),
        track_id=track.id,
        position=_after(queries.all_modules()),
        phase=clean_line(phase),
        is_required=is_required,
        created_at=at,
        created_by_id=by.person_id,
    )
    db.session.add(module)
    db.session.flush()
    audit.record("added a module", module, by=by, at=at, name=clean_line(title))
    draft = drafts.begin(module, Facts(title=clean_line(title)), (), {}, by=by, at=at)
    audit.record("started a version", draft, by=by, at=at, name=drafts.named(draft))
    return module


def change(
    module: Module, *, wanted: Mapping[str, Any], name: str, by: Actor, at: dt.datetime
) -> None:
    """Change where a module stands: track, number, place, phase, whether it is required."""
    held = track_queries.held()
    if "track_id" in wanted:
        tracks.refuse_archived(held[wanted["track_id"]], field="track")
    before, after = audit.changes(module, dict(wanted))
    if not after:
        return
    if "code" in after:
        _refuse_taken(wanted["code"], but=module.id)
    for field, value in wanted.items():
        setattr(module, field, value)
    db.session.flush()
    audit.record("moved a module", module, by=by, at=at, name=name, before=before, after=after)


def archive(module: Module, *, name: str, by: Actor, at: dt.datetime) -> None:
    """Take a module out of the catalogue; what people learned and hold stays."""
    if module.archived_at is not None:
        raise NotPossibleNow("This module is archived already.")
    module.archived_at, module.archived_by_id = at, by.person_id
    db.session.flush()
    audit.record("archived a module", module, by=by, at=at, name=name)


def bring_back(module: Module, *, name: str, by: Actor, at: dt.datetime) -> None:
    """Put an archived module back into the catalogue."""
    if module.archived_at is None:
        raise NotPossibleNow("This module is not archived.")
    if track_queries.held()[module.track_id].archived_at is not None:
        raise NotPossibleNow(NO_TRACK)
    module.archived_at = module.archived_by_id = None
    db.session.flush()
    audit.record("brought a module back", module, by=by, at=at, name=name)


def _key(title: str) -> str:
    key = key_from(title)
    if not key:
        raise Refused(NO_LETTER, field="title")
    if key in RESERVED:
        raise Refused("The portal has a page with this name. Choose another title.", field="title")
    return key


def _refuse_taken(code: str, *, but: int | None = None) -> None:
    title = queries.titled_with(code, but=but)
    if title is not None:
        words = f"“{title}” has this number already. Choose another number."
        raise Refused(words, field="code")


def _after(rows: list[Any]) -> int:
    return max((row.position for row in rows), default=-1) + 1
