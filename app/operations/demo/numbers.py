"""The monthly numbers of the demo cohort: entered, then sent, on time or late, or never."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.collaborative import queries as collaborative
from app.core.days import add_months
from app.measures import queries as measures
from app.measures import services
from app.measures.domain.kinds import Answer, Source
from app.operations.demo import clinics, people, stories
from app.operations.demo.clinics import CLINICS, COHORT_MONTHS, Clinic
from app.operations.demo.trajectories import TRENDS, Counted, counts

if TYPE_CHECKING:
    import datetime as dt

    from app.collaborative.queries import Team
    from app.measures.queries import Cell, OwedMonth
    from app.operations.demo.world import World
    from app.policy import Actor

SOURCES = {
    "M01": Source.SURVEY,
    "M02": Source.SURVEY,
    "M05": Source.REGISTRY,
    "M07": Source.REGISTRY,
    "M10": Source.SURVEY,
    "M12": Source.LOG,
    "M24": Source.SURVEY,
}
ON_TIME_DAYS = (4, 5, 6, 7, 8, 9)
LATE_DAY = 17
NOTES = {
    (clinics.WISTERIA, "M12", 9): "New record system this month: reports came by fax and late.",
    (clinics.WILLOW, "M12", 11): "Nobody called about referrals while the position is open.",
    (clinics.MAGNOLIA, "M07", 6): "Two weeks of storm closings, fewer visits.",
    (clinics.TALLOW, "M07", 3): "Only ten children on the registry this month.",
}

Counts = dict[tuple[str, int], Counted]


def enter_all(world: World) -> None:
    """Month after month, each clinic enters and sends what it counted."""
    counted = {clinic.key: _counts_of(clinic) for clinic in CLINICS}
    for number in range(COHORT_MONTHS):
        for clinic in CLINICS:
            if number >= clinic.joins and number not in clinic.missing:
                _enter(world, clinic, number, counted[clinic.key])
    _leave_a_draft(world, counted[clinics.TRACE])


def _counts_of(clinic: Clinic) -> Counts:
    """What a clinic would count each month, also in the months that it never sends."""
    always = replace(clinic, missing=frozenset(), joins=0)
    return {
        (code, point.month): point
        for code in TRENDS
        for point in counts(always, code, stories.effect(clinic.key, code))
    }


def _enter(world: World, clinic: Clinic, number: int, counted: Counts) -> None:
    actor = world.actor(people.counter_of(clinic.key))
    with world.at(_moment(world, clinic, number)) as at:
        team = collaborative.team(clinic.key)
        month = measures.month_of(measures.owed(team, at), world.month(number))
        cells = [
            _fill(cell, world, clinic.key, counted, team=team, by=actor, at=at)
            for cell in month.cells
            if cell.point is None
        ]
        _send(month, cells, team=team, by=actor, at=at)


def _fill(
    cell: Cell,
    world: World,
    clinic: str,
    counted: Counts,
    *,
    team: Team,
    by: Actor,
    at: dt.datetime,
) -> Cell:
    """Enter one cell; the cell as it is then."""
    code = cell.reported.measure.code or ""
    number = max(0, world.number(cell.period))
    point = services.save_cell(
        cell,
        _value(code, counted[code, number], NOTES.get((clinic, code, number), "")),
        practice_id=team.id,
        seen_version=0,
        by=by,
        at=at,
    )
    return replace(cell, point=point)


def _send(month: OwedMonth, cells: list[Cell], *, team: Team, by: Actor, at: dt.datetime) -> None:
    filled = {cell.key: cell for cell in cells}
    now_there = tuple(filled.get(cell.key, cell) for cell in month.cells)
    services.send_month(replace(month, cells=now_there), cells, practice_id=team.id, by=by, at=at)


def _value(code: str, counted: Counted, note: str) -> services.Value:
    if counted.denominator == 0:
        return services.Value(Answer.NONE_ELIGIBLE, 0, 0, note=note)
    return services.Value(
        Answer.COUNTED,
        counted.numerator,
        counted.denominator,
        source=SOURCES.get(code, Source.EHR_REPORT),
        note=note,
    )


def _moment(world: World, clinic: Clinic, number: int) -> dt.datetime:
    """When a clinic sends a month: some morning before the due day, or after it."""
    order = CLINICS.index(clinic)
    on_time = ON_TIME_DAYS[(number * 5 + order) % len(ON_TIME_DAYS)]
    day = LATE_DAY if number in clinic.late else on_time
    following = add_months(world.month(number), 1)
    return world.instant(following.replace(day=day), 9, 7 * order)


def _leave_a_draft(world: World, counted: Counts) -> None:
    """One team has typed two numbers of the newest month and not sent them."""
    actor = world.actor(people.counter_of(clinics.TRACE))
    number = COHORT_MONTHS - 1
    day = add_months(world.month(number), 1).replace(day=2)
    with world.at(world.instant(day, 15)) as at:
        team = collaborative.team(clinics.TRACE)
        month = measures.month_of(measures.owed(team, at), world.month(number))
        for cell in month.cells[:2]:
            if cell.point is None:
                _fill(cell, world, clinics.TRACE, counted, team=team, by=actor, at=at)
