"""Write the demo cohort through the services of the features, so that every rule holds."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.accounts import services as accounts
from app.accounts.services.hashing import hashed
from app.core.clock import CENTRAL, central
from app.core.dates import add_months
from app.core.db import transaction
from app.operations import services
from app.operations.demo import cycles, decisions, numbers, program
from app.operations.demo.clinics import COHORT_MONTHS
from app.operations.demo.people import ACCOUNTS, PASSWORD, Account
from app.policy import SYSTEM, Actor, Grant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from app.accounts.models import Person


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


def build(app: Flask, now: dt.datetime) -> None:
    """Write everything into the (empty) database of `app` as it stands at `now`."""
    world = World(app, now)
    begin = world.instant(add_months(world.first_month, -2).replace(day=12))
    with world.at(begin):
        services.found(is_demo=True, at=begin)
    program.write(world, begin)
    _people(world, begin)
    numbers.enter_all(world)
    cycles.write_all(world)
    decisions.write_all(world)


def _people(world: World, at: dt.datetime) -> None:
    """Everybody has the same password, so it is hashed once."""
    stored = hashed(PASSWORD)
    with world.at(at):
        for account in ACCOUNTS:
            person = accounts.create_person(
                email=account.email, name=account.name, password_hash=stored, by=SYSTEM, at=at
            )
            _grant(world, account, person, at)


def _grant(world: World, account: Account, person: Person, at: dt.datetime) -> None:
    practice_id = world.practice_ids[account.clinic] if account.clinic else None
    cohort_id = world.cohort_id if account.is_in_cohort else None
    place = {"practice_id": practice_id, "cohort_id": cohort_id}
    accounts.grant(person, account.role, **place, by=SYSTEM, at=at)
    grants = frozenset({Grant(account.role, **place)})
    world.actors[account.email] = Actor(person.id, person.name, grants)
