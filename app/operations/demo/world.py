"""The demo cohort while it is being written."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.core.clock import central
from app.core.days import CENTRAL, add_months
from app.core.db import transaction
from app.operations.demo.clinics import COHORT_MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from app.operations.demo.people import Account
    from app.policy import Actor


class World:
    """The demo cohort while it is being written: its calendar, its people, its clock."""

    def __init__(self, app: Flask, now: dt.datetime) -> None:
        self._app = app
        self.now = now
        self.this_month = central(now).date().replace(day=1)
        self.first_month = add_months(self.this_month, -COHORT_MONTHS)
        self.actors: dict[str, Actor] = {}
        self.practice_ids: dict[str, int] = {}
        self.measure_ids: dict[str, int] = {}
        self.newest = COHORT_MONTHS - 1
        self.cohort_id = 0

    def month(self, number: int) -> dt.date:
        """The first day of the cohort's month `number` (from 0)."""
        return add_months(self.first_month, number)

    def number(self, month: dt.date) -> int:
        """Which month of the cohort that is, from 0."""
        first = self.first_month
        return (month.year - first.year) * 12 + month.month - first.month

    def instant(self, day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
        """A time of a working day in Mississippi, never in the future of the demonstration."""
        local = dt.datetime.combine(day, dt.time(hour, minute), CENTRAL)
        return min(local.astimezone(dt.UTC), self.now)

    def instant_ahead(self, day: dt.date, hour: int) -> dt.datetime:
        """A time on a day that may still be ahead."""
        return dt.datetime.combine(day, dt.time(hour), CENTRAL).astimezone(dt.UTC)

    def actor(self, account: Account) -> Actor:
        """The person behind an account, with the grants the account has."""
        return self.actors[account.email]

    @contextmanager
    def at(self, instant: dt.datetime) -> Iterator[dt.datetime]:
        """One transaction at `instant`, with the clock standing there."""
        self._app.extensions["clock"].set(instant)
        with transaction():
            yield instant
