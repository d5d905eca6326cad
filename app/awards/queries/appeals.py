"""Reading appeals and who may still make one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.awards.domain.appeals import can_be_appealed, last_day
from app.awards.models import Appeal, AwardReply, Decision
from app.awards.queries.plans import plan_of
from app.core.clock import central
from app.core.days import end_of_day
from app.core.db import db
from app.core.errors import Missing

if TYPE_CHECKING:
    from app.rfa.models import Round


def appeal_of(decision_id: int, *, locked: bool = False) -> Appeal | None:
    """The appeal of a decision, if there is one."""
    statement = select(Appeal).where(Appeal.decision_id == decision_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def of_application(application_id: int) -> tuple[Decision, Appeal]:
    """The decision about an application and its appeal; raises `Missing` without one."""
    row = db.session.execute(
        select(Decision, Appeal)
        .join(Appeal, Appeal.decision_id == Decision.id)
        .where(Decision.application_id == application_id)
    ).one_or_none()
    if row is None:
        raise Missing(str(application_id))
    return row.Decision, row.Appeal


def of_decisions(decision_ids: Collection[int]) -> tuple[Appeal, ...]:
    """The appeals of these decisions, those that wait first: one statement."""
    return tuple(
        db.session.scalars(
            select(Appeal)
            .where(Appeal.decision_id.in_(decision_ids))
            .order_by(Appeal.decided_at.is_not(None), Appeal.filed_at, Appeal.id)
        )
    )


def count_waiting(decision_ids: Collection[int]) -> int:
    """How many appeals of these decisions wait for an answer."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Appeal)
            .where(Appeal.decision_id.in_(decision_ids), Appeal.outcome.is_(None))
        )
        or 0
    )


def appeal_until(of: Round, decision: Decision) -> dt.date | None:
    """The last day on which a told decision can be appealed; None when it cannot, or no more."""
    if decision.released_at is None or not can_be_appealed(
        decision.outcome,
        is_answered=_is_answered(decision.id),
        is_promoted=decision.promoted_at is not None,
    ):
        return None
    return last_day(central(decision.released_at).date(), plan_of(of).appeal_days)


def _is_answered(decision_id: int) -> bool:
    statement = select(AwardReply.id).where(AwardReply.decision_id == decision_id)
    return db.session.scalar(statement) is not None


def is_open(until: dt.date | None, at: dt.datetime) -> bool:
    """Whether an appeal made at `at` is in time: the last day counts."""
    return until is not None and at < end_of_day(until)
