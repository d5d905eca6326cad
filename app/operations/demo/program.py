"""The cohort of the demonstration: its clinics, its months, its calendar, its measures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.collaborative.domain.kinds import DateKind, RuleSet
from app.collaborative.services import add_cohort, add_date, enrol
from app.core.days import add_months
from app.measures.queries.library import library
from app.measures.services.library import load_standard, require_in_cohort
from app.operations.demo.clinics import CLINICS, COHORT_MONTHS
from app.policy import SYSTEM
from app.practices.domain.kinds import PracticeKind
from app.practices.services import add_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from app.operations.demo.clinics import Clinic
    from app.operations.demo.world import World
    from app.practices.models import Practice

COHORT_NAME = "Cares 2 demonstration cohort"
PILOT_NAME = "CYSHCN Cares 2, pilot cohort"
PILOT_MONTHS = 18
REQUIRED = ("M01", "M05", "M07", "M10", "M12", "M13", "M18", "M23")
OPTIONAL = ("M02", "M03", "M09", "M14", "M16", "M24")
BASELINE_POINTS = 10
MONTHS_AHEAD = 6
SESSIONS = (
    (1, "Learning Session 1"),
    (7, "Learning Session 2"),
    (13, "Learning Session 3"),
    (COHORT_MONTHS + 1, "Learning Session 4"),
)


def write(world: World, at: dt.datetime) -> None:
    """Everything that must be there before anybody counts."""
    with world.at(at):
        cohort = add_cohort(settings=_settings(world), by=SYSTEM, at=at)
        world.cohort_id = cohort.id
        for clinic in CLINICS:
            practice = _practice(clinic, at)
            world.practice_ids[practice.key] = practice.id
            enrol(practice, cohort, joined_on=world.month(clinic.joins), by=SYSTEM, at=at)
        load_standard(by=SYSTEM, at=at)
        _measures(world, world.cohort_id, at)
        for entry in _calendar(world):
            add_date(cohort, **entry, by=SYSTEM, at=at)


def _settings(world: World) -> dict[str, Any]:
    """Two years: the eighteen months that have numbers, and the half year ahead."""
    after_the_last = world.month(COHORT_MONTHS + MONTHS_AHEAD)
    return {
        "name": COHORT_NAME,
        "starts_on": world.first_month,
        "ends_on": after_the_last - dt.timedelta(days=1),
        "due_day": 10,
        "lock_days": 15,
        "baseline_points": BASELINE_POINTS,
        "rule_set": RuleSet.IHI,
        "small_count": 11,
    }


def _practice(clinic: Clinic, at: dt.datetime) -> Practice:
    return add_practice(
        name=clinic.name,
        kind=PracticeKind(clinic.kind),
        county=clinic.county,
        city=clinic.city,
        by=SYSTEM,
        at=at,
    )


def add_pilot_cohort(world: World, at: dt.datetime) -> int:
    """A small cohort that starts next month, for the clinics of the pilot round; gives its id."""
    starts = add_months(world.this_month, 1)
    with world.at(at):
        settings = _settings(world) | {
            "name": PILOT_NAME,
            "starts_on": starts,
            "ends_on": add_months(starts, PILOT_MONTHS) - dt.timedelta(days=1),
        }
        cohort = add_cohort(settings=settings, by=SYSTEM, at=at)
        _measures(world, cohort.id, at)
        session = add_months(starts, 1).replace(day=16)
        add_date(
            cohort,
            kind=DateKind.LEARNING_SESSION,
            title="Learning Session 1",
            on=session,
            place="Jackson, and online",
            by=SYSTEM,
            at=at,
        )
        return cohort.id


def _measures(world: World, cohort_id: int, at: dt.datetime) -> None:
    for position, defined in enumerate(library(), start=1):
        code = defined.measure.code or ""
        world.measure_ids[code] = defined.measure.id
        if code in REQUIRED + OPTIONAL:
            require_in_cohort(
                cohort_id,
                defined.measure.id,
                is_required=code in REQUIRED,
                position=position,
                by=SYSTEM,
                at=at,
            )


def _calendar(world: World) -> Iterator[dict[str, Any]]:
    """Three learning sessions behind, a fourth ahead, and a call every third Tuesday."""
    for number, title in SESSIONS:
        day = world.month(number).replace(day=16)
        place = "Jackson, and online"
        yield {"kind": DateKind.LEARNING_SESSION, "title": title, "on": day, "place": place}
    for number in range(COHORT_MONTHS + MONTHS_AHEAD):
        day = third_tuesday(world.month(number))
        yield {
            "kind": DateKind.CALL,
            "title": "Team call",
            "on": day,
            "time": world.instant_ahead(day, 12),
            "place": "Online",
        }


def third_tuesday(month: dt.date) -> dt.date:
    """
    >>> third_tuesday(dt.date(2026, 11, 1))
    datetime.date(2026, 11, 17)
    """
    first = month.replace(day=1)
    return first + dt.timedelta(days=(1 - first.weekday()) % 7 + 14)
