"""What applicants think of the decision: three questions after it was told, once each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.awards.models import DecisionSurvey
from app.awards.queries import survey as queries
from app.core.db import db
from app.core.errors import NotPossibleNow, Refused

if TYPE_CHECKING:
    from app.policy import Actor
    from app.rfa.models import Application

MOST, LONGEST = 5, 2000


def answer(
    of: Application, *, clear: int, fair: int, better: str, by: Actor, at: dt.datetime
) -> DecisionSurvey:
    """Keep what a person thought of a decision. The trail tells nobody who answered, or when.

    Raises `NotPossibleNow` before it was told and the second time, and `Refused` for what
    does not fit.
    """
    if of.told_at is None:
        raise NotPossibleNow("These questions come after the decision.")
    if queries.has_answered(of.id, by.signed_in_id):
        raise NotPossibleNow("You have answered already. Thank you.")
    for field, value in (("clear", clear), ("fair", fair)):
        if not 1 <= value <= MOST:
            raise Refused("Choose one of the five answers.", field=field)
    if len(better) > LONGEST:
        raise Refused(f"Shorten your answer to {LONGEST:,} characters or fewer.", field="better")
    given = DecisionSurvey(
        application_id=of.id,
        person_id=by.signed_in_id,
        clear=clear,
        fair=fair,
        better=better,
        answered_at=at,
    )
    db.session.add(given)
    db.session.flush()
    return given
