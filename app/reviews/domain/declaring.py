"""Declarations of interests: what one line says, and how long a declaration holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.reviews.domain.kinds import TieKind

MONTHS_BACK = 36
"""How far back ties are declared."""
LONGEST_NAME, LONGEST_NOTE = 200, 1_000
MOST_TIES = 60


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie: to a practice of ours, or to an organisation in words."""

    kind: TieKind
    practice_id: int | None = None
    organisation: str = ""
    note: str = ""


def lapses_at(declared_at: dt.datetime) -> dt.datetime:
    """When a declaration is too old: after 12 months.

    >>> lapses_at(dt.datetime(2026, 11, 2, 18, tzinfo=dt.UTC)).isoformat()
    '2027-11-02T18:00:00+00:00'
    >>> lapses_at(dt.datetime(2028, 2, 29, tzinfo=dt.UTC)).isoformat()
    '2029-03-01T00:00:00+00:00'
    """
    try:
        return declared_at.replace(year=declared_at.year + 1)
    except ValueError:
        return declared_at.replace(year=declared_at.year + 1, month=3, day=1)


def holds(declared_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Whether a declaration of that instant, if there is one, still holds at `at`."""
    return declared_at is not None and at < lapses_at(declared_at)


def what_is_wrong(tie: Tie) -> tuple[str, str] | None:
    """The part of a tie that is wrong, with a sentence; None when it can be kept.

    >>> what_is_wrong(Tie(TieKind.FAMILY, organisation="Delta Pines")) is None
    True
    >>> what_is_wrong(Tie(TieKind.FAMILY))[0]
    'organisation'
    """
    if tie.practice_id is None and not tie.organisation:
        return "organisation", "Choose a practice or name the organization"
    if tie.practice_id is not None and tie.organisation:
        return "organisation", "Choose a practice or name an organization, not both in one line"
    if len(tie.organisation) > LONGEST_NAME:
        return "organisation", f"Shorten the name to {LONGEST_NAME} characters or fewer"
    if len(tie.note) > LONGEST_NOTE:
        return "note", f"Shorten the note to {LONGEST_NOTE:,} characters or fewer"
    return None


def newly_tied(before: Iterable[int], ties: Iterable[Tie]) -> frozenset[int]:
    """The practices in `ties` that were not declared `before`."""
    named = {tie.practice_id for tie in ties if tie.practice_id is not None}
    return frozenset(named - set(before))


def no_longer_tied(before: Iterable[int], ties: Iterable[Tie]) -> frozenset[int]:
    """The practices that were declared `before` and are not in `ties`."""
    return frozenset(before) - newly_tied((), ties)
