"""What a round still keeps, what is due to go, and what was removed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.queries.places import staffed
from app.collaborative.queries import ever_enrolled
from app.core.db import db
from app.core.parts import parts
from app.policy import TEAM_ROLES
from app.rfa.domain import retention
from app.rfa.domain.retention import (
    ANSWERS,
    COMMENTS,
    FILES,
    Keeper,
    LogKind,
    Schedule,
    Standing,
)
from app.rfa.models import (
    AnswerChange,
    Application,
    Attachment,
    ChangeRequest,
    DraftComment,
    FaqEntry,
    Mark,
    MarkKind,
    Note,
    Registration,
    RetentionHold,
    RetentionLog,
    RetentionSchedule,
    Round,
    SectionDraft,
    Submission,
    SurveyAnswer,
    Task,
)
from app.rfa.queries.rounds import latest_end

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.core.model import Model

PARTS = "retention"


@dataclass(frozen=True)
class Overview:
    """The applications of a round as its schedule sees them, those already emptied aside.

    `schedule` is the row of the settings, None for the defaults. `started_at` is None while the
    clock of the round stands. `awarded` are kept with their practice.
    """

    round: Round
    row: RetentionSchedule | None
    started_at: dt.datetime | None
    applications: Mapping[int, Application]
    standings: tuple[Standing, ...]
    awarded: frozenset[int]
    at: dt.datetime

    @property
    def schedule(self) -> Schedule:
        """How long things are kept."""
        row = self.row
        return Schedule(row.unawarded_months, row.draft_months) if row else Schedule()

    @cached_property
    def due(self) -> tuple[Standing, ...]:
        """What may go now."""
        return tuple(one for one in self.standings if one.is_due(self.at))

    @cached_property
    def held(self) -> tuple[Standing, ...]:
        """What would go now, if nothing held it."""
        return tuple(one for one in self.standings if one.holds and one.is_over(self.at))

    @cached_property
    def later(self) -> tuple[Standing, ...]:
        """What is not due yet."""
        return tuple(one for one in self.standings if not one.is_over(self.at))

    @property
    def around_until(self) -> dt.date | None:
        """The last day for what stands around applications; None while the clock stands."""
        if self.started_at is None:
            return None
        return retention.last_day(self.started_at, self.schedule.draft_months)

    @property
    def around_is_over(self) -> bool:
        """Whether that day is over."""
        day = self.around_until
        return day is not None and retention.is_due(day, self.at)


def keepers() -> tuple[Keeper, ...]:
    """What every feature holds about applications."""
    return parts(PARTS)


def schedule_of(round_id: int) -> RetentionSchedule | None:
    """The settings of a round, if somebody set them."""
    return db.session.scalar(
        select(RetentionSchedule).where(RetentionSchedule.round_id == round_id)
    )


def overview(of: Round, at: dt.datetime, *, only: Collection[int] | None = None) -> Overview:
    """What a round keeps, as it is at `at`: a constant number of statements.

    `only`: some of its applications, and the same words about them.
    """
    wanted = (
        select(Application)
        .where(Application.round_id == of.id, Application.emptied_at.is_(None))
        .options(joinedload(Application.practice))
        .order_by(Application.id)
    )
    if only is not None:
        wanted = wanted.where(Application.id.in_(only))
    found = {one.id: one for one in db.session.scalars(wanted)}
    row = schedule_of(of.id)
    schedule = Schedule(row.unawarded_months, row.draft_months) if row else Schedule()
    told = db.session.scalar(
        select(func.max(Application.told_at)).where(Application.round_id == of.id)
    )
    start = retention.started_at([told], archived_at=of.archived_at, ends_at=latest_end(of))
    awarded = frozenset[int]().union(*(keeper.stays(found) for keeper in keepers()))
    holds = _holds(found, at)
    return Overview(
        round=of,
        row=row,
        started_at=start,
        applications=found,
        standings=tuple(
            _standing(one, schedule, start, holds.get(key, ()))
            for key, one in found.items()
            if key not in awarded
        ),
        awarded=awarded,
        at=at,
    )


def _standing(
    of: Application, schedule: Schedule, start: dt.datetime | None, holds: tuple[str, ...]
) -> Standing:
    kind = LogKind.DRAFT if of.submitted_at is None else LogKind.UNAWARDED
    until = None if start is None else retention.last_day(start, schedule.months(kind))
    return Standing(of.id, kind, until, holds)


def _holds(ids: Collection[int], at: dt.datetime) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for keeper in keepers():
        for key, words in keeper.holds(ids, at).items():
            found[key] = (*found.get(key, ()), *words)
    return found


def sizes(ids: Collection[int]) -> dict[int, Counter[str]]:
    """How much these applications hold, of everything that a removal takes, by what it is."""
    found: dict[int, Counter[str]] = {one: Counter() for one in ids}
    for keeper in keepers():
        for key, counted in keeper.sizes(ids).items():
            found[key].update(counted)
    return found


def still_taking_part(
    practice_ids: Collection[int], *, but: Collection[int] = ()
) -> frozenset[int]:
    """The practices whose name stays: they have a team, a cohort, or another application.

    `but` are applications whose content goes.
    """
    others = db.session.scalars(
        select(Application.practice_id).where(
            Application.practice_id.in_(practice_ids),
            Application.emptied_at.is_(None),
            Application.id.not_in(but),
        )
    )
    return frozenset(others) | ever_enrolled(practice_ids) | staffed(practice_ids, roles=TEAM_ROLES)


# ------------------------------------------------------------------ what applications hold


def own_holds(ids: Collection[int], _at: dt.datetime) -> dict[int, tuple[str, ...]]:
    """What staff noted about applications that keeps them: a word to keep, open flags and tasks."""
    kept = select(RetentionHold.application_id, RetentionHold.reason).where(
        RetentionHold.application_id.in_(ids), RetentionHold.ended_at.is_(None)
    )
    flags = select(Mark.application_id, Mark.label).where(
        Mark.application_id.in_(ids), Mark.kind == MarkKind.FLAG, Mark.removed_at.is_(None)
    )
    tasks = select(Task.application_id, Task.title).where(
        Task.application_id.in_(ids), Task.done_at.is_(None)
    )
    found: dict[int, tuple[str, ...]] = {}
    for words, statement in (
        ("Kept by staff: {}", kept),
        ("An open flag: {}", flags),
        ("An open task: {}", tasks),
    ):
        for key, said in db.session.execute(statement):
            found[key] = (*found.get(key, ()), words.format(said))
    return found


def own_sizes(ids: Collection[int]) -> dict[int, Counter[str]]:
    """What stands in applications and beside them, counted."""
    found: dict[int, Counter[str]] = {one: Counter() for one in ids}
    drafts = select(SectionDraft.application_id, SectionDraft.answers).where(
        SectionDraft.application_id.in_(ids)
    )
    for key, answers in db.session.execute(drafts):
        found[key][ANSWERS] += sum(1 for said in answers.values() if said)
    for label, model in _COUNTED.items():
        rows = db.session.execute(
            select(model.application_id, func.count())
            .where(model.application_id.in_(ids))
            .group_by(model.application_id)
        )
        for key, count in rows:
            found[key][label] += count
    return found


_COUNTED: Mapping[str, Any] = {
    FILES: Attachment,
    COMMENTS: DraftComment,
    "earlier wordings": AnswerChange,
    "versions sent": Submission,
    "requests for changes": ChangeRequest,
    "tags and flags": Mark,
    "notes of staff": Note,
    "tasks of staff": Task,
    "survey answers": SurveyAnswer,
}


def ids_of(model: type[Model], *where: ColumnElement[bool]) -> tuple[int, ...]:
    """The ids of the rows of a table that fit."""
    return tuple(db.session.scalars(select(model.id).where(*where).order_by(model.id)))


def stored_files(application_id: int) -> tuple[str, ...]:
    """The keys of every file that the storage keeps for an application."""
    return tuple(
        db.session.scalars(
            select(Attachment.storage_key)
            .where(Attachment.application_id == application_id)
            .order_by(Attachment.id)
        )
    )


def count_around(round_id: int) -> int:
    """How many people registered for a round, or asked about it, and are still named there."""
    registered = select(func.count()).where(
        Registration.round_id == round_id, Registration.email != ""
    )
    asked = select(func.count()).where(
        FaqEntry.round_id == round_id, or_(FaqEntry.email != "", FaqEntry.asked_by != "")
    )
    return (db.session.scalar(registered) or 0) + (db.session.scalar(asked) or 0)


# ------------------------------------------------------------------ holds and the log


def hold_of(application_id: int) -> RetentionHold | None:
    """Why staff keep an application, if they do."""
    return db.session.scalar(
        select(RetentionHold).where(
            RetentionHold.application_id == application_id, RetentionHold.ended_at.is_(None)
        )
    )


def held_ids(round_id: int) -> frozenset[int]:
    """The applications of a round that staff keep."""
    return frozenset(
        db.session.scalars(
            select(RetentionHold.application_id)
            .join(Application, Application.id == RetentionHold.application_id)
            .where(Application.round_id == round_id, RetentionHold.ended_at.is_(None))
        )
    )


@dataclass(frozen=True, slots=True)
class Logged:
    """One removal, and the application's reference; "" for what was never sent."""

    entry: RetentionLog
    reference: str


def log(round_id: int) -> tuple[Logged, ...]:
    """What was removed in a round, the latest first."""
    rows = db.session.execute(
        select(RetentionLog, Application.reference)
        .outerjoin(Application, Application.id == RetentionLog.application_id)
        .where(RetentionLog.round_id == round_id)
        .order_by(RetentionLog.id.desc())
    )
    return tuple(Logged(entry, reference or "") for entry, reference in rows)


def entry_of(application_id: int) -> RetentionLog:
    """The line of the log about an application that was emptied."""
    return db.session.scalars(
        select(RetentionLog).where(RetentionLog.application_id == application_id)
    ).one()


def with_files_left(limit: int) -> tuple[RetentionLog, ...]:
    """Removals whose files the storage still keeps, the first ones first."""
    return tuple(
        db.session.scalars(
            select(RetentionLog)
            .where(RetentionLog.files_left.is_not(None))
            .order_by(RetentionLog.id)
            .limit(limit)
        )
    )
