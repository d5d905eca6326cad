"""Mails about events: each says the time in Central, and brings the entry for the calendar."""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr
from typing import TYPE_CHECKING

from app.accounts.services.mails import full_address
from app.core.settings import setting
from app.events.domain import calendar
from app.events.domain.calendar import Method
from app.events.domain.kinds import RegistrationState, Wave
from app.events.domain.words import ahead, moment, when
from app.outbox.services import queue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.accounts.queries.contacts import Contact
    from app.events.domain.reminders import Lead
    from app.events.models import Event, Registration

_NAMES = {
    "title": "the title",
    "starts_at": "the time",
    "ends_at": "the time",
    "place": "the place",
    "link": "the link of the call",
}


def tell_place(of: Event, row: Registration, to: Contact, *, waited: bool, at: dt.datetime) -> None:
    """You have a place; with the entry for the calendar."""
    first = (
        "A place became free, and you were first in line. It is yours:"
        if waited
        else "You have a place:"
    )
    _tell(
        of,
        "event place",
        key=f"event-place:{row.id}:{row.asked_at.isoformat()}",
        to=to,
        subject=f"You have a place: {of.title}",
        text=f"{first}\n\n{_facts(of)}\n\nIf you cannot come, give your place back on this page, "
        "so that somebody else can have it:",
        method=Method.REQUEST,
        at=at,
    )


def tell_line(of: Event, row: Registration, to: Contact, *, number: int, at: dt.datetime) -> None:
    """All places are taken, and this is yours in the line; nothing for the calendar yet."""
    _tell(
        of,
        "event line",
        key=f"event-line:{row.id}:{row.asked_at.isoformat()}",
        to=to,
        subject=f"You are in line: {of.title}",
        text=f"All places are taken. You are number {number} in line.\n\n{_facts(of)}\n\n"
        "When a place becomes free it is yours at once, and we write to you. "
        "Your place in line, and the way out of it:",
        at=at,
    )


def tell_left(of: Event, row: Registration, to: Contact, *, at: dt.datetime) -> None:
    """You gave your place back; the entry leaves the calendar."""
    _tell(
        of,
        "event place given back",
        key=f"event-back:{row.id}:{row.asked_at.isoformat()}",
        to=to,
        subject=f"You gave your place back: {of.title}",
        text=f"You are no longer registered for this event:\n\n{_facts(of)}\n\n"
        "Changed your mind? Register again:",
        method=Method.CANCEL,
        at=at,
    )


def tell_change(
    of: Event, row: Registration, to: Contact, *, changed: Sequence[str], at: dt.datetime
) -> None:
    """The event changed; of who has a place, the entry in the calendar changes too."""
    names = list(dict.fromkeys(_NAMES[name] for name in changed))
    has_place = row.state is RegistrationState.REGISTERED
    keep = (
        "You keep your place. If you cannot come, give it back on this page:"
        if has_place
        else "You keep your place in line. If you cannot come, leave the line on this page:"
    )
    _tell(
        of,
        "event change",
        key=f"event-change:{of.id}:{of.sequence}:{row.person_id}",
        to=to,
        subject=f"Changed: {of.title}, {moment(of.starts_at)}",
        text=f"This event changed: {' and '.join(names)}. This is how it stands now:\n\n"
        f"{_facts(of)}\n\n{keep}",
        method=Method.REQUEST if has_place else None,
        at=at,
    )


def tell_cancelled(of: Event, row: Registration, to: Contact, *, at: dt.datetime) -> None:
    """The event does not take place; its entry leaves the calendar of whoever has it."""
    _tell(
        of,
        "event cancelled",
        key=f"event-cancelled:{of.id}:{row.person_id}",
        to=to,
        subject=f"Cancelled: {of.title}, {moment(of.starts_at)}",
        text=f"This event does not take place:\n\n{_facts(of)}\n\nWhy: {of.cancelled_reason}\n\n"
        "Other events:",
        method=Method.CANCEL if row.state is RegistrationState.REGISTERED else None,
        page="/events",
        at=at,
    )


def reminder_key(of: Event, lead: Lead, person_id: int) -> str:
    """One for each person, time and plan of the event: after a move it is another one."""
    return f"event-reminder:{of.id}:{of.sequence}:{lead}:{person_id}"


def remind(of: Event, to: Contact, *, lead: Lead, person_id: int, at: dt.datetime) -> None:
    """The event is near."""
    how = "The page shows the link of the call shortly before the start:" if of.link else ""
    _tell(
        of,
        "event reminder",
        key=reminder_key(of, lead, person_id),
        to=to,
        subject=f"Reminder: {of.title}, {moment(of.starts_at)}",
        text=f"You are registered for this event. It starts {ahead(of.starts_at, at)}:\n\n"
        f"{_facts(of)}\n\n{how or 'The page of the event:'}",
        at=at,
    )


def questions_key(of: Event, wave: Wave, person_id: int) -> str:
    """One for each person and wave, however often the duty looks."""
    name = "follow-up" if wave is Wave.LATER else "questions"
    return f"event-{name}:{of.id}:{person_id}"


def ask(of: Event, wave: Wave, to: Contact, *, person_id: int, at: dt.datetime) -> None:
    """How was it? And some weeks later: what came of it?"""
    is_later = wave is Wave.LATER
    question = "What came of it?" if is_later else "How was it?"
    before = "Some weeks ago you were here:" if is_later else "Thank you for being here:"
    _tell(
        of,
        "event follow-up" if is_later else "event questions",
        key=questions_key(of, wave, person_id),
        to=to,
        subject=f"{question} {of.title}",
        text=f"{before}\n\n{_facts(of)}\n\n"
        f"{question} A few questions take two minutes. Nobody sees who said what:",
        page=f"/events/{of.key}/evaluation",
        at=at,
    )


def _facts(of: Event) -> str:
    where = of.place or "By video or phone"
    return f"{of.title}\n{when(of.starts_at, of.ends_at)}\n{where}"


def _tell(
    of: Event,
    kind: str,
    *,
    key: str,
    to: Contact,
    subject: str,
    text: str,
    at: dt.datetime,
    method: Method | None = None,
    page: str | None = None,
) -> None:
    """Queue one mail to one person; nothing that staff typed takes the place of the link."""
    quoted = text.replace("{link}", "(link)")
    queue(
        kind,
        key=key,
        to=to.email,
        subject=subject,
        body=f"Hello {to.name},\n\n{quoted}\n{{link}}\n",
        at=at,
        link=full_address(page or f"/events/{of.key}"),
        calendar=None if method is None else _entry(of, method, to=to, at=at),
    )


def _entry(of: Event, method: Method, *, to: Contact, at: dt.datetime) -> str:
    return calendar.invitation(
        calendar.entry(of, site=setting("BASE_URL")),
        method,
        organizer=parseaddr(setting("MAIL_FROM"))[1],
        attendee=to.email,
        at=at,
    )
