"""What became of a frozen board since, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.awards.domain.board import Place
from app.awards.domain.lines import Line, Since
from app.awards.presenters.board import decision_words, rank_words
from app.reviews.domain.scoring import two_places

NOT_THERE = "not on the board"


@dataclass(frozen=True, slots=True)
class SinceRow:
    """One application then and now."""

    name: str
    reference: str
    then: str
    now: str
    is_same: bool


def since_rows(found: Iterable[Since]) -> tuple[SinceRow, ...]:
    """Each application with where it stood and where it stands."""
    return tuple(
        SinceRow(one.name, one.reference, _where(one.then), _where(one.now), one.is_same)
        for one in found
    )


def _where(there: tuple[Line, Place] | None) -> str:
    if there is None:
        return NOT_THERE
    line, place = there
    scored = f"mean {two_places(place.value)}, n = {line.panel.n}"
    decided = decision_words(line.outcome, line.waits_as).lower()
    return f"Rank {rank_words(place)}, {scored}, {place.side}, {decided}"
