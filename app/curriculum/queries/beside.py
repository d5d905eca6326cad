"""What people keep beside lessons: bookmarks of their own, and notes of their team."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, func, select

from app.accounts.queries import names
from app.core.db import db
from app.core.errors import Missing
from app.curriculum.models import Bookmark, Module, TeamNote


@dataclass(frozen=True, slots=True)
class Beside:
    """Whether somebody marked a lesson, and how many notes their teams have on it."""

    is_marked: bool
    notes: int


_BESIDE = select(
    select(func.count(Bookmark.id))
    .where(
        Bookmark.person_id == bindparam("person_id"),
        Bookmark.module_id == bindparam("module_id"),
        Bookmark.lesson_key == bindparam("lesson_key"),
    )
    .scalar_subquery(),
    select(func.count(TeamNote.id))
    .where(
        TeamNote.practice_id.in_(bindparam("practice_ids", expanding=True)),
        TeamNote.module_id == bindparam("module_id"),
        TeamNote.lesson_key == bindparam("lesson_key"),
        TeamNote.removed_at.is_(None),
    )
    .scalar_subquery(),
)
"""Put together once: that takes as long as asking."""


def beside(
    person_id: int, module_id: int, lesson_key: str, practice_ids: Collection[int] = ()
) -> Beside:
    """What stands beside a lesson, or beside a module (""). One statement."""
    given = {
        "person_id": person_id,
        "module_id": module_id,
        "lesson_key": lesson_key,
        "practice_ids": [*practice_ids],
    }
    found = db.session.execute(_BESIDE, given).one()
    return Beside(bool(found[0]), found[1])


def bookmark(person_id: int, module_id: int, lesson_key: str) -> Bookmark | None:
    """The bookmark of somebody on a lesson or module, if there is one."""
    return db.session.scalar(select(Bookmark).where(*_mark(person_id, module_id, lesson_key)))


def _mark(person_id: int, module_id: int, lesson_key: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Bookmark.person_id == person_id,
        Bookmark.module_id == module_id,
        Bookmark.lesson_key == lesson_key,
    )


def bookmarks(person_id: int) -> list[tuple[Bookmark, Module]]:
    """What somebody marked, the newest first."""
    rows = db.session.execute(
        select(Bookmark, Module)
        .join(Module, Module.id == Bookmark.module_id)
        .where(Bookmark.person_id == person_id)
        .order_by(Bookmark.set_at.desc(), Bookmark.id.desc())
    )
    return [(mark, module) for mark, module in rows]


@dataclass(frozen=True, slots=True)
class Written:
    """A note with the name of who wrote it."""

    note: TeamNote
    by: str


def notes(practice_id: int, module_id: int, lesson_key: str) -> list[Written]:
    """The notes of a team on a lesson, the oldest first. Two statements."""
    rows = list(
        db.session.scalars(
            select(TeamNote)
            .where(
                TeamNote.practice_id == practice_id,
                TeamNote.module_id == module_id,
                TeamNote.lesson_key == lesson_key,
                TeamNote.removed_at.is_(None),
            )
            .order_by(TeamNote.written_at, TeamNote.id)
        )
    )
    people = names.names_of({row.written_by_id for row in rows})
    return [Written(row, people[row.written_by_id]) for row in rows]


def note(practice_ids: Collection[int], module_id: int, lesson_key: str, note_id: int) -> TeamNote:
    """One note of these teams on a lesson; raises `Missing`, also for one that is removed."""
    found = db.session.scalar(
        select(TeamNote).where(
            TeamNote.id == note_id,
            TeamNote.practice_id.in_(practice_ids),
            TeamNote.module_id == module_id,
            TeamNote.lesson_key == lesson_key,
            TeamNote.removed_at.is_(None),
        )
    )
    if found is None:
        raise Missing(note_id)
    return found


def hold_notes(module_id: int) -> None:
    """Let whoever writes a note on the same module wait until the end of the transaction.

    Those who learn in it do not wait.
    """
    db.session.execute(
        select(Module.id).where(Module.id == module_id).with_for_update(key_share=True)
    )
