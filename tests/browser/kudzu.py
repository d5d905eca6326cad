"""The clinics of the scenarios: one cohort, one measure M1, and the people of the first clinic."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.measures.domain.kinds import Source
from app.policy import Role
from app.practices.models import PracticeKind
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.accounts.models import Person
    from app.measures.models import Measure

CENTRAL = ZoneInfo("America/Chicago")
CLINICS = {
    "P1": ("Delta Pines Family Health", "delta-pines", PracticeKind.FQHC, "Bolivar"),
    "P2": ("Tupelo Creek Pediatrics", "tupelo-creek", PracticeKind.PRIVATE, "Lee"),
    "P4": ("Pearl Bend Children's Clinic", "pearl-bend", PracticeKind.FQHC, "Rankin"),
    "P5": ("Big Black River Clinic", "big-black", PracticeKind.FQHC, "Attala"),
}
# Jun 12/60 ... Sep 11/61, as in the scenario of the chart
FIRST_MONTHS = ((12, 60), (13, 62), (12, 58), (11, 61))


def at(day: str, time: str = "09:00") -> dt.datetime:
    """An instant of US Central, such as at("2026-10-10", "23:58")."""
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=CENTRAL)


def month(number: int, year: int = 2026) -> dt.date:
    return dt.date(year, number, 1)


@dataclass
class Kudzu:
    """The cohort with its measure; `team` adds a clinic, `dev` is who counts at P1."""

    cohort: Any
    m1: Measure
    p1: Any
    dev: Person

    def team(self, number: str, **given: Any) -> Any:
        """Enrol one more clinic of the scenarios."""
        return team_of(self.cohort, number, **given)

    def send(self, team: Any, counts: Sequence[tuple[int, int]], first: dt.date) -> None:
        """Sent numbers of M1, month after month, each on the fifth of the month after."""
        for number, (top, bottom) in enumerate(counts):
            months = first.year * 12 + first.month - 1 + number
            period = dt.date(months // 12, months % 12 + 1, 1)
            following = dt.date((months + 1) // 12, (months + 1) % 12 + 1, 5)
            moment = at(following.isoformat())
            build.sent_point(
                team,
                self.m1,
                period,
                top,
                bottom,
                at=moment,
                source=Source.REGISTRY,
                sent_source=Source.REGISTRY,
            )


def team_of(cohort: Any, number: str, **given: Any) -> Any:
    name, key, kind, county = CLINICS[number]
    return build.team(cohort=cohort, name=name, key=key, kind=kind, county=county, **given)


def kudzu(*, baseline_points: int | None = 6, **given: Any) -> Kudzu:
    """The cohort from June 2026: due on the 10th, locked 15 days after, baseline of 6 points."""
    defaults = {"due_day": 10, "lock_days": 15, "baseline_points": baseline_points}
    cohort = build.cohort(name="Kudzu", **defaults | given)
    m1 = build.measure(of=cohort, key="shared-plan", name="Shared plan of care", goal=60.0)
    p1 = team_of(cohort, "P1")
    dev = build.person(name="Dev Patel", role=Role.DATA_MANAGER, at=p1)
    return Kudzu(cohort, m1, p1, dev)
