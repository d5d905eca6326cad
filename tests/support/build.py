"""Build rows for tests; every argument has a default, so a test names only what matters."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from app.accounts.models import Person, RoleGrant
from app.collaborative.models import Cohort, Enrolment
from app.core.db import db
from app.policy import COHORT_ROLES, TEAM_ROLES, Role
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
    return saved(Practice(**defaults | given))  # type: ignore[no-any-return]


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
    if role in TEAM_ROLES:
        place["practice_id"] = (at or practice()).id
    if role in COHORT_ROLES:
        place["cohort_id"] = (at or cohort()).id
    defaults = {"person_id": to.id, "role": role, "granted_at": NOON}
    return saved(RoleGrant(**defaults | place | given))  # type: ignore[no-any-return]


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
    return saved(Cohort(**defaults | given))  # type: ignore[no-any-return]


def enrolment(**given: Any) -> Enrolment:
    """A practice in a cohort since June 2026."""
    defaults = {
        "practice_id": given.get("practice_id") or practice().id,
        "cohort_id": given.get("cohort_id") or cohort().id,
        "joined_on": dt.date(2026, 6, 1),
    }
    return saved(Enrolment(**defaults | given))  # type: ignore[no-any-return]
