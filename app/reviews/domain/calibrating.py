"""The exercise before a round: how far reviewers are apart on the same practice application."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class ExerciseState(StrEnum):
    """Written first, then open to reviewers, then closed with what was learned."""

    WRITTEN = "not open yet"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Spot:
    """How everybody scored one criterion; `n` scores between `lowest` and `highest`."""

    n: int
    mean: Fraction | None
    lowest: int | None
    highest: int | None


def spots(sheets: Iterable[Mapping[str, int]], criteria: Collection[str]) -> dict[str, Spot]:
    """How everybody scored each criterion; a sheet without a score is not in its numbers.

    >>> spots([{"K1": 2}, {"K1": 5}], ["K1"])["K1"]
    Spot(n=2, mean=Fraction(7, 2), lowest=2, highest=5)
    >>> spots([], ["K1"])["K1"].mean is None
    True
    """
    found = list(sheets)
    return {key: _spot([sheet[key] for sheet in found if key in sheet]) for key in criteria}


def _spot(scores: list[int]) -> Spot:
    if not scores:
        return Spot(0, None, None, None)
    return Spot(len(scores), Fraction(sum(scores), len(scores)), min(scores), max(scores))
