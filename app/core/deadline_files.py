"""A deadline as a file for calendars (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

REMIND_BEFORE = dt.timedelta(days=3)


def deadline_file(
    key: str,
    ends_at: dt.datetime,
    *,
    title: str,
    soon: str,
    path: str,
    site: str,
    at: dt.datetime,
    words: str = "",
) -> bytes:
    """One event at the very instant of the deadline, in UTC, so that no zone can move it.

    `key` names it on this site. Its identity stays, so that a calendar that has it takes a later
    deadline over. `soon` is what the reminder says three days before, `path` where it leads.
    """
    event = Event()
    event.add("uid", f"{key}@{urlsplit(site).hostname}")
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", ends_at.astimezone(dt.UTC))
    event.add("summary", title)
    if words:
        event.add("description", words)
    event.add("url", f"{site.rstrip('/')}{path}")
    event.add("transp", "TRANSPARENT")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", soon)
    reminder.add("trigger", -REMIND_BEFORE)
    event.add_component(reminder)
    whole = Calendar()
    whole.add("prodid", "-//CYSHCN Cares 2//Deadlines//EN")
    whole.add("version", "2.0")
    whole.add_component(event)
    return bytes(whole.to_ical())
