"""The trail of who looked at the scores of a round, and who took them out of the portal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import queries as audit_queries
from app.audit import services as audit

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Round

LOOKED = "looked at the scores"


def is_noted(of: Round, *, by: Actor, at: dt.datetime) -> bool:
    """Whether this person's look at the scores of a round is in the trail of this hour already."""
    return audit_queries.was_noted_this_hour(LOOKED, of, by=by, at=at)


def note_look(of: Round, *, by: Actor, at: dt.datetime) -> None:
    """Note that somebody looked at the scores of a round: once for each hour."""
    if not is_noted(of, by=by, at=at):
        audit.record(LOOKED, of, by=by, at=at, name=of.title)


def record_export(of: Round, *, file: str, count: int, by: Actor, at: dt.datetime) -> None:
    """Note who took the board or the fairness of a round out of the portal, and as what."""
    after = {"file": file, "applications": count}
    audit.record("exported scores", of, by=by, at=at, name=of.title, after=after)
