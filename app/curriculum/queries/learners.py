"""Somebody who learns: their teams, and when their cohort began."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.collaborative import queries as collaborative
from app.core.clock import CENTRAL

if TYPE_CHECKING:
    from app.collaborative.queries import Team
    from app.policy import Actor


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


def learner(actor: Actor) -> Learner:
    """The actor as a learner: at most one statement.

    Of several cohorts the one that began first counts.
    """
    teams = collaborative.teams_of(actor)
    days = [team.cohort.starts_on for team in teams if team.cohort is not None]
    if not days:
        return Learner(actor, teams)
    midnight = dt.datetime.combine(min(days), dt.time(), CENTRAL)
    return Learner(actor, teams, midnight.astimezone(dt.UTC))
