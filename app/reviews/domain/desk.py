"""A reviewer's desk: how far each review is, and in which order they lie there."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum

from app.reviews.domain.kinds import ReviewState


class Progress(StrEnum):
    """How far one's own review of an application is, as the clock has it."""

    TO_DO = "to do"
    IN_PROGRESS = "in progress"
    OVERDUE = "overdue"
    DONE = "done"
    CLOSED = "closed"


def progress(
    review: ReviewState | None, due_at: dt.datetime, at: dt.datetime, *, was_told: bool
) -> Progress:
    """How far a review is at `at`. What was not sent before the applicant was told is closed.

    >>> due = dt.datetime(2027, 1, 29, 23, tzinfo=dt.UTC)
    >>> str(progress(ReviewState.DRAFT, due, due, was_told=False))
    'in progress'
    >>> str(progress(ReviewState.DRAFT, due, due + dt.timedelta(seconds=1), was_told=False))
    'overdue'
    """
    if review is ReviewState.SUBMITTED:
        return Progress.DONE
    if was_told:
        return Progress.CLOSED
    if at > due_at:
        return Progress.OVERDUE
    return Progress.IN_PROGRESS if review is ReviewState.DRAFT else Progress.TO_DO


def place(person_id: int, application_id: int) -> str:
    """Where an application lies in a reviewer's pile; the same always, and another for each.

    The pile is shuffled for each reviewer so that, over all reviewers, every application comes
    early equally often and the least-read ones are not always the same. It does not look at
    how many reviews an application has got: an order by that would tell reviewers how many
    others have sent theirs, which they may not know before they have sent their own.
    """
    return hashlib.sha256(f"{person_id}:{application_id}".encode()).hexdigest()
