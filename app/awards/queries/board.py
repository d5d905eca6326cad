"""The board of a round: its sent applications with what their panels came to.

Of applications with which the looking person stands in conflict nothing is there but the name:
no score, no rank, and no part in any number of the board.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from app.awards.domain import board as rules
from app.awards.domain.adjusting import Mark
from app.awards.domain.board import Column, Ranking
from app.awards.domain.fairness import Round as Scores
from app.awards.queries import decisions
from app.reviews.domain.scoring import Panel, panel
from app.reviews.queries import consensus, totals
from app.rfa.queries import rounds, sent

if TYPE_CHECKING:
    from app.awards.models import Decision
    from app.practices.models import Practice
    from app.reviews.domain.kinds import Recommendation
    from app.reviews.queries.totals import Total
    from app.rfa.models import Application, Round


@dataclass(frozen=True, slots=True)
class Entry:
    """One application on the board."""

    application: Application
    reviews: tuple[Total, ...]
    agreed: Fraction | None
    decision: Decision | None
    is_first: bool

    @property
    def key(self) -> int:
        return self.application.id

    @property
    def practice(self) -> Practice:
        return self.application.practice

    @property
    def totals(self) -> list[Fraction]:
        """The totals of the reviews that have one."""
        return [one.total for one in self.reviews if one.total is not None]

    @property
    def panel(self) -> Panel:
        """What the reviews come to."""
        return panel(one.opinion for one in self.reviews)

    @property
    def advice(self) -> Counter[Recommendation]:
        """How many reviewers recommend what."""
        given = (one.recommendation for one in self.reviews)
        return Counter(advice for advice in given if advice is not None)


@dataclass(frozen=True)
class Board:
    """The board as one person sees it; `hidden` are the applications in conflict."""

    round: Round
    entries: Mapping[int, Entry]
    hidden: tuple[Application, ...]
    far_apart: Fraction

    def ranking(self, column: Column = Column.MEAN) -> Ranking:
        """The ranking by one of the columns."""
        values = {
            key: rules.value(column, entry.totals, entry.agreed)
            for key, entry in self.entries.items()
        }
        return rules.rank(values, self.round.awards)

    @cached_property
    def scores(self) -> Scores:
        """The same round as marks of reviewers."""
        marks = tuple(
            Mark(key, one.person_id, one.total)
            for key, entry in self.entries.items()
            for one in entry.reviews
            if one.total is not None
        )
        return Scores(tuple(self.entries), marks, self.round.awards)


def board(of: Round, person_id: int | None = None) -> Board:
    """The board of a round as `person_id` sees it; without a person all of it.

    A constant number of statements, however many applications there are.
    """
    applications = sent.sent_in(of.id)
    ids = [application.id for application in applications]
    view = totals.view(of.id, ids, person_id)
    scored = totals.totals(ids, rounds.document_of(of))
    agreed = consensus.agreed(ids)
    decided = decisions.of_applications(ids)
    returning = sent.returning_practices(of.id)
    entries = {
        one.id: Entry(
            application=one,
            reviews=scored[one.id],
            agreed=agreed.get(one.id),
            decision=decided.get(one.id),
            is_first=one.practice_id not in returning,
        )
        for one in applications
        if one.id not in view.conflicted
    }
    hidden = tuple(one for one in applications if one.id in view.conflicted)
    return Board(of, entries, hidden, view.far_apart)
