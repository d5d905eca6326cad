"""Where cohorts hold free text."""

from __future__ import annotations

from app.collaborative.models import CohortDate, Enrolment
from app.core.free_text import FreeText

PLACES = (
    FreeText(
        table=Enrolment,
        title="Leaving a cohort",
        parts={"left_reason": "Reason"},
        practice=Enrolment.practice_id,
        page="collaborative.cohorts",
    ),
    FreeText(
        table=CohortDate,
        title="Calendar of a cohort",
        parts={"title": "Title", "place": "Place"},
        page="collaborative.cohorts",
    ),
)
