"""The applications that were taken back after they were sent."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application


def withdrawn_in(round_id: int) -> tuple[Application, ...]:
    """The applications of a round that were sent and are withdrawn now."""
    return tuple(
        db.session.scalars(
            select(Application)
            .where(
                Application.round_id == round_id,
                Application.state == ApplicationState.WITHDRAWN,
                Application.reference.is_not(None),
            )
            .order_by(Application.reference)
        )
    )
