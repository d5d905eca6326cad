"""Where everybody is: each person in each module, for those who oversee learning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.core.db import db
from app.curriculum.domain import assigning, paths, resuming, status
from app.curriculum.domain.stuck import Footing
from app.curriculum.models import LessonProgress, LessonRow, Study
from app.curriculum.queries import assignments, attempts, catalogue, members, modules, studies

if TYPE_CHECKING:
    from app.curriculum.domain.assigning import Due
    from app.curriculum.queries.catalogue import Shelf
    from app.curriculum.queries.members import Crowd, Member
    from app.policy import Actor


REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page is narrowed to: a cohort, a role, one module or the required ones."""

    cohort_id: int | None = None
    role: str = ""
    module: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A module by the newest title that was out. `gone`: why nobody new may begin it, "" when
    it is out today. Only what is out is required.
    """

    id: int
    key: str
    code: str
    title: str
    is_required: bool
    gone: str = ""

    @property
    def name(self) -> str:
        """The title as staff read it."""
        return f"{self.title} ({self.gone})" if self.gone else self.title


@dataclass(frozen=True, slots=True)
class Overview:
    """The people that somebody oversees, the modules that are out, and who is where.

    `gone` are the modules that are not out any more and that some of these people began.
    """

    crowd: Crowd
    columns: tuple[Column, ...]
    begun: Mapping[tuple[int, int], Footing] = field(default_factory=dict)
    dues: Mapping[int, Mapping[int, Due]] = field(default_factory=dict)
    gone: tuple[Column, ...] = ()

    @property
    def every(self) -> tuple[Column, ...]:
        """The modules that are out, and those that are gone after them."""
        return (*self.columns, *self.gone)

    def matters(self, person_id: int, column: Column) -> bool:
        """Whether somebody may learn in a module: whoever began one that is gone may finish."""
        return not column.gone or (person_id, column.id) in self.begun

    def footing(self, person_id: int, module_id: int) -> Footing:
        """Where somebody is with a module."""
        begun = self.begun.get((person_id, module_id), Footing())
        return replace(begun, due=self.dues[person_id].get(module_id))


def columns(now: dt.datetime) -> tuple[Column, ...]:
    """The modules that were ever out, in the order of the catalogue. One statement."""
    found = (_column(one, now) for one in catalogue.shelves())
    return tuple(one for one in found if one is not None)


def _column(shelf: Shelf, now: dt.datetime) -> Column | None:
    module, versions = shelf.module, [modules.steps(row) for row in shelf.versions]
    newest = status.served(versions, now) if module.archived_at is None else None
    been = [one.number for one in versions if status.has_been_out(one, now)]
    if not been:
        return None
    number = newest.number if newest else max(been)
    title = next(row.title for row in shelf.versions if row.number == number)
    gone = "not out now" if shelf.is_offered else "archived"
    return Column(
        module.id,
        module.key,
        module.code,
        title,
        module.is_required and newest is not None,
        "" if newest else gone,
    )


def overview(actor: Actor, now: dt.datetime) -> Overview:
    """Where everybody is whom the actor oversees: seven statements, however many they are, and
    one more when lessons are for some practices only.
    """
    crowd = members.crowd(actor)
    people = crowd.everybody
    given = assignments.given(assignments.in_force())
    every, begun = columns(now), _begun(people)
    studied = {module_id for _, module_id in begun}
    return Overview(
        crowd,
        tuple(one for one in every if not one.gone),
        begun,
        {key: assigning.dues(given, key, one.standings) for key, one in people.items()},
        tuple(one for one in every if one.gone and one.id in studied),
    )


def _begun(people: Mapping[int, Member]) -> dict[tuple[int, int], Footing]:
    """Each module that these people began: the completed study counts, else the open one."""
    rows = db.session.execute(
        select(Study, func.count(LessonProgress.done_at), func.max(LessonProgress.seen_at))
        .outerjoin(LessonProgress, LessonProgress.study_id == Study.id)
        .where(Study.person_id.in_(people), Study.left_at.is_(None))
        .group_by(Study.id)
        .order_by(Study.id)
    ).all()
    lessons = _lessons({study.version_id for study, *_ in rows})
    some = {s.id for s, *_ in rows if any(one.practice_types for one in lessons[s.version_id])}
    apart = studies.done_keys(some) if some else {}
    tries = attempts.tries_of({study.id for study, *_ in rows})
    found: dict[tuple[int, int], Footing] = {}
    for study, lessons_done, seen_at in rows:
        asked = paths.asked(lessons[study.version_id], people[study.person_id].kinds)
        one = Footing(
            began_at=study.began_at,
            last_at=resuming.last_at(study.began_at, [seen_at], tries.get(study.id)),
            completed_at=study.completed_at,
            study_id=study.id,
            lessons=len(asked),
            lessons_done=sum(one.key in apart[study.id] for one in asked)
            if study.id in apart
            else lessons_done,
            tries=tries.get(study.id),
            try_asked_at=study.try_asked_at,
            revoked_at=study.revoked_at,
        )
        before = found.get((study.person_id, study.module_id))
        if before is None or _outweighs(one, before):
            found[study.person_id, study.module_id] = one
    return found


def _outweighs(later: Footing, before: Footing) -> bool:
    """Whether a later study says more: one whose certificate is revoked yields to one completed."""
    if before.revoked_at is not None:
        return later.completed_at is not None
    return before.completed_at is None


@dataclass(frozen=True, slots=True)
class _Lesson:
    key: str
    practice_types: tuple[str, ...]


def _lessons(version_ids: Collection[int]) -> dict[int, list[_Lesson]]:
    """The lessons of versions, without drafts; each version has an entry. One statement."""
    found: dict[int, list[_Lesson]] = {version_id: [] for version_id in version_ids}
    for version_id, key, types in db.session.execute(
        select(LessonRow.version_id, LessonRow.key, LessonRow.practice_types).where(
            LessonRow.version_id.in_(version_ids), LessonRow.is_draft.is_(False)
        )
    ):
        found[version_id].append(_Lesson(key, tuple(types)))
    return found
