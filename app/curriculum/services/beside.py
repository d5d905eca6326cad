"""Keeping bookmarks, and the notes of a team beside a lesson."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core import twins
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.curriculum.models import Bookmark, Module, TeamNote
from app.curriculum.queries import beside as queries

if TYPE_CHECKING:
    from app.policy import Actor

CLASH = "Somebody changed this note since you opened it. Look at it again, then change it."
NOT_YOURS = "Only {whom} can {do} this note."
EMPTY = "Write your note first."


def set_bookmark(
    person_id: int, module: Module, lesson_key: str, *, wanted: bool, at: dt.datetime
) -> None:
    """Mark a lesson, or with "" a module, or take the mark away; twice is the same as once."""
    there = queries.bookmark(person_id, module.id, lesson_key)
    if wanted and there is None:
        mark = Bookmark(person_id=person_id, module_id=module.id, lesson_key=lesson_key, set_at=at)
        db.session.add(mark)
    elif there is not None and not wanted:
        db.session.delete(there)
    db.session.flush()


def write_note(
    practice_id: int, module: Module, lesson_key: str, *, body: str, by: Actor, at: dt.datetime
) -> TeamNote:
    """Write a note for the own team. The trail says that it was written, never what it says.

    The very same note of the same person within a minute is a second click: gives the first.
    """
    if not body:
        raise Refused(EMPTY, field="body")
    queries.hold_notes(module.id)
    said = {
        "practice_id": practice_id,
        "module_id": module.id,
        "lesson_key": lesson_key,
        "body": body,
        "written_by_id": by.signed_in_id,
        "removed_at": None,
    }
    twin = twins.first_click(TeamNote, TeamNote.written_at, at=at, **said)
    if twin is not None:
        return twin
    note = TeamNote(written_at=at, **said)
    db.session.add(note)
    db.session.flush()
    _record("wrote a team note", note, module, by=by, at=at)
    return note


def change_note(
    note: TeamNote, module: Module, *, body: str, seen: int, by: Actor, at: dt.datetime
) -> None:
    """Say it differently; only who wrote it can. `seen` is the version that they changed."""
    if note.written_by_id != by.person_id:
        raise NotPossibleNow(NOT_YOURS.format(whom="the person who wrote it", do="change"))
    if seen != note.version:
        raise Conflict(CLASH)
    if not body:
        raise Refused(EMPTY, field="body")
    if body != note.body:
        note.body = body
        db.session.flush()
        _record("changed a team note", note, module, by=by, at=at)


def remove_note(
    note: TeamNote, module: Module, *, is_lead: bool, by: Actor, at: dt.datetime
) -> None:
    """Take a note away: the own one, or any of the team for its lead."""
    if note.written_by_id != by.person_id and not is_lead:
        raise NotPossibleNow(
            NOT_YOURS.format(whom="the person who wrote it or the team lead", do="remove")
        )
    note.removed_at, note.removed_by_id = at, by.person_id
    db.session.flush()
    _record("removed a team note", note, module, by=by, at=at)


def _record(verb: str, note: TeamNote, module: Module, *, by: Actor, at: dt.datetime) -> None:
    name = f"{module.key}, {note.lesson_key}"
    audit.record(verb, note, by=by, at=at, name=name, practice_id=note.practice_id)
