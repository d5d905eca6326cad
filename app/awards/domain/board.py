"""The ranking of applications by what their panels scored, with the line of the awards.

Values are exact fractions, so that ties are ties. What nobody scored has no value and no
rank: it stands at the end, and is never 0.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.awards.domain.kinds import AWARDED, Outcome


class Column(StrEnum):
    """What the applications are ranked by."""

    MEAN = "mean"
    CONSENSUS = "consensus"
    MEDIAN = "median"


class Side(StrEnum):
    """Where an application stands towards the line of the awards."""

    ABOVE = "above the line"
    ACROSS = "tied on the line"
    BELOW = "below the line"
    UNSCORED = "no score"


@dataclass(frozen=True, slots=True)
class Place:
    """One application in the ranking; without a value it has no rank."""

    key: int
    value: Fraction | None
    rank: int | None
    side: Side
    is_tied: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """All applications, the best first; `awards` is how many places there are."""

    places: tuple[Place, ...]
    awards: int

    def sides(self) -> dict[int, Side]:
        """Where each application stands towards the line."""
        return {place.key: place.side for place in self.places}

    def on(self, side: Side) -> tuple[int, ...]:
        """The applications on one side of the line, the best first."""
        return tuple(place.key for place in self.places if place.side is side)


def mean(totals: Sequence[Fraction]) -> Fraction | None:
    """The plain mean; None without totals.

    >>> mean([Fraction(3), Fraction(4)]), mean([])
    (Fraction(7, 2), None)
    """
    return sum(totals, Fraction()) / len(totals) if totals else None


def median(totals: Sequence[Fraction]) -> Fraction | None:
    """The middle total, or the mean of the two in the middle; None without totals."""
    return Fraction(statistics.median(totals)) if totals else None


def value(
    column: Column, totals: Sequence[Fraction], agreed: Fraction | None = None
) -> Fraction | None:
    """What an application is ranked by. Where no panel agreed, its mean takes the place.

    >>> value(Column.CONSENSUS, [Fraction(3)], Fraction(4)), value(Column.CONSENSUS, [Fraction(3)])
    (Fraction(4, 1), Fraction(3, 1))
    """
    if column is Column.MEDIAN:
        return median(totals)
    if column is Column.CONSENSUS and agreed is not None:
        return agreed
    return mean(totals)


def rank(values: Mapping[int, Fraction | None], awards: int) -> Ranking:
    """Rank by value, the highest first; the same value is the same rank.

    The line runs after `awards` places. When a tie runs across it, the scores do not say who
    of these is above.

    >>> values = {1: Fraction(4), 2: Fraction(5), 3: Fraction(4), 4: None}
    >>> [(place.key, place.rank, str(place.side)) for place in rank(values, 2).places[:2]]
    [(2, 1, 'above the line'), (1, 2, 'tied on the line')]
    >>> rank(values, 3).on(Side.ABOVE), rank(values, 3).on(Side.UNSCORED)
    ((2, 1, 3), (4,))
    """
    scored = {key: one for key, one in values.items() if one is not None}
    units = _units(scored)
    sizes = Counter(units.values())
    better, first = 0, {}
    for one in sorted(sizes, reverse=True):
        first[one], better = better + 1, better + sizes[one]
    places = [
        Place(key, scored[key], first[one], _side(first[one], sizes[one], awards), sizes[one] > 1)
        for key, one in sorted(units.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    rest = [Place(key, None, None, Side.UNSCORED) for key in sorted(set(values) - set(scored))]
    return Ranking((*places, *rest), awards)


def _units(values: Mapping[int, Fraction]) -> dict[int, int]:
    """The values in whole parts of one size: as exact, and sorted many times as fast."""
    parts = math.lcm(*(one.denominator for one in values.values()))
    return {key: one.numerator * (parts // one.denominator) for key, one in values.items()}


def _side(first: int, size: int, awards: int) -> Side:
    if first > awards:
        return Side.BELOW
    return Side.ABOVE if first + size - 1 <= awards else Side.ACROSS


_LEADS_TO = {side: side for side in Side} | {Side.UNSCORED: Side.BELOW}


@dataclass(frozen=True, slots=True)
class Moved:
    """An application that another way of counting puts on another side of the line."""

    key: int
    was: Side
    now: Side


def moved(before: Ranking, after: Ranking) -> tuple[Moved, ...]:
    """Which applications change sides between two rankings of the same applications.

    Below the line and without a score are the same side: no award.
    """
    now = after.sides()
    return tuple(
        Moved(place.key, place.side, now[place.key])
        for place in before.places
        if _LEADS_TO[place.side] is not _LEADS_TO[now[place.key]]
    )


def chosen(ranking: Ranking, decided: Mapping[int, Outcome]) -> frozenset[int]:
    """Who would get a place now: awards that are decided, and who stands above the line undecided.

    >>> ranking = rank({1: Fraction(4), 2: Fraction(3)}, 1)
    >>> sorted(chosen(ranking, {})), sorted(chosen(ranking, {1: Outcome.DECLINE, 2: Outcome.AWARD}))
    ([1], [2])
    """
    awarded = {key for key, outcome in decided.items() if outcome in AWARDED}
    return frozenset(awarded | (set(ranking.on(Side.ABOVE)) - set(decided)))


def mix(keys: Collection[int], traits: Mapping[int, str], every: Iterable[str]) -> dict[str, int]:
    """How many of `keys` have each trait; `every` trait is named, also with nobody.

    >>> mix({1, 3}, {1: "north", 2: "south", 3: "north"}, ["north", "south"])
    {'north': 2, 'south': 0}
    """
    counted = Counter(traits[key] for key in keys)
    return {trait: counted[trait] for trait in every}
