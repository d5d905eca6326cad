"""The cohort of the demonstration: its clinics, its months, its calendar, its measures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.audit.services import record
from app.core.dates import add_months
from app.core.db import db
from app.core.model import Model
from app.measures.queries.library import library
from app.measures.services.library import load_standard, require_in_cohort
from app.operations.demo.clinics import CLINICS, COHORT_MONTHS
from app.policy import SYSTEM

if TYPE_CHECKING:
    from typing import Any

    from app.operations.demo.builder import World

COHORT_NAME = "Cares 2 demonstration cohort"
REQUIRED = ("M01", "M05", "M07", "M10", "M12", "M13", "M18", "M23")
OPTIONAL = ("M02", "M03", "M09", "M14", "M16", "M24")
BASELINE_POINTS = 10
SESSIONS = ((1, "Learning Session 1"), (7, "Learning Session 2"), (13, "Learning Session 3"))


def write(world: World, at: dt.datetime) -> None:
    """Everything that must be there before anybody counts."""
    with world.at(at):
        _clinics(world, at)
        _cohort(world, at)
        load_standard(by=SYSTEM, at=at)
        _measures(world, at)
        _calendar(world)


def _clinics(world: World, at: dt.datetime) -> None:
    for clinic in CLINICS:
        world.practice_ids[clinic.key] = _row(
            "practice",
            key=clinic.key,
            name=clinic.name,
            kind=clinic.kind,
            county=clinic.county,
            city=clinic.city,
            created_at=at,
            version=1,
        )
        record(
            "added a practice",
            "practice",
            by=SYSTEM,
            at=at,
            name=clinic.name,
            practice_id=world.practice_ids[clinic.key],
        )


def _cohort(world: World, at: dt.datetime) -> None:
    last_month = world.month(COHORT_MONTHS + 5)
    world.cohort_id = _row(
        "cohort",
        key="demonstration",
        name=COHORT_NAME,
        starts_on=world.first_month,
        ends_on=add_months(last_month, 1) - dt.timedelta(days=1),
        due_day=10,
        lock_days=15,
        baseline_points=BASELINE_POINTS,
        rule_set="ihi",
        small_count=11,
        created_at=at,
        version=1,
    )
    record("added a cohort", "cohort", by=SYSTEM, at=at, name=COHORT_NAME)
    for clinic in CLINICS:
        _row(
            "enrolment",
            practice_id=world.practice_ids[clinic.key],
            cohort_id=world.cohort_id,
            joined_on=world.month(clinic.joins),
        )


def _measures(world: World, at: dt.datetime) -> None:
    for position, defined in enumerate(library(), start=1):
        code = defined.measure.code or ""
        world.measure_ids[code] = defined.measure.id
        if code in REQUIRED + OPTIONAL:
            require_in_cohort(
                world.cohort_id,
                defined.measure.id,
                is_required=code in REQUIRED,
                position=position,
                by=SYSTEM,
                at=at,
            )


def _calendar(world: World) -> None:
    """Three learning sessions behind, a fourth ahead, and a call every third Tuesday."""
    for number, title in (*SESSIONS, (COHORT_MONTHS + 1, "Learning Session 4")):
        day = world.month(number).replace(day=16)
        _date(world, day, kind="learning session", title=title, place="Jackson, and online")
    for number in range(COHORT_MONTHS + 4):
        day = third_tuesday(world.month(number))
        at = world.instant_ahead(day, 12)
        _date(world, day, kind="call", title="Team call", place="Online", at=at)


def third_tuesday(month: dt.date) -> dt.date:
    """
    >>> third_tuesday(dt.date(2026, 11, 1))
    datetime.date(2026, 11, 17)
    """
    first = month.replace(day=1)
    return first + dt.timedelta(days=(1 - first.weekday()) % 7 + 14)


def _date(world: World, day: dt.date, **values: Any) -> None:
    _row("cohort_date", cohort_id=world.cohort_id, on=day, **{"at": None} | values)


def _row(table: str, /, **values: Any) -> int:
    rows = Model.metadata.tables[table]
    return int(db.session.execute(insert(rows).values(**values).returning(rows.c.id)).scalar_one())
