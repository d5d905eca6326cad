"""The trail of who took lists of people out of the portal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.audit import services as audit

if TYPE_CHECKING:
    from app.events.models import Event
    from app.policy import Actor


def record_export(of: Event, *, file: str, count: int, by: Actor, at: dt.datetime) -> None:
    """Note who took which list of an event's people along, and how many people it names."""
    after = {"file": file, "people": count}
    audit.record("exported people of an event", of, by=by, at=at, name=of.title, after=after)
