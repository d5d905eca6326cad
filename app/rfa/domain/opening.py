"""What must be right before a round is opened: pure."""

from __future__ import annotations

import datetime as dt

from app.rfa.domain.dates import Dates, contradictions
from app.rfa.domain.document import FormDocument
from app.rfa.domain.fitting import FULL_POINTS


def obstacles(document: FormDocument, dates: Dates, at: dt.datetime) -> tuple[str, ...]:
    """Why a round cannot be opened yet, as sentences that say what to do; none when it can."""
    found = []
    if dates.closes_at <= at:
        found.append("The deadline has passed. Choose a later one in the settings.")
    found += [f"{words} Change the dates in the settings." for _, words in contradictions(dates)]
    if not any(document.questions()):
        found.append("The form has no question. Add one.")
    if document.signature is None:
        found.append("The form has no signature. Add a question of that kind at the end.")
    points = sum(criterion.points for criterion in document.criteria)
    if points != FULL_POINTS:
        found.append(f"The points of the rubric add up to {points}. They must make {FULL_POINTS}.")
    return tuple(found)
