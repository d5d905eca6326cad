"""The board of a round: its sent applications with what their panels came to.

Of applications with which the looking person stands in conflict nothing is there but the name:
no score, no rank, and no part in any number of the board.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from app.awards.domain import lines
from app.awards.domain.adjusting import Mark
from app.awards.domain.board import Column, Ranking
from app.awards.domain.fairness import Round as Scores
from app.awards.domain.lines import Line
from app.awards.queries import decisions
from app.reviews.queries import consensus, totals
from app.rfa.queries import rounds, sent

if TYPE_CHECKING:
    from app.awards.models import Decision
    from app.reviews.queries.totals import Total
    from app.rfa.models import Application, Round


@dataclass(frozen=True, slots=True)
class Entry:
    """One application on the board, with its reviews and what is decided."""

    application: Application
    reviews: tuple[Total, ...]
    decision: Decision | None
    line: Line


@dataclass(frozen=True)
class Board:
    """The board as one person sees it; `hidden` are the applications in conflict."""

    round: Round
    entries: Mapping[int, Entry]
    hidden: tuple[Application, ...]
    far_apart: Fraction

    def ranking(self, column: Column = Column.MEAN) -> Ranking:
        """The ranking by one of the columns."""
        return lines.ranking(self.lines, self.round.awards, column)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the board, by reference."""
        return tuple(entry.line for entry in self.entries.values())

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
        one.id: _entry(
            one,
            scored[one.id],
            agreed.get(one.id),
            decided.get(one.id),
            is_first=one.practice_id not in returning,
        )
        for one in applications
        if one.id not in view.conflicted
    }
    hidden = tuple(one for one in applications if one.id in view.conflicted)
    return Board(of, entries, hidden, view.far_apart)


def _entry(
    of: Application,
    reviews: tuple[Total, ...],
    agreed: Fraction | None,
    decision: Decision | None,
    *,
    is_first: bool,
) -> Entry:
    line = Line(
        key=of.id,
        reference=of.reference or "",
        name=of.practice.name,
        county=of.practice.county,
        kind=of.practice.kind,
        is_first=is_first,
        totals=tuple(one.total for one in reviews if one.total is not None),
        advice=tuple(one.recommendation for one in reviews if one.recommendation is not None),
        agreed=agreed,
        outcome=decision.outcome if decision else None,
        waits_as=decision.waits_as if decision else None,
        is_released=decision is not None and decision.released_at is not None,
    )
    return Entry(of, reviews, decision, line)
