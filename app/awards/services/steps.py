"""Milestones that were met, and steps that staff tick. Callers authorise, then commit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.awards.domain.beginning import STEP_WORDS
from app.awards.models import StepTick
from app.awards.queries import beginnings
from app.core.clock import central, instant_in_mississippi
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.awards.models import Milestone
    from app.awards.queries.beginnings import Award
    from app.policy import Actor

NOON = dt.time(12)


def meet(
    of: Award, milestone: Milestone, *, on: dt.date, words: str, by: Actor, at: dt.datetime
) -> None:
    """Note that a milestone was met on a day, in any order.

    Raises `NotPossibleNow` when it was met already and `Refused` for a day to come.
    """
    if milestone.met_at is not None:
        raise NotPossibleNow("This milestone was met already.")
    if on > central(at).date():
        raise Refused("Choose today or an earlier day.", field="on")
    milestone.met_at = min(at, instant_in_mississippi(dt.datetime.combine(on, NOON)))
    milestone.met_by_id, milestone.note = by.person_id, words
    db.session.flush()
    after = {"milestone": milestone.title, "on": on, "amount": milestone.amount}
    note("noted a milestone as met", of.application, by=by, at=at, after=after, reason=words)


def reopen(of: Award, milestone: Milestone, *, by: Actor, at: dt.datetime) -> None:
    """Take back that a milestone was met. Raises `NotPossibleNow` when it was not."""
    if milestone.met_at is None:
        raise NotPossibleNow("This milestone was not met.")
    before = {"milestone": milestone.title, "on": milestone.met_at, "note": milestone.note}
    milestone.met_at, milestone.met_by_id, milestone.note = None, None, ""
    db.session.flush()
    note("took a milestone back", of.application, by=by, at=at, before=before)


def tick(of: Award, step: str, *, done: bool, by: Actor, at: dt.datetime) -> None:
    """Tick a step, or take the tick away; what is so already stays so."""
    there = beginnings.ticks_of([of.decision.id]).get((of.decision.id, step))
    if done == (there is not None):
        return
    words = STEP_WORDS[step]
    if there is not None:
        db.session.delete(there)
        note("took a tick away", of.application, by=by, at=at, before={"step": words})
    else:
        db.session.add(
            StepTick(
                decision_id=of.decision.id, step=step, ticked_at=at, ticked_by_id=by.signed_in_id
            )
        )
        note("ticked a step", of.application, by=by, at=at, after={"step": words})
    db.session.flush()
