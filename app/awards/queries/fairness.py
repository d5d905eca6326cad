"""What fairness is judged by: who was to review what, by when, and what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts.queries.names import names_of
from app.awards.domain.fairness import Coverage, Duty
from app.reviews.domain.kinds import Standing
from app.reviews.queries import assignments, declarations, plans, standings
from app.reviews.queries.standings import UNASKED

if TYPE_CHECKING:
    from app.awards.queries.board import Board


@dataclass(frozen=True, slots=True)
class Reviewing:
    """The duties of the reviewers, how far conflicts were asked about, and their names."""

    duties: tuple[Duty, ...]
    coverage: Coverage
    names: Mapping[int, str]
    due_at: dt.datetime


def reviewing(of: Board, at: dt.datetime) -> Reviewing:
    """Who reviews the applications of a board, and how that goes at `at`."""
    due_at = plans.terms_of(of.round).due_at
    assigned = assignments.active(of.entries)
    people = {one.person_id for one in assigned}
    authors = {one.person_id for entry in of.entries.values() for one in entry.reviews}
    stands = standings.stands(of.entries, people)
    sent = {
        (key, one.person_id): one.submitted_at
        for key, entry in of.entries.items()
        for one in entry.reviews
    }
    duties, standing_of = [], []
    for one in assigned:
        pair = one.application_id, one.person_id
        standing_of.append(stands.get(pair, UNASKED).standing)
        if standing_of[-1] is not Standing.CONFLICTED:
            came = sent.get(pair)
            duties.append(Duty(*pair, is_submitted=pair in sent, is_late=(came or at) > due_at))
    coverage = Coverage(
        reviewers=len(people),
        declared=len(people & declarations.last_declared(of.round.id).keys()),
        pairs=len(standing_of),
        asked=sum(one is not Standing.UNASKED for one in standing_of),
        conflicts=sum(one is Standing.CONFLICTED for one in standing_of),
    )
    return Reviewing(tuple(duties), coverage, names_of(people | authors), due_at)
