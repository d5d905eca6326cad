"""Who somebody is for events: roles with the cohorts that they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.collaborative import queries as collaborative
from app.events.domain.audience import Reader, Standing
from app.policy import Action, Actor, Grant, Place, allows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from app.accounts.models import RoleGrant


def reader(actor: Actor) -> Reader:
    """The actor as a reader of events: at most one statement."""
    cohorts = {team.id: team.place.cohort_ids for team in collaborative.teams_of(actor)}
    return _reader(actor, cohorts)


def _reader(actor: Actor, cohorts: Mapping[int, frozenset[int]]) -> Reader:
    return Reader(
        actor.person_id,
        frozenset(Standing(one.role, _cohorts(one, cohorts)) for one in actor.grants),
        sees_all=allows(actor, Action.PROGRAM_VIEW, Place()),
    )


def readers(person_ids: Collection[int]) -> dict[int, Reader]:
    """Several people as readers of events: at most two statements."""
    held = accounts.grants_of_all(sorted(person_ids))
    actors = {
        person_id: Actor(person_id, "", _grants(held.get(person_id, ())))
        for person_id in person_ids
    }
    every = Actor(grants=frozenset().union(*(one.grants for one in actors.values())))
    cohorts = {team.id: team.place.cohort_ids for team in collaborative.teams_of(every)}
    return {person_id: _reader(actor, cohorts) for person_id, actor in actors.items()}


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
    return Actor(person_id, person.name, _grants(held))


def _grants(held: Iterable[RoleGrant]) -> frozenset[Grant]:
    return frozenset(Grant(one.role, one.practice_id, one.cohort_id) for one in held)
