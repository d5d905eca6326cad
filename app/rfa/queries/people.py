"""Reading what depends on who works on the applications of a practice."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application, Signature

STANDS = (ApplicationState.SUBMITTED, ApplicationState.SUBMITTED_WITH_CHANGES)


def hold(practice_id: int) -> None:
    """Lock the applications of a practice: one change of its people at a time."""
    db.session.execute(
        select(Application.id)
        .where(Application.practice_id == practice_id)
        .order_by(Application.id)
        .with_for_update()
    )


def signed_by(practice_id: int, person_id: int) -> tuple[int, ...]:
    """The applications that somebody's signature holds for and that can still be sent.

    What was sent stays signed by whoever could sign then.
    """
    return tuple(
        db.session.scalars(
            select(Application.id)
            .join(Signature, Signature.application_id == Application.id)
            .where(
                Application.practice_id == practice_id,
                Application.state.not_in(STANDS),
                Application.emptied_at.is_(None),
                Signature.person_id == person_id,
                Signature.voided_at.is_(None),
            )
            .order_by(Application.id)
        )
    )
