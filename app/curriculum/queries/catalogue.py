"""The catalogue as one person meets it, and one module of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.domain import codec, paths, prerequisites
from app.curriculum.domain.content import Completion, Prerequisite
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.prerequisites import Record
from app.curriculum.models import LessonRow, LessonText, Module, ModuleVersion, Study, Track
from app.curriculum.queries import gates, learners, studies
from app.curriculum.queries.learners import Learner
from app.curriculum.queries.studies import Reading
from app.practices.domain.kinds import PracticeKind


@dataclass(frozen=True, slots=True)
class Outline:
    """A lesson without its text."""

    key: str
    code: str
    minutes: int
    audience: tuple[str, ...]
    practice_types: tuple[str, ...]
    rules: dict[str, Any]
    digest: str
    titles: Mapping[Language, str]

    @property
    def completion(self) -> Completion:
        """What makes it done; few pages ask, so it is read only then."""
        return codec.completion(self.rules)

    def title(self, language: Language = Language.ENGLISH) -> str:
        return self.titles.get(language) or self.titles[Language.ENGLISH]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A module with every version that was approved, the oldest first."""

    module: Module
    track: Track
    versions: tuple[ModuleVersion, ...]

    @property
    def is_offered(self) -> bool:
        """Whether it is not archived, and not every version of it either."""
        return self.module.archived_at is None and any(
            row.archived_at is None for row in self.versions
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A module that somebody may read: the version for them, its lessons, what closes it.

    `kinds`: what their practices are, which decides which lessons are asked of them.
    """

    module: Module
    track: Track
    reading: Reading
    lessons: tuple[Outline, ...]
    missing: tuple[Prerequisite, ...]
    kinds: frozenset[PracticeKind] = frozenset()

    @property
    def asked(self) -> tuple[Outline, ...]:
        """The lessons that they must do to complete it."""
        return paths.asked(self.lessons, self.kinds)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every module for somebody, in order. `titles` also names modules that are not out yet."""

    offers: tuple[Offer, ...]
    titles: Mapping[str, str]


def catalogue(who: Learner, now: dt.datetime, *, with_lessons: bool = True) -> Catalogue:
    """The catalogue for somebody: three statements, and one more for each kind of prerequisite
    besides modules that any module asks for. Without lessons it takes one less.
    """
    every = shelves()
    own = studies.of_person(who.person_id)
    found = {}
    for one in every:
        if one.module.archived_at is None:
            reading = studies.reading_of(
                one.module, one.versions, own[one.module.id], now, who.cohort_began
            )
            if reading is not None:
                found[one.module.id] = reading
    version_ids = [reading.version.id for reading in found.values()] if with_lessons else []
    of_version = outlines(version_ids)
    asked = {ident: asked_by(reading) for ident, reading in found.items()}
    completed = {
        one.module.key for one in every if any(o.study.completed_at for o in own[one.module.id])
    }
    offered = {one.module.key for one in every if one.is_offered}
    without_quiz = {
        one.module.key for one in every if gates.has_no_quiz(one.versions, now, who.cohort_began)
    }
    everything = [one for ones in asked.values() for one in ones]
    record = gates.record(
        who, everything, completed=completed, offered=offered, without_quiz=without_quiz
    )
    return Catalogue(
        tuple(
            _offer(
                one, found[one.module.id], of_version, asked[one.module.id], record, kinds=who.kinds
            )
            for one in every
            if one.module.id in found
        ),
        {one.module.key: one.versions[-1].title for one in every},
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """One module for somebody, and the lessons of every version that its page speaks of."""

    offer: Offer
    of_versions: Mapping[int, tuple[Outline, ...]]


def opened(who: Learner, key: str, now: dt.datetime) -> Opened:
    """One module; raises `Missing` when there is no version for them.

    Three statements, and those of its prerequisites while it is not begun.
    """
    one = shelf(key)
    own = studies.of_person(who.person_id, one.module.id)[one.module.id]
    reading = studies.reading_of(one.module, one.versions, own, now, who.cohort_began)
    if reading is None:
        raise Missing(key)
    of_versions = outlines(_spoken_of(reading))
    missing = gates.missing(who, asked_by(reading), now)
    lessons = of_versions[reading.version.id]
    return Opened(Offer(one.module, one.track, reading, lessons, missing, who.kinds), of_versions)


def _spoken_of(reading: Reading) -> set[int]:
    found = {reading.version.id}
    if reading.newer is not None:
        found.add(reading.newer.id)
    if reading.completed is not None:
        found.add(reading.completed.version.id)
    return found


def _offer(
    shelf: Shelf,
    reading: Reading,
    of_version: Mapping[int, tuple[Outline, ...]],
    asked: tuple[Prerequisite, ...],
    record: Record,
    *,
    kinds: frozenset[PracticeKind],
) -> Offer:
    return Offer(
        shelf.module,
        shelf.track,
        reading,
        of_version.get(reading.version.id, ()),
        prerequisites.missing(asked, record),
        kinds,
    )


def asked_by(reading: Reading) -> tuple[Prerequisite, ...]:
    """What a module asks for before it opens; nothing of those who began it."""
    if reading.own is not None or reading.completed is not None:
        return ()
    return codec.prerequisites(reading.version.prerequisites)


def shelves() -> tuple[Shelf, ...]:
    """Every module with an approved version, by track and place, archived ones too."""
    return _shelves(db.session.execute(_EVERY_SHELF))


def shelf(key: str) -> Shelf:
    """One module with its approved versions; raises `Missing`. One statement."""
    found = _shelves(db.session.execute(_ONE_SHELF, {"key": key}))
    if not found:
        raise Missing(key)
    return found[0]


_SHELVES = (
    select(Module, Track, ModuleVersion)
    .join(Track, Track.id == Module.track_id)
    .join(ModuleVersion, ModuleVersion.module_id == Module.id)
    .where(ModuleVersion.approved_at.is_not(None))
)
_EVERY_SHELF = _SHELVES.order_by(
    Track.position, Track.id, Module.position, Module.id, ModuleVersion.number
)
_ONE_SHELF = _SHELVES.where(Module.key == bindparam("key")).order_by(ModuleVersion.number)
_OUTLINES = (
    select(
        LessonRow.version_id,
        LessonRow.key,
        LessonRow.code,
        LessonRow.minutes,
        LessonRow.audience,
        LessonRow.practice_types,
        LessonRow.completion,
        LessonRow.digest,
        LessonText.language,
        LessonText.title,
    )
    .join(LessonText, LessonText.lesson_id == LessonRow.id)
    .where(
        LessonRow.version_id.in_(bindparam("version_ids", expanding=True)),
        LessonRow.is_draft.is_(False),
    )
    .order_by(LessonRow.version_id, LessonRow.position, LessonRow.id)
)
"""Put together once: that takes as long as asking."""


def _shelves(rows: Iterable[Row[Module, Track, ModuleVersion]]) -> tuple[Shelf, ...]:
    found: dict[Module, Shelf] = {}
    for module, track, version in rows:
        before = found.get(module)
        found[module] = Shelf(module, track, (*(before.versions if before else ()), version))
    return tuple(found.values())


def outlines(
    version_ids: Collection[int], keys: Collection[str] | None = None
) -> dict[int, tuple[Outline, ...]]:
    """The lessons of versions in order, without their texts and without drafts.

    Only those with these `keys`, if given. Each version has an entry. One statement; none for
    no version.
    """
    if not version_ids:
        return {}
    wanted = _OUTLINES if keys is None else _OUTLINES.where(LessonRow.key.in_(keys))
    titles: defaultdict[tuple[int, str], dict[Language, str]] = defaultdict(dict)
    found: dict[int, dict[str, Outline]] = {version_id: {} for version_id in version_ids}
    for (
        version_id,
        key,
        code,
        minutes,
        audience,
        types,
        rules,
        digest,
        language,
        title,
    ) in db.session.execute(wanted, {"version_ids": [*version_ids]}):
        of = titles[version_id, key]
        of[language] = title
        if key not in found[version_id]:
            found[version_id][key] = Outline(
                key, code, minutes, tuple(audience), tuple(types), rules, digest, of
            )
    return {version_id: tuple(of.values()) for version_id, of in found.items()}


def asked_of(study: Study) -> tuple[Outline, ...]:
    """The lessons that somebody must do to complete what they study.

    One statement, and two more when a lesson is for some practices only.
    """
    lessons = outlines([study.version_id])[study.version_id]
    if not any(one.practice_types for one in lessons):
        return lessons
    teams = learners.teams_of(study.person_id)
    return paths.asked(lessons, frozenset(team.practice.kind for team in teams))
