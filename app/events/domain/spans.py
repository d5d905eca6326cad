"""Times as the files of webinar tools write them, and the length of spans that overlap. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress

from app.core.days import CENTRAL

DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%b %d %Y", "%B %d %Y", "%Y/%m/%d")
ZONES = {"EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8}
CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
_UNITS = {"h": 3600, "m": 60, "s": 1}
_SPELLED = re.compile(r"(\d+(?:[.,]\d+)?)\s*(h|m|s)[a-z]*\.?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d+)?")
_COLONS = re.compile(r"(\d{1,3}):(\d{1,2})(?::(\d{1,2}))?")

Span = tuple[dt.datetime, dt.datetime]


class NotATime(ValueError):
    """A cell says something else; the message is a sentence for whoever brought the file."""


def moment(text: str, *, on: dt.date) -> dt.datetime | None:
    """A join or leave time on the clock in Mississippi; None for an empty cell.

    >>> day = dt.date(2026, 7, 15)
    >>> for text in ("07/15/2026 12:03:00 PM", "7/15/26, 1:03 PM EDT", "2026-07-15T17:03Z"):
    ...     print(moment(text, on=day))
    2026-07-15 12:03:00
    2026-07-15 12:03:00
    2026-07-15 12:03:00
    """
    plain, _, zone = " ".join(text.replace(",", " ").upper().split()).rpartition(" ")
    if zone in ZONES and (there := moment(plain, on=on)):
        abroad = there.replace(tzinfo=dt.timezone(dt.timedelta(hours=ZONES[zone])))
        return abroad.astimezone(CENTRAL).replace(tzinfo=None)
    plain = f"{plain} {zone}".strip()
    if not plain:
        return None
    with suppress(ValueError):
        found = dt.datetime.fromisoformat(plain if ":" in plain else "")
        return found.astimezone(CENTRAL).replace(tzinfo=None) if found.tzinfo else found
    for clock in CLOCKS:
        with suppress(ValueError):
            return dt.datetime.combine(on, dt.datetime.strptime(plain, clock).time())  # noqa: DTZ007  # the zone is that of the file
        for day in DAYS:
            with suppress(ValueError):
                return dt.datetime.strptime(plain, f"{day} {clock}")  # noqa: DTZ007  # the same
    raise NotATime(f"“{text[:40]}” is no time that we can read, such as 7/15/2026 12:03 PM.")


def duration(text: str) -> int | None:
    """How long somebody stayed, in seconds; a bare number is minutes. None for an empty cell.

    >>> [duration(text) for text in ("56", "56.5", "1h 2m 3s", "56 min", "1:02:03", "0:56", "")]
    [3360, 3390, 3723, 3360, 3723, 3360, None]
    """
    plain = text.strip()
    if not plain:
        return None
    if _NUMBER.fullmatch(plain):
        return round(_value(plain) * 60)
    if found := _COLONS.fullmatch(plain):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds
    parts = _SPELLED.findall(plain)
    if not parts or _SPELLED.sub("", plain).strip(" ,"):
        raise NotATime(f"“{text[:40]}” is no length of time that we can read, such as 56.")
    return round(sum(_value(number) * _UNITS[unit.lower()] for number, unit in parts))


def _value(number: str) -> float:
    return float(number.replace(",", "."))


def total(spans: Iterable[Span]) -> int:
    """The seconds that spans cover together; what overlaps counts once.

    >>> noon = dt.datetime(2026, 7, 15, 12)
    >>> at = lambda minutes: noon + dt.timedelta(minutes=minutes)
    >>> total([(at(30), at(60)), (at(0), at(40)), (at(70), at(80))]) // 60
    70
    """
    seconds, reached = 0.0, None
    for start, end in sorted(spans):
        since = start if reached is None else max(start, reached)
        seconds += max(0.0, (end - since).total_seconds())
        reached = end if reached is None else max(reached, end)
    return int(seconds)


def in_minutes(seconds: int) -> int:
    """Whole minutes, rounded as people do.

    >>> in_minutes(89), in_minutes(90), in_minutes(0)
    (1, 2, 0)
    """
    return (seconds + 30) // 60
