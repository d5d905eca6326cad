"""Where run charts hold free text."""

from __future__ import annotations

from app.charts.models import Annotation, ChartDecision
from app.core.free_text import FreeText
from app.policy import Role

PLACES = (
    FreeText(
        table=Annotation,
        title="Note on a run chart",
        parts={"text": "Note"},
        at=Annotation.made_at,
        by=Annotation.made_by_id,
        practice=Annotation.practice_id,
        page="charts.overview",
        told=(Role.LEAD,),
    ),
    FreeText(
        table=ChartDecision,
        title="Decision about a run chart",
        parts={"reason": "Reason", "answers": "Answers", "undo_reason": "Why it was undone"},
        at=ChartDecision.made_at,
        by=ChartDecision.made_by_id,
        practice=ChartDecision.practice_id,
        page="charts.overview",
        told=(Role.LEAD,),
    ),
)
