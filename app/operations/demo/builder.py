"""Write the demonstration through the services of the features, so that every rule holds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.accounts import services as accounts
from app.accounts.services.hashing import hashed
from app.core.days import add_months
from app.operations import services
from app.operations.demo import (
    applicants,
    awarding,
    calls,
    contenders,
    curriculum,
    cycles,
    decisions,
    gatherings,
    learning,
    numbers,
    overseeing,
    program,
    reviewing,
    versions,
)
from app.operations.demo.people import ACCOUNTS, PASSWORD, Account
from app.operations.demo.world import World
from app.policy import SYSTEM, Actor, Grant

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person


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
    curriculum.write(world)
    versions.write(world)
    learning.write(world)
    overseeing.write(world)
    gatherings.write(world)
    calls.write(world)
    awarding.write(world)
    reviewing.write(world)


def _people(world: World, at: dt.datetime) -> None:
    """Everybody has the same password, so it is hashed once."""
    stored = hashed(PASSWORD)
    with world.at(at):
        for account in ACCOUNTS:
            person = accounts.create_person(
                email=account.email, name=account.name, password_hash=stored, by=SYSTEM, at=at
            )
            _grant(world, account, person, at)
        for account in (*applicants.ACCOUNTS, *contenders.ACCOUNTS):
            accounts.create_person(
                email=account.email, name=account.name, password_hash=stored, by=SYSTEM, at=at
            )


def _grant(world: World, account: Account, person: Person, at: dt.datetime) -> None:
    practice_id = world.practice_ids[account.clinic] if account.clinic else None
    cohort_id = world.cohort_id if account.is_in_cohort else None
    place = {"practice_id": practice_id, "cohort_id": cohort_id}
    accounts.grant(person, account.role, **place, by=SYSTEM, at=at)
    grants = frozenset({Grant(account.role, **place)})
    world.actors[account.email] = Actor(person.id, person.name, grants)
