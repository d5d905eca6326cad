"""Conflicts of interest: what was said decides; hints only point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.reviews.domain.kinds import Standing, Statement

_LEADS_TO: Mapping[Statement, Standing] = {
    Statement.NO: Standing.CLEAR,
    Statement.YES: Standing.CONFLICTED,
    Statement.NOT_SURE: Standing.WAITING,
    Statement.RULED_CLEAR: Standing.CLEAR,
    Statement.RULED_CONFLICT: Standing.CONFLICTED,
    Statement.LIFTED: Standing.UNASKED,
}
_OVERRULE_TIES = frozenset({Statement.RULED_CLEAR, Statement.LIFTED})


def standing(
    said: Sequence[Statement], *, works_there: bool = False, has_tie: bool = False
) -> Standing:
    """Where a reviewer stands after everything that was said, the oldest first.

    The last word counts. Nobody ever reviews the practice where they work (`works_there`),
    whatever was said. A declared tie to the practice (`has_tie`) is a conflict until staff rule
    otherwise or lift it; what is lifted has to be asked about again.

    >>> str(standing([])), str(standing([], has_tie=True))
    ('not asked', 'conflict')
    >>> str(standing([Statement.NO], has_tie=True))
    'conflict'
    >>> str(standing([Statement.NOT_SURE, Statement.RULED_CLEAR], has_tie=True))
    'clear'
    """
    if works_there:
        return Standing.CONFLICTED
    found = _LEADS_TO[said[-1]] if said else Standing.UNASKED
    if has_tie and _OVERRULE_TIES.isdisjoint(said) and found is not Standing.WAITING:
        return Standing.CONFLICTED
    return found
