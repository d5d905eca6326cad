"""Events as entries of calendars (RFC 5545, RFC 5546). Pure.

Times are in UTC, so that no program needs to know our zone. The identity of an entry never
changes; its sequence rises with every change that calendars must take over. The link of a call
is in no entry: entries are kept, copied and shared, and it is for registered people only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from icalendar import Calendar, vCalAddress
from icalendar import Event as Component

from app.core.text import clean, clean_line

PRODUCT = "-//CYSHCN Cares 2//Portal//EN"
ORGANIZER = "CYSHCN Cares 2"
REFRESH = dt.timedelta(hours=6)
AN_HOUR = dt.timedelta(hours=1)


class Method(StrEnum):
    """What a file of entries asks of the calendar that reads it."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Certainty(StrEnum):
    """How sure it is that the reader will be there."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `starts` is an instant, or a day for what lasts the whole day."""

    uid: str
    title: str
    starts: dt.datetime | dt.date
    ends: dt.datetime | dt.date
    written_at: dt.datetime
    sequence: int = 0
    place: str = ""
    description: str = ""
    address: str = ""
    certainty: Certainty = Certainty.CONFIRMED


class Eventful(Protocol):
    """What an entry says of an event."""

    @property
    def key(self) -> str: ...
    @property
    def uid(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def ends_at(self) -> dt.datetime: ...
    @property
    def place(self) -> str: ...
    @property
    def link(self) -> str: ...
    @property
    def changed_at(self) -> dt.datetime: ...
    @property
    def cancelled_at(self) -> dt.datetime | None: ...


def entry(of: Eventful, *, site: str, certainty: Certainty = Certainty.CONFIRMED) -> Entry:
    """The entry of an event; a cancelled event is cancelled, however sure the reader was."""
    address = f"{site.rstrip('/')}/events/{of.key}"
    how = "The link of the call shows on this page shortly before the start:" if of.link else ""
    return Entry(
        uid=of.uid,
        title=of.title,
        starts=of.starts_at,
        ends=of.ends_at,
        written_at=of.changed_at,
        sequence=of.sequence,
        place=of.place or ("By video or phone" if of.link else ""),
        description="\n".join(part for part in (of.summary, how, address) if part),
        address=address,
        certainty=certainty if of.cancelled_at is None else Certainty.CANCELLED,
    )


def day_entry(
    number: int,
    *,
    title: str,
    on: dt.date,
    time: dt.datetime | None,
    place: str,
    site: str,
    written_at: dt.datetime,
) -> Entry:
    """A date of a cohort's calendar: the whole day, or from its time on.

    Nobody notes how long such a date lasts. One hour keeps it in sight: programs for
    calendars draw what ends as it starts as nothing. Such a date never changes: it is taken out,
    and another one is put in. What it says is part of its identity, for a database may give the
    number once more.
    """
    words = "\n".join((title, str(on), str(time), place))
    says = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
    return Entry(
        uid=f"cohort-date-{number}-{says[:12]}@{host_of(site)}",
        title=title,
        starts=time or on,
        ends=time + AN_HOUR if time else on + dt.timedelta(days=1),
        written_at=written_at,
        place=place,
    )


def invitation(of: Entry, method: Method, *, organizer: str, attendee: str, at: dt.datetime) -> str:
    """The file that goes along with a mail to one person: nobody else is named in it."""
    is_over = method is Method.CANCEL
    written = replace(
        of,
        written_at=at,
        certainty=Certainty.CANCELLED if is_over else of.certainty,
    )
    component = _component(written)
    component.add("organizer", _address(organizer, CN=ORGANIZER))
    component.add(
        "attendee",
        _address(
            attendee,
            ROLE="REQ-PARTICIPANT",
            PARTSTAT="DECLINED" if is_over else "ACCEPTED",
            RSVP="FALSE",
        ),
    )
    return _written([component], method)


def published(entries: Iterable[Entry]) -> str:
    """The file of entries to take along."""
    return _written([_component(one) for one in entries], Method.PUBLISH)


def feed(entries: Iterable[Entry], *, name: str) -> str:
    """The calendar that a program asks for again and again."""
    whole = _calendar(Method.PUBLISH)
    whole.add("name", clean_line(name))
    whole.add("x-wr-calname", clean_line(name))
    whole.add("refresh-interval", REFRESH)
    whole["refresh-interval"].params["VALUE"] = "DURATION"
    whole.add("x-published-ttl", "PT6H")
    for one in entries:
        whole.add_component(_component(one))
    return _text(whole)


def host_of(site: str) -> str:
    """The name of the portal's machine, which makes identities unique in the world.

    >>> host_of("https://portal.example.org:8443/")
    'portal.example.org'
    """
    return urlsplit(site).hostname or "localhost"


def _written(components: list[Component], method: Method) -> str:
    whole = _calendar(method)
    for component in components:
        whole.add_component(component)
    return _text(whole)


def _text(whole: Calendar) -> str:
    return bytes(whole.to_ical()).decode()


def _calendar(method: Method) -> Calendar:
    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", method.value)
    return whole


def _component(of: Entry) -> Component:
    """The lines of one entry; of what people typed, no line end survives but in descriptions."""
    found = Component()
    found.add("uid", of.uid)
    found.add("dtstamp", of.written_at.astimezone(dt.UTC))
    found.add("last-modified", of.written_at.astimezone(dt.UTC))
    found.add("sequence", of.sequence)
    found.add("status", of.certainty.value)
    found.add("summary", clean_line(of.title))
    found.add("dtstart", _time(of.starts))
    found.add("dtend", _time(of.ends))
    if of.place:
        found.add("location", clean_line(of.place))
    if of.description:
        found.add("description", "\n".join(clean(of.description).splitlines()))
    if of.address:
        found.add("url", of.address)
    is_sure = of.certainty is Certainty.CONFIRMED and isinstance(of.starts, dt.datetime)
    found.add("transp", "OPAQUE" if is_sure else "TRANSPARENT")
    return found


def _time(value: dt.datetime | dt.date) -> dt.datetime | dt.date:
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value


def _address(email: str, **parameters: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{email}")
    found.params.update(parameters)
    return found
