"""Assignments in words: for whom, until when, and how many people they reach."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.accounts.domain.names import role_words
from app.core.dates import short_day
from app.curriculum.domain import assigning as rules
from app.curriculum.domain.assigning import Aim, Given, Standing
from app.curriculum.models import LearningAssignment
from app.curriculum.presenters.learn_words import counted
from app.curriculum.presenters.oversight import NO_TEAM, on
from app.curriculum.queries.assignments import aim_of
from app.curriculum.queries.members import Member
from app.curriculum.queries.modules import Named
from app.curriculum.queries.oversight import Column, Overview
from app.policy import Role


@dataclass(frozen=True, slots=True)
class Names:
    """What cohorts, teams and people are called."""

    cohorts: Mapping[int, str]
    teams: Mapping[int, str]
    people: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """An assignment in the list. `is_past`: its due date is over."""

    assignment_id: int
    module: str
    whom: str
    kind: str
    due: str
    given: str
    ended: str
    reach: str
    is_past: bool


def whom(aim: Aim, names: Names) -> str:
    """Whom an assignment is for, in words.

    >>> whom(Aim("lead", cohort_id=1), Names({1: "Cohort 1"}, {}, {}))
    'Lead, Cohort 1'
    >>> whom(Aim(), Names({}, {}, {}))
    'Everybody'
    """
    if aim.person_id is not None:
        return names.people.get(aim.person_id, "One person")
    place = ""
    if aim.cohort_id is not None:
        place = names.cohorts.get(aim.cohort_id, "One cohort")
    elif aim.practice_id is not None:
        place = names.teams.get(aim.practice_id, "One team")
    if aim.role:
        return role_words(Role(aim.role), place)
    return place or "Everybody"


def reached(found: Overview, aim: Aim) -> tuple[Member, ...]:
    """The people that an assignment reaches now, by name."""
    return tuple(
        one
        for one in found.crowd.everybody.values()
        if rules.reaches(aim, one.person_id, one.standings)
    )


def listed(
    row: LearningAssignment,
    found: Overview,
    names: Names,
    titles: Mapping[int, str],
    today: dt.date,
) -> Listed:
    """An assignment, and how far its people are."""
    aim = aim_of(row)
    people = reached(found, aim)
    done = sum(
        found.footing(one.person_id, row.module_id).completed_at is not None for one in people
    )
    by, places = names.people.get(row.given_by_id, ""), _places(found, aim, people)
    return Listed(
        row.id,
        titles[row.module_id],
        whom(aim, names),
        "Required" if row.is_required else "Optional",
        short_day(row.due_on) if row.due_on else "No due date",
        f"{on(row.given_at)} by {by}",
        on(row.ended_at),
        f"{people_words(len(people))}{f' ({places})' if places else ''}, {done} done",
        row.due_on is not None and row.due_on < today,
    )


def titles(columns: Iterable[Column], names: Mapping[int, Named]) -> dict[int, str]:
    """What modules are called: as learners read it now, and archived ones say so.

    >>> titles((), {7: Named("Charts", is_archived=True)})
    {7: 'Charts (archived)'}
    """
    now = {one.id: one.title for one in columns}
    return {
        key: f"{one.title} (archived)" if one.is_archived else now.get(key, one.title)
        for key, one in names.items()
    }


def people_words(count: int) -> str:
    """
    >>> people_words(1), people_words(12)
    ('1 person', '12 people')
    """
    return "1 person" if count == 1 else f"{count} people"


def _standings(aim: Aim, one: Member) -> list[Standing]:
    """The roles of somebody by which an assignment reaches them."""
    return [s for s in one.standings if rules.reaches(aim, one.person_id, {s})]


def _places(found: Overview, aim: Aim, people: Sequence[Member]) -> str:
    """How many of these people are in teams and how many are not; "" when all are alike."""
    teams = {team.id for team in found.crowd.teams}
    outside = [one for one in people if not teams & {s.practice_id for s in _standings(aim, one)}]
    inside = len(people) - len(outside)
    if not inside or not outside:
        return ""
    if all({s.role for s in _standings(aim, one)} == {Role.COACH} for one in outside):
        rest = counted(len(outside), "coach", "coaches")
    else:
        rest = f"{len(outside)} without a team"
    return f"{inside} in teams and {rest}"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an assignment would do: how many people it reaches, and where they are."""

    count: int
    words: str
    notes: tuple[str, ...]
    teams: tuple[tuple[str, int], ...]


def preview(found: Overview, given: Sequence[Given], module_id: int, aim: Aim) -> Preview:
    """How many people an assignment would reach, and for how many little would change."""
    people = reached(found, aim)
    places = _places(found, aim, people)
    done = sum(found.footing(one.person_id, module_id).completed_at is not None for one in people)
    same = [one for one in given if one.module_id == module_id]
    already = sum(bool(rules.dues(same, one.person_id, one.standings)) for one in people)
    notes = [
        words
        for count, words in (
            (done, f"{done} of them completed it already."),
            (already, f"{already} of them are assigned it already by another assignment."),
        )
        if count
    ]
    if not people:
        notes.append("Nobody fits now. Whoever joins later gets it.")
    teams = {team.id: team.name for team in found.crowd.teams}
    where: Counter[str] = Counter()
    for one in people:
        fitting = {s.practice_id for s in _standings(aim, one)}
        where.update({teams.get(practice_id or 0, NO_TEAM) for practice_id in fitting})
    return Preview(
        len(people),
        f"This reaches {people_words(len(people))} now{f': {places}' if places else ''}.",
        tuple(notes),
        tuple(sorted(where.items())),
    )
