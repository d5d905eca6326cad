"""Reminders about learning: who got which, and who wants none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import db
from app.curriculum.models import Module, ModuleVersion, Nudge, NudgeStop


@dataclass(frozen=True, slots=True)
class Got:
    """A reminder that somebody got: of which module, when, and from whom."""

    row: Nudge
    title: str


@dataclass(frozen=True, slots=True)
class Known:
    """When people were last reminded, and who wants no reminders."""

    last: Mapping[int, dt.datetime]
    stopped: frozenset[int]


def known(person_ids: Collection[int]) -> Known:
    """What is known about reminders to these people. Two statements."""
    return Known(last_ones(person_ids), stopped(person_ids))


def last_ones(person_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When each of these people was last reminded of anything. One statement."""
    rows = db.session.execute(
        select(Nudge.person_id, func.max(Nudge.sent_at))
        .where(Nudge.person_id.in_(person_ids))
        .group_by(Nudge.person_id)
    )
    return {person_id: at for person_id, at in rows}


def stopped(person_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who want no reminders. One statement."""
    return frozenset(
        db.session.scalars(select(NudgeStop.person_id).where(NudgeStop.person_id.in_(person_ids)))
    )


def stop_of(person_id: int) -> NudgeStop | None:
    """The wish of somebody for no reminders."""
    return db.session.scalar(select(NudgeStop).where(NudgeStop.person_id == person_id))


def of_person(person_id: int) -> list[Got]:
    """The reminders that somebody got, the newest first. One statement."""
    title = (
        select(ModuleVersion.title)
        .where(ModuleVersion.module_id == Module.id, ModuleVersion.approved_at.is_not(None))
        .order_by(ModuleVersion.number.desc())
        .limit(1)
        .correlate(Module)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Nudge, title)
        .join(Module, Module.id == Nudge.module_id)
        .where(Nudge.person_id == person_id)
        .order_by(Nudge.id.desc())
        .limit(50)
    )
    return [Got(row, words or "") for row, words in rows]
