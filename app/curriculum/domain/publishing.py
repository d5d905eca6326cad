"""The way of a version from its draft to its archive: which deed is possible when, and by whom.

The rules are a table. A deed that the table does not allow is refused by the services, and its
button is not on the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.curriculum.domain.content import Lesson, Quiz
from app.curriculum.domain.kinds import Language, VersionStatus

MOST_WEEKS = 104
WHOLE = 100
QUIZ, OPENING, PLACE = "Quiz", "Before it opens", "Place in the catalogue"
"""Parts of a version that obstacles are in, as its page calls them."""
COMPLETION = "completion"
"""The part of a lesson that says when it is done, which has a page of its own."""


class Deed(StrEnum):
    """What staff do with a version, besides writing in it."""

    ASK_REVIEW = "ask for review"
    TAKE_BACK = "take back"
    SEND_BACK = "send back"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    CHANGE_TIMES = "change times"
    RESTORE = "restore"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a deed is possible. `by_others`: why somebody who wrote in the version leaves it to
    others; "" when they may do it too.
    """

    states: frozenset[VersionStatus]
    otherwise: str
    by_others: str = ""


_OUT = frozenset({VersionStatus.PUBLISHED, VersionStatus.REPLACED})
_UNPUBLISHED = frozenset({VersionStatus.APPROVED, VersionStatus.SCHEDULED})
_IN_REVIEW = frozenset({VersionStatus.IN_REVIEW})
OWN_WORK = "You wrote in this version, so somebody else approves it or sends it back."
OWN_TIME = (
    "You wrote in this version, so somebody else who may approve it says from when and until when"
    " it is out. An author who sets the time would decide alone about their own work."
)

RULES: Mapping[Deed, Rule] = {
    Deed.ASK_REVIEW: Rule(frozenset({VersionStatus.DRAFT}), "Only a draft can be given to review."),
    Deed.TAKE_BACK: Rule(_IN_REVIEW, "Only a version in review can be taken back."),
    Deed.SEND_BACK: Rule(_IN_REVIEW, "Only a version in review can be sent back.", OWN_WORK),
    Deed.APPROVE: Rule(_IN_REVIEW, "Only a version in review can be approved.", OWN_WORK),
    Deed.SCHEDULE: Rule(
        _UNPUBLISHED, "Only an approved version that is not out yet can be given a time.", OWN_TIME
    ),
    Deed.CHANGE_TIMES: Rule(
        _OUT, "Only a version that is out can be given an end or other weeks.", OWN_TIME
    ),
    Deed.RESTORE: Rule(
        _OUT | {VersionStatus.EXPIRED, VersionStatus.ARCHIVED},
        "Only a version that was published or archived can be restored.",
    ),
    Deed.ARCHIVE: Rule(
        frozenset(VersionStatus) - {VersionStatus.ARCHIVED}, "This version is archived already."
    ),
}


def objection(deed: Deed, status: VersionStatus, *, is_editor: bool) -> str:
    """Why somebody cannot do this to a version now; "" when they can."""
    rule = RULES[deed]
    if status not in rule.states:
        return rule.otherwise
    return rule.by_others if is_editor else ""


def left_to_others(status: VersionStatus) -> str:
    """Why somebody who wrote in a version cannot do all that others can now; "" when they can."""
    words = [rule.by_others for rule in RULES.values() if status in rule.states and rule.by_others]
    return words[0] if words else ""


def possible(status: VersionStatus, *, is_editor: bool) -> frozenset[Deed]:
    """What somebody can do with a version now."""
    return frozenset(deed for deed in Deed if not objection(deed, status, is_editor=is_editor))


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that is missing before a version can be approved, in one sentence.

    `where` is the place in the lesson of that key, such as "line 12" or "question 2"; without
    a lesson it is the part of the version. `question_key` is that of the question it is in.
    """

    sentence: str
    lesson_key: str = ""
    language: Language = Language.ENGLISH
    where: str = ""
    question_key: str = ""


def line_of(where: str) -> int:
    """The line of a text that an obstacle is in; 0 when it is elsewhere.

    >>> line_of("line 12"), line_of("question 2"), line_of("")
    (12, 0, 0)
    """
    words, _, number = where.rpartition(" ")
    return int(number) if words == "line" else 0


def unfinished(lessons: Sequence[Lesson]) -> tuple[Obstacle, ...]:
    """What is not written yet, besides what the accessibility check says."""
    if not lessons:
        return (Obstacle("There is no lesson yet. Add one."),)
    return tuple(
        Obstacle(f"“{lesson.title}” is still marked as a draft.", lesson.key)
        for lesson in lessons
        if lesson.is_draft
    )


def unpassable(lessons: Sequence[Lesson], quiz: Quiz | None) -> tuple[Obstacle, ...]:
    """Why nobody could pass the quiz of a version."""
    if quiz is None:
        return ()
    bank = sum(question.in_quiz for lesson in lessons for question in lesson.questions)
    found = []
    if quiz.questions < 1:
        found.append("The quiz asks no question. Let it ask one or more, or take the quiz away.")
    if quiz.questions > bank:
        found.append(
            f"The quiz asks {quiz.questions} questions, and the lessons have only {bank} for it."
        )
    if not 1 <= quiz.pass_percent <= WHOLE:
        found.append(
            f"Nobody can reach {quiz.pass_percent} percent. Enter 1 to {WHOLE} percent to pass."
        )
    if quiz.attempts is not None and quiz.attempts < 1:
        found.append("The quiz gives no try. Give one or more, or any number.")
    return tuple(Obstacle(sentence, where=QUIZ) for sentence in found)


@dataclass(frozen=True, slots=True)
class Times:
    """When a version is to be out: from, until, and held back for weeks of a cohort."""

    publish_at: dt.datetime
    expires_at: dt.datetime | None = None
    weeks: int | None = None


def wrong_time(times: Times, now: dt.datetime) -> tuple[str, str] | None:
    """The field and the sentence for times that cannot be; None when they can."""
    if times.publish_at < now:
        return "day", "That time has passed. Choose a later one, or publish now."
    if times.expires_at is not None and times.expires_at <= times.publish_at:
        return "end_day", "The end comes after the start. Choose a later day, or no end."
    return wrong_weeks(times.weeks)


def wrong_weeks(weeks: int | None) -> tuple[str, str] | None:
    """The same for the weeks alone."""
    if weeks is not None and not 0 <= weeks <= MOST_WEEKS:
        return "weeks", f"Enter 0 to {MOST_WEEKS} weeks."
    return None
