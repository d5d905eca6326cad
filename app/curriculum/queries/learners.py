"""Somebody who learns: their teams, and when their cohort began."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.collaborative import queries as collaborative
from app.core.days import start_of_day
from app.policy import TEAM_ROLES, Actor, Grant
from app.practices.domain.kinds import PracticeKind

if TYPE_CHECKING:
    from app.collaborative.queries import Team


@dataclass(frozen=True, slots=True)
class Learner:
    """Who learns. `cohort_began` is None for people without a team: nothing waits for them."""

    actor: Actor
    teams: tuple[Team, ...] = ()
    cohort_began: dt.datetime | None = None

    @property
    def person_id(self) -> int:
        return self.actor.person_id or 0

    @property
    def practice_ids(self) -> tuple[int, ...]:
        return tuple(team.id for team in self.teams)

    @property
    def kinds(self) -> frozenset[PracticeKind]:
        """What their practices are; none for people without a team."""
        return frozenset(team.practice.kind for team in self.teams)


def learner(actor: Actor) -> Learner:
    """The actor as a learner: at most one statement.

    Of several cohorts the one that began first counts.
    """
    teams = collaborative.teams_of(actor)
    days = [team.cohort.starts_on for team in teams if team.cohort is not None]
    if not days:
        return Learner(actor, teams)
    return Learner(actor, teams, start_of_day(min(days)))


def teams_of(person_id: int) -> tuple[Team, ...]:
    """The teams of somebody else than the actor: at most two statements."""
    grants = frozenset(
        Grant(grant.role, practice_id=grant.practice_id)
        for grant in accounts.grants_of(person_id)
        if grant.role in TEAM_ROLES
    )
    return collaborative.teams_of(Actor(person_id, grants=grants))
