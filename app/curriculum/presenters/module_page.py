"""The page of a module: what it asks for, its lessons, and what is new in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.core.clock import central
from app.core.dates import short_day
from app.curriculum.domain import codec, paths, progress, resuming
from app.curriculum.domain.kinds import ChangeClass, Gate, Language
from app.curriculum.models import ModuleVersion
from app.curriculum.presenters import around, catalogue, learn_words, module_words
from app.curriculum.presenters.catalogue import Asked, Status
from app.curriculum.queries.catalogue import Offer, Outline
from app.policy import Role

_FOR_LEARNERS: Mapping[ChangeClass, str] = {
    ChangeClass.MINOR: "Only small things changed.",
    ChangeClass.RE_READ: "Some of what it teaches changed, so the new version is worth your time.",
    ChangeClass.RETAKE: (
        "Much changed. Program staff ask everybody to take the new version,"
        " also people who finish an older one."
    ),
}
_FOR_FINISHED: Mapping[ChangeClass, str] = {
    ChangeClass.MINOR: "Only small things changed. You need not read it again.",
    ChangeClass.RE_READ: "Read what is new. You stay done, and your certificate stays as it is.",
    ChangeClass.RETAKE: (
        "Program staff ask you to take this module again."
        " Until then you stay done, and your certificate stays as it is."
    ),
}


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
    changed: tuple[tuple[str, str], ...]
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    same: int


@dataclass(frozen=True, slots=True)
class Page:
    """A module as the page shows it. `go_on` is the key of the lesson that comes next; `done` and
    `total` count the lessons that are asked.

    `is_used_up`: only the quiz is left, and no try at it.
    """

    title: Said
    summary: Said
    in_spanish: str
    eyebrow: str
    status: Status
    completed: str
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
    used_up: frozenset[int],
    *,
    spoken: Language = Language.ENGLISH,
) -> Page:
    """Everything on the page; `of_versions` holds the lessons of every version it speaks of.

    `used_up`: the study of the module, when no try at its quiz is left. The module and its
    lessons are told in the language `spoken` where somebody wrote it.
    """
    reading = offer.reading
    version, lessons = reading.version, offer.lessons
    done = done_keys(offer, of_versions)
    steps = [replace(step, is_done=step.key in done) for step in catalogue.steps(offer, roles)]
    place = resuming.place(steps)
    is_quiz_left = reading.is_open and bool(lessons) and place is None
    newer = updated = None
    told = _FOR_FINISHED if reading.completed is not None else _FOR_LEARNERS
    if reading.newer is not None:
        words = told[reading.newer.change_class or ChangeClass.MINOR]
        newer = _news(version, reading.newer, words, of_versions)
    elif reading.completed is not None and reading.updated is not None:
        words = told[reading.updated]
        updated = _news(reading.completed.version, version, words, of_versions)
    return Page(
        title=title(version, spoken),
        summary=summary(version, spoken),
        in_spanish=learn_words.in_spanish(lessons),
        eyebrow=_eyebrow(offer, spoken),
        status=_in(spoken, catalogue.status(offer, used_up), offer, len(offer.asked)),
        completed=_completed(offer),
        rows=tuple(_row(lesson, lesson.key in done, offer, roles, spoken) for lesson in lessons),
        asks=_asks(version, offer, spoken),
        asked=catalogue.asked(offer.missing, titles),
        done=sum(lesson.key in done for lesson in offer.asked),
        total=len(offer.asked),
        share=around.share(
            sum(lesson.key in done for lesson in offer.asked), len(offer.asked), spoken
        ),
        go_on=lessons[place or 0].key if lessons else "",
        is_quiz_left=is_quiz_left and not used_up,
        is_used_up=is_quiz_left and bool(used_up),
        newer=newer,
        updated=updated,
        may_begin_updated=not reading.is_open and reading.updated not in {None, ChangeClass.MINOR},
    )


def _eyebrow(offer: Offer, spoken: Language) -> str:
    of = offer.module
    if spoken is Language.SPANISH:
        return module_words.eyebrow(of.code, of.phase)
    return ", ".join(x for x in (f"Module {of.code}", learn_words.phase(of.phase)) if x)


def _in(spoken: Language, status: Status, offer: Offer, total: int) -> Status:
    if spoken is Language.ENGLISH:
        return status
    return module_words.status(status, total - len(catalogue.left_of(offer)), total)


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


def _completed(offer: Offer) -> str:
    finished = offer.reading.completed
    if finished is None or finished.own.study.completed_at is None:
        return ""
    on = short_day(central(finished.own.study.completed_at).date())
    words = f"Completed version {finished.version.number} on {on}"
    since = offer.reading.updated
    return f"{words}, updated since." if since not in {None, ChangeClass.MINOR} else f"{words}."


def _row(
    lesson: Outline, is_done: bool, offer: Offer, roles: frozenset[Role], spoken: Language
) -> Row:
    audience = paths.audience_words(lesson.audience, lesson.practice_types)
    about = f"{learn_words.counted(lesson.minutes, 'minute')}. For {audience}."
    if spoken is Language.SPANISH:
        about = module_words.about(lesson.minutes, lesson.audience, lesson.practice_types)
    own = offer.reading.own
    if is_done:
        status = catalogue.DONE
    elif own is not None and lesson.key in own.progress:
        status = Status("due", "Begun")
    elif lesson not in offer.asked:
        status = Status("grey", "Optional for you")
    elif offer.reading.completed is not None and own is None:
        status = Status("info", "New or changed")
    else:
        status = catalogue.NOT_STARTED
    return Row(
        key=lesson.key,
        title=lesson.title(spoken),
        language=spoken if spoken in lesson.titles else Language.ENGLISH,
        about=about,
        rules=around.rules(lesson.completion, spoken),
        status=_in(spoken, status, offer, len(offer.asked)),
        is_for_you=bool(lesson.audience or (lesson.practice_types and offer.kinds))
        and paths.is_own(lesson, roles, offer.kinds),
        is_bilingual=len(lesson.titles) > 1,
    )


def _asks(version: ModuleVersion, offer: Offer, spoken: Language) -> tuple[tuple[str, str], ...]:
    lessons = offer.asked
    quiz, credit = codec.quiz(version.quiz), codec.credit(version.credit)
    total = sum(lesson.minutes for lesson in lessons)
    if spoken is Language.SPANISH:
        of_credit = learn_words.credit(credit) if credit else ""
        is_every = len(lessons) == len(offer.lessons)
        return module_words.asks(total, len(lessons), quiz, of_credit, is_every=is_every)
    whose = "every lesson" if len(lessons) == len(offer.lessons) else "every lesson asked of you"
    whole = f"{whose} is done and the quiz is passed" if quiz else f"{whose} is done"
    return (
        ("Time", catalogue.size(lessons)),
        ("Lessons", "Each says what makes it done."),
        ("Quiz", learn_words.quiz(quiz) if quiz else "None."),
        ("Certificate", f"For {learn_words.minutes(total)}, as soon as {whole}."),
        ("Credit", learn_words.credit(credit) if credit else ""),
    )


def _news(
    old: ModuleVersion,
    new: ModuleVersion,
    words: str,
    of_versions: Mapping[int, tuple[Outline, ...]],
) -> News:
    before = {lesson.key: lesson for lesson in of_versions[old.id]}
    after = {lesson.key: lesson for lesson in of_versions[new.id]}
    same = progress.carried(_digests(of_versions[old.id]), _digests(of_versions[new.id]))
    return News(
        number=new.number,
        words=words,
        note=new.change_note,
        changed=tuple(
            (key, lesson.title())
            for key, lesson in after.items()
            if key in before and key not in same
        ),
        added=tuple((key, lesson.title()) for key, lesson in after.items() if key not in before),
        removed=tuple((key, lesson.title()) for key, lesson in before.items() if key not in after),
        same=len(same),
    )
