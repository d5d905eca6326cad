"""A lesson as a learner reads it. Runs no SQL."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.core.clock import central
from app.curriculum.domain import checklists, progress
from app.curriculum.domain.content import Lesson, Monday, Question
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import Language, Need
from app.curriculum.domain.progress import Kept
from app.curriculum.domain.shipped import Reviewed
from app.curriculum.presenters import around, learn_words, lesson_body
from app.curriculum.presenters.around import Words
from app.curriculum.presenters.lesson_body import LessonBody
from app.curriculum.queries.catalogue import Outline
from app.curriculum.queries.contents import Opened

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,:;)]")


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson in the list beside."""

    key: str
    title: str
    language: Language
    minutes: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an answer teaches: the right choice unless it was chosen, and why."""

    is_right: bool
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """A lesson with everything around it."""

    lesson: Lesson
    title: str
    place: str
    lead: str
    about: str
    objectives: tuple[str, ...]
    language: Language
    other: Language | None
    lacks_language: bool
    body: LessonBody
    steps: tuple[Step, ...]
    done: int
    total: int
    share: str
    before: Step | None
    after: Step | None
    feedback: tuple[Feedback | None, ...]
    is_done_with_mistakes: bool
    is_done: bool
    rules: str
    waiting: str
    has_own_list: bool
    has_text_list: bool
    needs_list: bool
    signs: bool
    monday: Monday | None
    monday_language: Language
    sources: tuple[Markup, ...]
    sources_language: Language
    facilitator: str
    words: Words


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lesson stands: the lessons of its version, those that are done, and those that are
    asked of the reader.
    """

    lessons: Sequence[Outline]
    done: Collection[str]
    asked: Collection[str]


def language(opened: Opened, wanted: str) -> Language:
    """The language to read in: the wanted one if the lesson has it, else English."""
    return next((one for one in opened.texts if one.value == wanted), Language.ENGLISH)


def page(
    opened: Opened,
    place: Place,
    kept: Kept | None,
    files: Mapping[int, File],
    *,
    wanted: str,
    ticked: Collection[int],
    may_write: bool,
    sees_notes: bool,
    approved_at: dt.datetime | None,
    now: dt.datetime,
) -> Page:
    """The lesson in the wanted language; `ticked` are the places that are ticked on the page."""
    lesson, spoken = opened.lesson, language(opened, wanted)
    text = lesson.texts[spoken]
    needs = progress.needs(lesson.completion)
    in_text = checklists.stands_in_text(lesson)
    monday, monday_language = lesson.monday_in(spoken)
    sources, sources_language = lesson.sources_in(spoken)
    words, wants = around.WORDS[spoken], {wanted, spoken.value}
    listed = Language.SPANISH if Language.SPANISH in wants else Language.ENGLISH
    steps = tuple(_steps(place, lesson.key, listed, spoken))
    done, total = sum(step.is_done and step.key in place.asked for step in steps), len(place.asked)
    here = next(n for n, step in enumerate(steps) if step.is_here)
    feedback = tuple(_feedback(question, kept, spoken) for question in lesson.questions)
    is_done = lesson.key in place.done
    return Page(
        lesson=lesson,
        title=text.title,
        place=words.place.format(number=here + 1, total=len(steps)),
        lead=learn_words.ended(text.objectives[0]) if text.objectives else "",
        about=about(opened, spoken, approved_at),
        objectives=text.objectives,
        language=spoken,
        other=next((one for one in opened.texts if one is not spoken), None),
        lacks_language=wanted == Language.SPANISH and spoken is not Language.SPANISH,
        body=lesson_body.shown(
            text, files=files, language=spoken, ticked=ticked, may_tick=may_write and in_text
        ),
        steps=steps,
        done=done,
        total=total,
        share=around.share(done, total, spoken),
        before=steps[here - 1] if here else None,
        after=steps[here + 1] if here + 1 < len(steps) else None,
        feedback=feedback,
        is_done_with_mistakes=is_done and any(told and not told.is_right for told in feedback),
        is_done=is_done,
        rules=around.rules(lesson.completion, spoken),
        waiting=_waiting(lesson, kept, spoken, now),
        has_own_list=bool(lesson.completion.checklist),
        has_text_list=in_text,
        needs_list=Need.CHECKLIST in needs,
        signs=Need.ATTESTATION in needs,
        monday=monday,
        monday_language=monday_language,
        sources=tuple(linked(source) for source in sources),
        sources_language=sources_language,
        facilitator=lesson.facilitator if sees_notes else "",
        words=words,
    )


def last(wanted: str) -> Markup:
    """What to say after the last lesson of a module.

    >>> last("")
    Markup('That was the last lesson of this module.')
    """
    if wanted == Language.SPANISH:
        return Markup('<span lang="es">Esa fue la última lección de este módulo.</span>')
    return Markup("That was the last lesson of this module.")


def names_files(opened: Opened, spoken: Language) -> bool:
    """Whether the text may name a file of the module."""
    body = opened.lesson.texts[spoken].body
    return "file:" in body or "captions" in body


def _steps(place: Place, here: str, listed: Language, spoken: Language) -> Iterable[Step]:
    """Titles in the language that was asked for, where they have it; the rest as the page."""
    for lesson in place.lessons:
        yield Step(
            lesson.key,
            lesson.title(listed),
            listed if listed in lesson.titles else Language.ENGLISH,
            around.in_minutes(lesson.minutes, spoken),
            lesson.key in place.done,
            lesson.key == here,
        )


def about(opened: Opened, spoken: Language, approved_at: dt.datetime | None) -> str:
    """How long a lesson takes, who read it over, and for which practices, in its language."""
    row = opened.texts[spoken]
    reviewed = Reviewed(row.reviewed_by, row.reviewed_on) if row.reviewed_on else None
    approved_on = central(approved_at).date() if approved_at else None
    said = around.about(opened.lesson.minutes, reviewed, spoken, approved_on)
    return f"{said} {around.practices(opened.lesson.practice_types, spoken)}".rstrip()


def _feedback(question: Question, kept: Kept | None, spoken: Language) -> Feedback | None:
    """What to say about the kept answer of a question; nothing before it is answered."""
    chosen = kept.answers.get(question.key) if kept else None
    if not chosen:
        return None
    text = question.texts.get(spoken) or question.texts[Language.ENGLISH]
    right = (words for place, words in enumerate(text.options) if place in question.right)
    return Feedback(
        progress.is_right(question, chosen), "; ".join(right).removesuffix("."), text.why
    )


def _waiting(lesson: Lesson, kept: Kept | None, spoken: Language, now: dt.datetime) -> str:
    """How long until the lesson can be marked as done; "" when it can."""
    if Need.MINUTES not in lesson.completion.needs or (kept and kept.read_at):
        return ""
    left = progress.still_to_wait(lesson.completion, kept.opened_at if kept else now, now)
    return around.waiting(left, spoken)


def linked(source: str) -> Markup:
    """A source with its addresses as links.

    >>> linked("A & B, https://x.org/1: page 2")[:30]
    Markup('A &amp; B, <a href="https://x.')
    """
    parts, end = [], 0
    for found in _ADDRESS.finditer(source):
        href = escape(found[0])
        link = f'<a href="{href}" rel="external noopener noreferrer">{href}</a>'
        parts += [escape(source[end : found.start()]), Markup(link)]  # noqa: S704  # escaped above
        end = found.end()
    return Markup("").join([*parts, escape(source[end:])])
