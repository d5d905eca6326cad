"""What makes a lesson and a module done. What is done once stays done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from app.curriculum.domain import checklists
from app.curriculum.domain.content import Completion, Lesson, Question
from app.curriculum.domain.kinds import Need

Answers = Mapping[str, frozenset[int]]
"""The places that somebody chose, by the key of the question."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How far somebody is in one lesson; `done_at` is never taken away again."""

    opened_at: dt.datetime
    read_at: dt.datetime | None = None
    answers: Answers = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    attested_at: dt.datetime | None = None
    done_at: dt.datetime | None = None


def needs(completion: Completion) -> tuple[Need, ...]:
    """What a lesson asks for, in the order in which a learner meets it."""
    asked = completion.needs or {Need.READ}
    return tuple(need for need in Need if need in asked)


def still_to_wait(completion: Completion, opened_at: dt.datetime, at: dt.datetime) -> dt.timedelta:
    """How long the lesson must stay open before it can be marked as done."""
    if Need.MINUTES not in completion.needs:
        return dt.timedelta()
    return max(opened_at + dt.timedelta(minutes=completion.minutes) - at, dt.timedelta())


def unanswered(lesson: Lesson, answers: Answers) -> tuple[Question, ...]:
    """The questions of the lesson's check without an answer."""
    return tuple(question for question in lesson.questions if not answers.get(question.key))


def is_right(question: Question, chosen: Collection[int]) -> bool:
    """Whether exactly the right choices were made."""
    return frozenset(chosen) == question.right


def right_count(lesson: Lesson, answers: Answers) -> int:
    """How many questions of the check were answered right."""
    return sum(
        is_right(question, answers.get(question.key, frozenset())) for question in lesson.questions
    )


def is_newly_wrong(lesson: Lesson, before: Answers, answers: Answers) -> bool:
    """Whether an answer is wrong that was not given `before`, so that nobody said why yet."""
    return any(
        not is_right(question, places) and before.get(question.key) != places
        for question in lesson.questions
        if (places := answers.get(question.key))
    )


def lacking(lesson: Lesson, kept: Kept) -> tuple[Need, ...]:
    """What the lesson still asks for before it is done."""
    return tuple(need for need in needs(lesson.completion) if not _is_met(need, lesson, kept))


def _is_met(need: Need, lesson: Lesson, kept: Kept) -> bool:
    match need:
        case Need.CHECK:
            return not unanswered(lesson, kept.answers)
        case Need.CHECKLIST:
            return checklists.is_done(kept.ticks, lesson)
        case Need.ATTESTATION:
            return kept.attested_at is not None
        case _:
            return kept.read_at is not None


# ------------------------------------------------------------------ what a learner does


def read(lesson: Lesson, kept: Kept, at: dt.datetime) -> Kept:
    """The learner came to the end. Too early it changes nothing: the time counts on."""
    if kept.read_at is not None or still_to_wait(lesson.completion, kept.opened_at, at):
        return kept
    return _settled(lesson, replace(kept, read_at=at), at)


def answered(lesson: Lesson, kept: Kept, answers: Answers, at: dt.datetime) -> Kept:
    """The learner answered questions of the check; what is no question or choice is dropped."""
    chosen = dict(kept.answers)
    for question in lesson.questions:
        asked = next(iter(question.texts.values()))
        places = answers.get(question.key, frozenset()) & frozenset(range(len(asked.options)))
        if places:
            chosen[question.key] = places
    return _settled(lesson, replace(kept, answers=chosen), at)


def ticked(lesson: Lesson, kept: Kept, places: Collection[int], at: dt.datetime) -> Kept:
    """The learner ticked exactly these points."""
    return _settled(lesson, replace(kept, ticks=checklists.kept(places, lesson)), at)


def attested(lesson: Lesson, kept: Kept, at: dt.datetime) -> Kept:
    """The learner signed the sentence; a signature stays."""
    return _settled(lesson, replace(kept, attested_at=kept.attested_at or at), at)


def _settled(lesson: Lesson, kept: Kept, at: dt.datetime) -> Kept:
    if kept.done_at is not None or lacking(lesson, kept):
        return kept
    return replace(kept, done_at=at)


# ------------------------------------------------------------------ modules and versions


def is_complete(lesson_keys: Collection[str], done: Collection[str], *, quiz_holds: bool) -> bool:
    """Whether a module is done: every lesson, and the quiz when there is one.

    A version without lessons is never done.
    """
    return bool(lesson_keys) and quiz_holds and frozenset(lesson_keys) <= frozenset(done)


def carried(old: Mapping[str, str], new: Mapping[str, str]) -> frozenset[str]:
    """The lessons whose progress goes along into another version: those that say the same.

    Both are digests by the key of the lesson.

    >>> sorted(carried({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}))
    ['a']
    """
    return frozenset(key for key, digest in old.items() if new.get(key) == digest)
