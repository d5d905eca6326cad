"""The people whose learning somebody oversees, by team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.queries import standings as accounts
from app.collaborative import queries as collaborative
from app.core.errors import Missing
from app.curriculum.domain.assigning import LEARNERS, Standing
from app.policy import Action, Place, Role, allows
from app.practices.domain.kinds import PracticeKind

if TYPE_CHECKING:
    from app.accounts.queries.standings import Held
    from app.collaborative.queries import Team
    from app.policy import Actor


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who learns, with every role that lets them, and what their practices are."""

    person_id: int
    name: str
    email: str
    last_sign_in_at: dt.datetime | None
    standings: frozenset[Standing]
    kinds: frozenset[PracticeKind] = frozenset()

    def roles_at(self, practice_id: int | None) -> tuple[Role, ...]:
        """The roles at one team; outside of teams those without a practice."""
        held = {one.role for one in self.standings if one.practice_id == practice_id}
        return tuple(role for role in Role if role in held)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people in the teams that somebody oversees, by name.

    `others` belong to no team: coaches, reviewers and staff; only whoever oversees the whole
    program sees them.
    """

    teams: tuple[Team, ...]
    of_team: Mapping[int, tuple[Member, ...]]
    others: tuple[Member, ...] = ()

    @property
    def everybody(self) -> dict[int, Member]:
        """Each person once, by id and in the order of names."""
        found = {one.person_id: one for ones in self.of_team.values() for one in ones}
        found |= {one.person_id: one for one in self.others}
        return dict(sorted(found.items(), key=lambda item: (item[1].name.casefold(), item[0])))

    def team(self, key: str) -> Team:
        """One of the teams; raises `Missing` for any other."""
        for team in self.teams:
            if team.key == key:
                return team
        raise Missing(key)

    def at(self, team: Team | None) -> tuple[Member, ...]:
        """The people of a team, or those without one."""
        return self.others if team is None else self.of_team[team.id]


def crowd(actor: Actor) -> Crowd:
    """Whose learning the actor oversees: two statements. A coach sees the own cohorts."""
    every = collaborative.every_practice()
    found = _by_practice(_members(accounts.held(LEARNERS), {team.id: team for team in every}))
    teams = [team for team in every if allows(actor, Action.LEARNING_OVERSEE, team.place)]
    of_team = {team.id: found.get(team.id, ()) for team in teams}
    sees_all = allows(actor, Action.LEARNING_OVERSEE, Place())
    return Crowd(
        tuple(team for team in teams if team.is_in_cohort or of_team[team.id]),
        of_team,
        found.get(None, ()) if sees_all else (),
    )


def _members(held: Iterable[Held], teams: Mapping[int | None, Team]) -> tuple[Member, ...]:
    of: dict[int, list[Held]] = {}
    for one in held:
        of.setdefault(one.person_id, []).append(one)
    return tuple(
        Member(
            person_id,
            ones[0].name,
            ones[0].email,
            ones[0].last_sign_in_at,
            frozenset(_standing(one, teams.get(one.practice_id)) for one in ones),
            frozenset(
                teams[one.practice_id].practice.kind for one in ones if one.practice_id in teams
            ),
        )
        for person_id, ones in of.items()
    )


def _by_practice(members: Iterable[Member]) -> dict[int | None, tuple[Member, ...]]:
    """The people of each practice; those without a team stand under None."""
    found: dict[int | None, tuple[Member, ...]] = {}
    for one in members:
        for practice_id in {standing.practice_id for standing in one.standings}:
            found[practice_id] = (*found.get(practice_id, ()), one)
    return found


def _standing(one: Held, team: Team | None) -> Standing:
    if one.cohort_id is not None:
        return Standing(one.role, None, frozenset({one.cohort_id}))
    cohorts = frozenset() if team is None else team.place.cohort_ids
    return Standing(one.role, one.practice_id, cohorts)
