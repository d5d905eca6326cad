"""Which lines of the board are asked for: read from an address, and written into one.

The whole board is always ranked; filters only choose what is shown of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.awards.domain.board import Column
from app.awards.domain.lines import Line
from app.practices.domain.counties import REGIONS, Region
from app.practices.domain.kinds import PracticeKind

_Choice = TypeVar("_Choice", bound=StrEnum)
YES = "yes"


class Sort(StrEnum):
    """What the lines are ordered by."""

    RANK = "rank"
    PRACTICE = "practice"
    SPREAD = "spread"
    REVIEWS = "reviews"


class Where(StrEnum):
    """Whether a county is rural."""

    RURAL = "rural"
    URBAN = "urban"


class Before(StrEnum):
    """Whether a practice applied to an earlier round."""

    FIRST = "first"
    RETURNING = "returning"


class Decided(StrEnum):
    """Whether something is decided."""

    YES = "decided"
    NO = "undecided"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; what is None or empty does not narrow the board."""

    kind: PracticeKind | None = None
    region: Region | None = None
    county: str = ""
    where: Where | None = None
    before: Before | None = None
    decided: Decided | None = None
    sort: Sort = Sort.RANK
    column: Column = Column.MEAN
    adjusted: bool = False

    def query(self) -> dict[str, str]:
        """The parts of an address that say the same; what asks for nothing is left out.

        >>> Wanted(where=Where.RURAL, adjusted=True).query()
        {'where': 'rural', 'adjusted': 'yes'}
        """
        said = {
            "kind": self.kind or "",
            "region": self.region or "",
            "county": self.county,
            "where": self.where or "",
            "before": self.before or "",
            "decided": self.decided or "",
            "sort": "" if self.sort is Sort.RANK else self.sort,
            "by": "" if self.column is Column.MEAN else self.column,
            "adjusted": YES if self.adjusted else "",
        }
        return {name: str(value) for name, value in said.items() if value}

    def fits(self, line: Line) -> bool:
        """Whether a line is asked for."""
        asked = (
            (self.kind, line.kind),
            (self.region, line.region),
            (self.county or None, line.county),
            (self.where, Where.RURAL if line.is_rural else Where.URBAN),
            (self.before, Before.FIRST if line.is_first else Before.RETURNING),
            (self.decided, Decided.YES if line.outcome else Decided.NO),
        )
        return all(wish is None or wish == is_so for wish, is_so in asked)


def read(given: Mapping[str, str]) -> Wanted:
    """What the parts of an address ask for; what is not known asks for nothing.

    >>> read({"region": "central", "by": "the moon"}).query()
    {'region': 'central'}
    """
    county = given.get("county", "")
    return Wanted(
        kind=_one_of(PracticeKind, given.get("kind", "")),
        region=_one_of(Region, given.get("region", "")),
        county=county if county in REGIONS else "",
        where=_one_of(Where, given.get("where", "")),
        before=_one_of(Before, given.get("before", "")),
        decided=_one_of(Decided, given.get("decided", "")),
        sort=_one_of(Sort, given.get("sort", "")) or Sort.RANK,
        column=_one_of(Column, given.get("by", "")) or Column.MEAN,
        adjusted=given.get("adjusted") == YES,
    )


def _one_of(kinds: type[_Choice], text: str) -> _Choice | None:
    return kinds(text) if text in set(kinds) else None
