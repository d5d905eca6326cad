"""Reading the questions that were asked about a round, and what staff answered."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, func, select

from app.core.db import db
from app.core.errors import Missing
from app.rfa.models import FaqEntry, Round


def answered(round_id: int) -> tuple[FaqEntry, ...]:
    """The questions with an answer, which anyone may read, the oldest first."""
    return tuple(
        db.session.scalars(
            _there(round_id)
            .where(FaqEntry.answered_at.is_not(None))
            .order_by(FaqEntry.asked_at, FaqEntry.id)
        )
    )


def waiting(round_id: int) -> tuple[FaqEntry, ...]:
    """The questions that wait for an answer, the oldest first; only staff sees them."""
    return tuple(
        db.session.scalars(
            _there(round_id)
            .where(FaqEntry.answered_at.is_(None))
            .order_by(FaqEntry.asked_at, FaqEntry.id)
        )
    )


def count_waiting() -> dict[int, int]:
    """How many questions wait for an answer, by round: one statement."""
    found = db.session.execute(
        select(FaqEntry.round_id, func.count())
        .where(FaqEntry.answered_at.is_(None), FaqEntry.removed_at.is_(None))
        .group_by(FaqEntry.round_id)
    )
    return {round_id: count for round_id, count in found}


def entry(round_id: int, entry_id: int, *, locked: bool = False) -> FaqEntry:
    """One question of a round that was not removed; raises `Missing`.

    `locked`: fresh, and held until the transaction ends.
    """
    statement = _there(round_id).where(FaqEntry.id == entry_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise Missing(str(entry_id))
    return found


def same_waiting(round_id: int, question: str, email: str) -> FaqEntry | None:
    """The same question by the same person that waits already."""
    return db.session.scalars(
        _there(round_id)
        .where(
            FaqEntry.answered_at.is_(None), FaqEntry.question == question, FaqEntry.email == email
        )
        .limit(1)
    ).first()


def takes_questions(of: Round, at: dt.datetime) -> bool:
    """Whether questions about a round can be asked at `at`."""
    if of.published_at is None or of.archived_at is not None:
        return False
    return of.questions_until is None or at <= of.questions_until


def _there(round_id: int) -> Select[FaqEntry]:
    return select(FaqEntry).where(FaqEntry.round_id == round_id, FaqEntry.removed_at.is_(None))
