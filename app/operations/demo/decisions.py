"""What the demo teams decided about their charts and wrote on them, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.charts import queries as charts
from app.charts import services
from app.charts.domain.decisions import QUESTIONS
from app.charts.queries.figures import figure_of
from app.collaborative import queries as collaborative
from app.core.clock import today
from app.core.days import add_months
from app.measures import queries as measures
from app.operations.demo import clinics, people

if TYPE_CHECKING:
    from app.operations.demo.world import World


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a month (from 0) of one chart, or of all charts of the team."""

    clinic: str
    measure: str
    month: int
    text: str
    everywhere: bool = False


REMARKS = (
    Remark(clinics.MAGNOLIA, "M07", 6, "Storm closed the clinic for two weeks", everywhere=True),
    Remark(clinics.MAGNOLIA, "M07", 10, "Plan is part of every planned visit"),
    Remark(clinics.SWEETGUM, "M18", 8, "Question added to the well-visit template"),
    Remark(clinics.WISTERIA, "M12", 9, "New electronic record went live", everywhere=True),
    Remark(clinics.GULF_PINE, "M05", 11, "Registry search runs every month"),
    Remark(clinics.TALLOW, "M07", 8, "Second nurse trained to write plans"),
    Remark(clinics.WILLOW, "M12", 10, "Care coordinator left; position is open", everywhere=True),
)
FROZEN = (clinics.MAGNOLIA, "M07", 0, 9)
FROZEN_REASON = (
    "Ten months before the plan became part of the visit are our starting point. We keep it so "
    "that later months do not move the line they are compared with."
)
REPHASED = (clinics.SWEETGUM, "M18", 9)
REPHASED_REASON = (
    "Since the question is in the template the level is another one, and it has lasted for "
    "half a year. We want to see new changes against the new level."
)


def write_all(world: World) -> None:
    """First the notes, then the baseline and the phase."""
    for remark in REMARKS:
        _annotate(world, remark)
    _freeze(world)
    _rephase(world)


def chart(clinic: str, code: str) -> services.Chart:
    """A measure of a team as its page has it, for a decision about it."""
    team = collaborative.team(clinic)
    cohort_id = team.cohort.id if team.cohort else None
    series = next(s for s in measures.reported(team.id, cohort_id) if s.code == code)
    marks = charts.of(charts.marks(team.id, series.measure_id), series.measure_id)
    figure = figure_of(team, series, today=today(), decisions=marks.decisions, notes=marks.notes)
    return services.Chart(team.id, series.measure_id, figure)


def _annotate(world: World, remark: Remark) -> None:
    day = add_months(world.month(remark.month), 1).replace(day=12)
    with world.at(world.instant(day, 14)) as at:
        services.annotate(
            chart(remark.clinic, remark.measure),
            period=world.month(remark.month),
            text=remark.text,
            everywhere=remark.everywhere,
            by=world.actor(people.counter_of(remark.clinic)),
            at=at,
        )


def _freeze(world: World) -> None:
    clinic, code, first, last = FROZEN
    day = add_months(world.month(last), 2).replace(day=14)
    with world.at(world.instant(day, 11)) as at:
        services.freeze(
            chart(clinic, code),
            first_period=world.month(first),
            period=world.month(last),
            reason=FROZEN_REASON,
            by=world.actor(people.lead_of(clinic)),
            at=at,
        )


def _rephase(world: World) -> None:
    clinic, code, month = REPHASED
    day = world.this_month.replace(day=1)
    with world.at(world.instant(day, 11)) as at:
        services.rephase(
            chart(clinic, code),
            period=world.month(month),
            answers=dict.fromkeys(QUESTIONS, "yes"),
            reason=REPHASED_REASON,
            by=world.actor(people.lead_of(clinic)),
            at=at,
            anyway=True,
        )
