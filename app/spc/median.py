"""The centre line of a run chart."""

from __future__ import annotations

from collections.abc import Iterable


def median(values: Iterable[float | None]) -> float | None:
    """Return the middle of the values that are there, or None when none is.

    An even count takes the mean of the middle two; values on the centre line count like
    any other (Perla, Provost & Murray 2011, BMJ Qual Saf 20:46).

    >>> median([3, None, 1, 2])
    2
    >>> median([1, 2, 3, 10])
    2.5
    >>> median([None]) is None
    True
    """
    present = sorted(value for value in values if value is not None)
    if not present:
        return None
    half, odd = divmod(len(present), 2)
    if odd:
        return present[half]
    return (present[half - 1] + present[half]) / 2
