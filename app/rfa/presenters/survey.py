"""What applicants said about applying, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.rfa.queries.survey import Said

ENOUGH = 5
"""From how many answers on anything of them is shown: of fewer, names could be inferred."""
EASE = {5: "Very easy", 4: "Easy", 3: "Neither hard nor easy", 2: "Hard", 1: "Very hard"}


@dataclass(frozen=True, slots=True)
class Results:
    """The survey of a round; empty but for the counts while there are too few answers."""

    count: int
    ease: tuple[tuple[str, int], ...] = ()
    mean_ease: str = ""
    hours_count: int = 0
    mean_hours: str = ""
    comments: tuple[str, ...] = ()


def results(said: Sequence[Said]) -> Results:
    """Count the answers of a round, once there are enough of them."""
    if len(said) < ENOUGH:
        return Results(len(said))
    hours = [one.hours for one in said if one.hours is not None]
    return Results(
        count=len(said),
        ease=tuple(
            (f"{number}. {words}", sum(one.ease == number for one in said))
            for number, words in EASE.items()
        ),
        mean_ease=f"{fmean(one.ease for one in said):.1f}",
        hours_count=len(hours),
        mean_hours=f"{fmean(hours):.1f}" if len(hours) >= ENOUGH else "",
        comments=tuple(one.better for one in said if one.better),
    )
