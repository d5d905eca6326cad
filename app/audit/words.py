"""Where the trail quotes free text.

The database lets words be taken out of an event only when a new trace names that event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.audit.models import AuditEvent
from app.core.free_text import FreeText

if TYPE_CHECKING:
    from app.core.free_text import Trace


def _name_the_trace(event: AuditEvent, _part: str, _was: Any, trace: Trace) -> None:
    event.removal_id = trace.id


PLACES = (
    FreeText(
        table=AuditEvent,
        title="Audit trail",
        parts={
            "subject_name": "What it was about",
            "before": "Before",
            "after": "After",
            "reason": "Reason",
        },
        at=AuditEvent.at,
        practice=AuditEvent.practice_id,
        page="audit.trail",
        follow=_name_the_trace,
    ),
)
