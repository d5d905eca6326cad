"""Reviews, posts and proposals as they are kept. What of it is shown, `domain.showing` decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.accounts.queries.names import names_of
from app.core.db import db
from app.core.errors import Missing
from app.reviews.domain import showing
from app.reviews.domain.showing import (
    Answer,
    Judgement,
    Post,
    Proposal,
    Showing,
    ShownPost,
    ShownProposal,
    Written,
)
from app.reviews.domain.visibility import Looker, Phase, sees_reviews
from app.reviews.models import (
    Consensus,
    ConsensusVote,
    DiscussionPost,
    Review,
    ReviewScore,
    SentReview,
)
from app.reviews.queries import assignments, plans, scores, seats
from app.reviews.queries.lookers import staff_lookers
from app.reviews.queries.plans import Terms
from app.reviews.queries.seats import Seat
from app.rfa.domain.document import FormDocument
from app.rfa.queries import applications, sent
from app.rfa.queries.rounds import document_of

if TYPE_CHECKING:
    from app.rfa.models import Application, Round


@dataclass(frozen=True, slots=True)
class Room:
    """Where the panel of one application meets, with who looks in."""

    application: Application
    document: FormDocument
    terms: Terms
    phase: Phase | None
    looker: Looker
    written: tuple[Written, ...]
    posts: tuple[Post, ...]
    proposal: Proposal | None

    @property
    def shown(self) -> Showing | None:
        """The reviews that the looker sees; None for nothing at all."""
        return showing.show(self.written, self.looker, self.phase, self.terms.far_apart)

    @property
    def talk(self) -> tuple[ShownPost, ...] | None:
        """The discussion; None when the looker has no part in it."""
        return showing.talk(self.posts, self.written, self.looker, self.phase)

    @property
    def shown_proposal(self) -> ShownProposal | None:
        """The open proposal; None without one, or when the looker has no part in it."""
        if self.proposal is None:
            return None
        return showing.proposal(self.proposal, self.written, self.looker, self.phase)

    @property
    def others(self) -> tuple[tuple[int, int, str], ...]:
        """Whom a post may mention: number, person and name."""
        return showing.others(self.written, self.looker, self.phase)


def staff_looker(application_id: int, person_id: int) -> Looker:
    """Staff before the reviews of an application; a conflict and a review they owe count."""
    return staff_lookers([application_id], person_id)[application_id]


def staff_room(of: Application, person_id: int, at: dt.datetime) -> Room:
    """The room as staff see it; raises `Missing` for staff who may not see the reviews."""
    looker = staff_looker(of.id, person_id)
    if not sees_reviews(looker, None):
        raise Missing(str(of.id))
    terms = plans.terms_of(of.round)
    return _room(of, terms, terms.phase(at), looker)


def reviewer_room(seat: Seat) -> Room:
    """The room as a reviewer sees it; raises `Missing` when there is nothing to see."""
    if not seat.sees_reviews:
        raise Missing(str(seat.application.id))
    return _room(seat.application, seat.terms, seat.phase, seat.looker)


def _room(of: Application, terms: Terms, phase: Phase | None, looker: Looker) -> Room:
    document = document_of(of.round)
    versions = {version.id: version.number for version in applications.submissions(of.id)}
    return Room(
        application=of,
        document=document,
        terms=terms,
        phase=phase,
        looker=looker,
        written=written([of.id], document, terms.due_at, versions)[of.id],
        posts=posts_of(of.id),
        proposal=_as_proposal(open_consensus(of.id)),
    )


def written(
    application_ids: Collection[int],
    document: FormDocument,
    due_at: dt.datetime,
    versions: Mapping[int, int] | None = None,
) -> dict[int, tuple[Written, ...]]:
    """Every review of these applications in whatever state: four statements.

    `versions` are the numbers of the applications' versions, by id.
    """
    rows = list(
        db.session.scalars(
            select(Review)
            .where(Review.application_id.in_(application_ids))
            .options(selectinload(Review.scores))
            .order_by(Review.id)
        )
    )
    names = names_of([row.person_id for row in rows])
    first = _first_sent([row.id for row in rows])
    weights = scores.weights_of(document)
    found: dict[int, tuple[Written, ...]] = {key: () for key in application_ids}
    for row in rows:
        one = Written(
            id=row.id,
            author_id=row.person_id,
            author=names[row.person_id],
            state=row.state,
            first_sent_at=first.get(row.id, row.submitted_at),
            submitted_at=row.submitted_at,
            version=(versions or {}).get(row.submission_id, 0),
            is_late=row.submitted_at is not None and row.submitted_at > due_at,
            total=scores.total_of(row, weights),
            recommendation=row.recommendation,
            judgements=tuple(_judgements(row.scores, weights)),
            strengths=row.strengths,
            concerns=row.concerns,
            conditions=row.conditions,
            private_note=row.private_note,
            void_reason=row.void_reason,
        )
        found[row.application_id] = (*found[row.application_id], one)
    return found


def _first_sent(review_ids: Collection[int]) -> dict[int, dt.datetime]:
    rows = db.session.execute(
        select(SentReview.review_id, func.min(SentReview.sent_at))
        .where(SentReview.review_id.in_(review_ids))
        .group_by(SentReview.review_id)
    )
    return {review_id: sent_at for review_id, sent_at in rows}


def _judgements(rows: Sequence[ReviewScore], criteria: Collection[str]) -> list[Judgement]:
    given = {row.criterion: row for row in rows}
    return [
        Judgement(key, given[key].score, given[key].cannot_assess, given[key].comment)
        if key in given
        else Judgement(key, None, cannot_assess=False, reason="")
        for key in criteria
    ]


def posts_of(application_id: int) -> tuple[Post, ...]:
    """The discussion of an application, the oldest first: two statements."""
    rows = list(
        db.session.scalars(
            select(DiscussionPost)
            .where(DiscussionPost.application_id == application_id)
            .order_by(DiscussionPost.written_at, DiscussionPost.id)
        )
    )
    names = names_of([row.written_by_id for row in rows])
    return tuple(
        Post(
            id=row.id,
            author_id=row.written_by_id,
            author=names[row.written_by_id],
            criterion=row.criterion,
            body=row.body,
            mentions=tuple(row.mentions["people"]),
            written_at=row.written_at,
        )
        for row in rows
    )


def open_consensus(application_id: int) -> Consensus | None:
    """The proposal that was not taken back."""
    return db.session.scalar(
        select(Consensus).where(
            Consensus.application_id == application_id, Consensus.withdrawn_at.is_(None)
        )
    )


def consensus(application_id: int, consensus_id: int) -> Consensus:
    """One proposal, fresh and locked until the transaction ends; raises `Missing`."""
    found = db.session.scalar(
        select(Consensus)
        .where(Consensus.id == consensus_id, Consensus.application_id == application_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing(str(consensus_id))
    return found


def votes_of(consensus_id: int) -> dict[int, ConsensusVote]:
    """What everybody said to a proposal, by person."""
    rows = db.session.scalars(
        select(ConsensusVote).where(ConsensusVote.consensus_id == consensus_id)
    )
    return {row.person_id: row for row in rows}


def _as_proposal(row: Consensus | None) -> Proposal | None:
    if row is None:
        return None
    return Proposal(
        id=row.id,
        score=Fraction(row.score, 100),
        body=row.body,
        proposed_by_id=row.proposed_by_id,
        proposed_by=names_of([row.proposed_by_id])[row.proposed_by_id],
        proposed_at=row.proposed_at,
        answers={key: Answer(vote.agrees, vote.note) for key, vote in votes_of(row.id).items()},
    )


def listeners(application_id: int, at: dt.datetime) -> tuple[int, ...]:
    """Who of the panel reads the discussion now, and so may have a mail about it.

    Those with a submitted review who are still assigned, without a conflict.
    """
    of = applications.application(application_id)
    live = assignments.live_of([application_id]).reviewers[application_id]
    found = seats.seats(of.round, [of], live, at)
    return tuple(person_id for person_id in live if _reads(found[application_id, person_id]))


def _reads(seat: Seat) -> bool:
    return seat.sees_reviews and showing.may_talk(seat.looker, seat.phase)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One application of a round with what a looker sees of its reviews."""

    application: Application
    shown: Showing


def reviewed_in(of: Round, person_id: int, at: dt.datetime) -> tuple[Reviewed, ...]:
    """The reviews of a round as staff see them, by reference: a constant number of statements.

    Applications with which this person has a conflict, or owes a review, are left out.
    """
    terms = plans.terms_of(of)
    found = sent.sent_in(of.id)
    ids = [one.id for one in found]
    lookers = staff_lookers(ids, person_id)
    rows = written(ids, document_of(of), terms.due_at)
    reviewed = []
    for one in found:
        shown = showing.show(rows[one.id], lookers[one.id], terms.phase(at), terms.far_apart)
        if shown is not None:
            reviewed.append(Reviewed(one, shown))
    return tuple(reviewed)


def open_seats(of: Round, person_id: int, at: dt.datetime) -> tuple[Seat, ...]:
    """The seats of a reviewer in a round whose applications may be read, by reference.

    A constant number of statements.
    """
    sent_to = sent.sent_in(of.id)
    given = {
        one.application_id
        for one in assignments.active([one.id for one in sent_to])
        if one.person_id == person_id
    }
    mine = [one for one in sent_to if one.id in given and one.emptied_at is None]
    found = seats.seats(of, mine, [person_id], at)
    return tuple(seat for seat in found.values() if seat.is_open)
