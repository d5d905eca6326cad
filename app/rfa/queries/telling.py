"""What applicants may know of how far their application is, and who is told about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.queries.names import holder_at
from app.core.db import db
from app.policy import Role
from app.rfa.domain.states import SENT, ApplicationState
from app.rfa.models import Application, ChangeRequest, Round
from app.rfa.queries.rounds import windows_of

SENT_AS_IT_IS = frozenset({ApplicationState.SUBMITTED, ApplicationState.SUBMITTED_WITH_CHANGES})


@dataclass(frozen=True, slots=True)
class Addressee:
    """An application as a letter about it names it; `lead` is "" when nobody leads it."""

    application_id: int
    practice_id: int
    practice: str
    practice_key: str
    kind: str
    county: str
    reference: str
    lead: str
    is_sent: bool


def in_review(found: Iterable[Application], at: dt.datetime) -> frozenset[int]:
    """Which of these applications, with their rounds, are being reviewed as applicants see it.

    That is from the end of the round on; after changes that staff asked for, from the end of
    the time for those. What was decided meanwhile makes no difference.
    """
    sent = [one for one in found if one.state in SENT_AS_IT_IS]
    windows = windows_of({one.round for one in sent}) if sent else {}
    over = [
        one for one in sent if at > windows[one.round_id].closes_at + windows[one.round_id].grace
    ]
    changed = [one.id for one in over if one.state is ApplicationState.SUBMITTED_WITH_CHANGES]
    return frozenset(one.id for one in over) - _may_still_change(changed, at)


def _may_still_change(application_ids: Collection[int], at: dt.datetime) -> frozenset[int]:
    if not application_ids:
        return frozenset()
    return frozenset(
        db.session.scalars(
            select(ChangeRequest.application_id).where(
                ChangeRequest.application_id.in_(application_ids),
                ChangeRequest.cancelled_at.is_(None),
                ChangeRequest.due_at >= at,
            )
        )
    )


def addressees(application_ids: Collection[int]) -> dict[int, Addressee]:
    """These applications as letters name them: one statement."""
    rows = db.session.execute(
        select(Application, holder_at(Application.practice_id, Role.APPLICATION_LEAD))
        .where(Application.id.in_(application_ids))
        .options(joinedload(Application.practice))
    )
    return {
        of.id: Addressee(
            application_id=of.id,
            practice_id=of.practice_id,
            practice=of.practice.name,
            practice_key=of.practice.key,
            kind=of.practice.kind.label,
            county=of.practice.county,
            reference=of.reference or "",
            lead="" if of.emptied_at else lead or "",
            is_sent=of.state in SENT,
        )
        for of, lead in rows
    }


def round_by_id(round_id: int) -> Round:
    """The round with that number."""
    return db.session.get_one(Round, round_id)


def locked(application_ids: Collection[int]) -> tuple[Application, ...]:
    """These applications with round and practice, fresh, and held until the transaction ends."""
    return tuple(
        db.session.scalars(
            select(Application)
            .where(Application.id.in_(application_ids))
            .options(joinedload(Application.round), joinedload(Application.practice))
            .order_by(Application.id)
            .with_for_update(of=Application)
            .execution_options(populate_existing=True)
        )
    )


def ids_in(round_id: int) -> tuple[int, ...]:
    """The applications of a round in whatever state."""
    return tuple(db.session.scalars(select(Application.id).where(Application.round_id == round_id)))
