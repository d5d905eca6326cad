"""Whom an assignment reaches, and what one person is to complete because of all of them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.policy.table import COHORT_ROLES, TABLE, TEAM_ROLES, Action, Role

LEARNERS = tuple(role for role in Role if role in TABLE[Action.LEARN])
"""The roles that may learn; only they are assigned anything."""

ONE_PLACE = "Choose a cohort, a team or a person, only one of them"
NO_ROLE = "A person is assigned as they are. Leave the role open"
NO_TEAM = "People in this role belong to no team. Choose a cohort or no place"
NO_COHORT = "People in this role belong to no cohort. Leave the place open"
LATE = "Choose today or a later day"


@dataclass(frozen=True, slots=True)
class Standing:
    """One role of somebody, at a practice and in the cohorts that it counts for."""

    role: Role
    practice_id: int | None = None
    cohort_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Aim:
    """Whom an assignment is for; what is set narrows it, and nothing set means everybody."""

    role: str = ""
    cohort_id: int | None = None
    practice_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment, as far as the rules need it."""

    module_id: int
    aim: Aim
    is_required: bool = True
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody is to do about a module, whatever told them so."""

    is_required: bool
    due_on: dt.date | None = None


def refusal(aim: Aim) -> tuple[str, str] | None:
    """Why nobody can be meant: the field and a sentence; None when the aim is fine."""
    places = {"cohort": aim.cohort_id, "team": aim.practice_id, "person": aim.person_id}
    chosen = [field for field, place in places.items() if place is not None]
    if len(chosen) > 1:
        return chosen[-1], ONE_PLACE
    if not aim.role:
        return None
    role = Role(aim.role)
    if aim.person_id is not None:
        return "role", NO_ROLE
    if aim.practice_id is not None and role not in TEAM_ROLES:
        return "team", NO_TEAM
    if aim.cohort_id is not None and role not in (*TEAM_ROLES, *COHORT_ROLES):
        return "cohort", NO_COHORT
    return None


def reaches(aim: Aim, person_id: int, standings: Collection[Standing]) -> bool:
    """Whether somebody is meant: one of their roles fits role, cohort and team together.

    >>> lead = Standing(Role.LEAD, 7, frozenset({1}))
    >>> reaches(Aim(), 3, {lead}), reaches(Aim("lead", cohort_id=1), 3, {lead})
    (True, True)
    >>> reaches(Aim("lead", cohort_id=2), 3, {lead}), reaches(Aim(person_id=4), 3, {lead})
    (False, False)
    """
    if aim.person_id not in {None, person_id}:
        return False
    return any(_fits(aim, one) for one in standings)


def _fits(aim: Aim, one: Standing) -> bool:
    return (
        one.role in LEARNERS
        and aim.role in {"", one.role.value}
        and aim.cohort_id in {None, *one.cohort_ids}
        and aim.practice_id in {None, one.practice_id}
    )


def dues(given: Iterable[Given], person_id: int, standings: Collection[Standing]) -> dict[int, Due]:
    """What somebody is to complete, by module.

    Of several assignments of a module a required one weighs more than an optional one, and of
    those alike the earliest day.
    """
    found: dict[int, Due] = {}
    for one in given:
        if reaches(one.aim, person_id, standings):
            due = Due(one.is_required, one.due_on)
            found[one.module_id] = min(found.get(one.module_id, due), due, key=_weight)
    return found


def _weight(due: Due) -> tuple[bool, dt.date]:
    return not due.is_required, due.due_on or dt.date.max


def is_overdue(due: Due | None, today: dt.date) -> bool:
    """Whether something required should be complete by now; its day itself is in time.

    What is optional is never overdue.
    """
    return due is not None and due.is_required and due.due_on is not None and due.due_on < today
