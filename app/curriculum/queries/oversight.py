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
    """A module that is out, by its newest title."""

    id: int
    key: str
    code: str
    title: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The people that somebody oversees, the modules that are out, and who is where."""

    crowd: Crowd
    columns: tuple[Column, ...]
    begun: Mapping[tuple[int, int], Footing] = field(default_factory=dict)
    dues: Mapping[int, Mapping[int, Due]] = field(default_factory=dict)

    def footing(self, person_id: int, module_id: int) -> Footing:
        """Where somebody is with a module."""
        begun = self.begun.get((person_id, module_id), Footing())
        return replace(begun, due=self.dues[person_id].get(module_id))


def columns(now: dt.datetime) -> tuple[Column, ...]:
    """The modules that are out, in the order of the catalogue. One statement."""
    found = []
    for one in catalogue.shelves():
        newest = status.served(map(modules.steps, one.versions), now)
        if newest is not None and one.module.archived_at is None:
            title = next(row.title for row in one.versions if row.number == newest.number)
            module = one.module
            found.append(Column(module.id, module.key, module.code, title, module.is_required))
    return tuple(found)


def overview(actor: Actor, now: dt.datetime) -> Overview:
    """Where everybody is whom the actor oversees: seven statements, however many they are, and
    one more when lessons are for some practices only.
    """
    crowd = members.crowd(actor)
    people = crowd.everybody
    given = assignments.given(assignments.in_force())
    return Overview(
        crowd,
        columns(now),
        _begun(people),
        {key: assigning.dues(given, key, one.standings) for key, one in people.items()},
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
