"""The words of events: what they are, who comes, how somebody was counted."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """What brings people together."""

    LEARNING_SESSION = "learning session"
    CALL = "call"
    OFFICE_HOURS = "office hours"
    CONGRESS = "congress"


class EventStatus(StrEnum):
    """Where an event is, computed from what was done and the clock."""

    DRAFT = "draft"
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


class RegistrationState(StrEnum):
    """A place, a place in the line, or none any more."""

    REGISTERED = "registered"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Noted(StrEnum):
    """How somebody's attendance came into the portal."""

    CODE = "check-in code"
    ROSTER = "roster"
    STAFF = "staff"


class Presence(StrEnum):
    """Whether somebody was there."""

    ATTENDED = "attended"
    EXCUSED = "excused"
    ABSENT = "absent"

    @property
    def words(self) -> str:
        """What people read."""
        return {"attended": "Was there", "excused": "Excused"}.get(self.value, "Was not there")


class Wave(StrEnum):
    """When people were asked: right after the event, or 60 to 90 days later."""

    AFTER = "after the event"
    LATER = "some weeks later"


class ItemKind(StrEnum):
    """How an evaluation asks."""

    RATING = "rating from 1 to 5"
    CHOICE = "choice"
    TEXT = "words"
