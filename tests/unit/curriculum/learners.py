"""Somebody who learns, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.core.db import transaction
from app.curriculum.models import ModuleVersion, QuizAttempt, Study
from app.curriculum.services import studies
from app.policy import Actor, Grant, Role
from tests.support import build

NOW = build.NOON + dt.timedelta(hours=1)


def learner(role: Role = Role.CARE_COORDINATOR, *, at: Any = None, name: str = "Ben") -> Actor:
    """Somebody with an account and a role on the team of `at` (a practice) or in the program."""
    person = build.person(name=name, role=role, at=at)
    grant = Grant(role, practice_id=at.id if at is not None else None)
    return Actor(person.id, person.name, frozenset({grant}))


def began(by: Actor, version: ModuleVersion, at: dt.datetime = NOW) -> Study:
    with transaction():
        return studies.begin(by.person_id or 0, version, by=by, at=at)


def read_all(by: Actor, study: Study, *keys: str, at: dt.datetime = NOW) -> None:
    """Mark lessons as read."""
    with transaction():
        for key in keys:
            studies.mark_read(study, key, by=by, at=at)


def completed(by: Actor, version: ModuleVersion, *keys: str, at: dt.datetime = NOW) -> Study:
    study = began(by, version, at)
    read_all(by, study, *(keys or ("lesson-1",)), at=at)
    return study


def attempted(study: Study, right: int, total: int = 5, *, number: int = 1) -> QuizAttempt:
    """A try at the quiz that was sent; it passes from 80 percent on."""
    return build.saved(
        QuizAttempt(
            study_id=study.id,
            number=number,
            started_at=NOW,
            questions=[],
            total=total,
            submitted_at=NOW,
            answers={},
            right_count=right,
            is_passed=100 * right >= 80 * total,
        )
    )
