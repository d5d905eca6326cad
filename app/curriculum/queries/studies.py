"""What people study: which version of a module they read, and how far they are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.domain import readings
from app.curriculum.domain.kinds import ChangeClass
from app.curriculum.domain.progress import Kept
from app.curriculum.domain.readings import Begun
from app.curriculum.models import LessonProgress, Module, ModuleVersion, Study
from app.curriculum.queries import modules

Progress = Mapping[str, LessonProgress]
"""How far somebody is, by the key of the lesson."""


@dataclass(frozen=True, slots=True)
class Own:
    """A study with its lessons."""

    study: Study
    progress: Progress = field(default_factory=dict)

    @property
    def done(self) -> frozenset[str]:
        """The lessons that are done."""
        return frozenset(key for key, row in self.progress.items() if row.done_at is not None)


@dataclass(frozen=True, slots=True)
class Finished:
    """A version that somebody completed."""

    own: Own
    version: ModuleVersion


@dataclass(frozen=True, slots=True)
class Reading:
    """The version of a module that somebody reads. `own` is their study of it, if they began.

    `newer`: a version that they may go on in. `completed`: what they finished, whatever is
    `updated` since.
    """

    version: ModuleVersion
    own: Own | None = None
    newer: ModuleVersion | None = None
    completed: Finished | None = None
    updated: ChangeClass | None = None

    @property
    def study(self) -> Study | None:
        return self.own.study if self.own else None

    @property
    def may_take_newer(self) -> bool:
        """Whether they finished an older version, and more than small things changed since.

        A small change is enough for whoever's certificate of the older one was revoked.
        """
        if self.is_open or self.updated is None:
            return False
        return self.updated is not ChangeClass.MINOR or self.revoked_at is not None

    @property
    def revoked_at(self) -> dt.datetime | None:
        """When the certificate of what they finished was revoked, while none holds."""
        return self.completed.own.study.revoked_at if self.completed else None

    @property
    def is_open(self) -> bool:
        """Whether they are in the middle of it."""
        return self.study is not None and self.study.completed_at is None


def reading(
    person_id: int, module: Module, now: dt.datetime, cohort_began: dt.datetime | None = None
) -> Reading:
    """Which version of a module somebody reads; raises `Missing` when there is none for them."""
    found = reading_of(
        module,
        modules.versions_of([module.id])[module.id],
        of_person(person_id, module.id)[module.id],
        now,
        cohort_began,
    )
    if found is None:
        raise Missing(module.key)
    return found


def reading_of(
    module: Module,
    versions: Sequence[ModuleVersion],
    own: Sequence[Own],
    now: dt.datetime,
    cohort_began: dt.datetime | None = None,
) -> Reading | None:
    """The same from rows that are there already; an archived module is for those in it only."""
    by_number = {row.number: row for row in versions}
    numbers = {row.id: row.number for row in versions}
    mine = {numbers[one.study.version_id]: one for one in own}
    choice = readings.choose(
        [(modules.steps(row), row.change_class) for row in versions],
        [Begun(number, one.study.completed_at, one.study.left_at) for number, one in mine.items()],
        now,
        cohort_began,
    )
    if choice is None or (module.archived_at is not None and not own):
        return None
    done = choice.completed
    return Reading(
        by_number[choice.number],
        mine[choice.begun.number] if choice.begun else None,
        by_number[choice.newer] if choice.newer else None,
        Finished(mine[done.number], by_number[done.number]) if done else None,
        choice.updated,
    )


_STUDIES = (
    select(Study, LessonProgress)
    .outerjoin(LessonProgress, LessonProgress.study_id == Study.id)
    .where(Study.person_id == bindparam("person_id"))
    .order_by(Study.id, LessonProgress.id)
)
_STUDIES_OF_MODULE = _STUDIES.where(Study.module_id == bindparam("module_id"))
"""Put together once: that takes as long as asking."""


def of_person(person_id: int, module_id: int | None = None) -> defaultdict[int, list[Own]]:
    """What somebody studied, by module, with their lessons. One statement."""
    wanted = _STUDIES if module_id is None else _STUDIES_OF_MODULE
    given = {"person_id": person_id, "module_id": module_id}
    rows: dict[Study, dict[str, LessonProgress]] = {}
    for study, row in db.session.execute(wanted, given):
        of = rows.setdefault(study, {})
        if row is not None:
            of[row.lesson_key] = row
    found: defaultdict[int, list[Own]] = defaultdict(list)
    for study, progress in rows.items():
        found[study.module_id].append(Own(study, progress))
    return found


def progress_of(study_id: int) -> dict[str, LessonProgress]:
    """How far somebody is in each lesson that they opened."""
    rows = db.session.scalars(select(LessonProgress).where(LessonProgress.study_id == study_id))
    return {row.lesson_key: row for row in rows}


def done_keys(study_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The lessons that are done, by study; each study has an entry. One statement."""
    found: dict[int, set[str]] = {study_id: set() for study_id in study_ids}
    for study_id, key in db.session.execute(
        select(LessonProgress.study_id, LessonProgress.lesson_key).where(
            LessonProgress.study_id.in_(study_ids), LessonProgress.done_at.is_not(None)
        )
    ):
        found[study_id].add(key)
    return {study_id: frozenset(keys) for study_id, keys in found.items()}


def completed(person_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who of these people completed which module, in any version: pairs. One statement."""
    rows = db.session.execute(
        select(Study.person_id, Study.module_id).where(
            Study.person_id.in_(person_ids), Study.completed_at.is_not(None)
        )
    )
    return frozenset((person_id, module_id) for person_id, module_id in rows)


def locked(study_id: int) -> Study:
    """A study as it is now, held until the end of the transaction."""
    return db.session.scalars(
        select(Study)
        .where(Study.id == study_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def of_module(person_id: int, module_id: int) -> list[Study]:
    """Everything that somebody began of a module, in the order of time."""
    return list(
        db.session.scalars(
            select(Study)
            .where(Study.person_id == person_id, Study.module_id == module_id)
            .order_by(Study.id)
        )
    )


def kept(row: LessonProgress) -> Kept:
    """How far somebody is in a lesson, in the shape of the rules."""
    return Kept(
        opened_at=row.opened_at,
        read_at=row.read_at,
        answers={key: frozenset(places) for key, places in (row.answers or {}).items()},
        ticks=frozenset(row.ticks),
        attested_at=row.attested_at,
        done_at=row.done_at,
    )
