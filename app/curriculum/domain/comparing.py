"""What differs between two versions of a module: lesson by lesson, part by part, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.differences import Stretch, word_difference
from app.curriculum.domain import paths
from app.curriculum.domain.content import (
    Completion,
    Credit,
    Facts,
    Lesson,
    Monday,
    Prerequisite,
    Question,
    Quiz,
    digest,
)
from app.curriculum.domain.kinds import Gate, Language, Need, QuestionKind

THE_MODULE = "About the module"
Titles = Mapping[tuple[Gate, str], str]
NO_TITLES: Titles = {}
_NEEDS = {
    Need.READ: "Read it",
    Need.CHECK: "Answer the check",
    Need.MINUTES: "Take enough time",
    Need.CHECKLIST: "Tick every point of the list",
    Need.ATTESTATION: "Confirm one sentence",
}
_LANGUAGES = {Language.ENGLISH: "", Language.SPANISH: ", Spanish"}


class Fate(StrEnum):
    """What became of a lesson, or of what a module says about itself."""

    ADDED = "new"
    REMOVED = "taken away"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a lesson with the stretches that turn the old one into the new one."""

    label: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A lesson (or, with key "", the module's own words) that is not as it was."""

    key: str
    title: str
    fates: tuple[Fate, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How much learners who finished the old version would find new."""

    added: int
    changed: int
    removed: int


def differences(
    old: tuple[Facts, Sequence[Lesson]],
    new: tuple[Facts, Sequence[Lesson]],
    titles: Titles = NO_TITLES,
) -> tuple[Difference, ...]:
    """Everything that differs: the module's own words, the lessons of the new version in their
    order, then those that are gone. `titles` of the modules and events that come first.
    """
    return tuple(_found(old, new, titles))


def counted(old: Sequence[Lesson], new: Sequence[Lesson]) -> Counted:
    """How many lessons are new to learners, read otherwise, or gone."""
    before = {lesson.key: digest(lesson) for lesson in old}
    after = {lesson.key: digest(lesson) for lesson in new}
    return Counted(
        added=len(after.keys() - before.keys()),
        changed=sum(before[key] != after[key] for key in before.keys() & after.keys()),
        removed=len(before.keys() - after.keys()),
    )


def _found(
    old: tuple[Facts, Sequence[Lesson]], new: tuple[Facts, Sequence[Lesson]], titles: Titles
) -> Iterator[Difference]:
    parts = _changed(facts_in_words(old[0], titles), facts_in_words(new[0], titles))
    if parts:
        yield Difference("", THE_MODULE, (Fate.CHANGED,), parts)
    before = {lesson.key: lesson for lesson in old[1]}
    after = {lesson.key: lesson for lesson in new[1]}
    moved = _moved([key for key in before if key in after], [key for key in after if key in before])
    for key, lesson in after.items():
        was = before.get(key)
        parts = _changed(lesson_in_words(was) if was else {}, lesson_in_words(lesson))
        if was is None:
            yield Difference(key, lesson.title, (Fate.ADDED,), parts)
            continue
        fates = [Fate.MOVED] * (key in moved) + [Fate.CHANGED] * bool(parts)
        if fates:
            yield Difference(key, lesson.title, tuple(fates), parts)
    for key, lesson in before.items():
        if key not in after:
            parts = _changed(lesson_in_words(lesson), {})
            yield Difference(key, lesson.title, (Fate.REMOVED,), parts)


def _moved(before: list[str], after: list[str]) -> frozenset[str]:
    """Lessons that stand elsewhere among those that both versions have.

    >>> sorted(_moved(["a", "b", "c"], ["c", "a", "b"]))
    ['c']
    """
    order = word_difference("\n".join(before), "\n".join(after))
    stayed = {word for one in order if one.change == "same" for word in one.text.split()}
    return frozenset(after) - stayed


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Part, ...]:
    labels = list(dict.fromkeys([*new, *old]))
    return tuple(
        Part(label, word_difference(old.get(label, ""), new.get(label, "")))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    )


# ------------------------------------------------------------------ content as words


def facts_in_words(facts: Facts, titles: Titles = NO_TITLES) -> dict[str, str]:
    """What a version says about itself, by label; what comes first by its title, or its key."""
    return {
        "Title": facts.title,
        "Summary": facts.summary,
        "Title, Spanish": facts.title_es,
        "Summary, Spanish": facts.summary_es,
        "Quiz": _quiz(facts.quiz),
        "Continuing education": _credit(facts.credit),
        "Before it opens": "\n".join(
            _prerequisite(one, titles.get((one.gate, one.of)) or one.of)
            for one in facts.prerequisites
        ),
    }


def _quiz(quiz: Quiz | None) -> str:
    if quiz is None:
        return ""
    tries = "any number of tries" if quiz.attempts is None else f"{quiz.attempts} tries"
    order = "shuffled" if quiz.shuffle else "in order"
    return (
        f"{quiz.questions} questions, {quiz.pass_percent}% to pass, {tries}, {order},"
        f" shows {quiz.feedback}"
    )


def _credit(credit: Credit | None) -> str:
    if credit is None:
        return ""
    evaluation = "evaluation needed" if credit.needs_evaluation else ""
    parts = (credit.accreditor, credit.kind, credit.amount, credit.activity, evaluation)
    return "\n".join(part for part in parts if part)


def _prerequisite(one: Prerequisite, title: str) -> str:
    match one.gate:
        case Gate.MODULE:
            return f"Complete “{title}”"
        case Gate.QUIZ if one.percent is None:
            return f"Pass the quiz of “{title}”"
        case Gate.QUIZ:
            return f"Reach {one.percent} percent in the quiz of “{title}”"
        case Gate.EVENT:
            return f"Come to “{title}”"
        case _:
            return f"The team got so far: {one.of}"


def lesson_in_words(lesson: Lesson) -> dict[str, str]:
    """Everything in a lesson, by label; both languages, as far as they are written."""
    parts: dict[str, str] = {}
    for language, text in lesson.texts.items():
        parts[f"Title{_LANGUAGES[language]}"] = text.title
        parts[f"Objectives{_LANGUAGES[language]}"] = "\n".join(text.objectives)
        parts[f"Text{_LANGUAGES[language]}"] = text.body
        if language is not Language.ENGLISH:
            parts[f"Try this on Monday{_LANGUAGES[language]}"] = monday_in_words(text.monday)
            parts[f"Sources{_LANGUAGES[language]}"] = "\n".join(text.sources)
    return parts | {
        "State": "Draft" if lesson.is_draft else "Written",
        "Number": lesson.code,
        "Minutes": str(lesson.minutes),
        "For": ", ".join(lesson.audience) or "everyone",
        "For which practices": paths.practices_words(lesson.practice_types) or "every practice",
        "Done when": _completion(lesson.completion),
        "Questions": "\n\n".join(
            question_in_words(question, language)
            for language in lesson.texts
            for question in lesson.questions
            if language in question.texts
        ),
        "Try this on Monday": monday_in_words(lesson.monday),
        "Outline": "\n".join(lesson.outline),
        "Parts of the models": ", ".join(lesson.tags),
        "Sources": "\n".join(lesson.sources),
        "Notes for facilitators": lesson.facilitator,
    }


def _completion(completion: Completion) -> str:
    least = f"{completion.minutes} minutes" if completion.minutes else ""
    needs = (_NEEDS[need] for need in Need if need in completion.needs)
    parts = (*needs, least, *completion.checklist, completion.attestation)
    return "\n".join(part for part in parts if part)


def question_in_words(question: Question, language: Language) -> str:
    """A question in one language, with its choices, what is right, and why."""
    asked = question.texts[language]
    options = [
        f"{'right' if place in question.right else 'wrong'}: {option}"
        for place, option in enumerate(asked.options)
    ]
    more = ["Several answers are right."] if question.kind is QuestionKind.SEVERAL else []
    more += [] if question.in_quiz else ["Not in the quiz."]
    return "\n".join([asked.question, *options, asked.why, *more])


def monday_in_words(monday: Monday | None) -> str:
    """The test for Monday, a line for each of its boxes."""
    if monday is None:
        return ""
    parts = (monday.title, monday.objective, monday.what, monday.prediction, monday.measure)
    return "\n".join(part for part in parts if part)
