"""Telling applicants: from then on they know that something was decided."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.core.errors import NotPossibleNow
from app.rfa.domain.states import SENT
from app.rfa.services.trail import note

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application

TOLD = "You were told what was decided about this application. Nothing in it changes any more."


def tell(of: Application, *, by: Actor, at: dt.datetime) -> None:
    """Note that the applicant of a locked application is told at `at`; told twice is told once.

    What was withdrawn, or never sent, has nothing to be told about.
    """
    if of.state not in SENT:
        raise NotPossibleNow("Only what was sent is told about.")
    if of.told_at is not None:
        return
    of.told_at = at
    note("told the applicant", of, by=by, at=at)


def refuse_told(of: Application) -> None:
    """Raise `NotPossibleNow` when the applicant was told: then nothing changes any more."""
    if of.told_at is not None:
        raise NotPossibleNow(TOLD)
