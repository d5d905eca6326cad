"""The points to tick before a lesson is done: a list of its own, or those in its text.

Points are known by their place, counted from 0, alike in both languages.
"""

from __future__ import annotations

from collections.abc import Collection

from app.curriculum.domain.blocks import parse
from app.curriculum.domain.content import Lesson
from app.curriculum.domain.kinds import Language


def stands_in_text(lesson: Lesson) -> bool:
    """Whether the points of the text are the ones to tick, since the lesson has no other list."""
    return not lesson.completion.checklist and bool(places(lesson))


def places(lesson: Lesson) -> range:
    """The place of every point to tick."""
    own = len(lesson.completion.checklist)
    return range(own or points_in_text(lesson, Language.ENGLISH))


def points_in_text(lesson: Lesson, language: Language) -> int:
    """How many points a text offers for ticking."""
    text = lesson.texts.get(language)
    found = parse(text.body, language).checklists if text else ()
    return sum(len(checklist.items) for checklist in found)


def kept(ticked: Collection[int], lesson: Lesson) -> frozenset[int]:
    """The ticks that belong to a point of the lesson: others are dropped."""
    return frozenset(ticked) & frozenset(places(lesson))


def is_done(ticked: Collection[int], lesson: Lesson) -> bool:
    """Whether every point is ticked; a lesson without points has nothing to do."""
    return kept(ticked, lesson) == frozenset(places(lesson))
