"""Changing what holds for the awards of a round."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.audit import services as audit
from app.awards.domain.steps import adds_up
from app.awards.models import AwardPlan
from app.awards.queries import decisions, releases
from app.awards.queries.plans import plan, plan_of
from app.core.db import db
from app.core.errors import Conflict, Refused

if TYPE_CHECKING:
    from app.awards.queries.plans import Terms
    from app.policy import Actor
    from app.rfa.models import Round

CLASH = "Someone else changed these settings. Nothing was overwritten."
PROMISED = "Letters that were sent promise {} days. Give as many or more."


def set_terms(of: Round, terms: Terms, *, by: Actor, at: dt.datetime) -> AwardPlan:
    """Let `terms` hold for the awards of a round; their version is that of the page.

    Raises `Refused` when a round pays and its steps do not, or when days that letters promised
    would be taken away, and `Conflict` for an old page.
    """
    if of.pays and not adds_up(terms.steps):
        total = sum(step.percent for step in terms.steps)
        raise Refused(f"The steps pay {total} percent. Together they must pay 100.")
    releases.current(of.id, locked=True)
    row = plan(of.id, locked=True)
    if terms.version != (row.version if row else 0):
        raise Conflict(CLASH)
    _keep_promises(of, terms)
    wanted = _columns(terms)
    if row is None:
        row = AwardPlan(round_id=of.id, changed_at=at, changed_by_id=by.person_id, **wanted)
        db.session.add(row)
        before: dict[str, Any] = {}
        after = wanted
    else:
        before, after = audit.changes(row, wanted)
        if not after:
            return row
        for name, value in wanted.items():
            setattr(row, name, value)
        row.changed_at, row.changed_by_id = at, by.person_id
    audit.record(
        "changed the settings of awards",
        of,
        by=by,
        at=at,
        name=of.title,
        before=before,
        after=after,
    )
    return row


def _keep_promises(of: Round, terms: Terms) -> None:
    """Letters name the last days to accept and to appeal: once told, there may only be more."""
    there = plan_of(of)
    shorter = [
        (field, getattr(there, field))
        for field in ("accept_days", "appeal_days")
        if getattr(terms, field) < getattr(there, field)
    ]
    if shorter and decisions.is_any_told(of.id):
        field, days = shorter[0]
        raise Refused(PROMISED.format(days), field=field)


def _columns(terms: Terms) -> dict[str, Any]:
    return {
        "cohort_id": terms.cohort_id,
        "needs_check": terms.needs_check,
        "accept_days": terms.accept_days,
        "appeal_days": terms.appeal_days,
        "letterhead": "\n".join(terms.letterhead),
        "signer_name": terms.signer_name,
        "signer_title": terms.signer_title,
        "milestones": {"steps": [asdict(step) for step in terms.steps]},
    }
