"""Build rows for tests; every argument has a default, so a test names only what matters."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from app.accounts.models import Person, RoleGrant
from app.collaborative.models import Cohort, Enrolment
from app.core.db import db
from app.improvement.models import Cycle, Prediction, Ramp
from app.measures.domain.kinds import Answer, Direction, Frequency, MeasureKind, MeasureRole
from app.measures.models import CohortMeasure, DataPoint, Measure, MeasureVersion, TeamMeasure
from app.policy import COHORT_ROLES, PRACTICE_ROLES, Role
from app.practices.models import Practice, PracticeKind

_number = itertools.count(1)
NOON = dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)


def saved(row: Any) -> Any:
    """Write `row` and give it back."""
    db.session.add(row)
    db.session.commit()
    return row


def practice(**given: Any) -> Practice:
    """A practice; with `name=`, `kind=`, `county=` as the test needs."""
    n = next(_number)
    defaults = {
        "key": f"practice-{n}",
        "name": f"Practice {n}",
        "kind": PracticeKind.FQHC,
        "county": "Hinds",
        "created_at": NOON,
    }
    return saved(Practice(**defaults | given))


def person(*, role: Role | None = None, at: Any = None, **given: Any) -> Person:
    """Somebody with an account; with `role=` also a grant, at the practice or cohort `at`."""
    n = next(_number)
    defaults = {"email": f"person{n}@example.org", "name": f"Person {n}", "created_at": NOON}
    row: Person = saved(Person(**defaults | given))
    if role is not None:
        grant(row, role, at=at)
    return row


def grant(to: Person, role: Role, *, at: Any = None, **given: Any) -> RoleGrant:
    """A role of `to`; `at` is the practice of a team role or the cohort of a coach."""
    place: dict[str, Any] = {}
    if role in PRACTICE_ROLES:
        place["practice_id"] = (at or practice()).id
    if role in COHORT_ROLES:
        place["cohort_id"] = (at or cohort()).id
    defaults = {"person_id": to.id, "role": role, "granted_at": NOON}
    return saved(RoleGrant(**defaults | place | given))


def cohort(**given: Any) -> Cohort:
    """A cohort that runs from June 2026 to November 2027, due on the 10th."""
    n = next(_number)
    defaults = {
        "key": f"cohort-{n}",
        "name": f"Cohort {n}",
        "starts_on": dt.date(2026, 6, 1),
        "ends_on": dt.date(2027, 11, 30),
        "created_at": NOON,
    }
    return saved(Cohort(**defaults | given))


def enrolment(**given: Any) -> Enrolment:
    """A practice in a cohort since June 2026."""
    defaults = {
        "practice_id": given.get("practice_id") or practice().id,
        "cohort_id": given.get("cohort_id") or cohort().id,
        "joined_on": dt.date(2026, 6, 1),
    }
    return saved(Enrolment(**defaults | given))


def team(**given: Any) -> Any:
    """A practice in a cohort, as pages know it; `cohort=` and fields of the practice."""
    from app.collaborative import queries

    of = given.pop("cohort", None) or cohort()
    joined_on = given.pop("joined_on", of.starts_on)
    clinic = practice(**given)
    enrolment(practice_id=clinic.id, cohort_id=of.id, joined_on=joined_on)
    return queries.team(clinic.key)


def measure(*, of: Any = None, required: bool = True, **given: Any) -> Measure:
    """A measure with one definition; `of` is the cohort or team that reports it."""
    n = next(_number)
    position = given.pop("position", n)
    baseline = given.pop("baseline_points", None)
    own = given.pop("own", False)
    key = given.pop("key", f"measure-{n}")
    row: Measure = saved(
        Measure(
            key=key,
            code=None if own else f"T{n:03}",
            practice_id=of.id if own else None,
            created_at=NOON,
        )
    )
    version(row, **given)
    if of is not None and hasattr(of, "due_day"):
        saved(
            CohortMeasure(
                cohort_id=of.id,
                measure_id=row.id,
                is_required=required,
                position=position,
                baseline_points=baseline,
            )
        )
    elif of is not None:
        saved(TeamMeasure(practice_id=of.id, measure_id=row.id, adopted_at=NOON))
    return row


def version(of: Measure, **given: Any) -> MeasureVersion:
    """One definition of a measure: a percent, higher is better, monthly, goal 60."""
    defaults = {
        "measure_id": of.id,
        "number": 1,
        "effective_from": dt.date(2020, 1, 1),
        "name": f"Measure {of.key}",
        "short_name": of.key,
        "role": MeasureRole.PROCESS,
        "kind": MeasureKind.PERCENT,
        "unit": "percent",
        "per": 100,
        "direction": Direction.HIGHER,
        "goal": 60.0,
        "frequency": Frequency.MONTHLY,
        "numerator": "Children with a plan",
        "denominator": "Children in all",
        "created_at": NOON,
    }
    return saved(MeasureVersion(**defaults | given))


def sent_point(
    team: Any, measure: Measure, period: dt.date, top: int | None, bottom: int | None, **given: Any
) -> DataPoint:
    """A number that was sent; `at=` is when, `answer=` what it says."""
    from app.measures.queries import version_for, versions_of

    at = given.pop("at", NOON)
    answer = given.pop("answer", Answer.COUNTED)
    of = version_for(versions_of([measure.id])[measure.id], period)
    row = DataPoint(
        practice_id=team.id,
        measure_id=measure.id,
        measure_version_id=of.id,
        period=period,
        answer=answer,
        numerator=top,
        denominator=bottom,
        changed_at=at,
        sent_answer=answer,
        sent_numerator=top,
        sent_denominator=bottom,
        sent_note="",
        sent_version_id=of.id,
        sent_at=at,
        first_sent_at=at,
    )
    for name, value in given.items():
        setattr(row, name, value)
    return saved(row)


def ramp(of: Any, **given: Any) -> Ramp:
    """A ramp of the team (or practice) `of`."""
    by = given.pop("created_by_id", None) or person().id
    defaults = {
        "practice_id": of.id,
        "title": f"Ramp {next(_number)}",
        "created_at": NOON,
        "created_by_id": by,
    }
    return saved(Ramp(**defaults | given))


def cycle(of: Any, **given: Any) -> Cycle:
    """A draft cycle of the team `of`; `predictions=` are (question, predicted) pairs."""
    in_ramp = given.pop("ramp", None) or ramp(of)
    pairs = given.pop("predictions", [])
    defaults = {
        "ramp_id": in_ramp.id,
        "practice_id": of.id,
        "title": f"Cycle {next(_number)}",
        "created_at": NOON,
        "created_by_id": in_ramp.created_by_id,
        "changed_at": NOON,
        "changed_by_id": in_ramp.created_by_id,
    }
    row = Cycle(**defaults | given)
    row.predictions = [
        Prediction(position=place, question=question, predicted=predicted)
        for place, (question, predicted) in enumerate(pairs)
    ]
    return saved(row)
