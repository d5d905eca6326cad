"""The trail of who looked at scores, and who took them out of the portal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import queries as audit_queries
from app.audit import services as audit
from app.rfa.queries import applications
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application, Round

LOOKED = "looked at the scores"


def is_noted(of: Application, *, by: Actor, at: dt.datetime) -> bool:
    """Whether this person's look at these scores is in the trail of this hour already."""
    return audit_queries.was_noted_this_hour(LOOKED, of, by=by, at=at)


def note_look(application_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Note that staff looked at the scores of an application: once for each hour."""
    of = applications.application(application_id, locked=True)
    if not is_noted(of, by=by, at=at):
        note(LOOKED, of, by=by, at=at)


def record_export(of: Round, *, file: str, count: int, by: Actor, at: dt.datetime) -> None:
    """Note who took the reviews of a round out of the portal, and as what."""
    after = {"file": file, "reviews": count}
    audit.record("exported reviews", of, by=by, at=at, name=of.title, after=after)


def record_pack(of: Round, *, count: int, by: Actor, at: dt.datetime) -> None:
    """Note that a reviewer took the assigned applications along on paper."""
    after = {"applications": count}
    audit.record("took a review pack", of, by=by, at=at, name=of.title, after=after)
