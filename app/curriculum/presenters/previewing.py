"""A version as somebody with another role would see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.accounts.domain.names import role_words
from app.curriculum.domain.content import Lesson, Monday
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import Language
from app.curriculum.presenters import around, lesson_body
from app.curriculum.presenters.lesson_body import LessonBody
from app.policy import Action, Actor, Grant, Role, allows

LANGUAGES = {Language.ENGLISH: "English", Language.SPANISH: "Español"}


@dataclass(frozen=True, slots=True)
class Eyes:
    """Through whose eyes a version is seen, and what they may do with it."""

    key: str
    words: str
    role: Role

    def may(self, action: Action) -> bool:
        return allows(Actor(grants=frozenset({Grant(self.role)})), action)

    @property
    def sees_notes(self) -> bool:
        """Whether notes for facilitators are shown: to those who write, and to coaches."""
        return self.writes or self.role is Role.COACH

    @property
    def writes(self) -> bool:
        """Whether they write lessons, and so know outlines and right answers."""
        return self.may(Action.CURRICULUM_WRITE)

    @property
    def tries(self) -> bool:
        """Whether “Try this on Monday” opens a new test for the team."""
        return self.may(Action.CYCLE_EDIT)


EYES = (
    Eyes("learner", "Learner", Role.CARE_COORDINATOR),
    *(
        Eyes(role.value.replace(" ", "-"), role_words(role), role)
        for role in Role
        if allows(Actor(grants=frozenset({Grant(role)})), Action.LEARN)
    ),
)
"""A learner like most, then every role that learns."""


def eyes(key: str) -> Eyes:
    """Whose eyes an address names; a learner's when it names nobody."""
    return next((one for one in EYES if one.key == key), EYES[0])


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `is_right` only for those who may know before they answer."""

    text: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the check; `why` is "" for those who answer first."""

    question: str
    several: bool
    options: tuple[Option, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A lesson as the page shows it."""

    lesson: Lesson
    title: str
    objectives: tuple[str, ...]
    body: LessonBody
    language: Language
    languages: tuple[tuple[Language, str], ...]
    questions: tuple[Asked, ...]
    monday: Monday | None
    monday_language: Language
    measure: str
    sources: tuple[str, ...]
    sources_language: Language
    facilitator: str
    practices: str
    outline: tuple[str, ...]


def seen(
    lesson: Lesson,
    by: Eyes,
    language: Language,
    files: Mapping[int, File],
    measures: Mapping[str, str],
) -> Seen:
    """A lesson through somebody's eyes; English where it is not written in `language`."""
    spoken = language if language in lesson.texts else Language.ENGLISH
    text = lesson.texts[spoken]
    monday, monday_language = lesson.monday_in(spoken)
    sources, sources_language = lesson.sources_in(spoken)
    return Seen(
        lesson=lesson,
        title=text.title,
        objectives=text.objectives,
        body=lesson_body.shown(text, files=files, language=spoken),
        language=spoken,
        languages=tuple((one, LANGUAGES[one]) for one in Language if one in lesson.texts),
        questions=tuple(_questions(lesson, by, spoken)),
        monday=monday,
        monday_language=monday_language,
        sources=sources,
        sources_language=sources_language,
        measure=measures.get(monday.measure, "") if monday else "",
        facilitator=lesson.facilitator if by.sees_notes else "",
        practices=around.practices(lesson.practice_types, spoken),
        outline=lesson.outline if by.writes else (),
    )


def _questions(lesson: Lesson, by: Eyes, language: Language) -> Iterable[Asked]:
    for question in lesson.questions:
        asked = question.texts.get(language) or question.texts[Language.ENGLISH]
        yield Asked(
            question=asked.question,
            several=len(question.right) > 1,
            options=tuple(
                Option(text, by.writes and place in question.right)
                for place, text in enumerate(asked.options)
            ),
            why=asked.why if by.writes else "",
        )


def is_in_path(lesson: Lesson, by: Eyes) -> bool:
    """Whether a lesson is meant for this role; others may read it all the same."""
    return not lesson.audience or by.role.value in lesson.audience


def practices(lesson: Lesson) -> str:
    """For which practices a lesson is; "" when it is for every one."""
    return around.practices(lesson.practice_types, Language.ENGLISH)
