"""Where somebody left off, for pages that show no more than that."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from app.core.db import db
from app.curriculum.domain import paths, resuming
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.resuming import Step, UnderWay
from app.curriculum.models import (
    LessonProgress,
    LessonRow,
    LessonText,
    Module,
    ModuleVersion,
    Study,
)
from app.curriculum.queries import attempts, catalogue, learners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.curriculum.domain.stuck import Tries
    from app.curriculum.queries.catalogue import Catalogue, Offer
    from app.policy import Actor, Role


@dataclass(frozen=True, slots=True)
class GoingOn:
    """A module to go on with, with its lessons in order. `is_begun`: they are in the middle of it;
    else it is the next one that is meant for them. `is_again`: its certificate was revoked, and
    its quiz is open again.
    """

    module: str
    title: str
    steps: tuple[Step, ...]
    is_begun: bool = True
    is_again: bool = False


def going_on(actor: Actor, now: dt.datetime) -> GoingOn | None:
    """The module to go on with: the one that somebody worked in last, else the next on their path.

    One statement for who is in the middle of one, one more when only quizzes are left somewhere,
    and one when lessons are for some practices only. For others those of the catalogue besides,
    and one more when a certificate was revoked.
    """
    found = _under_way(actor)
    if found is not None:
        return found
    every = catalogue.catalogue(learners.learner(actor), now)
    revoked = [study.id for one in every.offers if (study := _revoked(one)) is not None]
    return next_on_path(every, actor.roles, attempts.tries_of(revoked))


def next_on_path(
    found: Catalogue, roles: frozenset[Role], tries: Mapping[int, Tries]
) -> GoingOn | None:
    """The quiz that is open again, as its certificate was revoked; else the first module with
    lessons for these roles that is open, and not begun.

    `tries`: how they stand with the quizzes of the studies that were revoked.
    """
    for offer in found.offers:
        study = _revoked(offer)
        stands = None if study is None else tries.get(study.id)
        if stands is not None and not stands.are_used_up:
            title = offer.reading.version.title
            return GoingOn(offer.module.key, title, steps(offer, roles), is_again=True)
    for offer in found.offers:
        reading = offer.reading
        is_new = reading.own is None and reading.completed is None and not offer.missing
        if is_new and paths.share(offer.lessons, roles, offer.kinds).lessons:
            title = reading.version.title
            return GoingOn(offer.module.key, title, steps(offer, roles), is_begun=False)
    return None


def _revoked(offer: Offer) -> Study | None:
    """The study of the shown version, if its certificate was revoked."""
    study = offer.reading.study
    return study if study is not None and study.revoked_at is not None else None


def steps(offer: Offer, roles: frozenset[Role]) -> tuple[Step, ...]:
    """The lessons of the shown version with what somebody did in them."""
    progress = offer.reading.own.progress if offer.reading.own else {}
    return tuple(
        step(
            one.key,
            one.title(),
            one.minutes,
            progress.get(one.key),
            is_for=paths.is_for(one.audience, roles),
            is_asked=paths.is_asked(one.practice_types, offer.kinds),
        )
        for one in offer.lessons
    )


def _under_way(actor: Actor) -> GoingOn | None:
    """The open module that somebody worked in last, if there is one they can go on in."""
    rows = db.session.execute(
        select(
            Study,
            Module.key,
            ModuleVersion.title,
            LessonRow.key,
            LessonText.title,
            LessonRow.minutes,
            LessonRow.audience,
            LessonRow.practice_types,
            LessonProgress,
        )
        .join(Module, Module.id == Study.module_id)
        .join(ModuleVersion, ModuleVersion.id == Study.version_id)
        .join(
            LessonRow,
            and_(LessonRow.version_id == ModuleVersion.id, LessonRow.is_draft.is_(False)),
        )
        .join(
            LessonText,
            and_(LessonText.lesson_id == LessonRow.id, LessonText.language == Language.ENGLISH),
        )
        .outerjoin(
            LessonProgress,
            and_(
                LessonProgress.study_id == Study.id,
                LessonProgress.lesson_key == LessonRow.key,
            ),
        )
        .where(
            Study.person_id == actor.person_id,
            Study.completed_at.is_(None),
            Study.left_at.is_(None),
            Module.archived_at.is_(None),
        )
        .order_by(Study.id, LessonRow.position, LessonRow.id)
    ).all()
    some = any(row.practice_types for row in rows)
    kinds = learners.learner(actor).kinds if some else frozenset()
    named: dict[int, tuple[Study, str, str]] = {}
    lessons: defaultdict[int, list[Step]] = defaultdict(list)
    seen: defaultdict[int, list[dt.datetime]] = defaultdict(list)
    for study, module, title, key, lesson, minutes, audience, types, progress in rows:
        named[study.id] = study, module, title
        is_for = paths.is_for(audience, actor.roles)
        is_asked = paths.is_asked(types, kinds)
        one = step(key, lesson, minutes, progress, is_for=is_for, is_asked=is_asked)
        lessons[study.id].append(one)
        if progress is not None:
            seen[study.id].append(progress.seen_at)
    at_the_quiz = [ident for ident, of in lessons.items() if resuming.place(of) is None]
    tries = attempts.tries_of(at_the_quiz)  # before that nobody can have tried it
    latest = resuming.latest(
        UnderWay(
            ident,
            tuple(lessons[ident]),
            resuming.last_at(study.began_at, seen[ident], tries.get(ident)),
            tries.get(ident),
        )
        for ident, (study, _, _) in named.items()
    )
    if latest is None:
        return None
    _, module, title = named[latest.study_id]
    return GoingOn(module, title, latest.steps)


def step(
    key: str,
    title: str,
    minutes: int,
    progress: LessonProgress | None,
    *,
    is_for: bool,
    is_asked: bool = True,
) -> Step:
    """A lesson with what somebody did in it."""
    if progress is None:
        return Step(key, title, minutes, is_for=is_for, is_asked=is_asked)
    return Step(
        key,
        title,
        minutes,
        is_done=progress.done_at is not None,
        is_for=is_for,
        seen_at=progress.seen_at,
        is_kept=bool(progress.answers or progress.ticks or progress.attested_at),
        is_asked=is_asked,
    )
