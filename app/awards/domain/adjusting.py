"""Scores with the habits of reviewers taken out: for comparison, never for the ranking itself.

Somebody who is strict with everybody pulls down whoever they review. Centred scores move each
reviewer's mean to the mean of all scores; z-scores also stretch each reviewer's spread to the
spread of all. Both stay on the scale of the scores. Of somebody with fewer than two scores
no habit is known: these scores stay as they are, and are marked.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.awards.domain.board import mean

LEAST = 2
_PLACES = 10**9


class Method(StrEnum):
    """How the habits of reviewers are taken out."""

    CENTRED = "centred"
    Z = "z"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one reviewer gave one application in total."""

    application: int
    reviewer: int
    total: Fraction


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The mean of adjusted scores; `has_raw`: a score in it could not be adjusted."""

    value: Fraction | None
    has_raw: bool = False


def totals_by(marks: Iterable[Mark]) -> dict[int, list[Fraction]]:
    """The totals of each reviewer."""
    found: dict[int, list[Fraction]] = defaultdict(list)
    for mark in marks:
        found[mark.reviewer].append(mark.total)
    return dict(found)


def adjusted(
    marks: Sequence[Mark], applications: Iterable[int], method: Method
) -> Mapping[int, Adjusted]:
    """The adjusted score of each application; None for one without a mark.

    >>> strict = [Mark(1, 7, Fraction(2)), Mark(2, 7, Fraction(3))]
    >>> kind = [Mark(1, 8, Fraction(4)), Mark(3, 8, Fraction(5))]
    >>> found = adjusted(strict + kind, [1, 2, 3, 4], Method.CENTRED)
    >>> [str(found[key].value) for key in (1, 2, 3, 4)]
    ['3', '4', '4', 'None']
    """
    habits = totals_by(marks)
    center, width = _habit([mark.total for mark in marks]) if marks else (Fraction(), 0.0)
    known = {who: _habit(totals) for who, totals in habits.items() if len(totals) >= LEAST}
    given: dict[int, list[Fraction]] = defaultdict(list)
    raw = set()
    for mark in marks:
        if mark.reviewer not in known:
            given[mark.application].append(mark.total)
            raw.add(mark.application)
            continue
        usual, spread = known[mark.reviewer]
        off = mark.total - usual
        if method is Method.Z:
            off = _stretched(off, spread, width)
        given[mark.application].append(center + off)
    return {key: Adjusted(mean(given[key]), key in raw) for key in applications}


def _habit(totals: Sequence[Fraction]) -> tuple[Fraction, float]:
    """The mean and the standard deviation of some totals, of which there is one at least."""
    middle = sum(totals, Fraction()) / len(totals)
    return middle, math.sqrt(sum((total - middle) ** 2 for total in totals) / len(totals))


def _stretched(off: Fraction, spread: float, width: float) -> Fraction:
    """A distance from somebody's mean in units of all; who always gives the same says nothing.

    It is rounded, so that what is the same comes out the same.
    """
    return Fraction(round(float(off) / spread * width * _PLACES), _PLACES) if spread else Fraction()
