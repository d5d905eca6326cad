"""Who somebody is for events: roles with the cohorts that they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.collaborative import queries as collaborative
from app.events.domain.audience import Reader, Standing
from app.policy import Action, Actor, Grant, Place, allows

if TYPE_CHECKING:
    from collections.abc import Mapping


def reader(actor: Actor) -> Reader:
    """The actor as a reader of events: at most one statement."""
    cohorts = {team.id: team.place.cohort_ids for team in collaborative.teams_of(actor)}
    return Reader(
        actor.person_id,
        frozenset(Standing(one.role, _cohorts(one, cohorts)) for one in actor.grants),
        sees_all=allows(actor, Action.PROGRAM_VIEW, Place()),
    )


def _cohorts(of: Grant, cohorts: Mapping[int, frozenset[int]]) -> frozenset[int]:
    if of.cohort_id is not None:
        return frozenset({of.cohort_id})
    return cohorts.get(of.practice_id or 0, frozenset())


def actor_with(person_id: int) -> Actor | None:
    """Somebody as they are now, without a session; None once the account is closed."""
    person = accounts.person(person_id)
    if person.closed_at is not None:
        return None
    held = accounts.grants_of(person_id)
    grants = frozenset(Grant(one.role, one.practice_id, one.cohort_id) for one in held)
    return Actor(person_id, person.name, grants)
