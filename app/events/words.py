"""Where events hold free text, and what follows when words are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.free_text import FreeText
from app.events.models import Attendance, EvaluationAnswers, Event, EventMaterial, EventRoster

if TYPE_CHECKING:
    from app.core.free_text import Trace


def _calendars_read_it_again(of: Event, _part: str, _was: Any, trace: Trace) -> None:
    """What calendars are given is newer than what they have."""
    of.changed_at = trace.removed_at


PLACES = (
    FreeText(
        table=Event,
        title="Event",
        parts={
            "title": "Title",
            "summary": "What it is about",
            "place": "Place",
            "link": "Link of the call",
            "record": "Record of the meeting",
            "recording_link": "Link of the recording",
            "recording_transcript": "Transcript of the recording",
            "cancelled_reason": "Why it was cancelled",
        },
        at=Event.changed_at,
        by=Event.created_by_id,
        page="events.run_event",
        arguments={"event": Event.key},
        follow=_calendars_read_it_again,
    ),
    FreeText(
        table=EventMaterial,
        title="Material of an event",
        parts={"title": "Title", "name": "Name of the file", "link": "Link"},
        at=EventMaterial.added_at,
        by=EventMaterial.added_by_id,
        joins=((Event, Event.id == EventMaterial.event_id),),
        page="events.materials",
        arguments={"event": Event.key},
    ),
    FreeText(
        table=Attendance,
        title="Who was at an event",
        parts={"name": "Name in the roster", "email": "Address in the roster", "reason": "Reason"},
        at=Attendance.noted_at,
        by=Attendance.noted_by_id,
        joins=((Event, Event.id == Attendance.event_id),),
        page="events.attendance",
        arguments={"event": Event.key},
    ),
    FreeText(
        table=EventRoster,
        title="Roster of an event that waits",
        parts={"filename": "Name of the file", "said": "Rows"},
        at=EventRoster.brought_at,
        by=EventRoster.brought_by_id,
        joins=((Event, Event.id == EventRoster.event_id),),
        page="events.look_at_roster",
        arguments={"event": Event.key, "roster_id": EventRoster.id},
    ),
    FreeText(
        table=EvaluationAnswers,
        title="What somebody thinks of an event",
        parts={"answers": "Answers"},
        joins=((Event, Event.id == EvaluationAnswers.event_id),),
        page="events.results",
        arguments={"event": Event.key},
        is_private=True,
    ),
)
