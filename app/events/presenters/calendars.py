"""The calendar that somebody's own program reads: what they come to, and what is open to them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.events.domain import calendar
from app.events.domain.calendar import Certainty

if TYPE_CHECKING:
    from app.events.queries.personal import OwnCalendar

NAME = "CYSHCN Cares 2"


def subscription(address: str) -> str:
    """The address with which a phone or a computer asks its own calendar to subscribe.

    >>> subscription("https://portal.example.org/calendar/1.ics")
    'webcal://portal.example.org/calendar/1.ics'
    """
    return f"webcal:{address.partition(':')[2]}" if address else ""


def feed(own: OwnCalendar, *, site: str, made_at: dt.datetime) -> str:
    """The whole calendar; what the reader has no place at and did not come to is tentative.

    The same content is the same text: programs ask often and keep what they have. Dates of a
    cohort never change, so they are as old as the link (`made_at`).
    """
    entries = [
        calendar.entry(
            of,
            site=site,
            certainty=Certainty.CONFIRMED if of.id in own.placed else Certainty.TENTATIVE,
        )
        for of in own.events
    ]
    days = [
        calendar.day_entry(
            one.id,
            title=one.title,
            on=one.on,
            time=one.at,
            place=one.place,
            site=site,
            written_at=made_at,
        )
        for one in own.dates
    ]
    return calendar.feed([*entries, *days], name=NAME)
