"""One measure over time, checked once so that nothing later has to doubt it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite
from typing import Any

from .errors import (
    DuplicatePeriod,
    InvalidOption,
    LengthMismatch,
    NegativeCount,
    NonFinite,
    NumeratorExceedsDenominator,
)
from .words import Direction, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values in time order, or numerators with their denominators; None is missing.

    `plotted` holds what the chart shows, in natural units (a proportion is 0 to 1): the
    values, or numerator / denominator. A zero denominator makes a missing value. With
    `periods` (one date per point) everything is sorted by date first, and point numbers in
    errors count in that order. `direction` says where the measure should go; `unit`
    'percent' (the default) means that a numerator is part of its denominator.

    Raises `LengthMismatch`, `DuplicatePeriod`, `NonFinite`, `NegativeCount` and
    `NumeratorExceedsDenominator` (for a percentage, and for any count out of zero).

    >>> Series(numerators=[12, 0, None], denominators=[60, 0, 61]).plotted
    (0.2, None, None)
    >>> Series(numerators=[5], denominators=[4])
    Traceback (most recent call last):
    ...
    app.spc.errors.NumeratorExceedsDenominator: Point 1: 5 counted out of only 4.
    """

    values: Sequence[float | None] | None = None
    numerators: Sequence[float | None] | None = None
    denominators: Sequence[float | None] | None = None
    periods: Sequence[dt.date] | None = None
    unit: Unit = Unit.PERCENT
    direction: Direction = Direction.NONE
    plotted: tuple[float | None, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._set("unit", Unit(self.unit))
        self._set("direction", Direction(self.direction))
        self._check_kind()
        self._check_lengths()
        self._sort()
        self._set("plotted", self._plot())

    def __len__(self) -> int:
        return len(self.plotted)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _check_kind(self) -> None:
        counted = self.numerators is not None, self.denominators is not None
        expected = (False, False) if self.values is not None else (True, True)
        if counted != expected:
            raise InvalidOption("series", "give values, or numerators and denominators")

    def _check_lengths(self) -> None:
        lists = [listed for listed in self._lists().values() if listed is not None]
        for listed in lists[1:]:
            if len(listed) != len(lists[0]):
                raise LengthMismatch(len(lists[0]), len(listed))

    def _lists(self) -> dict[str, Sequence[Any] | None]:
        return {
            "values": self.values,
            "numerators": self.numerators,
            "denominators": self.denominators,
            "periods": self.periods,
        }

    def _sort(self) -> None:
        """Put every list into time order and make it a tuple."""
        order = _time_order(self.periods)
        for name, listed in self._lists().items():
            if listed is not None:
                ordered = listed if order is None else [listed[place] for place in order]
                self._set(name, tuple(ordered))

    def _plot(self) -> tuple[float | None, ...]:
        if self.values is not None:
            return tuple(_finite(point, value) for point, value in enumerate(self.values, 1))
        pairs = zip(self.numerators or (), self.denominators or (), strict=True)
        percent = self.unit is Unit.PERCENT
        return tuple(_ratio(point, *pair, percent) for point, pair in enumerate(pairs, 1))


def _time_order(periods: Sequence[dt.date] | None) -> list[int] | None:
    """Return the places of `periods` in time order; no two may be the same."""
    if periods is None:
        return None
    order = sorted(range(len(periods)), key=periods.__getitem__)
    for earlier, later in pairwise(order):
        if periods[earlier] == periods[later]:
            raise DuplicatePeriod(periods[later])
    return order


def _finite(point: int, value: float | None) -> float | None:
    if value is not None and not isfinite(value):
        raise NonFinite(point, value)
    return value


def _count(point: int, value: float | None) -> float | None:
    value = _finite(point, value)
    if value is not None and value < 0:
        raise NegativeCount(point, value)
    return value


def _ratio(
    point: int, numerator: float | None, denominator: float | None, percent: bool
) -> float | None:
    """Divide, once both numbers are known to make sense together."""
    numerator, denominator = _count(point, numerator), _count(point, denominator)
    if numerator is None or denominator is None:
        return None
    if numerator > denominator and (percent or not denominator):
        raise NumeratorExceedsDenominator(point, numerator, denominator)
    return numerator / denominator if denominator else None
