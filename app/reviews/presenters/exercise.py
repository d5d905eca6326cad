"""The exercise in words: the own score beside everybody's, and all sheets for staff."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.reviews.domain.calibrating import spots
from app.reviews.domain.scoring import two_places

if TYPE_CHECKING:
    from app.reviews.queries.exercises import Sheet
    from app.rfa.domain.document import Criterion


@dataclass(frozen=True, slots=True)
class SpotRow:
    """One criterion: the own score and reason, and how everybody scored."""

    key: str
    title: str
    own: str
    reason: str
    mean: str
    lowest: str
    highest: str
    n: int
    each: tuple[tuple[str, str, str], ...]


def spot_rows(
    criteria: Iterable[Criterion],
    sheets: Collection[Sheet],
    *,
    own: Sheet | None = None,
    names_all: bool = False,
) -> tuple[SpotRow, ...]:
    """A row for each criterion; `names_all` adds who scored what and why, for staff."""
    found = tuple(criteria)
    by_key = spots([sheet.scores for sheet in sheets], [one.key for one in found])
    return tuple(
        SpotRow(
            key=one.key,
            title=one.title,
            own=_number(own.scores.get(one.key)) if own else "",
            reason=own.reasons.get(one.key, "") if own else "",
            mean=two_places(by_key[one.key].mean),
            lowest=_number(by_key[one.key].lowest),
            highest=_number(by_key[one.key].highest),
            n=by_key[one.key].n,
            each=tuple(
                (sheet.name, _number(sheet.scores.get(one.key)), sheet.reasons.get(one.key, ""))
                for sheet in sheets
            )
            if names_all
            else (),
        )
        for one in found
    )


def _number(score: int | None) -> str:
    return "none" if score is None else str(score)
