"""How the applications of a round are reviewed: what staff set, or what holds without it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.core.db import db
from app.reviews.domain.kinds import PhaseKind
from app.reviews.domain.visibility import Phase, phase_at
from app.reviews.models import Redaction, ReviewPhase, ReviewPlan
from app.reviews.queries import statements
from app.rfa.queries import rounds

if TYPE_CHECKING:
    from app.rfa.models import Round

WEEKS_TO_REVIEW = 3
FAR_APART = 150
MOST_EACH = 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the reviews of a round.

    `far_apart` is a spread in points. `closes_at` is the end of the time to apply, with the
    extensions of the whole round.
    """

    due_at: dt.datetime
    closes_at: dt.datetime
    least_each: int
    most_each: int
    far_apart: Fraction
    phases: tuple[Phase, ...]

    def phase(self, at: dt.datetime) -> Phase | None:
        """The phase that holds at `at`."""
        return phase_at(self.phases, at)


def plan(round_id: int, *, locked: bool = False) -> ReviewPlan | None:
    """What staff set for the reviews of a round, if they did."""
    statement = select(ReviewPlan).where(ReviewPlan.round_id == round_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def phases(round_id: int) -> tuple[ReviewPhase, ...]:
    """The phases that staff set, the first one first."""
    return tuple(
        db.session.scalars(
            select(ReviewPhase)
            .where(ReviewPhase.round_id == round_id)
            .order_by(ReviewPhase.begins_at)
        )
    )


def redactions(application_id: int) -> tuple[Redaction, ...]:
    """What staff wrote in the place of answers of an application."""
    return tuple(
        db.session.scalars(
            select(Redaction)
            .where(Redaction.application_id == application_id)
            .order_by(Redaction.id)
        )
    )


def terms_of(of: Round) -> Terms:
    """What holds for the reviews of a round: two statements."""
    return terms_of_rounds([of])[of.id]


def terms_of_rounds(found: Collection[Round]) -> dict[int, Terms]:
    """What holds for the reviews of each of these rounds: two statements.

    Without settings, reviewing begins when the round closes and takes three weeks; then the
    panel talks. Reviewers know each other and the applicants, and see other reviews after
    their own.
    """
    windows = rounds.windows_of(found)
    set_for: dict[int, ReviewPlan | None] = {}
    phases_of: dict[int, list[ReviewPhase]] = {key: [] for key in windows}
    for key, row, phase in db.session.execute(statements.SETTINGS, {"rounds": list(windows)}):
        set_for[key] = row
        if phase is not None:
            phases_of[key].append(phase)
    return {
        key: _terms(window.closes_at, set_for[key], phases_of[key])
        for key, window in windows.items()
    }


def _terms(
    closes_at: dt.datetime, found: ReviewPlan | None, phases: Iterable[ReviewPhase]
) -> Terms:
    due_at = found.due_at if found else closes_at + dt.timedelta(weeks=WEEKS_TO_REVIEW)
    given = {
        row.kind: Phase(
            row.kind, row.begins_at, row.hides_reviewers, row.hides_applicants, row.others
        )
        for row in phases
    }
    usual = {
        PhaseKind.REVIEW: Phase(PhaseKind.REVIEW, closes_at),
        PhaseKind.DISCUSSION: Phase(PhaseKind.DISCUSSION, due_at),
    }
    return Terms(
        due_at=due_at,
        closes_at=closes_at,
        least_each=found.least_each if found else 0,
        most_each=found.most_each if found else MOST_EACH,
        far_apart=Fraction(found.far_apart if found else FAR_APART, 100),
        phases=tuple(given.get(kind, usual[kind]) for kind in PhaseKind),
    )
