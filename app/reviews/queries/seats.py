"""What one reviewer has to do with an application: the door that every page goes through."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.db import db
from app.policy import Place
from app.reviews.domain import declaring
from app.reviews.domain.kinds import ReviewState, Standing
from app.reviews.domain.visibility import Looker, Phase, may_open, sees_applicant, sees_reviews
from app.reviews.queries import plans, standings, statements
from app.rfa.domain.states import SENT
from app.rfa.queries import applications
from app.rfa.queries.sent import Home

if TYPE_CHECKING:
    from app.reviews.models import Review, ReviewerAssignment
    from app.reviews.queries.plans import Terms
    from app.reviews.queries.standings import Stand
    from app.rfa.models import Application, Submission


@dataclass(frozen=True, slots=True)
class Seat:
    """A reviewer before one application.

    `assignment` is the active one and `review` the own review with its scores, in whatever
    state; either may be missing. `latest` is the newest version of the application.
    """

    application: Application
    latest: Submission | None
    terms: Terms
    assignment: ReviewerAssignment | None
    stand: Stand
    review: Review | None
    has_declared: bool
    looker: Looker
    phase: Phase | None

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
    stand = standings.stands_at(homes, [person_id]).get(pair, standings.UNASKED)
    return Seat(
        application=application,
        latest=versions[-1] if versions else None,
        terms=terms,
        assignment=assignment,
        stand=stand,
        review=review,
        has_declared=declaring.holds(declared_at, at),
        looker=Looker(
            person_id=person_id,
            is_assigned=assignment is not None,
            standing=stand.standing,
            has_submitted=review is not None and review.state is ReviewState.SUBMITTED,
        ),
        phase=terms.phase(at),
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
