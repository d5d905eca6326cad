"""The page of a module: what it asks for, its lessons, and what is new in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.curriculum.domain import codec, paths, progress, resuming
from app.curriculum.domain.kinds import ChangeClass, Gate, Language
from app.curriculum.domain.stuck import Tries
from app.curriculum.models import ModuleVersion
from app.curriculum.presenters import (
    around,
    catalogue,
    learn_words,
    module_words,
    quiz_words,
    stages,
)
from app.curriculum.presenters.catalogue import Asked
from app.curriculum.presenters.stages import Stage, Status
from app.curriculum.queries import going_on
from app.curriculum.queries.catalogue import Offer, Outline
from app.policy import Role


@dataclass(frozen=True, slots=True)
class Row:
    """A lesson in the list of its module."""

    key: str
    title: str
    language: Language
    about: str
    rules: str
    status: Status
    is_for_you: bool
    is_bilingual: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a module, and their language."""

    words: str
    language: Language


@dataclass(frozen=True, slots=True)
class News:
    """What differs between two versions, for somebody who is in or done with the older one.

    Lessons are told by key and title.
    """

    number: int
    words: str
    note: str
    changed: tuple[tuple[str, Said], ...]
    added: tuple[tuple[str, Said], ...]
    removed: tuple[tuple[str, Said], ...]
    same: int


@dataclass(frozen=True, slots=True)
class Page:
    """A module as the page shows it. `go_on` is the key of the lesson that comes next; `done` and
    `total` count the lessons that are asked.

    `is_used_up`: only the quiz is left, and no try at it. `revoked` says what to do when the
    certificate was revoked.
    """

    title: Said
    summary: Said
    in_spanish: str
    eyebrow: str
    status: Status
    completed: str
    revoked: str
    rows: tuple[Row, ...]
    asks: tuple[tuple[str, str], ...]
    asked: tuple[Asked, ...]
    done: int
    total: int
    share: str
    go_on: str
    is_quiz_left: bool
    is_used_up: bool
    newer: News | None
    updated: News | None
    may_begin_updated: bool


def page(
    offer: Offer,
    of_versions: Mapping[int, tuple[Outline, ...]],
    roles: frozenset[Role],
    titles: Mapping[tuple[Gate, str], str],
    tries: Tries | None,
    *,
    spoken: Language = Language.ENGLISH,
) -> Page:
    """Everything on the page; `of_versions` holds the lessons of every version it speaks of.

    `tries`: how they stand with its quiz, once they began. The module and its lessons are told in
    the language `spoken` where somebody wrote it.
    """
    reading, is_used_up = offer.reading, tries is not None and tries.are_used_up
    version, lessons = reading.version, offer.lessons
    done = done_keys(offer, of_versions)
    steps = [replace(step, is_done=step.key in done) for step in going_on.steps(offer, roles)]
    place = resuming.place(steps)
    revoked_at = reading.revoked_at
    takes_again = revoked_at is not None and reading.own is not None and version.quiz is not None
    is_quiz_left = (reading.is_open and bool(lessons) and place is None) or (
        takes_again and not reading.is_open
    )
    newer = updated = None
    said = module_words.WORDS[spoken]
    is_finished = reading.completed is not None and revoked_at is None
    told = said.for_finished if is_finished else said.for_learners
    if reading.newer is not None:
        words = told[reading.newer.change_class or ChangeClass.MINOR]
        newer = _news(version, reading.newer, words, of_versions, spoken)
    elif reading.completed is not None and reading.updated is not None:
        words = told[reading.updated]
        updated = _news(reading.completed.version, version, words, of_versions, spoken)
    return Page(
        title=title(version, spoken),
        summary=summary(version, spoken),
        in_spanish=learn_words.in_spanish(lessons),
        eyebrow=_eyebrow(offer, spoken),
        status=catalogue.status(offer, tries, spoken),
        completed=_completed(offer, spoken),
        revoked=(
            _revoked(offer, revoked_at, spoken, is_used_up=is_quiz_left and is_used_up)
            if revoked_at
            else ""
        ),
        rows=tuple(_row(lesson, lesson.key in done, offer, roles, spoken) for lesson in lessons),
        asks=_asks(version, offer, tries, spoken),
        asked=catalogue.asked(offer.missing, titles, spoken),
        done=sum(lesson.key in done for lesson in offer.asked),
        total=len(offer.asked),
        share=around.share(
            sum(lesson.key in done for lesson in offer.asked), len(offer.asked), spoken
        ),
        go_on=lessons[place or 0].key if lessons else "",
        is_quiz_left=is_quiz_left and not is_used_up,
        is_used_up=is_quiz_left and is_used_up,
        newer=newer,
        updated=updated,
        may_begin_updated=reading.may_take_newer,
    )


def _eyebrow(offer: Offer, spoken: Language) -> str:
    of = offer.module
    if spoken is Language.SPANISH:
        return module_words.eyebrow(of.code, of.phase)
    return ", ".join(x for x in (f"Module {of.code}", learn_words.phase(of.phase)) if x)


def title(version: ModuleVersion, spoken: Language) -> Said:
    """What a module is called, in this language if it has a name there."""
    return _said(version.title, version.title_es, spoken)


def summary(version: ModuleVersion, spoken: Language) -> Said:
    """What a module is about, in this language if somebody wrote it."""
    return _said(version.summary, version.summary_es, spoken)


def _said(english: str, spanish: str, spoken: Language) -> Said:
    if spoken is Language.SPANISH and spanish:
        return Said(spanish, spoken)
    return Said(english, Language.ENGLISH)


def called(lesson: Outline, spoken: Language) -> Said:
    """The title of a lesson, in this language if it has one there."""
    return Said(lesson.title(spoken), spoken if spoken in lesson.titles else Language.ENGLISH)


def done_keys(offer: Offer, of_versions: Mapping[int, tuple[Outline, ...]]) -> frozenset[str]:
    """The lessons that count as done in the shown version; unchanged ones do for the finished."""
    reading = offer.reading
    if reading.own is not None or reading.completed is None:
        return catalogue.done_of(offer)
    finished = reading.completed
    old, new = _digests(of_versions[finished.version.id]), _digests(offer.lessons)
    return progress.carried(old, new) & finished.own.done


def _digests(lessons: tuple[Outline, ...]) -> dict[str, str]:
    return {lesson.key: lesson.digest for lesson in lessons}


def _completed(offer: Offer, spoken: Language) -> str:
    finished, said = offer.reading.completed, module_words.WORDS[spoken]
    if finished is None or finished.own.study.completed_at is None:
        return ""
    is_updated = offer.reading.updated not in {None, ChangeClass.MINOR}
    words = said.completed_updated if is_updated else said.completed
    on = module_words.day(finished.own.study.completed_at, spoken)
    return words.format(number=finished.version.number, day=on)


def _revoked(offer: Offer, at: dt.datetime, spoken: Language, *, is_used_up: bool) -> str:
    """When the certificate was revoked, and how one gets another while a try is left."""
    reading, said = offer.reading, module_words.WORDS[spoken]
    if is_used_up:
        return quiz_words.WORDS[spoken].revoked.format(day=module_words.day(at, spoken))
    if reading.is_open:
        how = said.finish_newer
    elif reading.own is None:
        how = said.take_newer
    else:
        how = said.retake if reading.version.quiz is not None else said.ask_staff
    on = module_words.day(at, spoken)
    return f"{said.revoked.format(day=on)} {how.format(number=reading.version.number)}"


def _row(
    lesson: Outline, is_done: bool, offer: Offer, roles: frozenset[Role], spoken: Language
) -> Row:
    audience = paths.audience_words(lesson.audience, lesson.practice_types)
    about = f"{learn_words.counted(lesson.minutes, 'minute')}. For {audience}."
    if spoken is Language.SPANISH:
        about = module_words.about(lesson.minutes, lesson.audience, lesson.practice_types)
    own = offer.reading.own
    if is_done:
        stage = Stage.DONE
    elif own is not None and lesson.key in own.progress:
        stage = Stage.BEGUN
    elif lesson not in offer.asked:
        stage = Stage.OPTIONAL
    elif offer.reading.completed is not None and own is None:
        stage = Stage.CHANGED
    else:
        stage = Stage.NOT_STARTED
    return Row(
        key=lesson.key,
        title=lesson.title(spoken),
        language=spoken if spoken in lesson.titles else Language.ENGLISH,
        about=about,
        rules=around.rules(lesson.completion, spoken),
        status=stages.status(stage, spoken),
        is_for_you=bool(lesson.audience or (lesson.practice_types and offer.kinds))
        and paths.is_own(lesson, roles, offer.kinds),
        is_bilingual=len(lesson.titles) > 1,
    )


def _asks(
    version: ModuleVersion, offer: Offer, tries: Tries | None, spoken: Language
) -> tuple[tuple[str, str], ...]:
    lessons = offer.asked
    quiz, credit = codec.quiz(version.quiz), codec.credit(version.credit)
    total = sum(lesson.minutes for lesson in lessons)
    told = module_words.quiz if spoken is Language.SPANISH else learn_words.quiz
    of_quiz = told(quiz, tries) if quiz else ""
    if spoken is Language.SPANISH:
        of_credit = learn_words.credit(credit) if credit else ""
        is_every = len(lessons) == len(offer.lessons)
        return module_words.asks(total, len(lessons), of_quiz, of_credit, is_every=is_every)
    whose = "every lesson" if len(lessons) == len(offer.lessons) else "every lesson asked of you"
    whole = f"{whose} is done and the quiz is passed" if quiz else f"{whose} is done"
    return (
        ("Time", catalogue.size(lessons)),
        ("Lessons", "Each says what makes it done."),
        ("Quiz", of_quiz or "None."),
        ("Certificate", f"For {learn_words.minutes(total)}, as soon as {whole}."),
        ("Credit", learn_words.credit(credit) if credit else ""),
    )


def _news(
    old: ModuleVersion,
    new: ModuleVersion,
    words: str,
    of_versions: Mapping[int, tuple[Outline, ...]],
    spoken: Language,
) -> News:
    before = {lesson.key: lesson for lesson in of_versions[old.id]}
    after = {lesson.key: lesson for lesson in of_versions[new.id]}
    same = progress.carried(_digests(of_versions[old.id]), _digests(of_versions[new.id]))
    return News(
        number=new.number,
        words=words,
        note=new.change_note,
        changed=tuple(
            (key, called(lesson, spoken))
            for key, lesson in after.items()
            if key in before and key not in same
        ),
        added=tuple(
            (key, called(lesson, spoken)) for key, lesson in after.items() if key not in before
        ),
        removed=tuple(
            (key, called(lesson, spoken)) for key, lesson in before.items() if key not in after
        ),
        same=len(same),
    )
