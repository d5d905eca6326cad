"""What applicants said about applying, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.rfa.queries.survey import Said

ENOUGH = 5
"""How many answers a mean is made of at least."""
EASE = {5: "Very easy", 4: "Easy", 3: "Neither hard nor easy", 2: "Hard", 1: "Very hard"}


@dataclass(frozen=True, slots=True)
class Results:
    """The survey of a round. Means are "" while there are too few answers."""

    count: int
    ease: tuple[tuple[str, int], ...]
    mean_ease: str
    hours_count: int
    mean_hours: str
    comments: tuple[str, ...]


def results(said: Sequence[Said]) -> Results:
    """Count the answers of a round."""
    hours = [one.hours for one in said if one.hours is not None]
    return Results(
        count=len(said),
        ease=tuple(
            (f"{number}. {words}", sum(one.ease == number for one in said))
            for number, words in EASE.items()
        ),
        mean_ease=_mean([one.ease for one in said]),
        hours_count=len(hours),
        mean_hours=_mean(hours),
        comments=tuple(one.better for one in said if one.better),
    )


def _mean(numbers: Sequence[int]) -> str:
    return f"{fmean(numbers):.1f}" if len(numbers) >= ENOUGH else ""
