"""Who is served which version of a module: each cohort that learns now, and everybody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.collaborative import queries as collaborative
from app.core.clock import central
from app.core.days import start_of_day
from app.curriculum.domain import status
from app.curriculum.models import ModuleVersion
from app.curriculum.queries import modules


@dataclass(frozen=True, slots=True)
class Group:
    """People who are served the same: a cohort by its name, or "" for those without one."""

    name: str = ""
    began: dt.datetime | None = None


EVERYBODY_ELSE = Group()


def groups(now: dt.datetime) -> tuple[Group, ...]:
    """People without a cohort, and each cohort that is not over or still has teams. One
    statement.
    """
    today = central(now).date()
    running = [
        row.cohort
        for row in collaborative.cohorts(today)
        if row.teams or row.cohort.ends_on >= today
    ]
    return (EVERYBODY_ELSE, *(Group(one.name, start_of_day(one.starts_on)) for one in running))


@dataclass(frozen=True, slots=True)
class Change:
    """A group that loses a version, and the number of the one that it gets then, if any."""

    name: str
    instead: int | None


def without(row: ModuleVersion, now: dt.datetime) -> tuple[Change, ...]:
    """Who is served this version now, and what they get once it is archived. Two statements."""
    everybody = groups(now)
    begins = [group.began for group in everybody]
    steps = [modules.steps(one) for one in modules.versions_of([row.module_id])[row.module_id]]
    rest = [one for one in steps if one.number != row.number]
    before, after = (status.served_numbers(ones, now, begins) for ones in (steps, rest))
    return tuple(
        Change(group.name, then)
        for group, number, then in zip(everybody, before, after, strict=True)
        if number == row.number
    )
