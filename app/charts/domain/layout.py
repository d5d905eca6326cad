"""Where things go on a chart: axis, labels that never overlap, tags in rows. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.domain.figure import Figure
from app.measures.domain.kinds import MeasureKind


@dataclass(frozen=True, slots=True)
class Axis:
    """The vertical axis: always from zero, so that no change looks bigger than it is."""

    top: float
    ticks: tuple[float, ...]

    def down(self, value: float) -> float:
        """How far below the top a value lies, in percent of the height.

        >>> Axis(100, ()).down(42.5)
        57.5
        """
        return 100 - value / self.top * 100


def axis(figure: Figure) -> Axis:
    """0 to 100 for every percentage; else from 0 to a round number above everything shown."""
    if figure.scale.kind is MeasureKind.PERCENT:
        return Axis(100, (0, 25, 50, 75, 100))
    values = [point.value for point in figure.plotted if point.value is not None]
    values += [line.value for line in figure.medians]
    highest = max([*values, figure.goal or 0])
    step = round_step(highest * 1.05 / 4)
    count = max(1, math.ceil(highest * 1.02 / step))
    return Axis(step * count, tuple(step * n for n in range(count + 1)))


def round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `least`.

    >>> round_step(3.4), round_step(0.11), round_step(240)
    (5.0, 0.2, 250.0)
    """
    if least < 1e-6:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(
        round(power * step, 9) for step in (1, 2, 2.5, 5, 10) if power * step >= least * (1 - 1e-9)
    )


def across(place: float, count: int) -> float:
    """The middle of a place, in percent of the width.

    >>> across(0, 4), across(3, 4)
    (12.5, 87.5)
    """
    return (place + 0.5) / count * 100


def push_apart(
    wanted: Sequence[float], gap: float, *, low: float = 0.0, high: float = 100.0
) -> list[float]:
    """Move positions as little as needed so that neighbours are at least `gap` apart.

    Order is kept, and everything stays between `low` and `high` where there is room.

    >>> push_apart([50, 52], 6)
    [50, 56]
    >>> push_apart([98, 99], 6)
    [94.0, 100.0]
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    placed = [max(low, wanted[index]) for index in order]
    for index in range(1, len(placed)):
        placed[index] = max(placed[index], placed[index - 1] + gap)
    ceiling = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    moved = [0.0] * len(wanted)
    for index, position in zip(order, placed, strict=True):
        moved[index] = position
    return moved


def rows(spans: Sequence[tuple[float, float]]) -> list[int]:
    """The row of each span (start, end), so that none touches another in its row.

    >>> rows([(0, 3), (2, 5), (4, 6)])
    [0, 1, 0]
    """
    ends: list[float] = []
    chosen = []
    for start, end in spans:
        row = next((row for row, taken in enumerate(ends) if taken <= start), len(ends))
        if row == len(ends):
            ends.append(end)
        else:
            ends[row] = end
        chosen.append(row)
    return chosen
