"""What applicants think of applying: three questions after sending, once for each person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.core.db import db
from app.core.errors import NotPossibleNow, Refused
from app.rfa.models import SurveyAnswer
from app.rfa.queries import survey as queries

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application

EASIEST, MOST_HOURS, LONGEST = 5, 1000, 2000


def check_open(of: Application) -> None:
    """Raise `NotPossibleNow` before the application was sent for the first time."""
    if of.submitted_at is None:
        raise NotPossibleNow("These questions come after you have sent the application.")


def answer(
    of: Application, *, ease: int, hours: int | None, better: str, by: Actor, at: dt.datetime
) -> SurveyAnswer:
    """Keep what a person thought of applying. The trail tells nobody who answered, or when.

    Raises `NotPossibleNow` before sending and the second time, and `Refused` for what
    does not fit.
    """
    check_open(of)
    if queries.has_answered(of.id, by.signed_in_id):
        raise NotPossibleNow("You have answered already. Thank you.")
    if not 1 <= ease <= EASIEST:
        raise Refused("Choose how easy it was.", field="ease")
    if hours is not None and not 0 <= hours <= MOST_HOURS:
        raise Refused(f"Enter the hours as a number from 0 to {MOST_HOURS:,}.", field="hours")
    if len(better) > LONGEST:
        raise Refused(f"Shorten your answer to {LONGEST:,} characters or fewer.", field="better")
    given = SurveyAnswer(
        application_id=of.id,
        person_id=by.signed_in_id,
        ease=ease,
        hours=hours,
        better=better,
        answered_at=at,
    )
    db.session.add(given)
    db.session.flush()
    return given
