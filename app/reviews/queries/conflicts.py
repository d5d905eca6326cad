"""What staff look at before they rule: declarations, questions, conflicts, missing reviewers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.queries.names import holders, names_of
from app.core.db import db
from app.core.errors import Missing
from app.policy import TABLE, Action, Role
from app.reviews.domain import declaring
from app.reviews.domain.kinds import ReviewState, Standing
from app.reviews.models import ConflictStatement, Review
from app.reviews.queries import assignments, declarations, standings
from app.reviews.queries.standings import UNASKED, Pair
from app.rfa.queries import sent

if TYPE_CHECKING:
    from app.reviews.queries.standings import Stand
    from app.rfa.models import Application, Round


@dataclass(frozen=True, slots=True)
class Declared:
    """A reviewer, and when interests were declared last; `holds`: less than 12 months ago."""

    person_id: int
    name: str
    at: dt.datetime | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody before one application; `review` is the state of the own review."""

    application: Application
    person_id: int
    name: str
    stand: Stand
    review: ReviewState | None


@dataclass(frozen=True, slots=True)
class Short:
    """An application with fewer reviewers than it should have."""

    application: Application
    has: int
    lacks: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything about conflicts in a round. `people` may be ruled about, name by id."""

    declared: tuple[Declared, ...]
    questions: tuple[Case, ...]
    conflicts: tuple[Case, ...]
    short: tuple[Short, ...]
    applications: tuple[Application, ...]
    people: Mapping[int, str]


def overview(of: Round, at: dt.datetime) -> Overview:
    """Everything about conflicts in a round: twenty statements at most."""
    found = {one.id: one for one in sent.sent_in(of.id)}
    reviewers = holders((Role.REVIEWER,))
    people = reviewers | holders(tuple(TABLE[Action.REVIEWS_MANAGE]))
    people |= names_of(_involved(found) - people.keys())
    cases = _cases(found, people)
    live = assignments.live_of(found)
    last = declarations.last_declared(of.id)
    return Overview(
        declared=tuple(
            Declared(key, name, last.get(key), declaring.holds(last.get(key), at))
            for key, name in reviewers.items()
        ),
        questions=tuple(one for one in cases if one.stand.standing is Standing.WAITING),
        conflicts=tuple(one for one in cases if one.stand.standing is Standing.CONFLICTED),
        short=tuple(
            Short(one, len(live.reviewers[key]), of.reviewers_each - len(live.reviewers[key]))
            for key, one in found.items()
            if len(live.reviewers[key]) < of.reviewers_each
        ),
        applications=tuple(found.values()),
        people=people,
    )


def case(application: Application, person_id: int) -> Case:
    """One person before an application; raises `Missing` for whom it cannot concern."""
    names = holders((Role.REVIEWER, *TABLE[Action.REVIEWS_MANAGE]))
    if person_id not in names:
        names = names_of(_involved([application.id]) & {person_id})
    if person_id not in names:
        raise Missing(str(person_id))
    pair = application.id, person_id
    stand = standings.stand(*pair)
    review = _reviews([application.id]).get(pair)
    return Case(application, person_id, names[person_id], stand, review)


def _cases(found: Mapping[int, Application], people: Mapping[int, str]) -> list[Case]:
    """Everybody about whom something is known, by application and name."""
    stands = standings.stands(found.keys(), people.keys())
    reviews = _reviews(found)
    return [
        Case(
            one,
            person_id,
            name,
            stands.get((key, person_id), UNASKED),
            reviews.get((key, person_id)),
        )
        for key, one in found.items()
        for person_id, name in sorted(people.items(), key=lambda item: (item[1].lower(), item[0]))
    ]


def _involved(application_ids: Collection[int]) -> set[int]:
    """Everybody who is assigned one of these applications, or about whom something was said."""
    said = db.session.scalars(
        select(ConflictStatement.person_id)
        .where(ConflictStatement.application_id.in_(application_ids))
        .distinct()
    )
    return {*said, *(one.person_id for one in assignments.active(application_ids))}


def _reviews(application_ids: Collection[int]) -> dict[Pair, ReviewState]:
    rows = db.session.execute(
        select(Review.application_id, Review.person_id, Review.state).where(
            Review.application_id.in_(application_ids)
        )
    )
    return {(application_id, person_id): state for application_id, person_id, state in rows}
