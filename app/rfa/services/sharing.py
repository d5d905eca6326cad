"""Sharing the work: the people and dates of all sections at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.rfa.queries import teamwork as queries
from app.rfa.services.teamwork import assign

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.queries.applications import Opened

Share = tuple[int | None, dt.date | None]
"""Who takes care of a section, and by when."""


def share_work(of: Opened, wanted: Mapping[str, Share], *, by: Actor, at: dt.datetime) -> int:
    """Assign every section whose person or date differs from now; say how many did.

    Raises `Refused` for somebody who is not in the application's team.
    """
    given = queries.assignments(of.id)
    changed = 0
    for section in of.sections:
        now = given.get(section.key)
        before: Share = (now.person_id, now.due_on) if now else (None, None)
        person_id, due_on = wanted.get(section.key, before)
        if (person_id, due_on) == before:
            continue
        assign(of, section, person_id=person_id, due_on=due_on, by=by, at=at)
        changed += 1
    return changed
