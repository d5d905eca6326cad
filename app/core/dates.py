"""Dates, times and months as people read them: US Central, plain words, always with the zone."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from app.core.clock import central, today

if TYPE_CHECKING:
    from flask import Flask


def month(period: dt.date) -> str:
    """
    >>> month(dt.date(2026, 11, 1))
    'November 2026'
    """
    return f"{calendar.month_name[period.month]} {period.year}"


def short_month(period: dt.date) -> str:
    """
    >>> short_month(dt.date(2026, 11, 1))
    'Nov 2026'
    """
    return f"{calendar.month_abbr[period.month]} {period.year}"


def day(date: dt.date, *, this_year: int | None = None) -> str:
    """A day with its weekday; the year only when it is not the current one.

    >>> day(dt.date(2026, 12, 10), this_year=2026)
    'Thursday, December 10'
    >>> day(dt.date(2027, 1, 15), this_year=2026)
    'Friday, January 15, 2027'
    """
    year = today().year if this_year is None else this_year
    text = f"{calendar.day_name[date.weekday()]}, {calendar.month_name[date.month]} {date.day}"
    return text if date.year == year else f"{text}, {date.year}"


def time_of_day(instant: dt.datetime) -> str:
    """The time in Mississippi.

    >>> time_of_day(dt.datetime(2026, 11, 2, 20, 14, tzinfo=dt.UTC))
    '2:14 p.m.'
    """
    local = central(instant)
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{(local.hour + 11) % 12 + 1}:{local.minute:02} {half}"


def moment(instant: dt.datetime) -> str:
    """An instant in full.

    >>> moment(dt.datetime(2026, 11, 2, 23, 0, tzinfo=dt.UTC))
    'November 2, 2026, 5:00 p.m. Central'
    """
    local = central(instant)
    date = f"{calendar.month_name[local.month]} {local.day}, {local.year}"
    return f"{date}, {time_of_day(instant)} Central"


def short_day(date: dt.date) -> str:
    """
    >>> short_day(dt.date(2026, 11, 18))
    'Nov 18, 2026'
    """
    return f"{calendar.month_abbr[date.month]} {date.day}, {date.year}"


def init_app(app: Flask) -> None:
    app.jinja_env.filters |= {
        "month": month,
        "short_month": short_month,
        "day": day,
        "short_day": short_day,
        "time_of_day": time_of_day,
        "moment": moment,
    }
