"""The reviewers and the applications of a round, and everything that says who may review what."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from app.accounts.queries import contacts
from app.core.db import db
from app.policy import Role
from app.practices.domain.counties import region_of
from app.reviews.domain.assigning import Able, Pair, Problem, Wanting, solve
from app.reviews.domain.kinds import ReviewState, Standing
from app.reviews.domain.proofs import why_not
from app.reviews.models import AssignmentBatch, Review, ReviewerAssignment
from app.reviews.queries import assignments, hints, plans, standings
from app.reviews.queries.standings import UNASKED, Stand
from app.rfa.queries import sent

if TYPE_CHECKING:
    from app.accounts.queries.contacts import Contact
    from app.reviews.domain.hints import Hint
    from app.reviews.queries.plans import Terms
    from app.rfa.models import Application, Round

STARTED = frozenset({ReviewState.DRAFT, ReviewState.SUBMITTED})


@dataclass(frozen=True)
class Lineup:
    """Who can review what in a round.

    `people` are those with the role of a reviewer, by name, and `former` those who lost it and
    still have assignments. `active` are the assignments that nobody took away; `reviews` says
    how far the review of a pair is.
    """

    round: Round
    terms: Terms
    applications: tuple[Application, ...]
    people: Mapping[int, Contact]
    former: Mapping[int, Contact]
    active: Mapping[Pair, ReviewerAssignment]
    reviews: Mapping[Pair, ReviewState]
    stands: Mapping[Pair, Stand]
    hints: Mapping[Pair, tuple[Hint, ...]]

    def stand(self, pair: Pair) -> Stand:
        """Where a reviewer stands towards an application."""
        return self.stands.get(pair, UNASKED)

    def is_conflict(self, pair: Pair) -> bool:
        """Whether this pair may never be made."""
        return self.stand(pair).standing is Standing.CONFLICTED

    @cached_property
    def everyone(self) -> dict[int, Contact]:
        """All who can have assignments, and those who still do."""
        return {**self.people, **self.former}

    @cached_property
    def live(self) -> frozenset[Pair]:
        """The pairs in force: without those that a conflict closed."""
        return frozenset(pair for pair in self.active if not self.is_conflict(pair))

    @cached_property
    def started(self) -> frozenset[Pair]:
        """The pairs in force whose review somebody began or submitted."""
        return frozenset(pair for pair in self.live if self.reviews.get(pair) in STARTED)

    @cached_property
    def loads(self) -> Counter[int]:
        """How many applications each reviewer has."""
        return Counter(who for _, who in self.live)

    @cached_property
    def counts(self) -> Counter[int]:
        """How many reviewers each application has."""
        return Counter(key for key, _ in self.live)

    @cached_property
    def by_id(self) -> dict[int, Application]:
        return {one.id: one for one in self.applications}

    def lacks(self, application_id: int) -> int:
        """How many reviewers an application still needs."""
        return max(0, self.round.reviewers_each - self.counts[application_id])


def lineup(of: Round) -> Lineup:
    """Everything about a round: the same number of statements whatever its size."""
    applications = sent.sent_in(of.id)
    keys = [one.id for one in applications]
    active = {(one.application_id, one.person_id): one for one in assignments.active(keys)}
    reviewing = contacts.contacts_holding([Role.REVIEWER])
    assigned = {who for _, who in active}
    rows = db.session.execute(
        select(Review.application_id, Review.person_id, Review.state).where(
            Review.application_id.in_(keys)
        )
    )
    return Lineup(
        round=of,
        terms=plans.terms_of(of),
        applications=applications,
        people=reviewing,
        former=contacts.contacts_of(assigned - reviewing.keys()),
        active=active,
        reviews={(key, who): state for key, who, state in rows},
        stands=standings.stands(keys, assigned | reviewing.keys()),
        hints=hints.hints_for(keys, reviewing),
    )


def has_submitted_review(round_id: int) -> bool:
    """Whether anybody submitted a review in a round."""
    keys = [one.id for one in sent.sent_in(round_id)]
    found = select(Review.id).where(
        Review.application_id.in_(keys), Review.state == ReviewState.SUBMITTED
    )
    return db.session.scalar(found.limit(1)) is not None


def batch_with(token: str) -> AssignmentBatch | None:
    """What was confirmed by the page with this token."""
    return db.session.scalar(select(AssignmentBatch).where(AssignmentBatch.token == token))


def deeds_of(batch: AssignmentBatch) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """The pairs that a batch assigned, and those that it took away: at its instant, by its hand."""
    taken = and_(
        ReviewerAssignment.removed_at == batch.made_at,
        ReviewerAssignment.removed_by_id == batch.made_by_id,
    )
    rows = db.session.scalars(
        select(ReviewerAssignment).where(or_(ReviewerAssignment.batch_id == batch.id, taken))
    ).all()
    added = {(one.application_id, one.person_id) for one in rows if one.batch_id == batch.id}
    removed = {(one.application_id, one.person_id) for one in rows if one.batch_id != batch.id}
    return frozenset(added), frozenset(removed)


# ------------------------------------------------------------------ proposals


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a proposal would add and take away, or `why_not` there is none."""

    seed: int
    added: frozenset[Pair] = frozenset()
    removed: frozenset[Pair] = frozenset()
    why_not: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The fingerprint: another one means that another thing would be done."""
        said = f"{sorted(self.added)}{sorted(self.removed)}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def proposed(of: Lineup, seed: int, *, moves: bool) -> Proposed:
    """Assignments for all that is still needed; with `moves` also what nobody began may move.

    Without `moves` everything that is assigned stays, and what is missing is added.
    """
    kept = of.started if moves else of.live
    problem = Problem(
        tuple(
            Wanting(
                one.id,
                one.reference or "",
                max(of.round.reviewers_each, of.counts[one.id] if moves else 0),
                _groups(one),
            )
            for one in of.applications
        ),
        tuple(
            Able(key, who.name, of.terms.least_each, of.terms.most_each)
            for key, who in of.people.items()
        ),
        forbidden=frozenset(pair for pair in of.stands if of.is_conflict(pair)),
        kept=kept,
        settled=of.live - kept,
        hinted=frozenset(of.hints),
    )
    if reasons := why_not(problem):
        return Proposed(seed, why_not=reasons)
    pairs = solve(problem, seed)
    return Proposed(seed, pairs - of.live, of.live - pairs)


def _groups(of: Application) -> tuple[str, str]:
    kind = of.practice.kind.value
    return kind, f"{kind}, {region_of(of.practice.county).value}"


# ------------------------------------------------------------------ words and phases


def why_conflict(stand: Stand) -> str:
    """In a few words, on what a conflict rests."""
    if stand.works_there:
        return "works, or once worked, there"
    if stand.said is not None and stand.said.reason:
        return stand.said.reason
    return f"declared tie: {stand.tie}"


def hides_applicants(of: Terms, at: dt.datetime) -> bool:
    """Whether mails of now may not name who applies: by the phase that holds or comes first."""
    phase = of.phase(at) or min(of.phases, key=lambda one: one.begins_at)
    return phase.hides_applicants
