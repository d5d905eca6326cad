"""The deadline of a round as a calendar file."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

from app.rfa.presenters.calls import full_moment

REMIND_BEFORE = dt.timedelta(days=3)


def calendar(key: str, title: str, closes_at: dt.datetime, *, site: str, at: dt.datetime) -> bytes:
    """One event at the very instant of the deadline, in UTC, so that no zone can move it.

    Its identity stays, so that a calendar that has it takes a later deadline over.
    """
    event = Event()
    event.add("uid", f"{key}-deadline@{urlsplit(site).hostname}")
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", closes_at.astimezone(dt.UTC))
    event.add("summary", f"Applications due: {title}")
    event.add("description", f"Send your application by {full_moment(closes_at)}.")
    event.add("url", f"{site.rstrip('/')}/apply/{key}")
    event.add("transp", "TRANSPARENT")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", f"Applications due soon: {title}")
    reminder.add("trigger", -REMIND_BEFORE)
    event.add_component(reminder)
    whole = Calendar()
    whole.add("prodid", "-//CYSHCN Cares 2//Deadlines//EN")
    whole.add("version", "2.0")
    whole.add_component(event)
    return bytes(whole.to_ical())
