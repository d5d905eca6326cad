"""The steps of an award's agreement, and what each of them pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, what it pays in percent of the amount, what shows it."""

    title: str
    percent: int
    evidence: str = ""


USUAL_STEPS = (
    Step("Agreement and baseline", 40, "Signed agreement and baseline numbers"),
    Step("Second learning session", 25, "Attendance and six monthly reports"),
    Step("Third learning session", 20, "Attendance and ten monthly reports"),
    Step("Final report", 15, "Final report, accepted by program staff"),
)


def adds_up(steps: Sequence[Step]) -> bool:
    """Whether the steps pay the whole amount, no more and no less.

    >>> adds_up(USUAL_STEPS), adds_up([])
    (True, False)
    """
    return sum(step.percent for step in steps) == WHOLE
