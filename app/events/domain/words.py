"""Times of events as people read them: weekday, day, hours and zone, in US Central. Pure."""

from __future__ import annotations

import calendar
import datetime as dt

from app.core.days import CENTRAL


def when(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """From when to when, in full.

    >>> start = dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
    >>> when(start, start + dt.timedelta(hours=1))
    'Wednesday, July 15, 2026, 12:00 p.m. to 1:00 p.m. Central'
    >>> when(start, start + dt.timedelta(days=1, hours=2))
    'Wednesday, July 15, 2026, 12:00 p.m. to Thursday, July 16, 2026, 2:00 p.m. Central'
    """
    start, end = starts_at.astimezone(CENTRAL), ends_at.astimezone(CENTRAL)
    until = clock(end) if end.date() == start.date() else f"{day(end.date())}, {clock(end)}"
    return f"{day(start.date())}, {clock(start)} to {until} Central"


def moment(instant: dt.datetime) -> str:
    """One instant, in full.

    >>> moment(dt.datetime(2026, 11, 9, 18, tzinfo=dt.UTC))
    'Monday, November 9, 2026, 12:00 p.m. Central'
    """
    local = instant.astimezone(CENTRAL)
    return f"{day(local.date())}, {clock(local)} Central"


def day(date: dt.date) -> str:
    """
    >>> day(dt.date(2026, 7, 15))
    'Wednesday, July 15, 2026'
    """
    month = calendar.month_name[date.month]
    return f"{calendar.day_name[date.weekday()]}, {month} {date.day}, {date.year}"


def clock(local: dt.time | dt.datetime) -> str:
    """
    >>> clock(dt.time(0, 5)), clock(dt.time(13, 30))
    ('12:05 a.m.', '1:30 p.m.')
    """
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{(local.hour + 11) % 12 + 1}:{local.minute:02} {half}"


def ahead(starts_at: dt.datetime, now: dt.datetime) -> str:
    """How far away the start is, in words; "" once it has come.

    >>> noon = dt.datetime(2026, 7, 15, 17, tzinfo=dt.UTC)
    >>> [ahead(noon, noon - dt.timedelta(**gap)) for gap in (
    ...     {"days": 9}, {"hours": 20}, {"hours": 9}, {"hours": 1}, {"minutes": 1}, {})]
    ['in 9 days', 'tomorrow', 'today', 'in 60 minutes', 'in 1 minute', '']
    """
    if now >= starts_at:
        return ""
    minutes = -(-(starts_at - now) // dt.timedelta(minutes=1))
    if minutes <= 90:
        return "in 1 minute" if minutes == 1 else f"in {minutes} minutes"
    days = (starts_at.astimezone(CENTRAL).date() - now.astimezone(CENTRAL).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def on_another_day(
    instant: dt.datetime, *, from_start: dt.datetime, to_start: dt.datetime
) -> dt.datetime:
    """As far from the new start as from the old one on the clock, such as two days before at 5.

    The clocks may change in between; the hour that people read stays the same.

    >>> old, new = (dt.datetime(2026, month, 9, 18, tzinfo=dt.UTC) for month in (11, 12))
    >>> on_another_day(dt.datetime(2026, 10, 30, 22, tzinfo=dt.UTC), from_start=old, to_start=new)
    datetime.datetime(2026, 11, 29, 23, 0, tzinfo=datetime.timezone.utc)
    """
    gap = _naive(instant) - _naive(from_start)
    return (_naive(to_start) + gap).replace(tzinfo=CENTRAL).astimezone(dt.UTC)


def _naive(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(CENTRAL).replace(tzinfo=None)
