"""What lies on a reviewer's desk: a constant number of statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.db import db
from app.reviews.domain import declaring, desk, redacting
from app.reviews.domain.desk import Progress
from app.reviews.domain.kinds import ReviewState, Standing
from app.reviews.domain.visibility import Looker, sees_applicant
from app.reviews.queries import plans, scores, standings, statements
from app.rfa.queries import sent
from app.rfa.queries.rounds import document_of
from app.rfa.queries.sent import Home

if TYPE_CHECKING:
    from fractions import Fraction

    from app.reviews.models import Review
    from app.reviews.queries.plans import Terms
    from app.reviews.queries.standings import Stand
    from app.rfa.domain.document import FormDocument
    from app.rfa.models import Application, Round
    from app.rfa.queries.sent import Version


@dataclass(frozen=True, slots=True)
class Pile:
    """The applications of one round that a reviewer has; `not_shown` counts the conflicts."""

    round: Round
    terms: Terms
    has_declared: bool
    has_begun: bool
    count: int
    not_shown: int
    items: tuple[Item, ...]

    @property
    def document(self) -> FormDocument:
        """The form of the round with its rubric."""
        return document_of(self.round)


@dataclass(frozen=True, slots=True)
class Item:
    """One application on the desk. `total` is that of one's own review, sent or not."""

    application: Application
    title: str
    sees_applicant: bool
    stand: Stand
    review: Review | None
    total: Fraction | None
    progress: Progress
    is_changed: bool

    @property
    def reference(self) -> str:
        return self.application.reference or ""

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do."""
        return self.progress not in (Progress.DONE, Progress.CLOSED)


def piles(person_id: int, at: dt.datetime) -> tuple[Pile, ...]:
    """Everything that was assigned to this person, the round that is due first first."""
    ids = db.session.scalars(statements.ASSIGNED, {"person": person_id}).all()
    if not ids:
        return ()
    given = sent.among(ids)
    homes = {one.id: Home(one.practice_id, one.round_id) for one in given}
    stands = standings.stands_at(homes, [person_id])
    reviews = {
        review.application_id: review
        for review in db.session.scalars(
            statements.OWN_REVIEWS, {"person": person_id, "applications": ids}
        )
    }
    declared = {
        round_id
        for round_id, last in db.session.execute(statements.DECLARED_AT, {"person": person_id})
        if declaring.holds(last, at)
    }
    rounds = {one.round_id: one.round for one in given}
    known = _Known(
        person_id=person_id,
        at=at,
        stands=stands,
        reviews=reviews,
        versions=sent.latest_versions(homes),
        terms=plans.terms_of_rounds(rounds.values()),
    )
    found = [
        _pile(
            of,
            [one for one in given if one.round_id == of.id],
            known,
            has_declared=of.id in declared,
        )
        for of in rounds.values()
    ]
    return tuple(sorted(found, key=lambda pile: (pile.terms.due_at, pile.round.id)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one reviewer at an instant: stands, own reviews and newest versions by
    application, and the terms of the rounds."""

    person_id: int
    at: dt.datetime
    stands: Mapping[standings.Pair, Stand]
    reviews: Mapping[int, Review]
    versions: Mapping[int, Version]
    terms: Mapping[int, Terms]

    def stand(self, application_id: int) -> Stand:
        return self.stands.get((application_id, self.person_id), standings.UNASKED)


def _pile(of: Round, given: list[Application], known: _Known, *, has_declared: bool) -> Pile:
    terms = known.terms[of.id]
    has_begun = terms.phase(known.at) is not None
    shown = [
        one
        for one in given
        if has_begun and known.stand(one.id).standing is not Standing.CONFLICTED
    ]
    in_order = sorted(shown, key=lambda one: desk.place(known.person_id, one.id))
    return Pile(
        round=of,
        terms=terms,
        has_declared=has_declared,
        has_begun=has_begun,
        count=len(given),
        not_shown=len(given) - len(shown) if has_begun else 0,
        items=tuple(_item(one, known, terms) for one in in_order),
    )


def _item(one: Application, known: _Known, terms: Terms) -> Item:
    review = known.reviews.get(one.id)
    may_see = sees_applicant(Looker(known.person_id), terms.phase(known.at))
    weights = scores.weights_of(document_of(one.round))
    return Item(
        application=one,
        title=one.practice.name if may_see else redacting.title(one.reference or ""),
        sees_applicant=may_see,
        stand=known.stand(one.id),
        review=review,
        total=scores.total_of(review, weights) if review else None,
        progress=desk.progress(
            review.state if review else None,
            terms.due_at,
            known.at,
            was_told=one.told_at is not None,
        ),
        is_changed=review is not None
        and review.state is not ReviewState.VOID
        and review.submission_id != known.versions[one.id].id,
    )


def neighbour(found: Iterable[Pile], application_id: int, step: int) -> Item | None:
    """The next (`step` 1) or the one before (-1) that is left to do, around the end of the pile."""
    items = [item for pile in found for item in pile.items]
    place = next((i for i, item in enumerate(items) if item.application.id == application_id), 0)
    after = [items[(place + step * far) % len(items)] for far in range(1, len(items))]
    return next((item for item in after if item.is_open), None)
