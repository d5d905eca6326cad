"""What applicants said about the decisions of a round, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from app.rfa.presenters.survey import ENOUGH

if TYPE_CHECKING:
    from app.awards.queries.survey import Said


@dataclass(frozen=True, slots=True)
class Results:
    """The answers of a round; empty but for the count while there are too few."""

    count: int
    clear: str = ""
    fair: str = ""
    comments: tuple[str, ...] = ()


def results(said: Sequence[Said]) -> Results:
    """Count the answers of a round, once there are enough of them to hide who gave which.

    >>> results([]).clear
    ''
    """
    if len(said) < ENOUGH:
        return Results(len(said))
    return Results(
        count=len(said),
        clear=f"{fmean(one.clear for one in said):.1f}",
        fair=f"{fmean(one.fair for one in said):.1f}",
        comments=tuple(one.better for one in said if one.better),
    )
