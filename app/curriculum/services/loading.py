"""Loading the shipped curriculum: what is missing is added, what staff edited stays."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.db import db
from app.curriculum.domain import shipped
from app.curriculum.domain.shipped import ShippedModule, ShippedTrack
from app.curriculum.models import Module, ModuleVersion, Track
from app.curriculum.queries import modules as queries
from app.curriculum.queries import versions as version_queries
from app.curriculum.services import drafts

if TYPE_CHECKING:
    from app.policy import Actor

FOLDER = Path(__file__).parents[1] / "shipped"


class Outcome(StrEnum):
    """What a load does with one module."""

    ADD = "added"
    UPDATE = "draft updated"
    NEW_VERSION = "new version, waits for approval"
    SAME = "nothing new"
    EDITED = "left as it is: staff edited it"
    UNPUBLISHED = "left as it is: an approved version is not published yet"
    ARCHIVED = "left as it is: archived"
    NOT_OURS = "left as it is: staff made a module with this key"


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one shipped module; `there` is what the portal has of it."""

    module: ShippedModule
    outcome: Outcome
    there: Module | None = None
    newest: ModuleVersion | None = None


@cache
def standard() -> tuple[tuple[ShippedTrack, ...], tuple[ShippedModule, ...]]:
    """The tracks and modules of the repository."""
    about = tomllib.loads((FOLDER / "modules.toml").read_text(encoding="utf-8"))
    texts = {
        entry["code"]: {
            path.name: path.read_text(encoding="utf-8")
            for path in (FOLDER / entry["code"]).glob("*.md")
        }
        for entry in about["module"]
    }
    return (
        shipped.tracks(about),
        tuple(shipped.module(entry, texts[entry["code"]]) for entry in about["module"]),
    )


def plan(wanted: Sequence[ShippedModule]) -> list[Step]:
    """What a load would do now, module by module."""
    return [_step(one) for one in wanted]


def load(
    tracks: Sequence[ShippedTrack], wanted: Sequence[ShippedModule], *, by: Actor, at: dt.datetime
) -> list[Step]:
    """Add the modules that are missing and bring those up to date that nobody edited here.

    Doing it again changes nothing. Raises nothing for what staff edited: it is left and named.
    """
    known = _tracks(tracks)
    done = plan(wanted)
    for position, step in enumerate(done):
        match step.outcome:
            case Outcome.ADD:
                _add(step.module, known[step.module.track], position, by=by, at=at)
            case Outcome.UPDATE:
                _update(step, by=by, at=at)
            case Outcome.NEW_VERSION:
                _new_version(step, by=by, at=at)
    return done


def _step(one: ShippedModule) -> Step:
    there = queries.find(one.key)
    if there is None:
        return Step(one, Outcome.ADD)
    rows = queries.versions_of([there.id])[there.id]
    return Step(one, _outcome(one, there, rows), there, rows[-1])


def _outcome(one: ShippedModule, there: Module, rows: Sequence[ModuleVersion]) -> Outcome:
    if not there.is_shipped:
        return Outcome.NOT_OURS
    if there.archived_at is not None:
        return Outcome.ARCHIVED
    if one.digest == next(row.loaded_digest for row in reversed(rows) if row.loaded_digest):
        return Outcome.SAME
    return _outcome_of(rows[-1])


def _outcome_of(newest: ModuleVersion) -> Outcome:
    """What becomes of a newest version that the files have gone past."""
    if newest.archived_at is not None:
        return Outcome.ARCHIVED
    if version_queries.present_digest(newest) != newest.loaded_digest:
        return Outcome.EDITED
    if newest.approved_at is None:
        return Outcome.UPDATE
    return Outcome.UNPUBLISHED if newest.publish_at is None else Outcome.NEW_VERSION


def _tracks(wanted: Sequence[ShippedTrack]) -> dict[str, Track]:
    """Every track by its key, those that were missing added at the end."""
    known = {track.key: track for track in queries.all_tracks()}
    for one in wanted:
        if one.key not in known:
            known[one.key] = Track(key=one.key, title=one.title, icon=one.icon, position=len(known))
            db.session.add(known[one.key])
    db.session.flush()
    return known


def _add(one: ShippedModule, track: Track, position: int, *, by: Actor, at: dt.datetime) -> None:
    module = Module(
        key=one.key,
        code=one.code,
        track_id=track.id,
        position=position,
        phase=one.phase,
        is_required=one.is_required,
        is_shipped=True,
        created_at=at,
    )
    db.session.add(module)
    db.session.flush()
    _load_into(module, one, by=by, at=at)


def _new_version(step: Step, *, by: Actor, at: dt.datetime) -> None:
    assert step.there is not None  # noqa: S101  # `_step` found it
    _load_into(step.there, step.module, by=by, at=at)


def _load_into(module: Module, one: ShippedModule, *, by: Actor, at: dt.datetime) -> None:
    row = drafts.begin(module, one.facts, one.lessons, one.reviews, by=by, at=at)
    _note(row, one, "loaded a version", by=by, at=at)


def _update(step: Step, *, by: Actor, at: dt.datetime) -> None:
    assert step.newest is not None  # noqa: S101  # `_step` found it
    one = step.module
    drafts.fill(step.newest, one.facts, one.lessons, one.reviews, by=by, at=at)
    _note(step.newest, one, "loaded a version again", by=by, at=at)


def _note(row: ModuleVersion, one: ShippedModule, verb: str, *, by: Actor, at: dt.datetime) -> None:
    """Remember what was loaded; what is written in full waits for approval from now on."""
    row.loaded_digest = one.digest
    row.review_asked_at, row.review_asked_by_id = (at if one.is_ready else None), None
    db.session.flush()
    after = {"number": row.number, "lessons": len(one.lessons), "in_review": one.is_ready}
    audit.record(verb, row, by=by, at=at, name=drafts.named(row), after=after)
