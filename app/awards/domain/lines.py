"""Lines of the board: what is known of one application, now or at an earlier meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.awards.domain.board import Column, Place, Ranking, rank, value
from app.awards.domain.kinds import Outcome
from app.practices.domain.counties import Region, region_of
from app.practices.domain.kinds import PracticeKind
from app.practices.domain.rurality import is_rural
from app.reviews.domain.kinds import Recommendation
from app.reviews.domain.scoring import Opinion, Panel, panel

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One application: who applies, what the panel gave, what is decided.

    `totals` are those of reviews that could assess something, `advice` what all submitted
    reviews recommend, `agreed` the score that the panel agreed to.
    """

    key: int
    reference: str
    name: str
    county: str
    kind: PracticeKind
    is_first: bool
    totals: tuple[Fraction, ...] = ()
    advice: tuple[Recommendation, ...] = ()
    agreed: Fraction | None = None
    outcome: Outcome | None = None
    waits_as: int | None = None
    is_released: bool = False

    @property
    def region(self) -> Region:
        return region_of(self.county)

    @property
    def is_rural(self) -> bool:
        return is_rural(self.county)

    @property
    def reviews(self) -> int:
        """How many reviews were submitted."""
        return len(self.advice)

    @property
    def panel(self) -> Panel:
        """What the reviews come to."""
        padded = [*self.totals, *[None] * (len(self.advice) - len(self.totals))]
        return panel(Opinion(total, said) for total, said in zip(padded, self.advice, strict=True))


def ranking(lines: Iterable[Line], awards: int, column: Column = Column.MEAN) -> Ranking:
    """The ranking of these lines by one of the columns."""
    return rank({line.key: value(column, line.totals, line.agreed) for line in lines}, awards)


def to_plain(lines: Iterable[Line], *, awards: int, reviewers_each: int) -> dict[str, Any]:
    """The lines as JSON, from which nothing is lost: fractions are kept as texts."""
    rows = [
        {
            "key": line.key,
            "reference": line.reference,
            "name": line.name,
            "county": line.county,
            "kind": line.kind.value,
            "is_first": line.is_first,
            "totals": [str(total) for total in line.totals],
            "advice": [said.value for said in line.advice],
            "agreed": None if line.agreed is None else str(line.agreed),
            "outcome": line.outcome.value if line.outcome else None,
            "waits_as": line.waits_as,
            "is_released": line.is_released,
        }
        for line in lines
    ]
    return {"format": FORMAT, "awards": awards, "reviewers_each": reviewers_each, "rows": rows}


def from_plain(content: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines that `to_plain` kept."""
    return tuple(
        Line(
            key=row["key"],
            reference=row["reference"],
            name=row["name"],
            county=row["county"],
            kind=PracticeKind(row["kind"]),
            is_first=row["is_first"],
            totals=tuple(Fraction(total) for total in row["totals"]),
            advice=tuple(Recommendation(said) for said in row["advice"]),
            agreed=None if row["agreed"] is None else Fraction(row["agreed"]),
            outcome=Outcome(row["outcome"]) if row["outcome"] else None,
            waits_as=row["waits_as"],
            is_released=row["is_released"],
        )
        for row in content["rows"]
    )


@dataclass(frozen=True, slots=True)
class Since:
    """One application then and now; None on one side when it was not there."""

    name: str
    reference: str
    then: tuple[Line, Place] | None
    now: tuple[Line, Place] | None

    @property
    def is_same(self) -> bool:
        """Whether score, rank, side and decision are as they were."""
        return self._told(self.then) == self._told(self.now)

    @staticmethod
    def _told(what: tuple[Line, Place] | None) -> tuple[object, ...] | None:
        if what is None:
            return None
        line, place = what
        return place.value, line.panel.n, place.rank, place.side, line.outcome, line.waits_as


def since(
    then: Sequence[Line], awards_then: int, now: Sequence[Line], awards_now: int
) -> tuple[Since, ...]:
    """What became of each application between two looks at the board, in the order of now."""
    before, after = _placed(then, awards_then), _placed(now, awards_now)
    keys = [*after, *(key for key in before if key not in after)]
    found = []
    for key in keys:
        line, _ = after.get(key) or before[key]
        found.append(Since(line.name, line.reference, before.get(key), after.get(key)))
    return tuple(found)


def _placed(lines: Sequence[Line], awards: int) -> dict[int, tuple[Line, Place]]:
    by_key = {line.key: line for line in lines}
    return {place.key: (by_key[place.key], place) for place in ranking(lines, awards).places}
