"""The catalogue as it is shown: what to go on with, then the modules by track."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.dates import short_day
from app.curriculum.domain import assigning, paths, resuming
from app.curriculum.domain.assigning import Due
from app.curriculum.domain.content import Prerequisite
from app.curriculum.domain.kinds import ChangeClass, Gate, Language
from app.curriculum.domain.resuming import Step, UnderWay
from app.curriculum.domain.stuck import Tries
from app.curriculum.presenters import learn_words, stages
from app.curriculum.presenters.stages import Stage, Status
from app.curriculum.queries.catalogue import Catalogue, Offer, Outline
from app.curriculum.queries.going_on import GoingOn, next_on_path, steps
from app.curriculum.queries.studies import Finished
from app.policy import Role

RING = 163.4
"""The length of the ring that shows how far one is."""


class Show(StrEnum):
    """Which modules the catalogue shows."""

    ALL = "all"
    MINE = "mine"
    ASSIGNED = "assigned"
    REQUIRED = "required"
    NEW = "not-started"
    FAMILIES = "family-partners"
    SPANISH = "spanish"


CHIPS: Mapping[Show, str] = {
    Show.ALL: "All",
    Show.MINE: "My path",
    Show.ASSIGNED: "Assigned to you",
    Show.REQUIRED: "Required",
    Show.NEW: "Not started",
    Show.FAMILIES: "For family partners",
    Show.SPANISH: "En español",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that comes first: `words` lead to `name`, a link to `kind` and `of` if any."""

    words: str
    name: str
    kind: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What decides which modules are for somebody: their roles, and what they were assigned.

    `tries`: how they stand with the quizzes of their studies.
    """

    roles: frozenset[Role]
    dues: Mapping[int, Due]
    today: dt.date
    tries: Mapping[int, Tries] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Card:
    """A module in the catalogue. `due` says that it is assigned, and until when."""

    key: str
    code: str
    title: str
    summary: str
    language: Language
    in_spanish: str
    size: str
    is_required: bool
    status: Status
    asked: tuple[Asked, ...]
    own: str
    due: str


@dataclass(frozen=True, slots=True)
class Group:
    """A track with those of its modules that are shown."""

    key: str
    title: str
    icon: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Resume:
    """The lesson to go on with; `lesson` is "" when only the quiz is left, and before a module is
    begun.
    """

    module: str
    lesson: str
    title: str
    words: str
    done: int
    total: int
    is_begun: bool = True

    @property
    def dashes(self) -> str:
        """How much of the ring is drawn."""
        return f"{RING * self.done / self.total:.1f} {RING}"


# ------------------------------------------------------------------ going on


def resume(found: Catalogue, given: Given) -> Resume | None:
    """Where somebody goes on: the module that they worked in last, else the next on their path."""
    of = {study_id(one): one for one in found.offers if one.reading.is_open and one.lessons}
    latest = resuming.latest(_under_way(one, given) for one in of.values())
    if latest is None:
        going_on = next_on_path(found, given.roles, given.tries)
        return None if going_on is None else resumed(going_on)
    offer = of[latest.study_id]
    return resumed(GoingOn(offer.module.key, offer.reading.version.title, latest.steps))


def _under_way(offer: Offer, given: Given) -> UnderWay:
    own, tries = offer.reading.own, given.tries.get(study_id(offer))
    assert own is not None  # noqa: S101  # it is open
    seen = [row.seen_at for row in own.progress.values()]
    last_at = resuming.last_at(own.study.began_at, seen, tries)
    return UnderWay(own.study.id, steps(offer, given.roles), last_at, tries)


def resumed(found: GoingOn) -> Resume:
    """The lesson to go on with in a module; one that is not begun is opened by its page."""
    place, asked = resuming.place(found.steps), resuming.asked(found.steps)
    total = len(asked)
    if not found.is_begun:
        words = f"{size(asked)}."
        return Resume(found.module, "", found.title, words, 0, total, is_begun=False)
    if place is None or found.is_again:
        words = "Take the quiz again." if found.is_again else "Only the quiz is left."
        return Resume(found.module, "", found.title, words, total, total)
    one = found.steps[place]
    left = learn_words.counted(one.minutes, "minute")
    of = f"Lesson {place + 1} of {len(found.steps)}"
    words = f"{of}: {learn_words.ended(one.title)} {left}."
    done = sum(step.is_done for step in asked)
    return Resume(found.module, one.key, found.title, words, done, total)


def begun(found: Catalogue) -> list[int]:
    """The studies of the modules that somebody began."""
    return [study_id(offer) for offer in found.offers if offer.reading.study is not None]


def study_id(offer: Offer) -> int:
    """The study of a module that somebody began; 0 before that."""
    return offer.reading.study.id if offer.reading.study else 0


def done_of(offer: Offer) -> frozenset[str]:
    """The lessons of the shown version that are done."""
    own = offer.reading.own
    keys = frozenset(lesson.key for lesson in offer.lessons)
    return keys & own.done if own else frozenset()


def left_of(offer: Offer) -> tuple[Outline, ...]:
    """The lessons that are asked and not done."""
    done = done_of(offer)
    return tuple(lesson for lesson in offer.asked if lesson.key not in done)


# ------------------------------------------------------------------ modules


def status(
    offer: Offer,
    tries: Tries | None = None,
    spoken: Language = Language.ENGLISH,
) -> Status:
    """Where somebody is with a module, and with its quiz."""
    total, left = len(offer.asked), len(left_of(offer))
    return stages.status(
        _stage(offer, left, is_used_up=tries is not None and tries.are_used_up),
        spoken,
        done=total - left,
        total=total,
        version=offer.reading.version.number,
    )


def _stage(offer: Offer, left: int, *, is_used_up: bool) -> Stage:
    reading = offer.reading
    if reading.completed is not None and not reading.is_open:
        return _finished(offer, reading.completed, is_used_up=is_used_up)
    if offer.missing:
        return Stage.LOCKED
    if reading.own is None:
        return Stage.NOT_STARTED
    if not left:
        return Stage.NO_TRIES if is_used_up else Stage.QUIZ_LEFT
    return Stage.UNDER_WAY if reading.completed is None else Stage.TAKING


def _finished(offer: Offer, completed: Finished, *, is_used_up: bool) -> Stage:
    if is_used_up:
        return Stage.NO_TRIES
    if completed.own.study.revoked_at is not None:
        return Stage.REVOKED
    is_updated = offer.reading.updated not in {None, ChangeClass.MINOR}
    return Stage.UPDATED if is_updated else Stage.DONE


def asked(
    missing: Iterable[Prerequisite],
    titles: Mapping[tuple[Gate, str], str],
    spoken: Language = Language.ENGLISH,
) -> tuple[Asked, ...]:
    """What keeps a module closed, in words with links."""
    found = []
    for one in missing:
        title = titles.get((one.gate, one.of), "")
        words, name = learn_words.asked(one, title, spoken)
        kind = {Gate.EVENT: "event", Gate.FACT: ""}.get(one.gate, "module")
        found.append(Asked(words, name, kind if title else "", one.of))
    return tuple(found)


def groups(
    found: Catalogue,
    show: Show,
    given: Given,
    titles: Mapping[tuple[Gate, str], str],
) -> tuple[Group, ...]:
    """The modules that fit, by track; tracks without one are left out."""
    tracks: dict[int, list[Offer]] = {}
    for offer in found.offers:
        if fits(offer, show, given):
            tracks.setdefault(offer.track.id, []).append(offer)
    return tuple(
        Group(
            ones[0].track.key,
            ones[0].track.title,
            ones[0].track.icon,
            tuple(_card(offer, show, given, titles) for offer in ones),
        )
        for ones in tracks.values()
    )


def fits(offer: Offer, show: Show, given: Given) -> bool:
    """Whether a module is shown."""
    match show:
        case Show.ALL:
            fitting = True
        case Show.MINE:
            fitting = paths.share(offer.lessons, given.roles, offer.kinds).lessons > 0
        case Show.ASSIGNED:
            fitting = offer.module.id in given.dues
        case Show.REQUIRED:
            fitting = is_required(offer, given)
        case Show.NEW:
            fitting = offer.reading.own is None and offer.reading.completed is None
        case Show.FAMILIES:
            roles = frozenset({Role.FAMILY_PARTNER})
            fitting = paths.share(offer.lessons, roles, offer.kinds).lessons > 0
        case Show.SPANISH:
            fitting = any(Language.SPANISH in lesson.titles for lesson in offer.lessons)
    return fitting


def is_required(offer: Offer, given: Given) -> bool:
    """Whether a module is required of everybody, or of this person by an assignment."""
    due = given.dues.get(offer.module.id)
    return offer.module.is_required or (due is not None and due.is_required)


def due_words(offer: Offer, given: Given) -> str:
    """What an assignment says to its learner; nothing once the module is done."""
    due = given.dues.get(offer.module.id)
    if due is None or offer.reading.completed is not None:
        return ""
    if due.due_on is None:
        return "Assigned to you"
    verb = "was due" if assigning.is_overdue(due, given.today) else "due"
    return f"Assigned to you, {verb} {short_day(due.due_on)}"


def _card(
    offer: Offer,
    show: Show,
    given: Given,
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
        in_spanish=learn_words.in_spanish(lessons) if show is Show.SPANISH else "",
        size=size(offer.asked),
        is_required=is_required(offer, given),
        status=status(offer, given.tries.get(study_id(offer))),
        asked=asked(offer.missing, titles),
        own=_own(offer, given.roles) if show is Show.MINE else "",
        due=due_words(offer, given),
    )


def size(lessons: Sequence[Outline | Step]) -> str:
    """How long a module is."""
    total = sum(lesson.minutes for lesson in lessons)
    return f"{learn_words.minutes(total)}, {learn_words.counted(len(lessons), 'lesson')}"


def _own(offer: Offer, roles: frozenset[Role]) -> str:
    """How much of a module is meant for somebody, of what is asked of them."""
    lessons, share = offer.asked, paths.share(offer.asked, roles, offer.kinds)
    if share.lessons == len(lessons):
        return "Every lesson is for you."
    verb = "is" if share.lessons == 1 else "are"
    return f"{share.lessons} of {len(lessons)} lessons {verb} for you."


def path_words(found: Catalogue, roles: frozenset[Role]) -> str:
    """How far somebody is on the path of their roles."""
    own = [
        offer
        for offer in found.offers
        if paths.share(offer.lessons, roles, offer.kinds).lessons > 0
    ]
    done = sum(offer.reading.completed is not None for offer in own)
    names = [words for role, words in paths.ROLE_WORDS.items() if role in roles]
    whom = learn_words.listed(iter(names)) if names else "everyone"
    return f"Modules with lessons for {whom}, in order. {done} of {len(own)} done."
