"""Who checked which version of an application, and who may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Missing
from app.rfa.domain.checking import Tick
from app.rfa.domain.deeds import RESTORED
from app.rfa.models import AnswerChange, Check
from app.rfa.queries import sent


@dataclass(frozen=True, slots=True)
class Checked:
    """The checks of one application that were not taken back, and its newest version."""

    version: int
    ticks: tuple[Tick, ...]


def checked(application_ids: Collection[int]) -> Mapping[int, Checked]:
    """How these applications are checked, those that were sent: two statements."""
    rows = db.session.execute(
        select(Check.application_id, Check.version, Check.checked_by_id)
        .where(Check.application_id.in_(application_ids), Check.taken_back_at.is_(None))
        .order_by(Check.version)
    )
    ticks: dict[int, tuple[Tick, ...]] = {}
    for key, version, person_id in rows:
        ticks[key] = (*ticks.get(key, ()), Tick(version, person_id))
    return {
        key: Checked(last.number, ticks.get(key, ()))
        for key, last in sent.latest_versions(application_ids).items()
    }


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
