"""Who sees others' reviews, their names and the applicant at all: the one place that decides.

Pages, lists, their order, searches, exports, file names and mails all ask here. Which parts of
a review come out for those who see it (drafts, void ones, private notes) is `showing`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.reviews.domain.kinds import OthersSeen, PhaseKind, Standing


@dataclass(frozen=True, slots=True)
class Phase:
    """What holds from `begins_at` on, until the next phase begins."""

    kind: PhaseKind
    begins_at: dt.datetime
    hides_reviewers: bool = False
    hides_applicants: bool = False
    others: OthersSeen = OthersSeen.AFTER_OWN


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who looks at one application and its reviews.

    `is_staff`: reads reviews by role. The rest is about a reviewer: whether the application
    is assigned, where the reviewer stands, and whether the own review is submitted.
    """

    person_id: int
    is_staff: bool = False
    is_assigned: bool = False
    standing: Standing = Standing.UNASKED
    has_submitted: bool = False


def phase_at(phases: Iterable[Phase], at: dt.datetime) -> Phase | None:
    """The phase that holds at `at`, from the clock alone; None before the first."""
    begun = [phase for phase in phases if phase.begins_at <= at]
    return max(begun, key=lambda phase: phase.begins_at, default=None)


def may_open(looker: Looker, phase: Phase | None) -> bool:
    """Whether the content of the application is open: assigned, declared, no conflict."""
    return phase is not None and looker.is_assigned and looker.standing is Standing.CLEAR


def sees_reviews(looker: Looker, phase: Phase | None) -> bool:
    """Whether `looker` sees what others scored and wrote: texts, numbers, order, counts.

    Somebody with a conflict sees nothing, whatever the role; nor does staff who still owe a
    review of their own.
    """
    if looker.standing is Standing.CONFLICTED:
        return False
    if looker.is_staff:
        return looker.has_submitted or not looker.is_assigned
    if phase is None or not may_open(looker, phase):
        return False
    if phase.others is OthersSeen.AFTER_OWN:
        return looker.has_submitted
    return phase.others is OthersSeen.ALWAYS


def sees_author(looker: Looker, phase: Phase | None, author_id: int) -> bool:
    """Whether `looker` reads the name of who wrote a review or a post."""
    if looker.is_staff or looker.person_id == author_id:
        return True
    return phase is not None and not phase.hides_reviewers


def sees_applicant(looker: Looker, phase: Phase | None) -> bool:
    """Whether `looker` reads who applies: name, place, people, files."""
    return looker.is_staff or (phase is not None and not phase.hides_applicants)
