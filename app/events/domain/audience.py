"""For whom an event is: a cohort or all of them, some roles or everybody who may learn. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.policy.table import PROGRAM_ROLES, TEAM_ROLES, Role

ALL_COHORTS = "all"
"""Stands for all cohorts together where somebody chooses one."""
INVITED = (*TEAM_ROLES, *PROGRAM_ROLES)
"""The roles that may learn; an event may be for some of them only."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One role of a person, with the cohorts that it is in now."""

    role: Role
    cohort_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks for events. `sees_all`: whoever runs the program."""

    person_id: int | None
    standings: frozenset[Standing] = frozenset()
    sees_all: bool = False

    @property
    def cohort_ids(self) -> frozenset[int]:
        """The cohorts that this person is in by any role that may learn."""
        found = (one.cohort_ids for one in self.standings if one.role in INVITED)
        return frozenset().union(*found)


def is_for(cohort_id: int | None, roles: Collection[str], reader: Reader) -> bool:
    """Whether an event is for this reader; one role must fit cohort and roles together.

    A coach of the cohort sees all of its events, whoever they are for.

    >>> lead = Reader(7, frozenset({Standing(Role.LEAD, frozenset({1}))}))
    >>> is_for(None, [], lead), is_for(1, ["lead"], lead), is_for(1, ["sponsor"], lead)
    (True, True, False)
    >>> is_for(2, [], lead)
    False
    """
    return reader.sees_all or any(_fits(one, cohort_id, roles) for one in reader.standings)


def _fits(one: Standing, cohort_id: int | None, roles: Collection[str]) -> bool:
    if one.role not in INVITED or cohort_id not in {None, *one.cohort_ids}:
        return False
    return not roles or one.role in roles or (one.role is Role.COACH and cohort_id is not None)
