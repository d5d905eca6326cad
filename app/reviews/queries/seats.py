"""What one reviewer has to do with an application: the door that every page goes through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.policy import Place
from app.reviews.domain import declaring
from app.reviews.domain.kinds import ReviewState, Standing
from app.reviews.domain.visibility import Looker, Phase, may_open, sees_applicant, sees_reviews
from app.reviews.models import Review
from app.reviews.queries import assignments, declarations, plans, standings, statements
from app.rfa.domain.states import SENT
from app.rfa.queries import applications
from app.rfa.queries.sent import Home

if TYPE_CHECKING:
    from app.reviews.models import ReviewerAssignment
    from app.reviews.queries.plans import Terms
    from app.reviews.queries.standings import Pair, Stand
    from app.rfa.models import Application, Round, Submission


@dataclass(frozen=True, slots=True)
class Seat:
    """A reviewer before one application.

    `assignment` is the active one and `review` the own review with its scores, in whatever
    state; either may be missing. `versions` are those of the application, the newest last.
    """

    application: Application
    versions: tuple[Submission, ...]
    terms: Terms
    assignment: ReviewerAssignment | None
    stand: Stand
    review: Review | None
    has_declared: bool
    person_id: int
    phase: Phase | None

    @property
    def latest(self) -> Submission | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None

    @property
    def looker(self) -> Looker:
        """For the rules: this person before the application."""
        return Looker(
            person_id=self.person_id,
            is_assigned=self.assignment is not None,
            standing=self.stand.standing,
            has_submitted=self.review is not None and self.review.state is ReviewState.SUBMITTED,
        )

    @property
    def place(self) -> Place:
        """For the policy: assigned means assigned, in the review, and without a conflict."""
        return Place(
            practice_id=self.application.practice_id,
            is_assigned=self.is_seated and self.stand.standing is not Standing.CONFLICTED,
        )

    @property
    def is_seated(self) -> bool:
        """Whether the application is to be reviewed by this person at all."""
        return (
            self.assignment is not None
            and self.phase is not None
            and self.application.state in SENT
            and self.latest is not None
        )

    @property
    def is_open(self) -> bool:
        """Whether the content may be read: declared, and no conflict with this application."""
        return self.is_seated and self.has_declared and may_open(self.looker, self.phase)

    @property
    def sees_reviews(self) -> bool:
        """Whether what others wrote and scored may be seen."""
        return self.is_open and sees_reviews(self.looker, self.phase)

    @property
    def sees_applicant(self) -> bool:
        """Whether who applies may be seen."""
        return sees_applicant(self.looker, self.phase)

    @property
    def is_outdated(self) -> bool:
        """Whether the review rests on an older version than the newest."""
        return (
            self.review is not None
            and self.latest is not None
            and self.review.submission_id != self.latest.id
        )


def seat(application_id: int, person_id: int, at: dt.datetime, *, locked: bool = False) -> Seat:
    """How `person_id` stands before an application at `at`; raises `Missing` for no application.

    `locked`: the application and the review are held until the transaction ends.
    """
    application = applications.application(application_id, locked=locked)
    terms = plans.terms_of(application.round)
    assignment, declared_at = _given(application, person_id)
    review = own_review(application_id, person_id, locked=locked)
    versions = applications.submissions(application_id)
    homes = {application_id: Home(application.practice_id, application.round_id)}
    pair = application_id, person_id
    return Seat(
        application=application,
        versions=versions,
        terms=terms,
        assignment=assignment,
        stand=standings.stands_at(homes, [person_id]).get(pair, standings.UNASKED),
        review=review,
        has_declared=declaring.holds(declared_at, at),
        person_id=person_id,
        phase=terms.phase(at),
    )


def seats(
    of: Round, found: Collection[Application], person_ids: Collection[int], at: dt.datetime
) -> dict[Pair, Seat]:
    """How each of these people stands before each of these applications of a round, by pair.

    Ten statements, however many they are.
    """
    homes = {one.id: Home(one.practice_id, one.round_id) for one in found}
    terms, declared = plans.terms_of(of), declarations.last_declared(of.id)
    given = {(one.application_id, one.person_id): one for one in assignments.active(homes)}
    written = {(one.application_id, one.person_id): one for one in _reviews(homes, person_ids)}
    versions = applications.submissions_of(homes)
    stands = standings.stands_at(homes, person_ids)
    return {
        (one.id, person_id): Seat(
            application=one,
            versions=versions[one.id],
            terms=terms,
            assignment=given.get((one.id, person_id)),
            stand=stands.get((one.id, person_id), standings.UNASKED),
            review=written.get((one.id, person_id)),
            has_declared=declaring.holds(declared.get(person_id), at),
            person_id=person_id,
            phase=terms.phase(at),
        )
        for one in found
        for person_id in person_ids
    }


def _reviews(application_ids: Collection[int], person_ids: Collection[int]) -> Iterable[Review]:
    """The reviews of these people of these applications, with their scores."""
    return db.session.scalars(
        select(Review)
        .where(Review.application_id.in_(application_ids), Review.person_id.in_(person_ids))
        .options(selectinload(Review.scores))
    )


def own_review(application_id: int, person_id: int, *, locked: bool = False) -> Review | None:
    """The review of one person with its scores."""
    statement = statements.OWN_REVIEW
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement, {"application": application_id, "person": person_id})


def _given(of: Application, person_id: int) -> tuple[ReviewerAssignment | None, dt.datetime | None]:
    """The active assignment, and when this person last declared interests for the round."""
    wanted = {"application": of.id, "round": of.round_id, "person": person_id}
    assignment, declared_at = db.session.execute(statements.GIVEN, wanted).one()
    return assignment, declared_at
