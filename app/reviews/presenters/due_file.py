"""The day on which reviews are due, as a calendar file."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

REMIND_BEFORE = dt.timedelta(days=3)


def calendar(key: str, title: str, due_at: dt.datetime, *, site: str, at: dt.datetime) -> bytes:
    """One event at the very instant, in UTC. Its identity stays when the instant moves."""
    event = Event()
    event.add("uid", f"{key}-reviews-due@{urlsplit(site).hostname}")
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", due_at.astimezone(dt.UTC))
    event.add("summary", f"Reviews due: {title}")
    event.add("url", f"{site.rstrip('/')}/reviews")
    event.add("transp", "TRANSPARENT")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", f"Reviews due soon: {title}")
    reminder.add("trigger", -REMIND_BEFORE)
    event.add_component(reminder)
    whole = Calendar()
    whole.add("prodid", "-//CYSHCN Cares 2//Reviews//EN")
    whole.add("version", "2.0")
    whole.add_component(event)
    return bytes(whole.to_ical())
