"""When numbers are due, when they lock and which periods a team owes. Pure; US Central.

A period is named by the first day of its first month. It lasts 1 month, or 3 for a
quarterly measure; quarters are those of the calendar (January, April, July, October).
"""

from __future__ import annotations

import datetime as dt

from app.core.days import add_months, end_of_day


def first_of_month(day: dt.date) -> dt.date:
    """
    >>> first_of_month(dt.date(2026, 11, 18))
    datetime.date(2026, 11, 1)
    """
    return day.replace(day=1)


def period_of(day: dt.date, months: int) -> dt.date:
    """The period that `day` lies in: its month, or its calendar quarter.

    >>> period_of(dt.date(2026, 11, 18), 1)
    datetime.date(2026, 11, 1)
    >>> period_of(dt.date(2026, 11, 18), 3)
    datetime.date(2026, 10, 1)
    """
    return dt.date(day.year, (day.month - 1) // months * months + 1, 1)


def due_day(period: dt.date, months: int, due_day: int) -> dt.date:
    """The last day to send `period`: day `due_day` (1 to 28) of the month after it.

    >>> due_day(dt.date(2026, 11, 1), 1, 10)
    datetime.date(2026, 12, 10)
    >>> due_day(dt.date(2026, 10, 1), 3, 10)
    datetime.date(2027, 1, 10)
    """
    return add_months(period, months).replace(day=due_day)


def due_at(period: dt.date, months: int, due_day_of_month: int) -> dt.datetime:
    """The first instant at which `period` is late: the end of its due day, in UTC.

    Sent before it is on time; sent at it is not. The offset follows summer time:

    >>> due_at(dt.date(2026, 11, 1), 1, 10).isoformat()
    '2026-12-11T06:00:00+00:00'
    >>> due_at(dt.date(2026, 5, 1), 1, 10).isoformat()
    '2026-06-11T05:00:00+00:00'
    """
    return end_of_day(due_day(period, months, due_day_of_month))


def lock_day(period: dt.date, months: int, due_day_of_month: int, lock_days: int) -> dt.date:
    """The last day on which `period` can still be changed: `lock_days` after its due day.

    >>> lock_day(dt.date(2026, 11, 1), 1, 10, 15)
    datetime.date(2026, 12, 25)
    """
    return due_day(period, months, due_day_of_month) + dt.timedelta(days=lock_days)


def locks_at(period: dt.date, months: int, due_day_of_month: int, lock_days: int) -> dt.datetime:
    """The first instant at which `period` is locked: the end of its lock day, in UTC.

    >>> locks_at(dt.date(2026, 11, 1), 1, 10, 15).isoformat()
    '2026-12-26T06:00:00+00:00'
    """
    return end_of_day(lock_day(period, months, due_day_of_month, lock_days))


def owed_periods(
    *,
    joined_on: dt.date,
    left_on: dt.date | None,
    cohort_starts: dt.date,
    cohort_ends: dt.date,
    today: dt.date,
    months: int = 1,
) -> list[dt.date]:
    """The periods that a team owes, oldest first: those that have ended, and the current one.

    A team owes from the month it joined (not before the cohort starts) through the month
    it left, `left_on` included (not after the cohort ends). A quarter is owed only when
    all of its three months are among these: nobody counts a quarter it was half there for.

    >>> [p.month for p in owed_periods(joined_on=dt.date(2026, 6, 1), left_on=None,
    ...     cohort_starts=dt.date(2026, 6, 1), cohort_ends=dt.date(2027, 11, 30),
    ...     today=dt.date(2026, 8, 15))]
    [6, 7, 8]
    >>> owed_periods(joined_on=dt.date(2026, 6, 1), left_on=None, months=3,
    ...     cohort_starts=dt.date(2026, 6, 1), cohort_ends=dt.date(2027, 11, 30),
    ...     today=dt.date(2026, 8, 15))
    [datetime.date(2026, 7, 1)]
    """
    first_month = first_of_month(max(joined_on, cohort_starts))
    last_month = first_of_month(min(left_on or cohort_ends, cohort_ends))
    period = period_of(first_month, months)
    if period < first_month:
        period = add_months(period, months)
    owed = []
    while period <= today and add_months(period, months - 1) <= last_month:
        owed.append(period)
        period = add_months(period, months)
    return owed
