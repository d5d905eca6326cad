"""What the people of the demonstration learned: some all of it, some are stuck."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.curriculum.domain import quizzes as rules
from app.curriculum.queries import contents, modules
from app.curriculum.queries.studies import locked
from app.curriculum.services import quizzes, studies
from app.operations.demo import clinics
from app.operations.demo.curriculum import AIMS, COORDINATION, MEASURING, STARTING
from app.operations.demo.people import COACH, counter_of, lead_of, member_of
from app.operations.demo.reviewing import person_of
from app.policy import Role

if TYPE_CHECKING:
    from app.curriculum.domain.content import Lesson
    from app.curriculum.models import ModuleVersion, Study
    from app.operations.demo.people import Account
    from app.operations.demo.world import World
    from app.policy import Actor

ALL = 99
"""More lessons than any module has."""


@dataclass(frozen=True, slots=True)
class Course:
    """What somebody did in one module: begun so many days ago, one lesson every other day.

    `tries` holds, for each try at the quiz, how many questions were answered right; none for a
    module in the middle.
    """

    module: str
    days_ago: int
    lessons: int = ALL
    tries: tuple[int, ...] = (5,)


_MAGNOLIA, _SWEETGUM = clinics.MAGNOLIA, clinics.SWEETGUM
OUT_OF_TRIES = lead_of(clinics.PERSIMMON)
"""Who used all tries at a quiz."""
QUIET = lead_of(clinics.TRACE)
SPONSOR = member_of(_MAGNOLIA, Role.SPONSOR)
OVERDUE = member_of(_SWEETGUM, Role.CARE_COORDINATOR)
TOGETHER = counter_of(clinics.WISTERIA)
"""Who took a quiz with somebody else, so that the certificate was taken back."""
COURSES: tuple[tuple[Account, tuple[Course, ...]], ...] = (
    (
        member_of(_MAGNOLIA, Role.LEAD),
        (
            Course(STARTING, 480),
            Course(AIMS, 460, tries=(4,)),
            Course(MEASURING, 9, lessons=3, tries=()),
        ),
    ),
    (member_of(_MAGNOLIA, Role.PROVIDER_CHAMPION), (Course(STARTING, 470),)),
    (
        member_of(_MAGNOLIA, Role.CARE_COORDINATOR),
        (Course(STARTING, 478), Course(COORDINATION, 14, lessons=4, tries=())),
    ),
    (
        member_of(_MAGNOLIA, Role.DATA_MANAGER),
        (Course(STARTING, 475), Course(MEASURING, 20, tries=(3,))),
    ),
    (member_of(_MAGNOLIA, Role.FAMILY_PARTNER), (Course(STARTING, 430, tries=(3, 5)),)),
    (SPONSOR, (Course(STARTING, 49, lessons=1, tries=()),)),
    (
        lead_of(_SWEETGUM),
        (
            Course(STARTING, 482),
            Course(MEASURING, 400),
            Course(AIMS, 370, tries=(2, 4)),
            Course(COORDINATION, 300),
        ),
    ),
    (member_of(_SWEETGUM, Role.PROVIDER_CHAMPION), (Course(STARTING, 310, tries=(4,)),)),
    (OVERDUE, (Course(STARTING, 320),)),
    (member_of(_SWEETGUM, Role.DATA_MANAGER), (Course(STARTING, 452), Course(MEASURING, 420))),
    (member_of(_SWEETGUM, Role.FAMILY_PARTNER), (Course(STARTING, 290),)),
    (lead_of(clinics.WISTERIA), (Course(STARTING, 38, lessons=2, tries=()),)),
    (TOGETHER, (Course(STARTING, 200),)),
    (OUT_OF_TRIES, (Course(STARTING, 350), Course(AIMS, 30, tries=(2, 3, 2)))),
    (counter_of(clinics.PERSIMMON), (Course(STARTING, 345), Course(MEASURING, 325, tries=(4,)))),
    (lead_of(clinics.TALLOW), (Course(STARTING, 500), Course(AIMS, 455))),
    (counter_of(clinics.TALLOW), (Course(STARTING, 470),)),
    (lead_of(clinics.GULF_PINE), (Course(STARTING, 460), Course(COORDINATION, 250, tries=(4,)))),
    (QUIET, (Course(STARTING, 445), Course(MEASURING, 30, lessons=3, tries=()))),
    (counter_of(clinics.TRACE), (Course(STARTING, 440), Course(MEASURING, 6, 2, tries=()))),
    (lead_of(clinics.WILLOW), (Course(STARTING, 12, lessons=4, tries=()),)),
    (COACH, (Course(STARTING, 490),)),
)


def write(world: World) -> None:
    """Everybody's courses; those who finished have their certificates."""
    for account, courses in COURSES:
        for course in courses:
            _take(world, account, course)


def _take(world: World, account: Account, course: Course) -> None:
    by = world.actor(account)
    day = world.now.date() - dt.timedelta(days=course.days_ago)
    lessons = contents.lessons(_version(course, world.instant(day)).id)
    study_id = 0
    for number, lesson in enumerate(lessons[: course.lessons]):
        opened = world.instant(day + dt.timedelta(days=2 * number), 12, 5)
        with world.at(opened + dt.timedelta(minutes=lesson.minutes)) as at:
            study = _study(study_id, course, opened, by)
            study_id = study.id
            _learn(study, lesson, opened, at, by)
    for number, right in enumerate(course.tries):
        opened = world.instant(day + dt.timedelta(days=2 * len(lessons) + 3 * number), 16)
        with world.at(opened) as at:
            _try(_study(study_id, course, at, by), right, at, by)


def _study(study_id: int, course: Course, at: dt.datetime, by: Actor) -> Study:
    """The study as it is now; it is begun with its first lesson."""
    if study_id:
        return locked(study_id)
    return studies.begin(person_of(by), _version(course, at), by=by, at=at)


def _version(course: Course, at: dt.datetime) -> ModuleVersion:
    """The version that was out then."""
    module_id = modules.module(course.module).id
    return modules.served([module_id], at)[module_id]


def _learn(study: Study, lesson: Lesson, opened: dt.datetime, at: dt.datetime, by: Actor) -> None:
    """Open a lesson, answer its check, come to its end."""
    studies.open_lesson(study, lesson.key, at=opened)
    answers = {question.key: question.right for question in lesson.questions}
    studies.answer_check(study, lesson.key, answers, by=by, at=at)
    studies.mark_read(study, lesson.key, by=by, at=at)


def _try(study: Study, right: int, at: dt.datetime, by: Actor) -> None:
    """One try at the quiz with so many right answers, twelve minutes long."""
    attempt = quizzes.start(study, by=by, at=at)
    posed = rules.posed(attempt.questions)
    answers = {
        one.key: one.right if place < right else _wrong(one) for place, one in enumerate(posed)
    }
    quizzes.submit(attempt, answers, by=by, at=at + dt.timedelta(minutes=12))


def _wrong(one: rules.Posed) -> frozenset[int]:
    return frozenset({next(n for n in range(len(one.options)) if n not in one.right)})
