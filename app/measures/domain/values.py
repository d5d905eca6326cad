"""From counts to the value that is plotted."""

from __future__ import annotations

import math

from app.measures.domain.kinds import Answer, MeasureKind

HAIR = 1e-9
"""What floating point may take away from an exact half."""


def value_of(
    kind: MeasureKind,
    per: int,
    answer: Answer,
    numerator: int | None,
    denominator: int | None,
) -> float | None:
    """The value in display units, or None where there is nothing to plot.

    A percent is 100 x top / bottom, a rate `per` x top / bottom, a mean top / bottom;
    a count and a time between are the number itself. 'None eligible' and a bottom of
    zero have no value: a gap, never a zero.

    >>> value_of(MeasureKind.PERCENT, 100, Answer.COUNTED, 26, 61)
    42.622950819672134
    >>> value_of(MeasureKind.PERCENT, 100, Answer.COUNTED, 0, 60)
    0.0
    >>> value_of(MeasureKind.PERCENT, 100, Answer.NONE_ELIGIBLE, 0, 0) is None
    True
    >>> value_of(MeasureKind.COUNT, 1, Answer.COUNTED, 7, None)
    7.0
    """
    if answer is not Answer.COUNTED or numerator is None:
        return None
    if not kind.has_denominator:
        return float(numerator)
    if not denominator:
        return None
    factor = 1 if kind is MeasureKind.MEAN else per
    return factor * numerator / denominator


def to_tenths(value: float) -> float:
    """The value as it is shown: to one decimal, halves up, as spreadsheets round.

    >>> to_tenths(17.25), to_tenths(100 / 16), to_tenths(42.62), to_tenths(0.0)
    (17.3, 6.3, 42.6, 0.0)
    """
    return math.floor(value * 10 + 0.5 + HAIR) / 10
