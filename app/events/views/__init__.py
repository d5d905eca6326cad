"""What browsers meet: events, calendars, and the desk of those who run events."""

from __future__ import annotations

from app.events.views import (
    attendance,
    calendars,
    check_in,
    desk,
    evaluations,
    materials,
    pages,
    rosters,
)
from app.events.views.blueprint import bp

__all__ = [
    "attendance",
    "bp",
    "calendars",
    "check_in",
    "desk",
    "evaluations",
    "materials",
    "pages",
    "rosters",
]
