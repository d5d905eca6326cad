"""Where the phases of a chart lie, and which points make each centre line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from .errors import PhaseTooShort
from .options import Options


@dataclass(frozen=True, slots=True)
class Stretch:
    """First and last point of a phase and of its baseline.

    `cut`: the baseline would reach into the next phase, which has its own.
    """

    number: int
    first: int
    last: int
    baseline_first: int
    baseline_last: int
    cut: bool = False

    @property
    def frozen(self) -> bool:
        """Whether only a part of the phase makes its centre line."""
        return (self.baseline_first, self.baseline_last) != (self.first, self.last)


def stretches(length: int, options: Options) -> list[Stretch]:
    """Cut a chart of `length` points into phases and find the baseline of each.

    The frozen baseline belongs to the phase in which it starts; every other phase is its
    own baseline. Raises `PhaseTooShort` when the last phase starts too close to the end.

    >>> found = stretches(24, Options(phases=[15], baseline=12))
    >>> [(s.first, s.last, s.baseline_last) for s in found]
    [(1, 14, 12), (15, 24, 24)]
    """
    starts = (1, *options.phases)
    if options.phases and length - starts[-1] + 1 < options.min_baseline:
        found = max(0, length - starts[-1] + 1)
        raise PhaseTooShort(starts[-1], found, options.min_baseline)
    bounds = pairwise((*starts, length + 1))
    return [
        _stretch(number, first, end - 1, options) for number, (first, end) in enumerate(bounds, 1)
    ]


def _stretch(number: int, first: int, last: int, options: Options) -> Stretch:
    span = options.baseline_span
    if span is None or options.centre is not None or not first <= span[0] <= last:
        return Stretch(number, first, last, first, last)
    end = min(span[1], last)
    cut = end < span[1] and last < max(options.phases, default=0)
    return Stretch(number, first, last, span[0], end, cut)
