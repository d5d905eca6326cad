"""Signs of life of those who have a section open."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import insert

from app.core.db import db
from app.rfa.models import Presence

if TYPE_CHECKING:
    from app.policy import Actor


def note_presence(application_id: int, section: str, *, by: Actor, at: dt.datetime) -> None:
    """Note that `by` has a section open at `at`; both databases know this one statement."""
    db.session.execute(
        insert(Presence)
        .values(application_id=application_id, section=section, person_id=by.person_id, seen_at=at)
        .on_conflict_do_update(
            index_elements=[Presence.application_id, Presence.section, Presence.person_id],
            set_={"seen_at": at},
        )
    )
