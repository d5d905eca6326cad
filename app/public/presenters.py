"""The directory in words: how to call, and what staff should check again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.dates import day
from app.public.domain.contacts import dialled, is_old

if TYPE_CHECKING:
    from app.public.models import Contact


@dataclass(frozen=True, slots=True)
class Card:
    """One entry of the directory; `call` is the address of a link that dials."""

    key: str
    name: str
    what_for: str
    phone: str
    call: str
    email: str
    address: str
    hours: str
    checked: str
    checked_by: str
    is_old: bool


def cards(entries: Iterable[Contact], today: dt.date) -> tuple[Card, ...]:
    """The entries as pages show them, in their order."""
    return tuple(_card(entry, today) for entry in entries)


def _card(entry: Contact, today: dt.date) -> Card:
    number = dialled(entry.phone)
    return Card(
        key=entry.key,
        name=entry.name,
        what_for=entry.what_for,
        phone=entry.phone,
        call=f"tel:{number}" if number else "",
        email=entry.email,
        address=entry.address,
        hours=entry.hours,
        checked=day(entry.verified_on),
        checked_by=entry.verified_by_name,
        is_old=is_old(entry.verified_on, today),
    )
