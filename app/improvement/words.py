"""Where PDSA cycles hold free text."""

from __future__ import annotations

from app.core.free_text import FreeText
from app.improvement.models import Cycle, Prediction, Ramp
from app.policy import Role

PLACES = (
    FreeText(
        table=Cycle,
        title="PDSA cycle",
        parts={
            "title": "Title",
            "objective": "Objective",
            "what": "What we test",
            "who": "Who",
            "location": "Where",
            "scale": "Scale",
            "collection": "What we collect",
            "observations": "What we saw",
            "collected": "What we collected",
            "learned": "What we learned",
            "next_steps": "Next steps",
            "stop_reason": "Why it was stopped",
        },
        at=Cycle.changed_at,
        by=Cycle.changed_by_id,
        practice=Cycle.practice_id,
        page="improvement.cycle",
        arguments={"cycle_id": Cycle.id},
        told=(Role.LEAD,),
    ),
    FreeText(
        table=Prediction,
        title="Prediction of a PDSA cycle",
        parts={"question": "Question", "predicted": "Prediction", "result": "Result"},
        at=Cycle.changed_at,
        by=Cycle.changed_by_id,
        practice=Cycle.practice_id,
        joins=((Cycle, Cycle.id == Prediction.cycle_id),),
        page="improvement.cycle",
        arguments={"cycle_id": Cycle.id},
        told=(Role.LEAD,),
    ),
    FreeText(
        table=Ramp,
        title="Ramp of PDSA cycles",
        parts={"title": "Title"},
        at=Ramp.created_at,
        by=Ramp.created_by_id,
        practice=Ramp.practice_id,
        page="improvement.ramp",
        arguments={"ramp_id": Ramp.id},
        told=(Role.LEAD,),
    ),
)
