"""The directory: the entries that come with the portal, phone numbers, and what is too old."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

OLD_AFTER_DAYS = 180
LAST_REVIEWED = dt.date(2016, 5, 11)
"""When the page of the Department of Health that these facts are from was last reviewed."""

NOT_DIALLED = "Enter a 10-digit phone number, such as 601-555-0142"
_PHONE = re.compile(
    r"(?:\+?1[ .-]?)?\(?([2-9][0-9]{2})\)?[ .-]*([0-9A-Z]{3})[ .-]?([0-9A-Z]{4})"
    r"(?:,? *(?:EXT\.?|X) *([0-9]{1,6}))?"
)
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


@dataclass(frozen=True, slots=True)
class StandardContact:
    """An entry that the portal comes with, until staff change it."""

    key: str
    name: str
    what_for: str
    position: int
    phone: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""
    verified_on: dt.date = LAST_REVIEWED


STANDARD = (
    StandardContact(
        "cmp-toll-free",
        "Children's Medical Program",
        "Help for families, from anywhere in Mississippi. The call is free.",
        10,
        phone="1-800-844-0898",
    ),
    StandardContact(
        "cmp-jackson",
        "Children's Medical Program, Jackson area",
        "Help for families in and around Jackson.",
        20,
        phone="601-576-7281",
    ),
    StandardContact(
        "department-of-health",
        "Mississippi State Department of Health",
        "The department that runs the program. Ask here for your county health department.",
        30,
        phone="866-HLTHY4U",
        email="web@HealthyMS.com",
        address="570 East Woodrow Wilson Drive, Jackson, MS 39216",
    ),
)


def is_old(verified_on: dt.date, today: dt.date) -> bool:
    """Whether an entry was checked so long ago that staff should check it again.

    >>> is_old(dt.date(2026, 5, 1), dt.date(2026, 10, 28))
    False
    >>> is_old(dt.date(2026, 5, 1), dt.date(2026, 10, 29))
    True
    """
    return (today - verified_on).days > OLD_AFTER_DAYS


def dialled(phone: str) -> str | None:
    """What a phone dials for a number of the United States, letters and extension included.

    None for what is no such number.

    >>> dialled("866-HLTHY4U")
    '+18664584948'
    >>> dialled("(601) 576-7281 ext. 12")
    '+16015767281;ext=12'
    >>> dialled("576-7281")
    """
    found = _PHONE.fullmatch(phone.strip().upper())
    if found is None:
        return None
    area, exchange, line, extension = found.groups()
    number = f"+1{area}{exchange}{line}".translate(_KEYPAD)
    return f"{number};ext={extension}" if extension else number
