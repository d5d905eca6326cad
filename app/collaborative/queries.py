"""Every look at cohorts, their calendar and who is in them; and the team, which all pages need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager

from app.collaborative.domain.calendar import first_of_month
from app.collaborative.models import Cohort, CohortDate, Enrolment
from app.core.clock import today as today_in_mississippi
from app.core.db import db
from app.core.errors import Missing
from app.policy import Action, Place, allows
from app.practices import queries as practices
from app.practices.domain.counties import Region, region_of

if TYPE_CHECKING:
    from app.policy import Actor
    from app.practices.models import Practice


@dataclass(frozen=True, slots=True)
class Team:
    """A practice as a member of the collaborative: what every team page is about.

    `enrolment` and `cohort` are the current ones, else those it was in last, else None.
    """

    practice: Practice
    enrolment: Enrolment | None
    cohort: Cohort | None
    place: Place

    @property
    def id(self) -> int:
        """The id of the practice."""
        return self.practice.id

    @property
    def key(self) -> str:
        """Its part of addresses."""
        return self.practice.key

    @property
    def name(self) -> str:
        return self.practice.name

    @property
    def region(self) -> Region:
        return region_of(self.practice.county)

    @property
    def is_in_cohort(self) -> bool:
        """Whether it is in a cohort now; False when it left or never joined one."""
        return bool(self.place.cohort_ids)


@dataclass(frozen=True, slots=True)
class TeamName:
    """How a team is addressed and what it is called."""

    key: str
    name: str


# ------------------------------------------------------------------ teams


def team(key: str) -> Team:
    """The team with that key, with its cohort and place; raises `Missing`. One statement."""
    found = _teams(practices.with_key(key))
    if not found:
        raise Missing(key)
    return found[0]


def teams_of(actor: Actor) -> tuple[Team, ...]:
    """The teams that the actor belongs to, by name; no statement when there are none."""
    if not actor.practice_ids:
        return ()
    return _read(_WITH_IDS, {"ids": [*actor.practice_ids]})


def names_of(actor: Actor) -> tuple[TeamName, ...]:
    """What the actor's teams are called, by name: columns alone, for the frame of every page.

    No statement when there are none.
    """
    if not actor.practice_ids:
        return ()
    rows = db.session.execute(_NAMES, {"ids": [*actor.practice_ids]})
    return tuple(TeamName(*row) for row in rows)


def program_teams(actor: Actor) -> tuple[Team, ...]:
    """The open teams that the actor oversees, by name: a coach the own cohorts', staff all.

    A team that left its cohort is among them. A practice that never joined one is no team yet.
    """
    if not allows(actor, Action.PROGRAM_VIEW):
        return ()
    return tuple(
        team
        for team in every_practice()
        if team.cohort is not None and allows(actor, Action.PROGRAM_VIEW, team.place)
    )


def every_practice() -> tuple[Team, ...]:
    """Every open practice, by name, also those in no cohort: they apply, or left. One statement."""
    return _teams(practices.still_open())


def _teams(found: Select[Practice]) -> tuple[Team, ...]:
    """The practices of a statement as teams, by name. One statement."""
    return _read(_with_enrolments(found))


def _with_enrolments(found: Select[Practice]) -> Select[Any]:
    practice_id = found.selected_columns.id
    return (
        found.outerjoin(Enrolment, Enrolment.practice_id == practice_id)
        .outerjoin(Cohort, Cohort.id == Enrolment.cohort_id)
        .add_columns(Enrolment, Cohort)
    )


_EVERY = practices.every()
_COLUMNS = _EVERY.selected_columns
_OWN = _EVERY.where(_COLUMNS.id.in_(bindparam("ids", expanding=True)))
_NAMES = _OWN.with_only_columns(_COLUMNS.key, _COLUMNS.name).order_by(_COLUMNS.name)
_WITH_IDS = _with_enrolments(_OWN)
"""Put together once: that takes as long as asking, and most pages ask."""


def _read(statement: Select[Any], given: dict[str, Any] | None = None) -> tuple[Team, ...]:
    rows = db.session.execute(statement, given).all()
    today = today_in_mississippi()
    by_practice: dict[Practice, list[tuple[Enrolment, Cohort]]] = {}
    for practice, enrolment, cohort in rows:
        memberships = by_practice.setdefault(practice, [])
        if enrolment is not None:
            memberships.append((enrolment, cohort))
    teams = [_team(practice, memberships, today) for practice, memberships in by_practice.items()]
    return tuple(sorted(teams, key=lambda team: (team.name.casefold(), team.id)))


def _team(practice: Practice, memberships: Iterable[Any], today: dt.date) -> Team:
    latest = max(memberships, key=lambda m: (m[0].left_on is None, m[0].joined_on), default=None)
    enrolment, cohort = latest or (None, None)
    cohorts = frozenset(e.cohort_id for e, _ in memberships if is_current(e, today))
    return Team(practice, enrolment, cohort, Place(practice.id, cohorts))


def is_current(enrolment: Enrolment, today: dt.date) -> bool:
    """Whether the practice is still in the cohort: until its last month is over."""
    return enrolment.left_on is None or enrolment.left_on >= first_of_month(today)


# ------------------------------------------------------------------ cohorts


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort in the list, with how many teams are in it."""

    cohort: Cohort
    teams: int


def cohorts(today: dt.date) -> tuple[CohortRow, ...]:
    """Every cohort, the latest first, with its current number of teams. One statement."""
    current = or_(Enrolment.left_on.is_(None), Enrolment.left_on >= first_of_month(today))
    statement = (
        select(Cohort, func.count(Enrolment.id))
        .outerjoin(Enrolment, (Enrolment.cohort_id == Cohort.id) & current)
        .group_by(Cohort.id)
        .order_by(Cohort.starts_on.desc(), Cohort.name)
    )
    return tuple(CohortRow(cohort, teams) for cohort, teams in db.session.execute(statement))


def cohort(key: str) -> Cohort:
    """The cohort with that key; raises `Missing`."""
    row = db.session.scalar(select(Cohort).where(Cohort.key == key))
    if row is None:
        raise Missing(key)
    return row


def cohort_with_id(cohort_id: int) -> Cohort:
    """The cohort with that number."""
    return db.session.get_one(Cohort, cohort_id)


def cohort_name_is_taken(name: str, *, but: int | None = None) -> bool:
    """Whether another cohort (not the one with id `but`) has that name, in any case."""
    statement = select(Cohort.id).where(func.lower(Cohort.name) == name.lower())
    if but is not None:
        statement = statement.where(Cohort.id != but)
    return db.session.scalar(statement.limit(1)) is not None


def cohort_keys_like(key: str) -> frozenset[str]:
    """The keys of cohorts in use that start with `key`."""
    return frozenset(
        db.session.scalars(select(Cohort.key).where(Cohort.key.startswith(key, autoescape=True)))
    )


# ------------------------------------------------------------------ enrolments


def enrolments_in(cohort_id: int) -> tuple[Enrolment, ...]:
    """Who is and was in a cohort, by name, with the practice. One statement."""
    statement = (
        select(Enrolment)
        .join(Enrolment.practice)
        .options(contains_eager(Enrolment.practice))
        .where(Enrolment.cohort_id == cohort_id)
    )
    found = db.session.scalars(statement.order_by(Enrolment.joined_on, Enrolment.id))
    return tuple(sorted(found, key=lambda e: e.practice.name.casefold()))


def enrolments_of(practice_id: int) -> tuple[Enrolment, ...]:
    """The cohorts that a practice is and was in, latest first, with the cohort. One statement."""
    statement = (
        select(Enrolment)
        .join(Enrolment.cohort)
        .options(contains_eager(Enrolment.cohort))
        .where(Enrolment.practice_id == practice_id)
        .order_by(Enrolment.joined_on.desc(), Enrolment.id)
    )
    return tuple(db.session.scalars(statement))


def ever_enrolled(practice_ids: Collection[int]) -> frozenset[int]:
    """Those of these practices that are, or once were, in a cohort."""
    return frozenset(
        db.session.scalars(
            select(Enrolment.practice_id).where(Enrolment.practice_id.in_(practice_ids))
        )
    )


def enrolment(enrolment_id: int) -> Enrolment:
    """An enrolment with its practice and cohort; raises `Missing`."""
    statement = (
        select(Enrolment)
        .join(Enrolment.practice)
        .join(Enrolment.cohort)
        .options(contains_eager(Enrolment.practice), contains_eager(Enrolment.cohort))
        .where(Enrolment.id == enrolment_id)
    )
    row = db.session.scalar(statement)
    if row is None:
        raise Missing(enrolment_id)
    return row


def free_practices() -> tuple[Practice, ...]:
    """The open practices that are in no cohort, by name. One statement."""
    taken = select(Enrolment.practice_id).where(Enrolment.left_on.is_(None))
    statement = practices.still_open()
    found = db.session.scalars(statement.where(~statement.selected_columns.id.in_(taken)))
    return tuple(sorted(found, key=lambda practice: practice.name.casefold()))


# ------------------------------------------------------------------ calendar


def dates(cohort_id: int) -> tuple[CohortDate, ...]:
    """The whole calendar of a cohort, earliest first."""
    return tuple(db.session.scalars(_calendar(cohort_id)))


_UPCOMING = (
    select(CohortDate)
    .where(CohortDate.cohort_id == bindparam("cohort_id"), CohortDate.on >= bindparam("today"))
    .order_by(CohortDate.on, CohortDate.at, CohortDate.id)
    .limit(bindparam("most"))
)
"""Put together once: that takes as long as asking."""


def upcoming(cohort_id: int, today: dt.date, limit: int) -> tuple[CohortDate, ...]:
    """The next dates of a cohort from `today` on, earliest first. One statement."""
    given = {"cohort_id": cohort_id, "today": today, "most": limit}
    return tuple(db.session.scalars(_UPCOMING, given))


def dates_in(cohort_ids: Collection[int], since: dt.date) -> tuple[CohortDate, ...]:
    """The dates of several cohorts from a day on, earliest first. One statement."""
    statement = select(CohortDate).where(
        CohortDate.cohort_id.in_(cohort_ids), CohortDate.on >= since
    )
    ordered = statement.order_by(CohortDate.on, CohortDate.at, CohortDate.id)
    return tuple(db.session.scalars(ordered))


def date(cohort_id: int, date_id: int) -> CohortDate:
    """One date of that cohort's calendar; raises `Missing`."""
    row = db.session.scalar(_calendar(cohort_id).where(CohortDate.id == date_id))
    if row is None:
        raise Missing(date_id)
    return row


def _calendar(cohort_id: int) -> Select[CohortDate]:
    return (
        select(CohortDate)
        .where(CohortDate.cohort_id == cohort_id)
        .order_by(CohortDate.on, CohortDate.at, CohortDate.id)
    )
