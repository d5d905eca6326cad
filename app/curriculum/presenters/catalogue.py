"""The catalogue as it is shown: what to go on with, then the modules by track."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.curriculum.domain import paths
from app.curriculum.domain.content import Prerequisite
from app.curriculum.domain.kinds import ChangeClass, Gate, Language
from app.curriculum.presenters import learn_words
from app.curriculum.queries.catalogue import Catalogue, Offer, Outline
from app.curriculum.queries.going_on import GoingOn, Step
from app.policy import Role

RING = 163.4
"""The length of the ring that shows how far one is."""


class Show(StrEnum):
    """Which modules the catalogue shows."""

    ALL = "all"
    MINE = "mine"
    REQUIRED = "required"
    NEW = "not-started"
    FAMILIES = "family-partners"
    SPANISH = "spanish"


CHIPS: Mapping[Show, str] = {
    Show.ALL: "All",
    Show.MINE: "My path",
    Show.REQUIRED: "Required",
    Show.NEW: "Not started",
    Show.FAMILIES: "For family partners",
    Show.SPANISH: "En español",
}


@dataclass(frozen=True, slots=True)
class Status:
    """Where somebody is with a module or lesson, as a tag."""

    tone: str
    words: str
    icon: str = ""


DONE = Status("ok", "Done", "check")
UPDATED = Status("info", "Done, updated since", "check")
LOCKED = Status("grey", "Locked", "lock")
NOT_STARTED = Status("grey", "Not started")
QUIZ_LEFT = Status("due", "Quiz left")


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that comes first: `words` lead to `name`, a link to `kind` and `of` if any."""

    words: str
    name: str
    kind: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A module in the catalogue."""

    key: str
    code: str
    title: str
    summary: str
    language: Language
    size: str
    is_required: bool
    status: Status
    asked: tuple[Asked, ...]
    own: str


@dataclass(frozen=True, slots=True)
class Group:
    """A track with those of its modules that are shown."""

    key: str
    title: str
    icon: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Resume:
    """The lesson to go on with; `lesson` is "" when only the quiz is left."""

    module: str
    lesson: str
    title: str
    words: str
    done: int
    total: int

    @property
    def dashes(self) -> str:
        """How much of the ring is drawn."""
        return f"{RING * self.done / self.total:.1f} {RING}"


# ------------------------------------------------------------------ going on


def resume(found: Catalogue) -> Resume | None:
    """Where somebody left off: the module in progress that they touched last."""
    open_ones = [offer for offer in found.offers if offer.reading.is_open and offer.lessons]
    if not open_ones:
        return None
    offer = max(open_ones, key=touched_at)
    done = done_of(offer)
    steps = [
        Step(lesson.key, lesson.title(), lesson.minutes, lesson.key in done)
        for lesson in offer.lessons
    ]
    return resumed(GoingOn(offer.module.key, offer.reading.version.title, tuple(steps)))


def resumed(found: GoingOn) -> Resume:
    """The lesson to go on with in a module that somebody is in the middle of."""
    steps, total = found.steps, len(found.steps)
    done = sum(step.is_done for step in steps)
    place = next((n for n, step in enumerate(steps, 1) if not step.is_done), total + 1)
    if place > total:
        return Resume(found.module, "", found.title, "Only the quiz is left.", total, total)
    step = steps[place - 1]
    left = learn_words.counted(step.minutes, "minute")
    words = f"Lesson {place} of {total}: {step.title}. {left}."
    return Resume(found.module, step.key, found.title, words, done, total)


def touched_at(offer: Offer) -> dt.datetime:
    """When somebody last did something in a module that they study."""
    assert offer.reading.own is not None  # noqa: S101  # it is open
    times = [offer.reading.own.study.began_at]
    for row in offer.reading.own.progress.values():
        times += [at for at in (row.opened_at, row.read_at, row.done_at) if at is not None]
    return max(times)


def done_of(offer: Offer) -> frozenset[str]:
    """The lessons of the shown version that are done."""
    own = offer.reading.own
    keys = frozenset(lesson.key for lesson in offer.lessons)
    return keys & own.done if own else frozenset()


# ------------------------------------------------------------------ modules


def status(offer: Offer) -> Status:
    """Where somebody is with a module."""
    reading = offer.reading
    if reading.completed is not None:
        return UPDATED if reading.updated not in {None, ChangeClass.MINOR} else DONE
    if offer.missing:
        return LOCKED
    if reading.own is None:
        return NOT_STARTED
    done, total = len(done_of(offer)), len(offer.lessons)
    if done == total:
        return QUIZ_LEFT
    return Status("due", f"{done} of {learn_words.counted(total, 'lesson')}")


def asked(
    missing: Iterable[Prerequisite], titles: Mapping[tuple[Gate, str], str]
) -> tuple[Asked, ...]:
    """What keeps a module closed, in words with links."""
    found = []
    for one in missing:
        title = titles.get((one.gate, one.of), "")
        words, name = learn_words.asked(one, title)
        kind = {Gate.EVENT: "event", Gate.FACT: ""}.get(one.gate, "module")
        found.append(Asked(words, name, kind if title else "", one.of))
    return tuple(found)


def groups(
    found: Catalogue,
    show: Show,
    roles: frozenset[Role],
    titles: Mapping[tuple[Gate, str], str],
) -> tuple[Group, ...]:
    """The modules that fit, by track; tracks without one are left out."""
    tracks: dict[int, list[Offer]] = {}
    for offer in found.offers:
        if fits(offer, show, roles):
            tracks.setdefault(offer.track.id, []).append(offer)
    return tuple(
        Group(
            ones[0].track.key,
            ones[0].track.title,
            ones[0].track.icon,
            tuple(_card(offer, show, roles, titles) for offer in ones),
        )
        for ones in tracks.values()
    )


def fits(offer: Offer, show: Show, roles: frozenset[Role]) -> bool:
    """Whether a module is shown."""
    match show:
        case Show.ALL:
            return True
        case Show.MINE:
            return paths.share(offer.lessons, roles).lessons > 0
        case Show.REQUIRED:
            return offer.module.is_required
        case Show.NEW:
            return offer.reading.own is None and offer.reading.completed is None
        case Show.FAMILIES:
            return paths.names_role(offer.lessons, Role.FAMILY_PARTNER)
        case Show.SPANISH:
            return any(Language.SPANISH in lesson.titles for lesson in offer.lessons)


def _card(
    offer: Offer,
    show: Show,
    roles: frozenset[Role],
    titles: Mapping[tuple[Gate, str], str],
) -> Card:
    version, lessons = offer.reading.version, offer.lessons
    is_spanish = show is Show.SPANISH and bool(version.title_es)
    return Card(
        key=offer.module.key,
        code=offer.module.code,
        title=version.title_es if is_spanish else version.title,
        summary=version.summary_es if is_spanish else version.summary,
        language=Language.SPANISH if is_spanish else Language.ENGLISH,
        size=size(lessons),
        is_required=offer.module.is_required,
        status=status(offer),
        asked=asked(offer.missing, titles),
        own=_own(lessons, roles) if show is Show.MINE else "",
    )


def size(lessons: tuple[Outline, ...]) -> str:
    """How long a module is."""
    total = sum(lesson.minutes for lesson in lessons)
    return f"{learn_words.minutes(total)}, {learn_words.counted(len(lessons), 'lesson')}"


def _own(lessons: tuple[Outline, ...], roles: frozenset[Role]) -> str:
    """How much of a module is meant for somebody."""
    share = paths.share(lessons, roles)
    if share.lessons == len(lessons):
        return "Every lesson is for you."
    verb = "is" if share.lessons == 1 else "are"
    return f"{share.lessons} of {len(lessons)} lessons {verb} for you."


def path_words(found: Catalogue, roles: frozenset[Role]) -> str:
    """How far somebody is on the path of their roles."""
    own = [offer for offer in found.offers if fits(offer, Show.MINE, roles)]
    done = sum(offer.reading.completed is not None for offer in own)
    names = [words for role, words in paths.ROLE_WORDS.items() if role in roles]
    whom = learn_words.listed(iter(names)) if names else "everyone"
    return f"Modules with lessons for {whom}, in order. {done} of {len(own)} done."
