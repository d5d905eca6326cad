"""Where monthly numbers and the measure library hold free text."""

from __future__ import annotations

from app.core.free_text import FreeText
from app.measures.models import (
    DataPoint,
    DataPointRevision,
    ImportBatch,
    Measure,
    MeasureVersion,
    PeriodSubmission,
)
from app.policy import Role

PLACES = (
    FreeText(
        table=DataPoint,
        title="Note on a number",
        parts={"note": "Note", "sent_note": "Note as it was sent"},
        at=DataPoint.changed_at,
        by=DataPoint.changed_by_id,
        practice=DataPoint.practice_id,
        page="measures.entry_month",
        arguments={"month": DataPoint.period},
        told=(Role.LEAD,),
    ),
    FreeText(
        table=DataPointRevision,
        title="History of a number",
        parts={"note": "Note"},
        at=DataPointRevision.at,
        by=DataPointRevision.by_id,
        practice=DataPoint.practice_id,
        joins=((DataPoint, DataPoint.id == DataPointRevision.data_point_id),),
        page="measures.entry_month",
        arguments={"month": DataPoint.period},
        told=(Role.LEAD,),
    ),
    FreeText(
        table=PeriodSubmission,
        title="Note on a month",
        parts={"note": "Note"},
        at=PeriodSubmission.last_sent_at,
        by=PeriodSubmission.last_sent_by_id,
        practice=PeriodSubmission.practice_id,
        page="measures.entry_month",
        arguments={"month": PeriodSubmission.period},
        told=(Role.LEAD,),
    ),
    FreeText(
        table=ImportBatch,
        title="Imported spreadsheet",
        parts={"filename": "Name of the file", "rows": "Rows"},
        at=ImportBatch.created_at,
        by=ImportBatch.created_by_id,
        practice=ImportBatch.practice_id,
        page="measures.import_review",
        arguments={"batch_id": ImportBatch.id},
        told=(Role.LEAD,),
    ),
    FreeText(
        table=MeasureVersion,
        title="Definition of a measure",
        parts={
            "population": "Population",
            "numerator": "Numerator",
            "denominator": "Denominator",
            "exclusions": "Exclusions",
            "source": "Source",
            "sampling": "Sampling",
            "notes": "Notes",
            "change_note": "What changed",
        },
        at=MeasureVersion.created_at,
        by=MeasureVersion.created_by_id,
        practice=Measure.practice_id,
        joins=((Measure, Measure.id == MeasureVersion.measure_id),),
        page="measures.library",
        told=(Role.LEAD,),
    ),
)
