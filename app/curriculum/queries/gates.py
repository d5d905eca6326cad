"""What somebody did that opens modules for them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import exists, select

from app.charter import queries as charters
from app.core.db import db
from app.curriculum.domain import prerequisites, status
from app.curriculum.domain.content import Prerequisite
from app.curriculum.domain.kinds import Fact, Gate
from app.curriculum.domain.prerequisites import Record
from app.curriculum.models import Module, ModuleVersion, Study
from app.curriculum.queries import attempts, modules
from app.curriculum.queries.learners import Learner
from app.events.queries import attendance
from app.improvement import queries as improvement
from app.measures import queries as measures

_FACTS = {
    Fact.CHARTER_CONFIRMED: charters.is_confirmed,
    Fact.NUMBERS_SENT: measures.has_sent,
    Fact.CYCLE_STUDIED: improvement.has_finished,
}


def record(
    who: Learner,
    asked: Collection[Prerequisite],
    *,
    completed: Collection[str],
    offered: Collection[str],
    without_quiz: Collection[str],
) -> Record:
    """What somebody did, as far as `asked` asks: one statement for each kind of thing."""
    quizzes = {one.of for one in asked if one.gate is Gate.QUIZ}
    events = {one.of for one in asked if one.gate is Gate.EVENT}
    facts = {Fact(one.of) for one in asked if one.gate is Gate.FACT} if who.teams else set()
    scores = attempts.reached(who.person_id, quizzes)
    return Record(
        completed=frozenset(completed),
        quizzes=scores.best,
        passed=scores.passed,
        attended=attendance.behind_them(who.person_id, events) if events else frozenset(),
        facts=frozenset(fact for fact in facts if _FACTS[fact](who.practice_ids)),
        offered=frozenset(offered),
        without_quiz=frozenset(without_quiz),
        has_team=bool(who.teams),
    )


def missing(
    who: Learner, asked: Collection[Prerequisite], now: dt.datetime
) -> tuple[Prerequisite, ...]:
    """What still keeps a module closed for somebody; no statement when it asks for nothing."""
    if not asked:
        return ()
    known = _modules(who, _module_keys(asked), now)
    return prerequisites.missing(
        asked,
        record(
            who,
            asked,
            completed={one.key for one in known if one.is_completed},
            offered={one.key for one in known},
            without_quiz={one.key for one in known if one.has_no_quiz},
        ),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A module that can be learned, whether somebody completed it, and whether no quiz is left."""

    key: str
    is_completed: bool
    has_no_quiz: bool


def _modules(who: Learner, keys: Collection[str], now: dt.datetime) -> list[_Known]:
    if not keys:
        return []
    completed = exists().where(
        Study.module_id == Module.id,
        Study.person_id == who.person_id,
        Study.completed_at.is_not(None),
    )
    versions: defaultdict[tuple[str, bool], list[ModuleVersion]] = defaultdict(list)
    for key, is_completed, version in db.session.execute(
        select(Module.key, completed, ModuleVersion)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .where(
            Module.key.in_(keys),
            Module.archived_at.is_(None),
            ModuleVersion.approved_at.is_not(None),
            ModuleVersion.archived_at.is_(None),
        )
    ):
        versions[key, is_completed].append(version)
    return [
        _Known(key, is_completed, has_no_quiz(of, now, who.cohort_began))
        for (key, is_completed), of in versions.items()
    ]


def has_no_quiz(
    versions: Iterable[ModuleVersion], now: dt.datetime, cohort_began: dt.datetime | None
) -> bool:
    """Whether the version of a module that is served has no quiz."""
    by_number = {row.number: row for row in versions}
    served = status.served(map(modules.steps, by_number.values()), now, cohort_began)
    return served is not None and by_number[served.number].quiz is None


def titles(asked: Iterable[Prerequisite]) -> dict[tuple[Gate, str], str]:
    """What the modules and events are called that a module asks for, also those not out yet."""
    asked = tuple(asked)
    keys = _module_keys(asked)
    rows = (
        db.session.execute(
            select(Module.key, ModuleVersion.title)
            .join(ModuleVersion, ModuleVersion.module_id == Module.id)
            .where(Module.key.in_(keys))
            .order_by(ModuleVersion.approved_at.is_not(None), ModuleVersion.number)
        )
        if keys
        else ()
    )
    named = {key: title for key, title in rows}
    events = {one.of for one in asked if one.gate is Gate.EVENT}
    called = attendance.titles(events) if events else {}
    return {
        (one.gate, one.of): (called if one.gate is Gate.EVENT else named).get(one.of, "")
        for one in asked
    }


def _module_keys(asked: Iterable[Prerequisite]) -> frozenset[str]:
    return frozenset(one.of for one in asked if one.gate in {Gate.MODULE, Gate.QUIZ})
