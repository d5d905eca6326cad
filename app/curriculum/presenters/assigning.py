"""Assignments in words: for whom, until when, and how many people they reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.domain.names import role_words
from app.core.dates import short_day
from app.curriculum.domain import assigning as rules
from app.curriculum.domain.assigning import Aim, Given
from app.curriculum.models import LearningAssignment
from app.curriculum.presenters.oversight import NO_TEAM, on
from app.curriculum.queries.assignments import aim_of
from app.curriculum.queries.members import Member
from app.curriculum.queries.oversight import Overview
from app.policy import Role


@dataclass(frozen=True, slots=True)
class Names:
    """What cohorts, teams and people are called."""

    cohorts: Mapping[int, str]
    teams: Mapping[int, str]
    people: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """An assignment in the list."""

    assignment_id: int
    module: str
    whom: str
    kind: str
    due: str
    given: str
    ended: str
    reach: str


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
    rows: Sequence[LearningAssignment], found: Overview, names: Names, titles: Mapping[int, str]
) -> tuple[Listed, ...]:
    """Assignments as a list shows them, with how many of their people are done."""
    return tuple(_listed(row, found, names, titles) for row in rows)


def _listed(
    row: LearningAssignment, found: Overview, names: Names, titles: Mapping[int, str]
) -> Listed:
    people = reached(found, aim_of(row))
    done = sum(
        found.footing(one.person_id, row.module_id).completed_at is not None for one in people
    )
    by = names.people.get(row.given_by_id, "")
    return Listed(
        row.id,
        titles.get(row.module_id, "Module"),
        whom(aim_of(row), names),
        "Required" if row.is_required else "Optional",
        short_day(row.due_on) if row.due_on else "No due date",
        f"{on(row.given_at)} by {by}",
        on(row.ended_at),
        f"{people_words(len(people))}, {done} done",
    )


def people_words(count: int) -> str:
    """
    >>> people_words(1), people_words(12)
    ('1 person', '12 people')
    """
    return "1 person" if count == 1 else f"{count} people"


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
        fitting = {s.practice_id for s in one.standings if rules.reaches(aim, one.person_id, {s})}
        where.update({teams.get(practice_id or 0, NO_TEAM) for practice_id in fitting})
    return Preview(
        len(people),
        f"This reaches {people_words(len(people))} now.",
        tuple(notes),
        tuple(sorted(where.items())),
    )
