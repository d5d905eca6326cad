"""Which drafts are due soon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.rfa.domain.deadlines import Window, extended
from app.rfa.domain.states import ApplicationState
from app.rfa.models import Application, Extension, Round


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft with the window that holds for it."""

    application: Application
    window: Window


def open_drafts(at: dt.datetime) -> tuple[OpenDraft, ...]:
    """Every draft that can still be sent at `at`: two statements."""
    drafts = db.session.scalars(
        select(Application)
        .join(Round, Round.id == Application.round_id)
        .where(
            Application.state == ApplicationState.DRAFT,
            Round.published_at.is_not(None),
            Round.archived_at.is_(None),
        )
        .options(joinedload(Application.round), joinedload(Application.practice))
        .order_by(Application.id)
    ).all()
    given = db.session.scalars(
        select(Extension).where(
            Extension.round_id.in_({draft.round_id for draft in drafts}),
            Extension.ended_at.is_(None),
        )
    ).all()
    found = (
        OpenDraft(
            draft,
            extended(
                draft.round.window,
                [
                    one.closes_at
                    for one in given
                    if one.round_id == draft.round_id and one.application_id in {None, draft.id}
                ],
            ),
        )
        for draft in drafts
    )
    return tuple(one for one in found if one.window.is_open(at))
