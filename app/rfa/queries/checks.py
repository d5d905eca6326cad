"""Who checked which version of an application, and who may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from app.core.db import db
from app.core.errors import Missing
from app.rfa.domain.checking import CheckState, Tick, state_of
from app.rfa.domain.deeds import RESTORED
from app.rfa.models import AnswerChange, Check, Submission


@dataclass(frozen=True, slots=True)
class Checked:
    """The checks of one application that were not taken back, and its newest version."""

    version: int
    ticks: tuple[Tick, ...]

    @property
    def state(self) -> CheckState:
        """How the newest version stands."""
        return state_of(max((one.version for one in self.ticks), default=0), self.version)


def checked(application_ids: Collection[int]) -> Mapping[int, Checked]:
    """How these applications are checked, those that were sent: one statement."""
    newest = (
        select(Submission.application_id, func.max(Submission.number).label("number"))
        .where(Submission.application_id.in_(application_ids))
        .group_by(Submission.application_id)
        .subquery()
    )
    standing = and_(Check.application_id == newest.c.application_id, Check.taken_back_at.is_(None))
    rows = db.session.execute(
        select(newest.c.application_id, newest.c.number, Check.version, Check.checked_by_id)
        .outerjoin(Check, standing)
        .order_by(newest.c.application_id, Check.version)
    )
    found: dict[int, Checked] = {}
    for key, number, version, person_id in rows:
        ticks = () if version is None else (Tick(version, person_id),)
        there = found.get(key, Checked(number, ()))
        found[key] = Checked(number, (*there.ticks, *ticks))
    return found


def checks_of(application_id: int) -> tuple[Check, ...]:
    """Every check of an application, the latest first, also those taken back."""
    return tuple(
        db.session.scalars(
            select(Check).where(Check.application_id == application_id).order_by(Check.id.desc())
        )
    )


def check(application_id: int, check_id: int) -> Check:
    """One of them; raises `Missing`."""
    found = db.session.scalar(
        select(Check).where(Check.id == check_id, Check.application_id == application_id)
    )
    if found is None:
        raise Missing(str(check_id))
    return found


def editors(application_id: int, until: dt.datetime) -> frozenset[int]:
    """Who edited an application on behalf of the practice until then."""
    return frozenset(
        db.session.scalars(
            select(AnswerChange.by_id)
            .where(
                AnswerChange.application_id == application_id,
                AnswerChange.by_staff,
                AnswerChange.note != RESTORED,
                AnswerChange.at <= until,
            )
            .distinct()
        )
    )
