"""What can be said and decided about a conflict of interest, given where somebody stands."""

from __future__ import annotations

from enum import StrEnum

from app.reviews.domain.kinds import Standing, Statement


class Ruling(StrEnum):
    """What staff can decide about a conflict."""

    CONFLICT = "conflict"
    CLEAR = "clear"
    LIFT = "lift"


def rulings(standing: Standing, *, works_there: bool, has_review: bool) -> tuple[Ruling, ...]:
    """What staff can decide about somebody; `has_review`: there is one that is not void.

    >>> [str(one) for one in rulings(Standing.WAITING, works_there=False, has_review=False)]
    ['conflict', 'clear']
    >>> rulings(Standing.CONFLICTED, works_there=True, has_review=False)
    ()
    """
    if standing is Standing.WAITING:
        return Ruling.CONFLICT, Ruling.CLEAR
    if standing is not Standing.CONFLICTED:
        return (Ruling.CONFLICT,)
    undo = () if works_there else (Ruling.LIFT, Ruling.CLEAR)
    return (*undo, Ruling.CONFLICT) if has_review else undo


def answers(standing: Standing) -> tuple[Statement, ...]:
    """What a reviewer can say: while staff are asked, only that there is a conflict."""
    if standing is Standing.WAITING:
        return (Statement.YES,)
    return Statement.NO, Statement.YES, Statement.NOT_SURE
