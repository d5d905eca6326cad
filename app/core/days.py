"""Days and months of the calendar in Mississippi. Pure: rules use it too."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

CENTRAL = ZoneInfo("America/Chicago")


def add_months(period: dt.date, count: int) -> dt.date:
    """The first day of the month `count` months after the one that `period` lies in.

    >>> add_months(dt.date(2026, 11, 18), 3)
    datetime.date(2027, 2, 1)
    """
    months = period.year * 12 + period.month - 1 + count
    return dt.date(months // 12, months % 12 + 1, 1)


@lru_cache(maxsize=4096)
def start_of_day(day: dt.date) -> dt.datetime:
    """The first instant of `day` in Mississippi, in UTC.

    >>> start_of_day(dt.date(2026, 7, 18)).isoformat()
    '2026-07-18T05:00:00+00:00'
    """
    return dt.datetime.combine(day, dt.time(), CENTRAL).astimezone(dt.UTC)


def end_of_day(day: dt.date) -> dt.datetime:
    """The first instant after `day` in Mississippi: what is due by `day` is due before it.

    >>> end_of_day(dt.date(2026, 11, 18)).isoformat()
    '2026-11-19T06:00:00+00:00'
    """
    return start_of_day(day + dt.timedelta(days=1))
