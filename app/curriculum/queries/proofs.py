"""The record of what somebody learned: modules, lessons, quizzes, certificates and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.curriculum.domain.stuck import Tries
from app.curriculum.models import LessonProgress, Module, ModuleVersion, Study
from app.curriculum.queries import attempts, catalogue, certificates, learners, studies
from app.curriculum.queries.attempts import Try
from app.curriculum.queries.catalogue import Outline
from app.curriculum.queries.certificates import Proof
from app.events.queries import attendance
from app.events.queries.attendance import Attended
from app.policy import Place


@dataclass(frozen=True, slots=True)
class Studied:
    """A version of a module that somebody began, with its lessons and how far they are.

    `quiz`: how they stand with its tries; None without a quiz.
    """

    study: Study
    version: ModuleVersion
    module: Module
    lessons: tuple[Outline, ...]
    progress: Mapping[str, LessonProgress]
    tries: tuple[Try, ...]
    quiz: Tries | None = None

    @property
    def done(self) -> tuple[tuple[Outline, LessonProgress], ...]:
        """The lessons that are done, in the order of the module."""
        return tuple(
            (lesson, row)
            for lesson in self.lessons
            if (row := self.progress.get(lesson.key)) is not None and row.done_at is not None
        )

    @property
    def minutes(self) -> int:
        """The minutes of the lessons done here; those done in an older version counted there."""
        return sum(lesson.minutes for lesson, row in self.done if not row.carried)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that somebody learned here."""

    studied: tuple[Studied, ...]
    certificates: tuple[Proof, ...]
    attended: tuple[Attended, ...]

    @property
    def lesson_minutes(self) -> int:
        return sum(one.minutes for one in self.studied)

    @property
    def event_minutes(self) -> int:
        return sum(one.minutes for one in self.attended)

    @property
    def minutes(self) -> int:
        return self.lesson_minutes + self.event_minutes


def record(person_id: int) -> Record:
    """The record of somebody: seven statements, however much they learned."""
    rows = db.session.execute(
        select(Study, ModuleVersion, Module)
        .join(ModuleVersion, ModuleVersion.id == Study.version_id)
        .join(Module, Module.id == Study.module_id)
        .where(Study.person_id == person_id)
        .order_by(Study.began_at, Study.id)
    ).all()
    lessons = catalogue.outlines([version.id for _, version, _ in rows])
    own = {
        one.study.id: one.progress for ones in studies.of_person(person_id).values() for one in ones
    }
    tries = attempts.of_person(person_id)
    standing = attempts.tries_of([study.id for study, _, _ in rows])
    return Record(
        tuple(
            Studied(
                study,
                version,
                module,
                lessons[version.id],
                own[study.id],
                tuple(one for one in tries if one.study.id == study.id),
                standing.get(study.id),
            )
            for study, version, module in rows
        ),
        tuple(certificates.of_person(person_id)),
        tuple(attendance.minutes_of(person_id)),
    )


def places_of(person_id: int) -> tuple[Place, ...]:
    """Where somebody learns: the place of each team, or the program without one."""
    return tuple(team.place for team in learners.teams_of(person_id)) or (Place(),)


def study(study_id: int) -> tuple[Study, ModuleVersion, Module]:
    """A study with what it is about; raises `NoResultFound`."""
    row = db.session.execute(
        select(Study, ModuleVersion, Module)
        .join(ModuleVersion, ModuleVersion.id == Study.version_id)
        .join(Module, Module.id == Study.module_id)
        .where(Study.id == study_id)
    ).one()
    return row[0], row[1], row[2]
