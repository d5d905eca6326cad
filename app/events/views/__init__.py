"""What browsers meet: events, calendars, and the desk of those who run events."""

from __future__ import annotations

from app.events.views import calendars, desk, pages
from app.events.views.blueprint import bp

__all__ = ["bp", "calendars", "desk", "pages"]
