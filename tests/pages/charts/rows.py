"""A team with a measure and what it sent, for the pages of charts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.accounts.models import Person
from app.charts.models import Annotation, ChartDecision
from app.collaborative.models import Cohort
from app.core.days import add_months
from app.improvement.domain.states import CycleState, Decision
from app.improvement.models import Cycle, Ramp
from app.measures.domain.kinds import (
    Answer,
    Direction,
    Frequency,
    MeasureKind,
    MeasureRole,
    Source,
)
from app.measures.models import CohortMeasure, DataPoint, Measure, MeasureVersion
from app.policy import Role
from app.practices.models import Practice
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Sequence

JUNE = dt.date(2026, 6, 1)
OPEN_14 = [
    (12, 60), (13, 62), (12, 58), (11, 61), (14, 60), (12, 59),
    (18, 60), (20, 61), (21, 60), (22, 62), (24, 60), (26, 61),
]  # fmt: skip


@dataclass
class Clinic:
    """P1 of the scenarios with one measure, and the addresses of its pages."""

    practice: Practice
    cohort: Cohort
    measure: Measure
    version: MeasureVersion

    @property
    def overview(self) -> str:
        return f"/teams/{self.practice.key}/measures"

    @property
    def page(self) -> str:
        return f"{self.overview}/{self.measure.key}"

    def member(self, role: Role = Role.DATA_MANAGER) -> Person:
        return build.person(role=role, at=self.practice)


def clinic(pairs: Sequence[tuple[int, int] | None] = OPEN_14, **given: Any) -> Clinic:
    """A clinic in a cohort whose baseline is the first six points, with `pairs` sent."""
    practice = build.practice(key="delta-pines", name="Delta Pines Family Health")
    cohort = build.cohort(baseline_points=6)
    build.enrolment(practice_id=practice.id, cohort_id=cohort.id)
    made = add_measure(practice, cohort, **given)
    send(made, pairs)
    return made


def add_measure(practice: Practice, cohort: Cohort, **given: Any) -> Clinic:
    key = given.pop("key", "shared-plan-of-care")
    code = given.pop("code", "M01")
    measure = build.saved(Measure(key=key, code=code, created_at=build.NOON))
    defaults = {
        "measure_id": measure.id,
        "effective_from": dt.date(2026, 1, 1),
        "name": "Shared plan of care",
        "short_name": "Shared plan",
        "role": MeasureRole.PROCESS,
        "kind": MeasureKind.PERCENT,
        "unit": "percent",
        "per": 100,
        "direction": Direction.HIGHER,
        "goal": 60.0,
        "frequency": Frequency.MONTHLY,
        "numerator": "Patients with a shared plan of care",
        "denominator": "Patients on the registry",
        "created_at": build.NOON,
    }
    version = build.saved(MeasureVersion(**defaults | given))
    build.saved(CohortMeasure(cohort_id=cohort.id, measure_id=measure.id, is_required=True))
    return Clinic(practice, cohort, measure, version)


def send(to: Clinic, pairs: Sequence[tuple[int, int] | None], *, start: dt.date = JUNE) -> None:
    for count, pair in enumerate(pairs):
        if pair is not None:
            point(to, add_months(start, count), *pair)


def point(to: Clinic, period: dt.date, top: int, bottom: int, **given: Any) -> DataPoint:
    sent = dt.datetime.combine(add_months(period, 1), dt.time(18), dt.UTC)
    defaults = {
        "practice_id": to.practice.id,
        "measure_id": to.measure.id,
        "measure_version_id": to.version.id,
        "period": period,
        "answer": Answer.COUNTED,
        "numerator": top,
        "denominator": bottom,
        "changed_at": sent,
        "sent_answer": Answer.COUNTED,
        "sent_numerator": top,
        "sent_denominator": bottom,
        "sent_source": Source.EHR_REPORT,
        "sent_note": "",
        "sent_version_id": to.version.id,
        "sent_at": sent,
        "first_sent_at": sent,
    }
    return build.saved(DataPoint(**defaults | given))


def pdsa(to: Clinic, by: Person, **given: Any) -> Cycle:
    ramp = build.saved(
        Ramp(
            practice_id=to.practice.id,
            title="Pre-visit planning",
            measure_id=to.measure.id,
            created_at=build.NOON,
            created_by_id=by.id,
        )
    )
    defaults = {
        "ramp_id": ramp.id,
        "practice_id": to.practice.id,
        "measure_id": to.measure.id,
        "title": "Pre-visit form",
        "state": CycleState.DONE,
        "decision": Decision.ADOPT,
        "started_on": dt.date(2026, 11, 18),
        "ended_on": dt.date(2027, 1, 15),
        "created_at": build.NOON,
        "created_by_id": by.id,
        "changed_at": build.NOON,
        "changed_by_id": by.id,
    }
    return build.saved(Cycle(**defaults | given))


def decided(to: Clinic, by: Person, **given: Any) -> ChartDecision:
    defaults = {
        "practice_id": to.practice.id,
        "measure_id": to.measure.id,
        "reason": "Clinic closed.",
        "made_at": build.NOON,
        "made_by_id": by.id,
    }
    return build.saved(ChartDecision(**defaults | given))


def noted(to: Clinic, by: Person, **given: Any) -> Annotation:
    defaults = {
        "practice_id": to.practice.id,
        "measure_id": to.measure.id,
        "period": JUNE,
        "text": "New nurse",
        "made_at": build.NOON,
        "made_by_id": by.id,
    }
    return build.saved(Annotation(**defaults | given))
